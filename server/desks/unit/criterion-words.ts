import { formatHundredths } from "../../../shared/points.ts";
import type { CriterionScore } from "../../../shared/sheets/scoring.ts";
import type { Words } from "../../../shared/text.ts";
import { answerInWords, toLead } from "../../../shared/ui/answer-in-words.ts";
import { unitDeskWords as words } from "../../../shared/words/unit-desk.ts";
import type { DraftCriterion } from "../../submissions/self-draft.ts";
import { type Look, type Speak, speaker } from "../../web/look.ts";

/** “1,5 / 3”; a dash where there are no points. */
export function pointsText({ language }: Look, { points, criterion }: Pick<CriterionScore, "points" | "criterion">): string {
  return `${points === null ? "–" : formatHundredths(points, language)} / ${formatHundredths(criterion.maxPoints, language)}`;
}

const fieldNames: Readonly<Record<string, Words>> = {
  note: words.selfNote,
  naReason: words.notApplicableReason,
  numerator: words.numerator,
  denominator: words.denominator,
  contradiction: words.contradiction,
  time: words.time,
  present: words.present,
  total: words.total,
  none: words.noneTicked,
};

/** What is missing of a criterion; empty where nothing is. */
export function missingText(t: Speak, { read, score }: Pick<DraftCriterion, "read" | "score">): string {
  if (score.state === "notApplicable" && read.entry.answer === null) return "";
  if (read.wrong.length > 0) {
    const names = read.wrong.map((name) => t(fieldNames[name] ?? (name.startsWith("figure-") ? words.figure : words.faultCount)));
    return t(words.needReadable, { fields: [...new Set(names)].map((name) => name.replace(/:$/, "")).join(", ") });
  }
  if (score.needs.includes("score")) return t(words.stateOpen);
  if (score.needs.includes("possibleAnswer")) return t(words.needFigures);
  if (score.needs.includes("contradictionReason")) return t(words.needReason);
  if (score.needs.includes("notApplicableReason")) return t(words.needGrounds);
  return score.needs.length > 0 ? t(words.needNote) : "";
}

/** What was answered, in the checklist's words. */
export function saidText(look: Look, { criterion, read, score }: DraftCriterion): string {
  const { answer, knockedOut = false } = read.entry;
  return answerInWords({ criterion, state: score.state, answer, knockedOut }, toLead, { t: speaker(look), language: look.language });
}
