import type { Kysely } from "kysely";
import * as v from "valibot";
import { isInPeriod } from "../../shared/plans/plan.ts";
import type { Row, Tables } from "../database/tables.ts";
import { isRevealed, sheetCounts, tellSheets } from "./states.ts";
import { StoredUnitName } from "./stored-sheets.ts";

/** An inspection as its lead finds it in a list. How many have sent is told, never who. */
export interface ListedInspection {
  readonly id: string;
  readonly unitId: string;
  readonly unitName: string;
  readonly kind: string;
  readonly form: string;
  readonly formGroup: string;
  readonly visitedOn: string;
  /** It leaves out areas of the plan's checklist: it is listed in no ranking. */
  readonly partOfAreas: boolean;
  readonly state: Row<"inspections">["state"];
  readonly expected: number;
  readonly sent: number;
  /**
   * Its day lies in no period of the plan, so that no result takes it in: a device with no network opened it, or a period was taken away.
   */
  readonly outsidePeriods: boolean;
}

/** The plan's inspections, the latest first. */
export async function loadPlanInspections(read: Kysely<Tables>, planId: string, limit: number): Promise<ListedInspection[]> {
  const rows = await read
    .selectFrom("inspections as i")
    .select(["i.id", "i.unit_id", "i.unit_snapshot", "i.kind", "i.form", "i.form_group", "i.visited_on", "i.part_of_areas", "i.state"])
    .select(sheetCounts)
    .where("i.plan_id", "=", planId)
    .orderBy("i.visited_on", "desc")
    .orderBy("i.id", "desc")
    .limit(limit)
    .execute();
  const periods = await read.selectFrom("periods").select(["from_day as from", "to_day as to"]).where("plan_id", "=", planId).execute();
  return rows.map((row) => ({
    id: row.id,
    unitId: row.unit_id,
    unitName: v.parse(StoredUnitName, row.unit_snapshot).name,
    kind: row.kind,
    form: row.form,
    formGroup: row.form_group,
    visitedOn: row.visited_on,
    partOfAreas: Number(row.part_of_areas) === 1,
    state: row.state,
    ...tellSheets(row, isRevealed(row)),
    outsidePeriods: !isInPeriod(periods, row.visited_on),
  }));
}

/** How many inspections the plan has, how many of them are concluded, and how many each of its units has. */
export async function countInspections(
  read: Kysely<Tables>,
  planId: string,
): Promise<{ all: number; concluded: number; ofUnit: ReadonlyMap<string, number> }> {
  const rows = await read
    .selectFrom("inspections")
    .select(["unit_id", "state"])
    .select((e) => e.fn.countAll<number | string>().as("n"))
    .where("plan_id", "=", planId)
    .groupBy(["unit_id", "state"])
    .execute();
  const ofUnit = new Map<string, number>();
  let concluded = 0;
  for (const { unit_id, state, n } of rows) {
    ofUnit.set(unit_id, (ofUnit.get(unit_id) ?? 0) + Number(n));
    if (state === "concluded") concluded += Number(n);
  }
  return { all: [...ofUnit.values()].reduce((sum, n) => sum + n, 0), concluded, ofUnit };
}
