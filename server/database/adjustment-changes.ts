import { adjustmentOf, type GivenAdjustment } from "../../shared/adjustments.ts";
import { Refusal } from "../../shared/problem.ts";
import { hashOf, recordDeeds } from "./audit.ts";
import { recordHistory } from "./history.ts";
import { getInspection } from "./inspections.ts";
import type { Database } from "./open.ts";

/** Gives an inspection these adjustments and no others. `not-found`, `inspection-concluded`, `adjustment-unknown`. */
export async function giveAdjustments(
  { write, checklists }: Pick<Database, "write" | "checklists">,
  inspectionId: string,
  given: readonly GivenAdjustment[],
  actorId: string,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  await write.transaction().execute(async (transaction) => {
    const inspection = await getInspection(transaction, inspectionId);
    const { checklist_id, checklist_version, state } = inspection;
    if (state === "concluded") throw new Refusal("inspection-concluded");
    adjustmentOf(await checklists.get(checklist_id, checklist_version), given);
    await transaction.deleteFrom("inspection_adjustments").where("inspection_id", "=", inspectionId).execute();
    const rows = given.map(({ id, times, reason }) => ({ inspection_id: inspectionId, adjustment_id: id, times, reason, decided_by: actorId, decided_at: at }));
    if (rows.length > 0) await transaction.insertInto("inspection_adjustments").values(rows).execute();
    await recordHistory(transaction, at, [{ inspectionId, actorId, action: "inspection.adjusted", from: state, to: state }]);
    await recordDeeds(transaction, now, [{ actorId, action: "inspection.adjusted", subject: inspectionId, contentHash: hashOf(given) }]);
  });
}
