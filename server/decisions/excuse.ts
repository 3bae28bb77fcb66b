import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import { recordHistory } from "../inspections/history.ts";
import { getInspection } from "../inspections/inspections.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { hashOf, lockHead, noteTampering, recordDeeds } from "../ledger/audit.ts";
import { wholeInspection } from "../ledger/records.ts";

/**
 * Waits no longer for an inspector's sheet. Before the reveal one who has sent is excused like one who has not, and their sheet stays: a
 * refusal would tell who has sent. (That an excuse does or does not bring the reveal about, tells it of the last ones all the same.)
 * `not-found` where that person does not score here or is excused, `already-scored` after the reveal where the sheet is in,
 * `inspection-concluded` after the conclusion.
 */
export async function excuseInspector(
  database: Database,
  inspectionId: string,
  personId: string,
  reason: string,
  actorId: string,
  now: Date,
): Promise<void> {
  await database.write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, now, wholeInspection(inspectionId));
    const inspection = await getInspection(transaction, inspectionId);
    if (inspection.state === "concluded") throw new Refusal("inspection-concluded");
    const sheet = await transaction
      .selectFrom("summaries")
      .select("submission_id")
      .where("inspection_id", "=", inspectionId)
      .where("author_id", "=", personId)
      .where("stage", "=", "inspector")
      .executeTakeFirst();
    if (sheet && inspection.state !== "open") throw new Refusal("already-scored", { current: sheet.submission_id });
    const excused = await transaction
      .updateTable("positions")
      .set({ excused_at: now.toISOString(), excused_by: actorId, excuse_reason: reason })
      .where("inspection_id", "=", inspectionId)
      .where("person_id", "=", personId)
      .where("scores", "=", 1)
      .where("excused_at", "is", null)
      .returning("person_id")
      .execute();
    if (excused.length === 0) throw new Refusal("not-found");
    const { state } = inspection;
    await recordHistory(transaction, now.toISOString(), [
      { inspectionId, actorId, action: "inspector.excused", from: state, to: state, personId, reason },
    ]);
    await revealWhereAllSent(transaction, [inspectionId], now.toISOString());
    await recordDeeds(transaction, now, [
      { actorId, action: "inspector.excused", subject: inspectionId, contentHash: hashOf({ personId, reason }) },
    ]);
  });
}
