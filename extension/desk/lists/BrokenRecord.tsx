import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useSpeech } from "../../../shared/ui/language.ts";
import { State } from "../../../shared/ui/State.tsx";
import { deskWords } from "../../../shared/words/desk.ts";
import { Confirm } from "../Confirm.tsx";
import { useDesk } from "../desk-context.ts";

interface Props {
  readonly id: string;
  readonly onExport: () => void;
  /** Deletes it for good, once a person has confirmed. */
  readonly onDelete: () => Promise<void>;
}

/** A stored draft or outbox item that cannot be read: kept, exportable, and deleted only when a person says so. */
export function BrokenRecord({ id, onExport, onDelete }: Props): JSX.Element {
  const { t } = useSpeech();
  const { run, tell } = useDesk();
  const [asking, setAsking] = useState(false);
  const remove = () =>
    run("deleteBroken", async () => {
      setAsking(false);
      await onDelete();
      tell({ tone: "info", words: deskWords.deleted });
    });
  return (
    <li class="row refused whole">
      <div class="subject">
        <State tone="danger" icon="stop" word={t(deskWords.broken)} />
        <small>{id}</small>
      </div>
      <p class="why">{t(deskWords.brokenWhy)}</p>
      <div class="act">
        <button type="button" class="btn small" onClick={onExport}>
          {t(deskWords.exportOne)}
        </button>
        <button type="button" class="btn small quiet" onClick={() => setAsking(true)}>
          {t(deskWords.remove)}
        </button>
        {asking && (
          <Confirm
            title={t(deskWords.deleteBroken)}
            why={t(deskWords.deleteBrokenWhy)}
            action={t(deskWords.deleteForGood)}
            onYes={remove}
            onNo={() => setAsking(false)}
          />
        )}
      </div>
    </li>
  );
}
