import type { JSX } from "preact";
import type { Words } from "../../shared/text.ts";
import { Icon } from "../../shared/ui/Icon.tsx";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { type Look, speaker, useLook } from "../web/look.ts";
import type { Sheet } from "./inspection-view.ts";

const flagWords: Readonly<Record<Exclude<Sheet["flags"][number], "clockFarOff">, Words>> = {
  contradiction: words.flagContradiction,
  notApplicablePending: words.flagNotApplicablePending,
  replacesRevealed: words.flagReplacesRevealed,
};

/** What a reader of the sheet has to know of it. */
export function SheetFlags({ sheet }: { readonly sheet: Sheet }): JSX.Element {
  const { t, ...look } = useLook();
  const lines = sheet.flags.map((flag) =>
    flag === "clockFarOff" ? t(words.flagClockFarOff, { offset: duration(look, Math.abs(sheet.clockOffsetMs)) }) : t(flagWords[flag]),
  );
  if (sheet.late?.accepted) lines.push(t(words.lateAccepted, { reason: sheet.late.reason }));
  if (sheet.replaces) lines.push(t(words.flagReplaced, { reason: sheet.replaces.reason }));
  if (lines.length === 0) return <span class="muted">–</span>;
  return (
    <ul>
      {lines.map((line) => (
        <li key={line} class="state warn small">
          <Icon name="warn" />
          <span>{line}</span>
        </li>
      ))}
    </ul>
  );
}

function duration(look: Pick<Look, "language">, ms: number): string {
  const t = speaker(look);
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return t(words.minutes, { count: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48 ? t(words.hours, { count: hours }) : t(words.days, { count: Math.round(hours / 24) });
}
