import type { Kysely } from "kysely";
import * as v from "valibot";
import type { Tables } from "../../database/tables.ts";
import type { HistoryName } from "../../ledger/deeds.ts";
import { StoredUnitName } from "../stored-sheets.ts";

/** That a person was reminded of an inspection: how often, and when last. */
export interface Reminder {
  readonly inspectionId: string;
  readonly unitName: string;
  readonly visitedOn: string;
  readonly count: number;
  readonly lastAt: string;
}

/** What a person was reminded of and has not done: their sheet is still waited for. The latest first. */
export async function loadReminders(read: Kysely<Tables>, personId: string): Promise<Reminder[]> {
  const rows = await read
    .selectFrom("positions as p")
    .innerJoin("inspections as i", "i.id", "p.inspection_id")
    .innerJoin("inspection_history as h", (join) => join.onRef("h.inspection_id", "=", "i.id").onRef("h.person_id", "=", "p.person_id"))
    .leftJoin("summaries as s", (join) =>
      join.onRef("s.inspection_id", "=", "i.id").onRef("s.author_id", "=", "p.person_id").on("s.stage", "=", "inspector"),
    )
    .leftJoin("returns as r", "r.submission_id", "s.submission_id")
    .select(["i.id", "i.unit_snapshot", "i.visited_on"])
    .select((e) => [e.fn.countAll<number | string>().as("count"), e.fn.max("h.at").as("last_at")])
    .where("p.person_id", "=", personId)
    .where("p.scores", "=", 1)
    .where("p.excused_at", "is", null)
    .where("i.state", "in", ["open", "returned"])
    .where("h.action", "=", "inspector.reminded" satisfies HistoryName)
    .where((e) => e.or([e("s.submission_id", "is", null), e("r.returned_at", "is not", null)]))
    .groupBy(["i.id", "i.unit_snapshot", "i.visited_on"])
    .orderBy("last_at", "desc")
    .orderBy("i.id")
    .execute();
  return rows.map((row) => ({
    inspectionId: row.id,
    unitName: v.parse(StoredUnitName, row.unit_snapshot).name,
    visitedOn: row.visited_on,
    count: Number(row.count),
    lastAt: row.last_at,
  }));
}
