/*
 * What the lead decides about sheets that were sent: appraised answers, returns, excused scorers, late sheets, what does not apply, and the
 * conclusion, each as it travels.
 */

import * as v from "valibot";
import { Instant, reason, text, Uuid } from "../text.ts";

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

/** `GET /api/late`: a sheet that came after the conclusion, or from one who was excused, and that nobody has decided about. */
export const LateSheet = v.object({
  inspectionId: Uuid,
  unitId: Uuid,
  unitName: v.string(),
  visitedOn: v.string(),
  state: v.string(),
  submissionId: Uuid,
  stage: v.picklist(["self", "inspector", "appraisal"]),
  personId: v.string(),
  personName: v.string(),
  receivedAt: Instant,
  why: v.picklist(["concluded", "excused"]),
  /** Hundredths; `null` before the reveal, and where the sheet has none. */
  index: v.nullable(v.number()),
});
export type LateSheet = v.InferOutput<typeof LateSheet>;

/** `POST /api/inspections/{id}/late`. Accepted: the author's current sheet from now on, and the inspection is open again. */
export const LateDecision = v.strictObject({ submissionId: Uuid, accepted: v.boolean(), reason: reason(2_000) });
export type LateDecision = v.InferOutput<typeof LateDecision>;

/** What was decided about a late sheet. */
export const LateDecided = v.object({ accepted: v.boolean(), reason: v.string(), by: v.string(), at: Instant });

/** A late sheet beside those that count. */
export const LateBeside = v.object({
  submissionId: Uuid,
  stage: v.string(),
  author: v.object({ personId: v.string(), name: v.string() }),
  receivedAt: Instant,
  position: v.number(),
  contentHash: v.string(),
  why: v.picklist(["concluded", "excused"]),
  index: v.nullable(v.number()),
  decision: v.nullable(LateDecided),
});
export type LateBeside = v.InferOutput<typeof LateBeside>;

/**
 * `POST /api/inspections/{id}/conclusion`. `waiveEvidence`: why missing files are not waited for; `waiveMinutes`: why a visit on site is
 * concluded without signed minutes.
 */
export const ConcludeRequest = v.strictObject({ waiveEvidence: v.optional(reason(2_000)), waiveMinutes: v.optional(reason(2_000)) });
export type ConcludeRequest = v.InferOutput<typeof ConcludeRequest>;

/** `byScorer`: concluded by one who scored it, which is on record. */
export const Conclusion = v.object({ byScorer: v.boolean() });
