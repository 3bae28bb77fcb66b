import { adjustmentOf, type GivenAdjustment } from "../../shared/results/adjustments.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { loadAdjustments } from "../inspections/adjustments.ts";
import { amid } from "../inspections/amid.ts";
import type { Change } from "../inspections/history.ts";
import { decidesAsScorer } from "../inspections/scorers.ts";
import { demandNotConcluded } from "../inspections/states.ts";
import { demandUnchanged } from "../ledger/content-tag.ts";

/**
 * Gives an inspection these adjustments and no others, where those that it has are still as they were `seen` (their tag):
 * `changed-meanwhile`. `not-found`, `inspection-concluded`, `adjustment-unknown`, `scorer-settles` where one
 * who scores it could leave it to somebody else. One that stays as it is stays whose it was; what was given before and why stands in the
 * history. The same again changes nothing.
 */
export async function giveAdjustments(
  database: Pick<Database, "write" | "read">,
  inspectionId: string,
  given: readonly GivenAdjustment[],
  seen: string,
  actorId: string,
  now: Date,
): Promise<void> {
  await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection, at, tells, records }) => {
    const checklists = checklistsOf(database.read);
    demandUnchanged(await loadAdjustments(transaction, checklists, inspectionId), seen);
    demandNotConcluded(inspection);
    adjustmentOf(await checklists.get(inspection.checklist_id, inspection.checklist_version), given);
    const held = await transaction.selectFrom("inspection_adjustments").selectAll().where("inspection_id", "=", inspectionId).execute();
    const before = held.map(({ adjustment_id: id, times, reason }) => ({ id, times: Number(times), reason }));
    const changes = differences(before, given);
    if (changes.length === 0) return;
    const byScorer = await decidesAsScorer(transaction, inspectionId, actorId);
    const changed = new Set(changes.map(({ id }) => id));
    await transaction
      .deleteFrom("inspection_adjustments")
      .where("inspection_id", "=", inspectionId)
      .where("adjustment_id", "in", [...changed])
      .execute();
    const anew = given.filter(({ id }) => changed.has(id));
    const rows = anew.map(({ id, times, reason }) => ({
      inspection_id: inspectionId,
      adjustment_id: id,
      times,
      reason,
      decided_by: actorId,
      decided_at: at,
    }));
    if (rows.length > 0) await transaction.insertInto("inspection_adjustments").values(rows).execute();
    const action = byScorer ? "inspection.adjusted-by-scorer" : "inspection.adjusted";
    await tells(action, { changes: changes.map(({ change }) => change) });
    await records(action, inspectionId, given);
  });
}

/** `adjustments.<id>.times` and `adjustments.<id>.reason`, `null` where it was not or is no longer given. */
function differences(before: readonly GivenAdjustment[], after: readonly GivenAdjustment[]): { id: string; change: Change }[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))].sort();
  return ids.flatMap((id) => {
    const [from, to] = [before.find((one) => one.id === id), after.find((one) => one.id === id)];
    return (["times", "reason"] as const).flatMap((field) =>
      from?.[field] === to?.[field]
        ? []
        : [{ id, change: { field: `adjustments.${id}.${field}`, from: from?.[field] ?? null, to: to?.[field] ?? null } }],
    );
  });
}
