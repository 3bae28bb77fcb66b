import { formatHundredths } from "../../../shared/points.ts";
import { formatDay, type Words } from "../../../shared/text.ts";
import { settlingWords as words } from "../../../shared/words/settling.ts";
import { type Look, speaker } from "../../web/look.ts";
import type { Happened, SettleRow, SettleSheet } from "./settle-view.ts";

type Reader = Pick<Look, "language">;

/** Points as people write them; `null`: not applicable; `undefined`: none. */
export function pointsText(points: number | null | undefined, { language }: Reader): string {
  if (points === undefined) return "–";
  return points === null ? speaker({ language })(words.notApplicable) : formatHundredths(points, language);
}

/** What one sheet says of a criterion. */
export function givenText(sheet: SettleSheet, criterion: string, look: Reader): string {
  const score = sheet.scores.get(criterion);
  if (score?.state === "notApplicablePending") return speaker(look)(words.pending);
  if (score?.state === "notApplicable") return pointsText(null, look);
  return pointsText(score?.state === "scored" ? (score.points ?? undefined) : undefined, look);
}

const hows = { inspector: words.whatInspector, mean: words.whatMean, lead: words.whatLead } as const;

/** What was decided of a criterion: the points, and whose word they are. */
export function whatText({ choice }: Pick<SettleRow, "choice">, sheets: readonly SettleSheet[], look: Reader): string {
  if (!choice || choice.how === "reopened") return "–";
  const name = sheets.find(({ authorId }) => authorId === choice.personId)?.name ?? "–";
  return speaker(look)(hows[choice.how], { points: pointsText(choice.points, look), name });
}

/** How a criterion stands, in a sentence. */
export function nowText(row: SettleRow, sheets: readonly SettleSheet[], look: Reader): string {
  const t = speaker(look);
  const { state, choice, agreed } = row;
  if (state === "agreed") return t(words.nowAgreed, { points: pointsText(agreed, look) });
  if (state === "changed") return t(words.changedSheet);
  if (state === "reopened" && choice) return t(words.reopenedBy, { name: choice.byName, reason: choice.reason ?? "" });
  if (state !== "decided" || !choice) return t(words.nowOpen);
  return t(words.nowDecided, { name: choice.byName, at: formatDay(choice.at, true), what: whatText(row, sheets, look) });
}

const deeds: Readonly<Record<string, Words>> = {
  "criterion.chosen": words.didChoose,
  "criterion.reopened": words.didReopen,
  "explanation.asked": words.didAsk,
  "explanation.answered": words.didAnswer,
  "submission.returned": words.didReturn,
  "submission.returnUndone": words.didUndoReturn,
  "submission.late.accepted": words.didLate,
  "submission.late.declined": words.didLate,
  "notApplicable.approved": words.didApprove,
  "notApplicable.refused": words.didRefuse,
  "inspection.settled": words.didSettle,
  "inspection.settled-by-scorer": words.didSettle,
  "inspection.submitted": words.didReveal,
  "inspection.adjusted": words.didAdjust,
  "inspection.adjusted-by-scorer": words.didAdjust,
  "inspection.concluded": words.didConclude,
  "inspection.concluded-by-scorer": words.didConclude,
  "appraisal.dropped": words.didDrop,
  "sent.inspector": words.sentSheet,
  "sent.self": words.sentSelf,
};

/** One line of the history. */
export function happenedText({ action, name, reason, criterion, to }: Happened, look: Reader): string {
  const t = speaker(look);
  const did = t(deeds[action] ?? words.didOther, { name, criterion: criterion ?? "", points: pointsText(to?.points, look) });
  return reason === null ? did : `${did}. ${t(words.because, { reason })}`;
}
