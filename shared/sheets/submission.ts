/*
 * A score sheet, of an inspector or of the unit itself: answers and evidence, what applies, the points that answers earn, the draft on the
 * device and the submission that it becomes.
 */

import * as v from "valibot";
import { whole } from "../bounds.ts";
import { criteriaOf, InspectionForm, Points } from "../checklists/checklist.ts";
import { SurpriseInspection } from "../plans/plan.ts";
import { Refusal } from "../problem.ts";
import { Day, Instant, reason, Uuid, vietnamDay } from "../text.ts";
import { Entry } from "./answer.ts";
import { type SheetContext, type SheetScore, scoreSheet } from "./scoring.ts";

/** At most this many bytes of a submission's JSON. */
export const maxSubmissionBytes = 1_000_000;

export const Stage = v.picklist(["self", "inspector", "appraisal"]);
export type Stage = v.InferOutput<typeof Stage>;

/** A sheet is held to the rules it was begun under: what an older device has queued is never refused by a newer one. */
export const Rules = v.literal(2);
export const rulesNow: v.InferOutput<typeof Rules> = 2;

/** From rules 2 on, a note that stands for a 0, a deduction or a "not applicable" has three words. */
export function noteRule({ rules }: { readonly rules?: v.InferOutput<typeof Rules> | undefined }): Pick<SheetContext, "noteWords"> {
  return rules === undefined ? {} : { noteWords: 3 };
}

/**
 * Whether a visit's day (in Việt Nam) lies after this instant's: an inspector cannot have seen it yet. On the server the instant is that of
 * receipt, on the device its clock.
 */
export function isVisitInFuture({ visitedOn }: { readonly visitedOn: string }, at: Date): boolean {
  return visitedOn > vietnamDay(at);
}

const SubmittedEntry = v.strictObject({
  ...Entry.entries,
  /** What the device computed; the server computes again and refuses where they differ. `null`: not applicable. */
  points: v.nullable(Points),
});

/**
 * A submission (phiếu chấm đã gửi). The device makes its `id` (UUIDv7) and the bytes once; a retry sends the same bytes.
 * Device times are claims. A criterion that does not apply by a trait of the unit has no entry, or one that is not counted.
 */
export const Submission = v.strictObject({
  format: v.literal(1),
  rules: v.optional(Rules),
  id: Uuid,
  inspectionId: Uuid,
  stage: Stage,
  unitId: Uuid,
  form: InspectionForm,
  visitedOn: Day,
  checklist: v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)), version: v.pipe(v.string(), v.maxLength(64)) }),
  entries: v.record(v.pipe(v.string(), v.maxLength(64)), SubmittedEntry),
  index: v.nullable(whole(0, 10_000)),
  startedAt: Instant,
  sentAt: Instant,
  surprise: v.optional(SurpriseInspection),
  replaces: v.optional(v.strictObject({ id: Uuid, reason: reason(2_000) })),
});
export type Submission = v.InferOutput<typeof Submission>;

/** Taking a submission back for good (wrong unit). Idempotent. */
export const Withdrawal = v.strictObject({ reason: reason(2_000), at: Instant });
export type Withdrawal = v.InferOutput<typeof Withdrawal>;

/**
 * The server's word that it holds a submission: signed over the canonical JSON of everything but `signature`
 * with the Ed25519 key `keyId` (published at `/api/keys`).
 */
export const Receipt = v.strictObject({
  submissionId: Uuid,
  /** SHA-256 of the content's canonical JSON, hex. */
  contentHash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** Place in the server's audit chain. */
  position: whole(1),
  receivedAt: Instant,
  instanceId: v.string(),
  /** `accepted`, or `late`: came after the inspection was concluded, kept for the lead to decide. */
  status: v.picklist(["accepted", "late"]),
  /** What the lead will be shown beside it; `replacesRevealed`: sent after the reveal, so not blind. */
  flags: v.array(v.picklist(["clockFarOff", "contradiction", "notApplicablePending", "replacesRevealed"])),
  keyId: v.string(),
  signature: v.string(),
});
export type Receipt = v.InferOutput<typeof Receipt>;

/**
 * Computes the sheet again and refuses what cannot stand, with the criterion in the problem:
 * `unknown-criterion`, `impossible-answer`, `contradiction`, `incomplete`, `note-missing`, `not-applicable-reason`, `points-differ`,
 * `index-differs`.
 */
export function checkSubmission(submission: Submission, context: SheetContext): SheetScore {
  const known = new Set(criteriaOf(context.checklist, context.form).map((criterion) => criterion.id));
  for (const criterion of Object.keys(submission.entries)) {
    if (!known.has(criterion)) throw new Refusal("unknown-criterion", { criterion });
  }
  const sheet = scoreSheet(submission.entries, context);
  for (const { criterion, needs, points } of sheet.criteria) {
    const id = criterion.id;
    if (needs.includes("possibleAnswer")) throw new Refusal("impossible-answer", { criterion: id });
    if (needs.includes("score")) throw new Refusal("incomplete", { criterion: id });
    if (needs.includes("contradictionReason")) throw new Refusal("contradiction", { criterion: id });
    if (needs.includes("notApplicableReason")) throw new Refusal("not-applicable-reason", { criterion: id });
    if (needs.length > 0) throw new Refusal("note-missing", { criterion: id });
    const claimed = Object.hasOwn(submission.entries, id) ? submission.entries[id] : undefined;
    if (claimed && claimed.points !== points) {
      throw new Refusal("points-differ", { criterion: id, device: String(claimed.points), server: String(points) });
    }
  }
  if (sheet.index !== submission.index)
    throw new Refusal("index-differs", { device: String(submission.index), server: String(sheet.index) });
  return sheet;
}
