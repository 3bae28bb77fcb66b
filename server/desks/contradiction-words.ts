import type { Criterion } from "../../shared/checklists/checklist.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import { contradictionsIn } from "../../shared/sheets/scoring.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { type Look, speaker } from "../web/look.ts";

/** Both numbers and the inspector's reason where a part is larger than its whole. */
export function contradictionText(look: Look, criterion: Criterion, answer: Answer | null): string | undefined {
  if (answer?.type !== "ratio") return undefined;
  const found = contradictionsIn(criterion, answer);
  if (found.length === 0) return undefined;
  const t = speaker(look);
  const said = found.map(({ parts, whole, title }) =>
    title ? t(words.checkFailed, { title: t(title), parts, whole }) : t(words.contradiction, { numerator: parts, denominator: whole }),
  );
  return [...said, t(words.contradictionReason, { reason: answer.contradictionReason ?? "–" })].join(" ");
}
