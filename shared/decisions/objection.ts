import * as v from "valibot";
import { Instant, reason, Uuid } from "../text.ts";

/**
 * `PUT /api/inspections/{id}/objections/{objectionId}`: a unit objects to the points that the conclusion gives a criterion, within the
 * plan's limit. The sender makes the id; the same again changes nothing.
 */
export const NewObjection = v.strictObject({ criterion: v.pipe(v.string(), v.maxLength(64)), text: reason(4_000) });
export type NewObjection = v.InferOutput<typeof NewObjection>;

/** `PUT /api/objections/{id}/answer`: the lead's, once. Figures stay as they are: what is accepted a correction changes. */
export const ObjectionAnswer = v.strictObject({ accepted: v.boolean(), reason: reason(4_000) });
export type ObjectionAnswer = v.InferOutput<typeof ObjectionAnswer>;

export const Objection = v.object({
  id: Uuid,
  inspectionId: Uuid,
  criterion: v.string(),
  text: v.string(),
  by: v.string(),
  at: Instant,
  /** `null`: it waits for the lead. A unit is not told who answered. */
  answer: v.nullable(v.object({ accepted: v.boolean(), reason: v.string(), by: v.nullable(v.string()), at: Instant })),
});
export type Objection = v.InferOutput<typeof Objection>;
