import { type Kysely, sql } from "kysely";
import { canonicalJson } from "../../shared/canonical.ts";
import { sha256 } from "../hash.ts";
import type { Tables } from "./tables.ts";

/** Something whose rows stand on record: after each change the chain holds their hash. */
export interface Thing {
  readonly kind: RecordKind;
  readonly id: string;
}

interface Shape {
  readonly table: keyof Tables;
  /** What is left out of its row: changed at every sheet, and on record elsewhere. */
  readonly without: readonly string[];
  /** Rows that belong to it, by the column that names it. */
  readonly parts: Readonly<Partial<Record<keyof Tables, string>>>;
  /** Rows that belong to sheets of it. */
  readonly ofSheets?: readonly (keyof Tables)[];
}

/**
 * What results are made of besides sheets and checklists, which have hashes of their own. Whole rows, without what is null or 0: a column
 * that a later migration adds begins as one of these, so that the hashes of before stay right.
 */
const shapes = {
  inspection: {
    table: "inspections",
    without: ["state", "revealed_at"],
    parts: { positions: "inspection_id", inspection_adjustments: "inspection_id", returns: "inspection_id", late_decisions: "inspection_id" },
    ofSheets: ["not_applicable_decisions", "appraisals", "appraised_criteria"],
  },
  /** How far an inspection is: for sheets that reveal it this alone is recorded. */
  state: { table: "inspections", without: [], parts: {} },
  finding: { table: "findings", without: [], parts: { finding_steps: "finding_id", finding_evidence: "finding_id", finding_notices: "finding_id" } },
  unit: { table: "units", without: [], parts: { unit_facts: "unit_id" } },
  unitEvent: { table: "unit_events", without: [], parts: { unit_event_units: "event_id" } },
  plan: { table: "plans", without: [], parts: { periods: "plan_id", plan_units: "plan_id", plan_team: "plan_id" } },
} as const satisfies Record<string, Shape>;

export type RecordKind = keyof typeof shapes;

type OwnTable<T> = T extends { readonly table: infer Own; readonly parts: infer Parts } ? Own | keyof Parts : never;
type SheetTable<T> = T extends { readonly ofSheets: readonly (infer OfSheet)[] } ? OfSheet : never;
type ShapeOf = (typeof shapes)[RecordKind];
/** Tables whose rows are on record. */
export type RecordedTable = OwnTable<ShapeOf> | SheetTable<ShapeOf> | "inspection_history";
export const recordKinds = Object.keys(shapes) as RecordKind[];
export const tableOf = (kind: RecordKind): keyof Tables => shapes[kind].table;

/** The action by which a record stands in the chain; its subject is the thing's id. */
export function recordAction(kind: RecordKind): string {
  return `record.${kind}`;
}

/** The action by which it stands there that something else changed the thing's rows. */
export function tamperedAction(kind: RecordKind): string {
  return `tampered.${kind}`;
}

const isRecord = sql<boolean>`action >= 'record.' and action < 'record/'`;

/** The hash by which a thing stands on record last; by the index of records alone. */
export async function lastRecord(database: Kysely<Tables>, kind: RecordKind, id: string): Promise<string | undefined> {
  const records = database.selectFrom("audit").select("content_hash").where(isRecord).where("subject", "=", id);
  const last = await records.where("action", "=", recordAction(kind)).orderBy("position", "desc").limit(1).executeTakeFirst();
  return last?.content_hash;
}

/** Whether rows are on record at all. */
export async function hasRecords(database: Kysely<Tables>): Promise<boolean> {
  return (await database.selectFrom("audit").select("position").where(isRecord).limit(1).executeTakeFirst()) !== undefined;
}

type AnyRow = Readonly<Record<string, unknown>>;

