import { type Kysely, sql, type Transaction } from "kysely";
import * as v from "valibot";
import type { ExcuseRequest, LateBeside, LateDecision, LateSheet } from "../../shared/decisions/decisions.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Checklists } from "../checklists/checklists.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { differences, type Happening, recordHistory } from "../inspections/history.ts";
import { getInspection } from "../inspections/inspections.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { decidesAsScorer } from "../inspections/scorers.ts";
import { revealedStates } from "../inspections/states.ts";
import { StoredSubmission, StoredUnitName } from "../inspections/stored-sheets.ts";
import { saveSummaries, summariseAgain } from "../inspections/summaries.ts";
import { hashOf, lockHead, noteTampering, recordDeeds } from "../ledger/audit.ts";
import { wholeInspection } from "../ledger/records.ts";
import { dropAppraisal } from "../submissions/appraisal-drop.ts";
import { countReturned } from "./open-questions.ts";

/** Late sheets that nobody has decided about, the oldest first; of one plan where `planId` is given. Before the reveal nothing of their points. */
export async function loadLate(read: Kysely<Tables>, planId?: string): Promise<LateSheet[]> {
  let query = read
    .selectFrom("submissions as s")
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .leftJoin("positions as p", (join) => join.onRef("p.inspection_id", "=", "i.id").onRef("p.person_id", "=", "s.author_id"))
    .leftJoin("people as w", "w.id", "s.author_id")
    .leftJoin("late_decisions as d", "d.submission_id", "s.id")
    .select([
      "s.id",
      "s.inspection_id",
      "s.author_id",
      "s.stage",
      "s.document",
      "s.received_at",
      "i.unit_id",
      "i.unit_snapshot",
      "i.visited_on",
      "i.state",
    ])
    .select(["p.excused_at", "w.name", "i.concluded_at"])
    // As the index of them says it.
    .where("s.status", "=", sql.lit("late"))
    .where("d.submission_id", "is", null)
    .orderBy("s.position")
    .limit(5_000);
  if (planId !== undefined) query = query.where("i.plan_id", "=", planId);
  return (await query.execute()).map((row) => ({
    inspectionId: row.inspection_id,
    unitId: row.unit_id,
    unitName: v.parse(StoredUnitName, row.unit_snapshot).name,
    visitedOn: row.visited_on,
    state: row.state,
    submissionId: row.id,
    stage: row.stage,
    personId: row.author_id,
    personName: row.name ?? row.author_id,
    receivedAt: row.received_at,
    why: whyLate(row.received_at, row.excused_at, row.concluded_at),
    index: revealedStates.some((state) => state === row.state) ? v.parse(StoredSubmission, row.document).index : null,
  }));
}

/** A sheet is late because the inspection was concluded when it came, or its author was excused. */
export function whyLate(receivedAt: string, excusedAt: string | null, concludedAt: string | null): LateSheet["why"] {
  if (concludedAt !== null && concludedAt <= receivedAt) return "concluded";
  return excusedAt !== null && excusedAt <= receivedAt ? "excused" : "concluded";
}

/** Late sheets of an inspection that count nowhere, decided or not, in the order they came. Whether they may be shown, the caller asks. */
export async function loadLateBeside(read: Kysely<Tables>, inspectionId: string): Promise<LateBeside[]> {
  const rows = await read
    .selectFrom("submissions as s")
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .leftJoin("positions as p", (join) => join.onRef("p.inspection_id", "=", "s.inspection_id").onRef("p.person_id", "=", "s.author_id"))
    .leftJoin("people as w", "w.id", "s.author_id")
    .leftJoin("late_decisions as d", "d.submission_id", "s.id")
    .select([
      "s.id",
      "s.stage",
      "s.author_id",
      "s.document",
      "s.received_at",
      "s.position",
      "s.content_hash",
      "p.excused_at",
      "w.name",
      "i.concluded_at",
    ])
    .select(["d.reason", "d.decided_by", "d.decided_at"])
    .where("s.inspection_id", "=", inspectionId)
    .where("s.status", "=", "late")
    .orderBy("s.position")
    .execute();
  return rows.map((row) => ({
    submissionId: row.id,
    stage: row.stage,
    author: { personId: row.author_id, name: row.name ?? row.author_id },
    receivedAt: row.received_at,
    position: Number(row.position),
    contentHash: row.content_hash,
    why: whyLate(row.received_at, row.excused_at, row.concluded_at),
    index: v.parse(StoredSubmission, row.document).index,
    decision: row.decided_at === null ? null : { accepted: false, reason: row.reason ?? "", by: row.decided_by ?? "", at: row.decided_at },
  }));
}

