import type { Transaction } from "kysely";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import {
  type AppraisalRequest,
  type AppraisedCriterion,
  appraise,
  type ReturnRequest,
  type Settled,
  scoreAppraised,
} from "../../shared/decisions/appraisal.ts";
import { Refusal } from "../../shared/problem.ts";
import type { SheetContext } from "../../shared/sheets/scoring.ts";
import { Submission } from "../../shared/sheets/submission.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import { recordHistory } from "../inspections/history.ts";
import { getInspection } from "../inspections/inspections.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { decidesAsScorer } from "../inspections/scorers.ts";
import { notAllSent } from "../inspections/sheet-counts.ts";
import { revealedStates } from "../inspections/states.ts";
import { StoredSubmission } from "../inspections/stored-sheets.ts";
import { saveSummaries, summaryOf } from "../inspections/summaries.ts";
import { appendEntries, entryAfter, hashOf, lockHead, noteTampering, recordDeeds, recordThings } from "../ledger/audit.ts";
import type { Deed } from "../ledger/deeds.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import { wholeInspection } from "../ledger/records.ts";
import { dropAppraisal, endAppraisal, findAppraisal } from "../submissions/appraisal-drop.ts";
import { receivedDeed, signReceipt } from "../submissions/record-batch.ts";
import { demandNothingReturned } from "./open-questions.ts";
import { loadSheetContext, loadStageSheets, type StageSheet } from "./stage-sheets.ts";

export interface Settling {
  readonly inspectionId: string;
  readonly request: AppraisalRequest;
  readonly actorId: string;
  readonly now: Date;
}

/**
 * Settles an inspection: the appraised sheet stands beside the inspectors', which stay as they are, and results are taken from it. Sent
 * again: the same answer. Another one that names it replaces it until the conclusion (`already-settled`, `replaces-unknown`).
 * `not-all-sent` before the reveal, `inspection-concluded`, `sheets-returned` while a sheet that will still change is out with its author,
 * `scorer-settles` where one who scored it could leave it to somebody else, and what `appraise` refuses.
 */
export async function settleInspection(
  { write, read }: Database,
  keys: SigningKeys,
  instanceId: string,
  settling: Settling,
): Promise<{ readonly settled: Settled; readonly created: boolean }> {
  const checklists = checklistsOf(read);
  return await write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, settling.now, wholeInspection(settling.inspectionId));
    const head = await lockHead(transaction);
    const first = await findFirst(transaction, settling);
    if (first) return { settled: first, created: false };
    const { inspectionId, request, actorId, now } = settling;
    const at = now.toISOString();
    const inspection = await getInspection(transaction, inspectionId);
    if (inspection.state === "concluded") throw new Refusal("inspection-concluded");
    if (!isRevealed(inspection)) throw await notAllSent(transaction, inspectionId);
    await demandNothingReturned(transaction, inspectionId);
    const context = await loadSheetContext(checklists, inspection);
    const sheets = (await loadStageSheets(transaction, inspectionId, context)).filter(({ stage }) => stage === "inspector");
    const byScorer = await decidesAsScorer(transaction, inspectionId, actorId);

    const appraised = appraise(
      request,
      sheets.map(({ authorId, score }) => ({
        personId: authorId,
        criteria: new Map(score.criteria.map((one) => [one.criterion.id, one])),
      })),
      context,
    );
    const before = await findAppraisal(transaction, inspectionId);
    demandNamed(request, before);
    const submission = documentOf(settling, inspection, appraised, sheets, context);
    const document = canonicalJson(submission);
    const contentHash = sha256(document);
    const received = entryAfter(head, at, receivedDeed(request.id, actorId, contentHash));
    const action = byScorer ? "inspection.settled-by-scorer" : "inspection.settled";
    const deed: Deed = { actorId, action, subject: inspectionId, contentHash };
    await appendEntries(transaction, [received, entryAfter(received, at, deed)]);
    const receipt = signReceipt(keys, {
      submissionId: request.id,
      contentHash,
      position: received.position,
      receivedAt: at,
      instanceId,
      status: "accepted",
      flags: [],
    });
    if (before) await endAppraisal(transaction, before, { status: "replaced", replaced_by: request.id });
    const of = { inspection_id: inspectionId, author_id: actorId, stage: "appraisal" as const };
    await transaction
      .insertInto("submissions")
      .values({
        ...of,
        id: request.id,
        status: "current",
        content_hash: contentHash,
        document,
        device_id: null,
        received_at: at,
        clock_offset_ms: 0,
        flags: "[]",
        position: received.position,
        receipt: JSON.stringify(receipt),
        replaces_id: before ?? null,
        replaced_by: null,
        withdrawn_at: null,
        withdraw_reason: null,
      })
      .execute();
    await transaction
      .insertInto("appraisals")
      .values({ submission_id: request.id, request_hash: hashOf(request), by_scorer: Number(byScorer) })
      .execute();
    const whose = appraised.map(({ criterion, by, personId }) => ({
      submission_id: request.id,
      criterion_id: criterion,
      how: by,
      person_id: personId,
    }));
    if (whose.length > 0) await transaction.insertInto("appraised_criteria").values(whose).execute();
    await saveSummaries(transaction, [summaryOf({ ...of, submission_id: request.id }, scoreAppraised(pointsIn(submission), context))]);
    await transaction.updateTable("inspections").set({ state: "settled" }).where("id", "=", inspectionId).execute();
    await recordHistory(transaction, at, [
      { inspectionId, actorId, action, from: inspection.state, to: "settled", submissionId: request.id },
    ]);
    await recordThings(transaction, at, wholeInspection(inspectionId), actorId);
    return { settled: { inspectionId, submissionId: request.id, settledAt: at, index: submission.index, byScorer }, created: true };
  });
}

