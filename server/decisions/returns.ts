import type { ReturnRequest } from "../../shared/decisions/appraisal.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import { amid } from "../inspections/amid.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { demandNoSecretary } from "../inspections/scorers.ts";
import { demandNotConcluded, demandRevealed } from "../inspections/states.ts";
import { dropAppraisal } from "../submissions/appraisal-drop.ts";

/**
 * Gives a sheet (an inspector's, or the unit's own) back to its author with a reason: they may replace or withdraw it, marked as not
 * blind; what was settled no longer stands. Again, while it is out, changes nothing. `not-all-sent`, `no-sheets` before the reveal,
 * `inspection-concluded`, `not-found` for a person without a sheet, `not-allowed` for the inspection's secretary.
 */
export async function returnSheet(
  database: Database,
  inspectionId: string,
  { personId, reason }: ReturnRequest,
  actorId: string,
  now: Date,
): Promise<void> {
  await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection, at, tells, records }) => {
    demandNotConcluded(inspection);
    await demandRevealed(transaction, inspection);
    await demandNoSecretary(transaction, inspectionId, actorId);
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
    await tells("submission.returned", { to: "returned", personId, submissionId: sheet.id, reason });
    await records("submission.returned", sheet.id, { reason });
  });
}

/**
 * Takes back that a sheet was given back, with a reason: it stands as it is, for an author who is gone. `not-found` where no return is
 * open for that person, `inspection-concluded`, `not-allowed` for the inspection's secretary.
 */
export async function undoReturn(
  database: Database,
  inspectionId: string,
  { personId, reason }: ReturnRequest,
  actorId: string,
  now: Date,
): Promise<void> {
  await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection, at, tells, records }) => {
    demandNotConcluded(inspection);
    await demandNoSecretary(transaction, inspectionId, actorId);
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
    await tells("submission.returnUndone", { personId, submissionId, reason });
    await revealWhereAllSent(transaction, [inspectionId], at);
    await records("submission.returnUndone", submissionId, { reason });
  });
}
