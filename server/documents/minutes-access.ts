import type { Kysely } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import type { Row, Tables } from "../database/tables.ts";
import { StoredUnitName } from "../inspections/stored-sheets.ts";
import type { Who } from "../ledger/who.ts";

/** An inspection for whoever writes its documents. */
export interface WritersView {
  readonly id: string;
  readonly unitId: string;
  readonly planId: string;
  readonly formGroup: string;
  readonly unitName: string;
  readonly visitedOn: string;
  readonly state: Row<"inspections">["state"];
  /** Leads make every document; head and secretary the minutes alone. */
  readonly lead: boolean;
}

/** For leads, and for its head and secretary; everybody else finds nothing: `not-found`. */
export async function loadForWriter(read: Kysely<Tables>, inspectionId: string, { personId, roles }: Who): Promise<WritersView> {
  const lead = roles.includes("lead") || roles.includes("admin");
  const row = await read
    .selectFrom("inspections as i")
    .leftJoin("positions as p", (join) => join.onRef("p.inspection_id", "=", "i.id").on("p.person_id", "=", personId))
    .select(["i.id", "i.unit_id", "i.plan_id", "i.form_group", "i.unit_snapshot", "i.visited_on", "i.state", "p.position"])
    .where("i.id", "=", inspectionId)
    .executeTakeFirst();
  if (!row || !(lead || row.position === "head" || row.position === "secretary")) throw new Refusal("not-found");
  return {
    id: row.id,
    unitId: row.unit_id,
    planId: row.plan_id,
    formGroup: row.form_group,
    unitName: v.parse(StoredUnitName, row.unit_snapshot).name,
    visitedOn: row.visited_on,
    state: row.state,
    lead,
  };
}

/** The inspections whose minutes somebody writes, the latest first. */
export async function loadWriting(
  read: Kysely<Tables>,
  personId: string,
): Promise<{ readonly id: string; readonly unitName: string; readonly visitedOn: string }[]> {
  const rows = await read
    .selectFrom("positions as p")
    .innerJoin("inspections as i", "i.id", "p.inspection_id")
    .select(["i.id", "i.unit_snapshot", "i.visited_on"])
    .where("p.person_id", "=", personId)
    .where("p.position", "in", ["head", "secretary"])
    .orderBy("i.visited_on", "desc")
    .orderBy("i.id")
    .limit(50)
    .execute();
  return rows.map((row) => ({ id: row.id, unitName: v.parse(StoredUnitName, row.unit_snapshot).name, visitedOn: row.visited_on }));
}
