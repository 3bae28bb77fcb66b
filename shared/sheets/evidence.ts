import * as v from "valibot";
import { Instant, reason, Uuid } from "../text.ts";
import { EvidenceType, Sha256 } from "./answer.ts";

/** `PUT /api/evidence/{sha256}`: the file is on the disk. Its type is told by its first bytes. */
export const StoredEvidence = v.object({ sha256: Sha256, size: v.number(), mediaType: EvidenceType });
export type StoredEvidence = v.InferOutput<typeof StoredEvidence>;

/** `POST /api/evidence/{sha256}/deletion`: a tombstone stays. */
export const EvidenceDeletion = v.strictObject({ reason: reason(2_000) });

/** `GET /api/inspections/{id}/evidence`: what the sheets list; `receivedAt: null` has not come. */
export const InspectionEvidence = v.object({
  evidence: v.array(
    v.object({
      submissionId: Uuid,
      criterion: v.string(),
      sha256: Sha256,
      size: v.number(),
      mediaType: v.string(),
      receivedAt: v.nullable(Instant),
      deleted: v.nullable(v.object({ at: Instant, reason: v.string() })),
    }),
  ),
});
export type InspectionEvidence = v.InferOutput<typeof InspectionEvidence>;
