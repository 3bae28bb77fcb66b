import type { JSX } from "preact";
import { formatDay } from "../../../shared/text.ts";
import { boardWords as words } from "../../../shared/words/board.ts";
import { useLook } from "../../web/look.ts";
import { Notice } from "../../web/Notice.tsx";
import type { Reminder } from "./reminders.ts";

/** What the reader was reminded of and has not sent; nothing where there is nothing. */
export function RemindedNotice({ reminders }: { readonly reminders: readonly Reminder[] }): JSX.Element | null {
  const { t } = useLook();
  if (reminders.length === 0) return null;
  return (
    <Notice kind="warn">
      <strong>{t(words.remindedNotice)}</strong>
      <ul>
        {reminders.map(({ inspectionId, unitName, visitedOn, count, lastAt }) => (
          <li key={inspectionId}>
            {t(words.remindedOne, { unit: unitName, visit: formatDay(visitedOn), count, day: formatDay(new Date(lastAt), true) })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
