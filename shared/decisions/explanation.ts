import * as v from "valibot";
import { Sha256 } from "../sheets/answer.ts";
import { Day, Instant, reason, Uuid } from "../text.ts";

/**
 * `PUT /api/inspections/{id}/explanations/{explanationId}`: after the reveal a lead asks the unit for missing proof or an explanation on a
 * criterion, to be answered up to `dueOn`. The sender makes the id; the same again changes nothing.
 */
export const NewExplanation = v.strictObject({ criterion: v.pipe(v.string(), v.maxLength(64)), text: reason(4_000), dueOn: Day });
export type NewExplanation = v.InferOutput<typeof NewExplanation>;

/** `PUT /api/explanations/{id}/answers/{answerId}`: what the unit says, with files that it has sent before. */
export const ExplanationAnswer = v.strictObject({
  text: reason(4_000),
  evidence: v.optional(v.pipe(v.array(Sha256), v.maxLength(20)), []),
});
export type ExplanationAnswer = v.InferOutput<typeof ExplanationAnswer>;

/** What was asked, and what the unit answered. It stands beside the self-score, which does not change. */
export const Explanation = v.object({
  id: Uuid,
  inspectionId: Uuid,
  criterion: v.string(),
  text: v.string(),
  dueOn: Day,
  /** The lead; a unit is not told who. */
  askedBy: v.nullable(v.string()),
  askedAt: Instant,
  answers: v.array(
    v.object({
      id: Uuid,
      text: v.string(),
      by: v.string(),
      at: Instant,
      /** It came after the deadline. */
      late: v.boolean(),
      evidence: v.array(Sha256),
    }),
  ),
});
export type Explanation = v.InferOutput<typeof Explanation>;
