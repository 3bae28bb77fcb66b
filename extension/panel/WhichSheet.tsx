import type { JSX } from "preact";
import type { Draft } from "../../shared/sheets/draft.ts";
import { formatDay } from "../../shared/text.ts";
import { useSpeech } from "../../shared/ui/language.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { panel } from "../../shared/words/panel.ts";
import type { Place } from "../messages.ts";
import { KeepButton } from "./KeepButton.tsx";
import type { Kept } from "./kept.ts";
import { recognise } from "./start-choices.ts";

interface Props {
  readonly place: Place;
  readonly kept: Kept;
  readonly draft: Draft;
  /** The sheet belongs to another unit or inspection. */
  readonly onMove: () => void;
  /** The page's own unit is wanted instead. */
  readonly onOther: () => void;
}

/** Which inspection is scored, and whether the page still belongs to it. */
export function WhichSheet({ place, kept, draft, onMove, onOther }: Props): JSX.Element {
  const { t } = useSpeech();
  const { kind, form, visitedOn } = draft.inspection;
  return (
    <>
      <p class="sub">
        {draft.replaces && <span class="state warn">{t(panel.replacing)}</span>}
        <span>
          {t(fieldWords[kind])} · {t(fieldWords[form])} · {formatDay(visitedOn)}
        </span>
        <button type="button" class="link" onClick={onMove}>
          {t(panel.changeUnit)}
        </button>
        <KeepButton place={place} />
      </p>
      <OtherUnit kept={kept} draft={draft} address={place.url} onOpen={onOther} />
    </>
  );
}

/** The tab went to another unit's page while this sheet is open: said, not switched. */
function OtherUnit({
  kept,
  draft,
  address,
  onOpen,
}: {
  kept: Kept;
  draft: Draft;
  address: string;
  onOpen: () => void;
}): JSX.Element | null {
  const { t } = useSpeech();
  const { units } = recognise(kept, address);
  const [other] = units;
  if (!other || units.some(({ id }) => id === draft.unit.id)) return null;
  return (
    <p class="sub warn">
      {t(panel.otherUnitPage, { page: other.name, unit: draft.unit.name })}{" "}
      <button type="button" class="link" onClick={onOpen}>
        {t(panel.openOther)}
      </button>
    </p>
  );
}