/** What the rows of these things, at most a few hundred, hash to; those that are not there are left out. */
export async function hashesOf(database: Kysely<Tables>, kind: RecordKind, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  if (kind === "state") return await stateHashes(database, ids);
  const { table, without, parts, ofSheets = [] }: Shape = shapes[kind];
  const found = new Map<string, Record<string, unknown>>();
  for (const row of await rowsOf(database, table, "id", ids)) found.set(String(row["id"]), { own: present(row, without) });
  const take = (name: string, rows: readonly AnyRow[], by: string, without: readonly string[]) => {
    for (const [id, own] of Map.groupBy(rows, (row) => String(row[by]))) {
      const thing = found.get(id);
      if (thing) thing[name] = own.map((row) => canonicalJson(present(row, without))).sort();
    }
  };
  for (const [name, by] of Object.entries(parts)) take(name, await rowsOf(database, name, by, ids), by, []);
  for (const name of ofSheets) take(name, await sheetRowsOf(database, name, ids), "of_thing", ["of_thing"]);
  if (kind === "inspection") {
    take("withdrawn", await withdrawnOf(database, ids), "inspection_id", []);
    take("history", await historyOf(database, ids), "inspection_id", []);
  }
  return new Map([...found].map(([id, thing]) => [id, sha256(canonicalJson(thing))]));
}

async function stateHashes(database: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await database.selectFrom("inspections").select(["id", "state", "revealed_at"]).where("id", "in", ids).execute();
  return new Map(rows.map(({ id, state, revealed_at }) => [id, sha256(canonicalJson({ state, revealed_at }))]));
}

async function rowsOf(database: Kysely<Tables>, table: string, by: string, ids: readonly string[]): Promise<AnyRow[]> {
  return (await sql<AnyRow>`select * from ${sql.table(table)} where ${sql.ref(by)} in (${sql.join([...ids])})`.execute(database)).rows;
}

async function sheetRowsOf(database: Kysely<Tables>, table: string, ids: readonly string[]): Promise<AnyRow[]> {
  const { rows } = await sql<AnyRow>`
    select p.*, s.inspection_id as of_thing from ${sql.table(table)} as p join submissions as s on s.id = p.submission_id
    where s.inspection_id in (${sql.join([...ids])})`.execute(database);
  return rows;
}

/** Sheets that were taken back, or an appraisal that stands no longer: what their documents do not say. */
async function withdrawnOf(database: Kysely<Tables>, ids: readonly string[]): Promise<AnyRow[]> {
  const rows = database.selectFrom("submissions").select(["id", "inspection_id", "withdrawn_at", "withdraw_reason"]);
  return await rows.where("inspection_id", "in", ids).where("withdrawn_at", "is not", null).execute();
}

/** But not that it was revealed: the state says so. */
async function historyOf(database: Kysely<Tables>, ids: readonly string[]): Promise<AnyRow[]> {
  const rows = database.selectFrom("inspection_history").selectAll().where("inspection_id", "in", ids);
  return await rows.where("action", "<>", "inspection.submitted").execute();
}

function present(row: AnyRow, without: readonly string[]): AnyRow {
  return Object.fromEntries(Object.entries(row).filter(([name, value]) => value !== null && value !== 0 && !without.includes(name)));
}

export function wholeInspection(id: string): Thing[] {
  return [
    { kind: "inspection", id },
    { kind: "state", id },
  ];
}

/** What a deed changes, by the first word of its action. The subject of what is done to a sheet is the sheet. */
const changedBy: Readonly<Record<string, "sheet" | readonly RecordKind[]>> = {
  inspection: ["inspection", "state"],
  inspector: ["inspection", "state"],
  submission: "sheet",
  notApplicable: "sheet",
  finding: ["finding"],
  plan: ["plan"],
  unit: ["unit", "unitEvent"],
};

/** The things whose rows these deeds have changed; what is not there is left out when it is recorded. */
export async function changedThings(database: Kysely<Tables>, deeds: readonly { readonly action: string; readonly subject: string }[]): Promise<Thing[]> {
  const things: Thing[] = [];
  const sheets: string[] = [];
  for (const { action, subject } of deeds) {
    const changed = changedBy[action.slice(0, action.indexOf("."))] ?? [];
    if (changed === "sheet") sheets.push(subject);
    else for (const kind of changed) things.push({ kind, id: subject });
  }
  if (sheets.length === 0) return things;
  const rows = await database.selectFrom("submissions").select("inspection_id").where("id", "in", sheets).execute();
  for (const { inspection_id: id } of rows) things.push(...wholeInspection(id));
  return things;
}
