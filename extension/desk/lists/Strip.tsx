import type { JSX } from "preact";
import type { CriterionScore, SheetScore } from "../../../shared/sheets/scoring.ts";
import { useSpeech } from "../../../shared/ui/language.ts";
import { deskWords } from "../../../shared/words/desk.ts";
import { progressOf } from "./inspection-rows.ts";

/** One tick per criterion, areas apart; the words under it say the same. */
export function Strip({ sheet }: { sheet: SheetScore }): JSX.Element {
  const { t } = useSpeech();
  return (
    <>
      <span class="strip" aria-hidden="true">
        {sheet.criteria.map((score, i) => (
          <i
            key={score.criterion.id}
            class={`${tick(score)}${i > 0 && sheet.criteria[i - 1]?.criterion.area !== score.criterion.area ? " gap" : ""}`}
          />
        ))}
      </span>
      <small>{t(deskWords.scoredOf, { ...progressOf(sheet) })}</small>
    </>
  );
}

function tick({ state, needs }: CriterionScore): string {
  if (needs.includes("possibleAnswer") || needs.includes("contradictionReason")) return "e";
  if (state === "notScored") return "";
  return state === "scored" ? "s" : "n";
}
