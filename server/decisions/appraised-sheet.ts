import type { Transaction } from "kysely";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { type AppraisalRequest, type AppraisedCriterion, type Settled, scoreAppraised } from "../../shared/decisions/appraisal.ts";
import { Refusal } from "../../shared/problem.ts";
import type { SheetContext } from "../../shared/sheets/scoring.ts";
import { Submission } from "../../shared/sheets/submission.ts";
import type { Row, Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import { recordHistory } from "../inspections/history.ts";
import { StoredSubmission } from "../inspections/stored-sheets.ts";
import { saveSummaries, scoreStored, summaryOf } from "../inspections/summaries.ts";
import { appendEntries, entryAfter, type Head, hashOf, recordThings } from "../ledger/audit.ts";
import type { Deed, DeedName } from "../ledger/deeds.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import { wholeInspection } from "../ledger/records.ts";
import { endAppraisal, findAppraisal } from "../submissions/appraisal-drop.ts";
import { receive } from "../submissions/received.ts";
import type { StageSheet } from "./stage-sheets.ts";

/** What a lead sent to settle an inspection. */
export interface Settling {
  readonly inspectionId: string;
  readonly request: AppraisalRequest;
  readonly actorId: string;
  readonly now: Date;
  /** Refuses where what the request was made of is no longer so. */
  readonly unchanged?: (transaction: Transaction<Tables>) => Promise<void>;
}

/** What this id was answered before; `id-taken` where it holds something else. */
export async function findSettled(
  transaction: Transaction<Tables>,
  { inspectionId, request, actorId }: Settling,
): Promise<Settled | undefined> {
  const row = await transaction
    .selectFrom("submissions as s")
    .leftJoin("appraisals as a", "a.submission_id", "s.id")
    .select(["s.inspection_id", "s.author_id", "s.received_at", "s.document", "s.content_hash", "a.request_hash", "a.by_scorer"])
    .where("s.id", "=", request.id)
    .executeTakeFirst();
  if (!row) return undefined;
  const sent = hashOf(request);
  if (row.inspection_id !== inspectionId || row.author_id !== actorId || row.request_hash !== sent)
    throw new Refusal("id-taken", { stored: "—", sent });
  const { index } = v.parse(StoredSubmission, row.document);
  return { inspectionId, submissionId: request.id, settledAt: row.received_at, index, byScorer: Number(row.by_scorer) === 1 };
}

/**
 * The appraisal that stands, by the name that the request gives it. Two leads who settle at once do not replace each other unseen: another
 * appraisal says which one it replaces (`already-settled`, `replaces-unknown`).
 */
export async function findReplaced(
  transaction: Transaction<Tables>,
  { inspectionId, request: { replaces } }: Settling,
): Promise<string | undefined> {
  const current = await findAppraisal(transaction, inspectionId);
  if (current === replaces?.id) return current;
  if (current !== undefined) throw new Refusal("already-settled", { current });
  throw new Refusal("replaces-unknown", { replaces: replaces?.id ?? "", current: "—" });
}

/** The appraised sheet in the shape of every other: an answer where one was taken or agreed on, the reason as the note. */
export function appraisedSheet(
  { request: { id, replaces }, inspectionId, now }: Settling,
  inspection: Row<"inspections">,
  appraised: readonly AppraisedCriterion[],
  sheets: readonly StageSheet[],
  context: SheetContext,
): Submission {
  const entries: Submission["entries"] = {};
  for (const { criterion, points, by, personId, reason } of appraised) {
    const source = by === "agreed" ? sheets[0] : sheets.find(({ authorId }) => by === "inspector" && authorId === personId);
    const taken = source?.submission.entries[criterion];
    const out = taken?.knockedOut && ({ knockedOut: true } as const);
    entries[criterion] = { answer: taken?.answer ?? null, note: reason ?? "", evidence: [], points, ...out };
  }
  const { index } = scoreAppraised(Object.fromEntries(appraised.map(({ criterion, points }) => [criterion, points])), context);
  const at = now.toISOString();
  return v.parse(Submission, {
    format: 1,
    id,
    inspectionId,
    stage: "appraisal",
    unitId: inspection.unit_id,
    form: context.form,
    visitedOn: inspection.visited_on,
    checklist: { id: context.checklist.id, version: context.checklist.version },
    entries,
    index,
    ...(replaces && { replaces }),
    startedAt: at,
    sentAt: at,
  });
}

interface Appraisal {
  readonly settling: Settling;
  readonly inspection: Row<"inspections">;
  readonly appraised: readonly AppraisedCriterion[];
  readonly sheet: Submission;
  readonly context: SheetContext;
  readonly byScorer: boolean;
  /** The appraisal whose place it takes. */
  readonly replaced: string | undefined;
  /** What the deed is, and how far the inspection is by it. */
  readonly as: { readonly action: DeedName; readonly state: "settled" | "concluded" };
}

/** Writes an appraisal as what stands: received like any sheet, with whose word each figure is, and on record as the lead's deed. */
export async function keepAppraisal(
  transaction: Transaction<Tables>,
  head: Head,
  { settling, inspection, appraised, sheet, context, byScorer, replaced, as }: Appraisal,
  keys: SigningKeys,
  instanceId: string,
): Promise<Settled> {
  const { inspectionId, request, actorId, now } = settling;
  const at = now.toISOString();
  const document = canonicalJson(sheet);
  const contentHash = sha256(document);
  const own = { inspection_id: inspectionId, author_id: actorId, stage: "appraisal" as const };
  const sent = { device_id: null, received_at: at, clock_offset_ms: 0, flags: [], replaces_id: replaced ?? null };
  const admitted = { id: request.id, ...own, status: "current" as const, content_hash: contentHash, document, ...sent };
  const { entry, row } = receive(head, admitted, keys, instanceId);
  const deed: Deed = { actorId, action: as.action, subject: inspectionId, contentHash };
  await appendEntries(transaction, [entry, entryAfter(entry, at, deed)]);
  if (replaced !== undefined) await endAppraisal(transaction, replaced, { status: "replaced", replaced_by: request.id });
  await transaction.insertInto("submissions").values(row).execute();
  const told = { submission_id: request.id, request_hash: hashOf(request), by_scorer: Number(byScorer) };
  await transaction.insertInto("appraisals").values(told).execute();
  await keepWhose(transaction, request.id, appraised);
  await saveSummaries(transaction, [summaryOf({ ...own, submission_id: request.id }, scoreStored(sheet, context))]);
  await transaction.updateTable("inspections").set({ state: as.state }).where("id", "=", inspectionId).execute();
  const { action, state: to } = as;
  await recordHistory(transaction, at, [{ inspectionId, actorId, action, from: inspection.state, to, submissionId: request.id }]);
  await recordThings(transaction, at, wholeInspection(inspectionId), actorId);
  return { inspectionId, submissionId: request.id, settledAt: at, index: sheet.index, byScorer };
}

async function keepWhose(transaction: Transaction<Tables>, id: string, appraised: readonly AppraisedCriterion[]): Promise<void> {
  const whose = appraised.map(({ criterion, by, personId }) => ({
    submission_id: id,
    criterion_id: criterion,
    how: by,
    person_id: personId,
  }));
  if (whose.length > 0) await transaction.insertInto("appraised_criteria").values(whose).execute();
}