/**
 * The lead's word on a late sheet. Declined, it stays beside the others and is no longer listed. Accepted, it is its author's current
 * sheet from now on, an excuse of its author ends, what was settled falls, and a concluded inspection is open again for another
 * conclusion; after the reveal it is marked as not blind. A unit's self-score enters no result: nothing is opened for it. The same again
 * changes nothing. `not-found` where no such sheet waits, `scorer-settles` where one who scores decides though somebody else could.
 */
export async function decideLate(
  database: Database,
  inspectionId: string,
  decision: LateDecision,
  actorId: string,
  now: Date,
): Promise<void> {
  const { submissionId, accepted, reason } = decision;
  await database.write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, now, wholeInspection(inspectionId));
    const inspection = await getInspection(transaction, inspectionId);
    const known = await transaction.selectFrom("late_decisions").selectAll().where("submission_id", "=", submissionId).executeTakeFirst();
    if (known?.inspection_id === inspectionId && known.reason === reason && Number(known.accepted) === Number(accepted)) return;
    const sheet = await transaction
      .selectFrom("submissions")
      .selectAll()
      .where("id", "=", submissionId)
      .where("inspection_id", "=", inspectionId)
      .executeTakeFirst();
    if (sheet?.status !== "late" || known) throw new Refusal("not-found");
    await decidesAsScorer(transaction, inspectionId, actorId, sheet.author_id === actorId);
    const at = now.toISOString();
    const action = accepted ? "submission.late.accepted" : "submission.late.declined";
    await keepDecision(transaction, inspection, sheet, { accepted, reason, actorId, at });
    const change = accepted
      ? await accept(transaction, checklistsOf(database.read), inspection, sheet, actorId, at)
      : { to: inspection.state, changes: [] };
    const happening: Omit<Happening, "from" | "to"> = { inspectionId, actorId, action, personId: sheet.author_id, submissionId, reason };
    await recordHistory(transaction, at, [{ ...happening, from: inspection.state, ...change }]);
    await revealWhereAllSent(transaction, [inspectionId], at);
    await recordDeeds(transaction, now, [{ actorId, action, subject: submissionId, contentHash: hashOf({ accepted, reason }) }]);
  });
}

async function keepDecision(
  transaction: Transaction<Tables>,
  { id: inspection_id, revealed_at, concluded_at }: Row<"inspections">,
  { id: submission_id, author_id, received_at, stage }: Row<"submissions">,
  { accepted, reason, actorId: decided_by, at: decided_at }: { accepted: boolean; reason: string; actorId: string; at: string },
): Promise<void> {
  const position = await transaction
    .selectFrom("positions")
    .select("excused_at")
    .where("inspection_id", "=", inspection_id)
    .where("person_id", "=", author_id)
    .executeTakeFirst();
  const why = whyLate(received_at, stage === "inspector" ? (position?.excused_at ?? null) : null, concluded_at);
  const blind = Number(revealed_at === null);
  await transaction
    .insertInto("late_decisions")
    .values({ submission_id, inspection_id, why, accepted: Number(accepted), blind, reason, decided_by, decided_at })
    .execute();
}

type Outcome = { to: Row<"inspections">["state"]; changes: ReturnType<typeof differences> };

async function accept(
  transaction: Transaction<Tables>,
  checklists: Checklists,
  inspection: Row<"inspections">,
  sheet: Row<"submissions">,
  actorId: string,
  at: string,
): Promise<Outcome> {
  const { id, state } = inspection;
  const changes = await makeCurrent(transaction, checklists, sheet);
  if (sheet.stage !== "inspector") return { to: state, changes };
  changes.push(...(await endExcuse(transaction, id, sheet.author_id)));
  await dropAppraisal(transaction, inspection, actorId, at);
  const to = state === "open" ? state : (await countReturned(transaction, id)) > 0 ? "returned" : "submitted";
  await transaction.updateTable("inspections").set({ state: to, concluded_by: null, concluded_at: null }).where("id", "=", id).execute();
  return { to, changes };
}