/** Two leads who settle at once do not replace each other unseen: another appraisal says which one it replaces. */
function demandNamed({ replaces }: AppraisalRequest, current: string | undefined): void {
  if (current === replaces?.id) return;
  if (current !== undefined) throw new Refusal("already-settled", { current });
  throw new Refusal("replaces-unknown", { replaces: replaces?.id ?? "", current: "—" });
}

/** What this id was answered before; `id-taken` where it holds something else. */
async function findFirst(transaction: Transaction<Tables>, { inspectionId, request, actorId }: Settling): Promise<Settled | undefined> {
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

function isRevealed({ state }: Row<"inspections">): boolean {
  return revealedStates.some((revealed) => revealed === state);
}

/** The appraised sheet in the shape of every other: an answer where one was taken or agreed on, the reason as the note. */
function documentOf(
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
    entries[criterion] = {
      answer: taken?.answer ?? null,
      note: reason ?? "",
      evidence: [],
      points,
      ...(taken?.knockedOut && { knockedOut: true }),
    };
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

function pointsIn({ entries }: Submission): Record<string, number | null> {
  return Object.fromEntries(Object.entries(entries).map(([id, { points }]) => [id, points]));
}

/**
 * Gives a sheet (an inspector's, or the unit's own) back to its author with a reason: they may replace or withdraw it, marked as not
 * blind; what was settled no longer stands. Again with the same reason changes nothing. `not-all-sent` before the reveal,
 * `inspection-concluded`, `not-found` for a person without a sheet.
 */
export async function returnSheet(
  database: Database,
  inspectionId: string,
  { personId, reason }: ReturnRequest,
  actorId: string,
  now: Date,
): Promise<void> {
  await database.write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, now, wholeInspection(inspectionId));
    const inspection = await getInspection(transaction, inspectionId);
    if (inspection.state === "concluded") throw new Refusal("inspection-concluded");
    if (!isRevealed(inspection)) throw await notAllSent(transaction, inspectionId);
    const sheet = await transaction
      .selectFrom("submissions")
      .select("id")
      .where("inspection_id", "=", inspectionId)
      .where("author_id", "=", personId)
      .where("stage", "in", ["inspector", "self"])
      .where("status", "=", "current")
      .executeTakeFirst();
    if (!sheet) throw new Refusal("not-found");
    const stands = await transaction.selectFrom("returns").select("submission_id").where("submission_id", "=", sheet.id).executeTakeFirst();
    if (stands) return;
    const at = now.toISOString();
    const row = {
      submission_id: sheet.id,
      inspection_id: inspectionId,
      person_id: personId,
      reason,
      returned_by: actorId,
      returned_at: at,
    };
    await transaction.insertInto("returns").values(row).execute();
    await dropAppraisal(transaction, inspection, actorId, at);
    await transaction.updateTable("inspections").set({ state: "returned" }).where("id", "=", inspectionId).execute();
    const happening = { inspectionId, actorId, action: "submission.returned" as const, from: inspection.state, to: "returned" };
    await recordHistory(transaction, at, [{ ...happening, personId, submissionId: sheet.id, reason }]);
    await recordDeeds(transaction, now, [{ actorId, action: "submission.returned", subject: sheet.id, contentHash: hashOf({ reason }) }]);
  });
}

/**
 * Takes back that a sheet was given back, with a reason: it stands as it is, for an author who is gone. `not-found` where no return is
 * open for that person, `inspection-concluded`.
 */
export async function undoReturn(
  database: Database,
  inspectionId: string,
  { personId, reason }: ReturnRequest,
  actorId: string,
  now: Date,
): Promise<void> {
  await database.write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, now, wholeInspection(inspectionId));
    const { state } = await getInspection(transaction, inspectionId);
    if (state === "concluded") throw new Refusal("inspection-concluded");
    const open = await transaction
      .selectFrom("returns as r")
      .innerJoin("summaries as s", "s.submission_id", "r.submission_id")
      .select("r.submission_id")
      .where("r.inspection_id", "=", inspectionId)
      .where("r.person_id", "=", personId)
      .executeTakeFirst();
    if (!open) throw new Refusal("not-found");
    const { submission_id: submissionId } = open;
    await transaction.deleteFrom("returns").where("submission_id", "=", submissionId).execute();
    const at = now.toISOString();
    await recordHistory(transaction, at, [
      { inspectionId, actorId, action: "submission.returnUndone", from: state, to: state, personId, submissionId, reason },
    ]);
    await revealWhereAllSent(transaction, [inspectionId], at);
    await recordDeeds(transaction, now, [
      { actorId, action: "submission.returnUndone", subject: submissionId, contentHash: hashOf({ reason }) },
    ]);
  });
}
