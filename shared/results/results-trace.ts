import * as v from "valibot";
import { LateBeside, LateDecided } from "../decisions/decisions.ts";
import { Answer, Evidence } from "../sheets/answer.ts";
import { RankBasis, ResultRow } from "./results.ts";

/** `GET /api/results/trace`: the sheets behind a unit's result, each with its place in the audit chain, and what they rest on. */
export const ResultTrace = v.object({
  /** What the result's rank rests on. */
  basis: RankBasis,
  result: ResultRow,
  /** The inspectors' and the appraised one, in the order they were received; empty before the reveal. */
  sheets: v.array(
    v.object({
      submissionId: v.string(),
      stage: v.string(),
      /** The result is computed from it: the appraised sheet, else every inspector's. */
      counted: v.boolean(),
      author: v.object({ personId: v.string(), name: v.string() }),
      receivedAt: v.string(),
      position: v.number(),
      contentHash: v.string(),
      /** It came late and was accepted: why. */
      late: v.nullable(LateDecided),
      checklist: v.string(),
      awarded: v.number(),
      max: v.number(),
      criteria: v.array(
        v.object({
          criterion: v.string(),
          area: v.string(),
          points: v.nullable(v.number()),
          maxPoints: v.number(),
          answer: v.nullable(Answer),
          knockedOut: v.boolean(),
          note: v.string(),
          evidence: v.array(Evidence),
        }),
      ),
      /** Listed with the sheet, by the hash of their bytes; `receivedAt` is `null` while they are outstanding. */
      files: v.array(
        v.object({
          criterion: v.string(),
          contentHash: v.string(),
          size: v.number(),
          mediaType: v.string(),
          receivedAt: v.nullable(v.string()),
        }),
      ),
      decisions: v.array(
        v.object({ criterion: v.string(), approved: v.boolean(), reason: v.string(), decidedBy: v.string(), decidedAt: v.string() }),
      ),
    }),
  ),
  /** Sheets that came late and count nowhere. */
  late: v.array(LateBeside),
});
export type ResultTrace = v.InferOutput<typeof ResultTrace>;
