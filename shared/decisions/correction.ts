import * as v from "valibot";
import { Instant, reason, Uuid } from "../text.ts";
import { AppraisalDecision } from "./appraisal.ts";

const why = reason(2_000);

/**
 * `PUT /api/inspections/{id}/corrections/{correctionId}`: what a concluded inspection should say instead, of an accepted objection or of an
 * error that a lead has found. Figures stay as they are until it is approved. The sender makes the id; the same again changes nothing.
 */
export const NewCorrection = v.pipe(
  v.strictObject({
    decisions: v.record(v.pipe(v.string(), v.maxLength(64)), AppraisalDecision),
    reason: why,
    objectionId: v.optional(Uuid),
  }),
  v.check(({ decisions }) => Object.keys(decisions).length > 0, "a correction names a criterion"),
);
export type NewCorrection = v.InferOutput<typeof NewCorrection>;

/** `PUT /api/corrections/{id}/answer`, once. Approved: `id` becomes the new appraised sheet's. */
export const CorrectionAnswer = v.variant("approved", [
  v.strictObject({ approved: v.literal(true), id: Uuid }),
  v.strictObject({ approved: v.literal(false), reason: why }),
]);
export type CorrectionAnswer = v.InferOutput<typeof CorrectionAnswer>;

export const Correction = v.object({
  id: Uuid,
  inspectionId: Uuid,
  /** `null`: a lead has found the error. */
  objectionId: v.nullable(Uuid),
  decisions: v.record(v.string(), AppraisalDecision),
  reason: v.string(),
  by: v.string(),
  byName: v.string(),
  at: Instant,
  /** `null`: it waits. */
  answer: v.nullable(
    v.object({
      approved: v.boolean(),
      /** The appraised sheet that it made. */
      submissionId: v.nullable(Uuid),
      reason: v.nullable(v.string()),
      /** Approved by one who scored the inspection, because nobody else could. */
      byScorer: v.boolean(),
      by: v.string(),
      byName: v.string(),
      at: Instant,
    }),
  ),
});
export type Correction = v.InferOutput<typeof Correction>;

interface Asked {
  readonly id: string;
  readonly criterion: string;
  readonly at: string;
  readonly answer: { readonly accepted: boolean } | null;
}

interface Proposed extends Pick<Correction, "objectionId"> {
  readonly decisions: Readonly<Record<string, unknown>>;
  readonly answer: { readonly approved: boolean; readonly at: string } | null;
}

/** Accepted objections whose criterion no correction decides: none that waits, or that names them, or was approved after they came. */
export function uncorrected<T extends Asked>(objections: readonly T[], corrections: readonly Proposed[]): T[] {
  const standing = corrections.filter(({ answer }) => answer?.approved !== false);
  return objections.filter(({ id, criterion, at: raised, answer }) => {
    const mends = ({ objectionId, decisions, answer: said }: Proposed) =>
      Object.hasOwn(decisions, criterion) && (said === null || objectionId === id || said.at >= raised);
    return answer?.accepted === true && !standing.some(mends);
  });
}
