import * as v from "valibot";
import { Instant, reason, text, Uuid } from "./text.ts";

/** `GET /api/not-applicable`: what an inspector says does not apply, and the lead has not decided. */
export const PendingNotApplicable = v.object({
  inspectionId: Uuid,
  unitId: Uuid,
  visitedOn: v.string(),
  state: v.string(),
  submissionId: Uuid,
  personId: v.string(),
  personName: v.string(),
  criterion: v.string(),
  reason: v.string(),
  since: Instant,
});
export type PendingNotApplicable = v.InferOutput<typeof PendingNotApplicable>;

/** `POST /api/inspections/{id}/not-applicable`: a refusal says why. */
export const NotApplicableDecision = v.pipe(
  v.strictObject({ personId: Uuid, criterion: v.pipe(v.string(), v.maxLength(64)), approved: v.boolean(), reason: text(2_000) }),
  v.check(({ approved, reason: why }) => approved || why.trim() !== "", "a refusal says why"),
);

/** `POST /api/inspections/{id}/excuse`. */
export const ExcuseRequest = v.strictObject({ personId: Uuid, reason: reason(2_000) });

/** `POST /api/inspections/{id}/conclusion`. `waiveEvidence`: why outstanding files are not waited for. */
export const ConcludeRequest = v.strictObject({ waiveEvidence: v.optional(reason(2_000)) });

/** `byScorer`: concluded by one who scored it, which is on record. */
export const Conclusion = v.object({ byScorer: v.boolean() });

/** `PUT /api/people/{id}/unit`. */
export const UnitOfPerson = v.strictObject({ unitId: v.nullable(Uuid) });
