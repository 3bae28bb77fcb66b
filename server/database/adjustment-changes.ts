import { adjustmentOf, type GivenAdjustment } from "../../shared/adjustments.ts";
import { Refusal } from "../../shared/problem.ts";
import { hashOf, lockHead, recordDeeds } from "./audit.ts";
import { recordHistory } from "./history.ts";
import { getInspection } from "./inspections.ts";
import type { Database } from "./open.ts";
import { decidesAsScorer } from "./scorers.ts";

/**
 * Gives an inspection these adjustments and no others. `not-found`, `inspection-concluded`, `adjustment-unknown`, `scorer-settles` where one
 * who scores it could leave it to somebody else.
 */
export async function giveAdjustments(
  { write, checklists }: Pick<Database, "write" | "checklists">,
  inspectionId: string,
  given: readonly GivenAdjustment[],
  actorId: string,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const inspection = await getInspection(transaction, inspectionId);
    const { checklist_id, checklist_version, state } = inspection;
    if (state === "concluded") throw new Refusal("inspection-concluded");
    adjustmentOf(await checklists.get(checklist_id, checklist_version), given);
    const byScorer = await decidesAsScorer(transaction, inspectionId, actorId);
    await transaction.deleteFrom("inspection_adjustments").where("inspection_id", "=", inspectionId).execute();
    const rows = given.map(({ id, times, reason }) => ({ inspection_id: inspectionId, adjustment_id: id, times, reason, decided_by: actorId, decided_at: at }));
    if (rows.length > 0) await transaction.insertInto("inspection_adjustments").values(rows).execute();
    const action = byScorer ? "inspection.adjusted-by-scorer" : "inspection.adjusted";
    await recordHistory(transaction, at, [{ inspectionId, actorId, action, from: state, to: state }]);
    await recordDeeds(transaction, now, [{ actorId, action, subject: inspectionId, contentHash: hashOf(given) }]);
  });
}
