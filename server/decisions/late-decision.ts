import type { Transaction } from "kysely";
import * as v from "valibot";
import type { LateDecision } from "../../shared/decisions/decisions.ts";
import { Refusal } from "../../shared/problem.ts";
import { type Checklists, checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { amid } from "../inspections/amid.ts";
import { type Change, differences } from "../inspections/history.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { decidesAsScorer } from "../inspections/scorers.ts";
import { StoredSubmission } from "../inspections/stored-sheets.ts";
import { saveSummaries, summariseAgain } from "../inspections/summaries.ts";
import { dropAppraisal } from "../submissions/appraisal-drop.ts";
import { whyLate } from "./late.ts";
import { countReturned } from "./open-questions.ts";

/**
 * The lead's word on a late sheet. Declined, it stays beside the others and is no longer listed. Accepted, it is its author's current
 * sheet from now on, an excuse of its author ends and what was settled falls; after the reveal it is marked as not blind. After the
 * conclusion a correction alone changes figures: an inspector's is not accepted then (`late-concluded`); a unit's self-score, which enters
 * no result, is. The same again changes nothing. `not-found` where no such sheet waits, `not-allowed` for the inspection's secretary,
 * `scorer-settles` where one who scores decides though somebody else could.
 */
export async function decideLate(
  database: Database,
  inspectionId: string,
  decision: LateDecision,
  actorId: string,
  now: Date,
): Promise<void> {
  const { submissionId, accepted, reason } = decision;
  await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection, at, tells, records }) => {
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
    if (accepted && sheet.stage === "inspector" && inspection.state === "concluded") throw new Refusal("late-concluded");
    await keepLateDecision(transaction, inspection, sheet, { accepted, reason, actorId, at });
    const outcome = accepted ? await accept(transaction, checklistsOf(database.read), inspection, sheet, actorId, at) : {};
    const action = accepted ? "submission.late.accepted" : "submission.late.declined";
    await tells(action, { personId: sheet.author_id, submissionId, reason, ...outcome });
    await revealWhereAllSent(transaction, [inspectionId], at);
    await records(action, submissionId, { accepted, reason });
  });
}

/** Keeps who decided what about a late sheet, why it was late, and whether points had been shown. */
export async function keepLateDecision(
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

interface Outcome {
  readonly to: Row<"inspections">["state"];
  readonly changes: readonly Change[];
}

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
  await transaction.updateTable("inspections").set({ state: to }).where("id", "=", id).execute();
  return { to, changes };
}

/** Puts a late sheet in its author's place (the unit's, whoever sent it), and says what differs from the one that stood there. */
export async function makeCurrent(transaction: Transaction<Tables>, checklists: Checklists, sheet: Row<"submissions">): Promise<Change[]> {
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

/** Waits for that inspector again; what that changes, or nothing where they are not excused. */
export async function endExcuse(transaction: Transaction<Tables>, inspectionId: string, personId: string): Promise<Change[]> {
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