/** Puts a late sheet in its author's place (the unit's, whoever sent it), and says what differs from the one that stood there. */
async function makeCurrent(
  transaction: Transaction<Tables>,
  checklists: Checklists,
  sheet: Row<"submissions">,
): Promise<Outcome["changes"]> {
  let standing = transaction.selectFrom("submissions").select(["id", "document"]).where("inspection_id", "=", sheet.inspection_id);
  standing = standing.where("stage", "=", sheet.stage).where("status", "=", "current");
  if (sheet.stage === "inspector") standing = standing.where("author_id", "=", sheet.author_id);
  const before = await standing.executeTakeFirst();
  if (before) {
    await transaction.updateTable("submissions").set({ status: "replaced", replaced_by: sheet.id }).where("id", "=", before.id).execute();
    await transaction.deleteFrom("summaries").where("submission_id", "=", before.id).execute();
  }
  await transaction.updateTable("submissions").set({ status: "current" }).where("id", "=", sheet.id).execute();
  await saveSummaries(transaction, await summariseAgain(transaction, checklists, [sheet.id]));
  const field = { field: "current", from: before?.id ?? null, to: sheet.id };
  return before ? [field, ...differences(v.parse(StoredSubmission, before.document), v.parse(StoredSubmission, sheet.document))] : [field];
}

async function endExcuse(transaction: Transaction<Tables>, inspectionId: string, personId: string): Promise<Outcome["changes"]> {
  const excused = await transaction
    .selectFrom("positions")
    .select("excuse_reason")
    .where("inspection_id", "=", inspectionId)
    .where("person_id", "=", personId)
    .where("excused_at", "is not", null)
    .executeTakeFirst();
  if (!excused) return [];
  await transaction
    .updateTable("positions")
    .set({ excused_at: null, excused_by: null, excuse_reason: null })
    .where("inspection_id", "=", inspectionId)
    .where("person_id", "=", personId)
    .execute();
  return [{ field: "excused", from: excused.excuse_reason, to: null }];
}

/**
 * Takes back an excuse that came in error, with a reason: the sheet is waited for again, and one that came meanwhile counts as if it had
 * never been late. Before the first reveal alone, where nobody has seen any points: `excuse-stands` afterwards, when a late sheet can be
 * accepted instead, marked as not blind. `not-found` where that person is not excused, `inspection-concluded`.
 */
export async function undoExcuse(
  database: Database,
  inspectionId: string,
  { personId, reason }: v.InferOutput<typeof ExcuseRequest>,
  actorId: string,
  now: Date,
): Promise<void> {
  await database.write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, now, wholeInspection(inspectionId));
    const inspection = await getInspection(transaction, inspectionId);
    const { state } = inspection;
    if (state === "concluded") throw new Refusal("inspection-concluded");
    if (inspection.revealed_at !== null) throw new Refusal("excuse-stands");
    const at = now.toISOString();
    const sheet = await transaction
      .selectFrom("submissions as s")
      .leftJoin("late_decisions as d", "d.submission_id", "s.id")
      .selectAll("s")
      .where("s.inspection_id", "=", inspectionId)
      .where("s.author_id", "=", personId)
      .where("s.stage", "=", "inspector")
      .where("s.status", "=", "late")
      .where("d.submission_id", "is", null)
      .executeTakeFirst();
    if (sheet) {
      await keepDecision(transaction, inspection, sheet, { accepted: true, reason, actorId, at });
      await makeCurrent(transaction, checklistsOf(database.read), sheet);
    }
    const changes = await endExcuse(transaction, inspectionId, personId);
    if (changes.length === 0) throw new Refusal("not-found");
    const action = "inspector.excuseUndone";
    await recordHistory(transaction, at, [{ inspectionId, actorId, action, from: state, to: state, personId, reason, changes }]);
    await revealWhereAllSent(transaction, [inspectionId], at);
    await recordDeeds(transaction, now, [{ actorId, action, subject: inspectionId, contentHash: hashOf({ personId, reason }) }]);
  });
}
