import * as v from "valibot";
import { checklistName } from "../../shared/checklists/checklist.ts";
import type { OwnUnit } from "../../shared/field.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { knownToUnit } from "../inspections/known-to-unit.ts";
import { StoredUnit } from "../inspections/stored-sheets.ts";

/**
 * What an account of a unit scores itself by; empty where the account speaks for no unit. How far the inspectors are is not in it, and no
 * visit that it does not know of.
 */
export async function loadOwnUnit({ read }: Database, personId: string): Promise<OwnUnit> {
  const checklists = checklistsOf(read);
  const person = await read.selectFrom("people").select("unit_id").where("id", "=", personId).executeTakeFirst();
  const unitId = person?.unit_id ?? null;
  if (unitId === null) return { unitId, inspections: [], checklists: [] };
  const rows = await read
    .selectFrom("inspections as i")
    .leftJoin("submissions as s", (join) =>
      join.onRef("s.inspection_id", "=", "i.id").on("s.stage", "=", "self").on("s.status", "=", "current"),
    )
    .select([
      "i.id",
      "i.plan_id",
      "i.form",
      "i.visited_on",
      "i.state",
      "i.checklist_id",
      "i.checklist_version",
      "i.unit_snapshot",
      "s.id as submission_id",
    ])
    .where("i.unit_id", "=", unitId)
    .where(knownToUnit)
    .where("i.state", "<>", "cancelled")
    .orderBy("i.visited_on", "desc")
    .orderBy("i.id")
    .execute();
  const used = new Map(rows.map((row) => [checklistName({ id: row.checklist_id, version: row.checklist_version }), row]));
  return {
    unitId,
    inspections: rows.map((row) => ({
      id: row.id,
      planId: row.plan_id,
      form: row.form,
      visitedOn: row.visited_on,
      concluded: row.state === "concluded",
      checklist: { id: row.checklist_id, version: row.checklist_version },
      unit: v.parse(StoredUnit, row.unit_snapshot),
      current: row.submission_id,
    })),
    checklists: await Promise.all([...used.values()].map((row) => checklists.get(row.checklist_id, row.checklist_version))),
  };
}
