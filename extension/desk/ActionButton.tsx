import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useSpeech } from "../../shared/ui/language.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { deleteItem, editAgain } from "../drafts/outbox.ts";
import type { OutboxItem } from "../drafts/outbox-item.ts";
import { exportSheets } from "../screen/save-file.ts";
import { Confirm } from "./Confirm.tsx";
import { useDesk } from "./desk-context.ts";
import type { ItemAction } from "./item-story.ts";
import { openOptions } from "./open-options.ts";
import { goTo } from "./route.ts";

/** One thing that can be done with an item; the desk's list and the item's own page show the same buttons. */
export function ActionButton({ action, item }: { action: ItemAction; item: OutboxItem }): JSX.Element {
  const { t } = useSpeech();
  const { run, tell } = useDesk();
  const [asking, setAsking] = useState(false);
  const name = item.draft.unit.name;
  const edit = () =>
    run("editAgain", async () => {
      setAsking(false);
      const draft = await editAgain(item.id, new Date());
      goTo(`#/score/${draft.id}`);
      tell({ tone: "info", words: item.state === "accepted" ? deskWords.replaceBegun : deskWords.editReturns });
    });
  const remove = () =>
    run("deleteItem", async () => {
      setAsking(false);
      await deleteItem(item.id);
      tell({ tone: "info", words: deskWords.deleted });
    });
  switch (action) {
    case "edit":
      return (
        <button type="button" class="btn small" onClick={edit} aria-label={`${t(deskWords.edit)}: ${name}`}>
          {t(deskWords.edit)}
        </button>
      );
    case "replace":
      return (
        <>
          <button type="button" class="btn small quiet" onClick={() => setAsking(true)} aria-label={`${t(deskWords.replaceIt)} ${name}`}>
            {t(deskWords.replaceIt)}
          </button>
          {asking && (
            <Confirm
              title={t(deskWords.replaceTitleAsk, { unit: name })}
              why={t(deskWords.replaceWhy)}
              action={t(deskWords.replaceDo)}
              harmless
              onYes={edit}
              onNo={() => setAsking(false)}
            />
          )}
        </>
      );
    case "signIn":
      return (
        <button type="button" class="btn small primary" onClick={openOptions}>
          {t(deskWords.signIn)}
        </button>
      );
    case "receipt":
      return (
        <a class="btn small" href={`#/item/${item.id}`} aria-label={`${t(deskWords.receipt)}: ${name}`}>
          {t(deskWords.receipt)}
        </a>
      );
    case "export":
      return (
        <button
          type="button"
          class="btn small quiet"
          onClick={() => exportSheets({ outbox: [item] })}
          aria-label={`${t(deskWords.exportOne)}: ${name}`}
        >
          {t(deskWords.exportOne)}
        </button>
      );
    case "delete":
      return (
        <>
          <button type="button" class="btn small quiet" onClick={() => setAsking(true)} aria-label={`${t(deskWords.remove)} ${name}`}>
            {t(deskWords.remove)}
          </button>
          {asking && (
            <Confirm
              title={t(deskWords.deleteItem, { unit: name })}
              why={t(item.withdrawn ? deskWords.deleteWithdrawnWhy : item.receipt ? deskWords.deleteOfferedWhy : deskWords.deleteItemWhy)}
              action={t(deskWords.deleteForGood)}
              onYes={remove}
              onNo={() => setAsking(false)}
            />
          )}
        </>
      );
  }
}
