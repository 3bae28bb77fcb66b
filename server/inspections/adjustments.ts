import type { Kysely } from "kysely";
import { type Adjustment, adjustmentOf, type InspectionAdjustments } from "../../shared/results/adjustments.ts";
import type { Checklists } from "../checklists/checklists.ts";
import type { Tables } from "../database/tables.ts";
import { getInspection } from "./inspections.ts";

/** What was given and what it comes to. `not-found`. */
export async function loadAdjustments(read: Kysely<Tables>, checklists: Checklists, inspectionId: string): Promise<InspectionAdjustments> {
  const inspection = await getInspection(read, inspectionId);
  const rows = await read
    .selectFrom("inspection_adjustments as a")
    .leftJoin("people as p", "p.id", "a.decided_by")
    .selectAll("a")
    .select("p.name")
    .where("a.inspection_id", "=", inspectionId)
    .orderBy("a.adjustment_id")
    .execute();
  const adjustments = rows.map((row) => ({
    id: row.adjustment_id,
    times: Number(row.times),
    reason: row.reason,
    decidedBy: row.decided_by,
    decidedByName: row.name ?? row.decided_by,
    decidedAt: row.decided_at,
  }));
  return { ...adjustmentOf(await checklists.get(inspection.checklist_id, inspection.checklist_version), adjustments), adjustments };
}

/** What an inspection was given, and by whom. */
export interface PlanAdjustment {
  readonly adjustment: Adjustment;
  readonly decidedBy: ReadonlySet<string>;
}

/** The adjustments of a plan's inspections, by inspection; those that have none are left out. */
export async function loadPlanAdjustments(
  read: Kysely<Tables>,
  checklists: Checklists,
  planId: string,
): Promise<ReadonlyMap<string, PlanAdjustment>> {
  const rows = await read
    .selectFrom("inspection_adjustments as a")
    .innerJoin("inspections as i", "i.id", "a.inspection_id")
    .select(["i.id", "i.checklist_id", "i.checklist_version", "a.adjustment_id", "a.times", "a.decided_by"])
    .where("i.plan_id", "=", planId)
    .execute();
  const sums = new Map<string, PlanAdjustment>();
  for (const [id, own] of Map.groupBy(rows, (row) => row.id)) {
    const [first] = own;
    if (!first) continue;
    const checklist = await checklists.get(first.checklist_id, first.checklist_version);
    const given = own.map(({ adjustment_id, times }) => ({ id: adjustment_id, times: Number(times) }));
    sums.set(id, { adjustment: adjustmentOf(checklist, given), decidedBy: new Set(own.map((row) => row.decided_by)) });
  }
  return sums;
}
