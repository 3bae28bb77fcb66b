import type { Kysely } from "kysely";
import * as v from "valibot";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { InspectionForm } from "../../shared/checklists/checklist.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { stored } from "../database/stored.ts";
import type { Row, Tables } from "../database/tables.ts";
import { revealedStates } from "../inspections/states.ts";
import { StoredPoints, StoredUnit } from "../inspections/stored-sheets.ts";

/** A stored sheet that counts, with the answers as they were sent and the points that stand now. */
export interface AnsweredSheet {
  readonly submissionId: string;
  readonly inspectionId: string;
  readonly stage: Row<"submissions">["stage"];
  readonly authorName: string;
  readonly receivedAt: string;
  readonly position: number;
  readonly unit: Unit;
  readonly visitedOn: string;
  readonly form: InspectionForm;
  readonly checklist: Checklist;
  readonly entries: Readonly<Record<string, { readonly answer: unknown; readonly note: string; readonly evidence: readonly unknown[] }>>;
  readonly points: Readonly<Record<string, number | null>>;
}

/** So many sheets at a time: little memory, and other readers of a connection come in between. */
const page = 10;

/** Of a sheet's document what goes into the file; answers are taken as they were checked when they came. */
const StoredEntries = stored(
  v.object({ entries: v.record(v.string(), v.object({ answer: v.unknown(), note: v.string(), evidence: v.array(v.unknown()) })) }),
);

/** Some sheets, and where to go on. */
export interface AnsweredPage {
  /** Of revealed inspections, of one plan where it is named; a page may hold none, and others still follow. */
  readonly sheets: readonly AnsweredSheet[];
  /** The place after which the next page begins; undefined after the last. */
  readonly after: number | undefined;
}

/** The next sheets in the order they were received. */
export async function loadAnsweredSheets(
  { read }: Pick<Database, "read">,
  planId: string | undefined,
  after: number,
): Promise<AnsweredPage> {
  // The page first, by the index of positions, and then what belongs to it: asked for together, PostgreSQL joins everything for each page.
  const next = await read
    .selectFrom("submissions")
    .select(["id", "position"])
    .where("position", ">", after)
    .where("status", "=", "current")
    .orderBy("position")
    .limit(page)
    .execute();
  const last = next.at(-1);
  if (!last) return { sheets: [], after: undefined };
  const sheets: AnsweredSheet[] = [];
  const ids = next.map(({ id }) => id);
  for (const row of await loadRows(read, ids, planId)) {
    sheets.push({
      submissionId: row.id,
      inspectionId: row.inspection_id,
      stage: row.stage,
      authorName: row.name ?? row.author_id,
      receivedAt: row.received_at,
      position: Number(row.position),
      unit: v.parse(StoredUnit, row.unit_snapshot),
      visitedOn: row.visited_on,
      form: v.parse(InspectionForm, row.form),
      checklist: await checklistsOf(read).get(row.checklist_id, row.checklist_version),
      entries: v.parse(StoredEntries, row.document).entries,
      points: v.parse(StoredPoints, row.points),
    });
  }
  return { sheets, after: Number(last.position) };
}

/** Those of these sheets that the summaries name, after the reveal. */
async function loadRows(read: Kysely<Tables>, ids: readonly string[], planId: string | undefined) {
  const query = read
    .selectFrom("submissions as s")
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .innerJoin("summaries as y", (join) =>
      join.onRef("y.inspection_id", "=", "s.inspection_id").onRef("y.author_id", "=", "s.author_id").onRef("y.stage", "=", "s.stage"),
    )
    .leftJoin("people as p", "p.id", "s.author_id")
    .select(["s.id", "s.inspection_id", "s.stage", "s.received_at", "s.position", "s.document", "y.points", "p.name", "s.author_id"])
    .select(["i.unit_snapshot", "i.visited_on", "i.form", "i.checklist_id", "i.checklist_version"])
    .where("s.id", "in", ids)
    .where("i.state", "in", [...revealedStates])
    .whereRef("y.submission_id", "=", "s.id")
    .orderBy("s.position");
  return await (planId === undefined ? query : query.where("i.plan_id", "=", planId)).execute();
}
