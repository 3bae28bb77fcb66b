import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { boardWords as words } from "../../../shared/words/board.ts";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import type { Reminder } from "./reminders.ts";

const kinds = [
  ["sheet", words.remindedNotice],
  ["decision", words.remindedToDecide],
] as const;

/** What the reader was reminded of and has not done; nothing where there is nothing. */
export function RemindedNotice({ reminders }: { readonly reminders: readonly Reminder[] }): JSX.Element {
  const { t } = useLook();
  return (
    <>
      {kinds.map(([awaited, title]) => {
        const own = reminders.filter((one) => one.awaited === awaited);
        return (
          own.length > 0 && (
            <Notice key={awaited} kind="warn">
              <strong>{t(title)}</strong>
              <ul>
                {own.map(({ inspectionId, unitName, visitedOn, count, lastAt }) => (
                  <li key={inspectionId}>
                    <a href={`/inspections/${inspectionId}`}>
                      {t(words.remindedOne, { unit: unitName, visit: formatDay(visitedOn), count, day: formatDay(new Date(lastAt), true) })}
                    </a>
                  </li>
                ))}
              </ul>
            </Notice>
          )
        );
      })}
    </>
  );
}
