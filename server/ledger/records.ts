import { type Kysely, sql } from "kysely";
import { canonicalJson } from "../../shared/canonical.ts";
import type { Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import { inTurns } from "../host/turns.ts";
import { type Deed, deeds, type HistoryName } from "./deeds.ts";
import { hashOfLists } from "./long-hash.ts";

/** Something whose rows stand on record: after each change the chain holds their hash. */
export interface Thing {
  readonly kind: RecordKind;
  readonly id: string;
}

interface Shape {
  readonly table: keyof Tables;
  /** The column that its id stands in; absent: `id`. */
  readonly key?: string;
  /** What is left out of its row: changed at every sheet, and on record elsewhere. */
  readonly without: readonly string[];
  /** Rows that belong to it, by the column that names it. */
  readonly parts: Readonly<Partial<Record<keyof Tables, string>>>;
  /** Rows that belong to sheets of it. */
  readonly ofSheets?: readonly (keyof Tables)[];
}

/**
 * What results are made of and permissions rest on, besides what sheets and checklists hold, which have hashes of their own. Whole rows,
 * without what is null or 0: a column that a later migration adds begins as one of these, so that the hashes of before stay right.
 */
const shapes = {
  inspection: {
    table: "inspections",
    without: ["state", "revealed_at"],
    parts: {
      positions: "inspection_id",
      inspection_adjustments: "inspection_id",
      returns: "inspection_id",
      late_decisions: "inspection_id",
    },
    ofSheets: ["not_applicable_decisions", "appraisals", "appraised_criteria"],
  },
  /** How far an inspection is, and that it was revealed: for sheets that reveal it this alone is recorded. */
  reveal: { table: "inspections", without: [], parts: {} },
  finding: {
    table: "findings",
    without: [],
    parts: { finding_steps: "finding_id", finding_evidence: "finding_id", finding_notices: "finding_id" },
  },
  unit: { table: "units", without: [], parts: { unit_facts: "unit_id" } },
  unitEvent: { table: "unit_events", without: [], parts: { unit_event_units: "event_id" } },
  plan: { table: "plans", without: [], parts: { periods: "plan_id", plan_units: "plan_id", plan_team: "plan_id" } },
  person: { table: "people", without: [], parts: {} },
  device: { table: "devices", without: ["last_used_on"], parts: {} },
  link: { table: "links", key: "token_hash", without: [], parts: {} },
  /** A device's sign-in, from when somebody has said yes or no to it. */
  code: { table: "device_codes", key: "device_code_hash", without: [], parts: {} },
  file: { table: "evidence_files", key: "content_hash", without: [], parts: { evidence_senders: "content_hash" } },
  /** A list of procedures, by its owner, with its versions. */
  catalogue: { table: "catalogue_versions", key: "owner", without: [], parts: { procedures: "owner" } },
  /** When a checklist was drafted and published, by its name. */
  checklist: { table: "checklists", without: ["document"], parts: {} },
} as const satisfies Record<string, Shape>;

export type RecordKind = keyof typeof shapes;

export const recordKinds = Object.keys(shapes) as RecordKind[];

/** A table whose rows stand on record with what they belong to, named in column `by`. One that belongs to nothing stands on no record. */
export interface Part {
  readonly table: keyof Tables;
  readonly by: string;
  readonly of: keyof Tables;
  readonly key: string;
}

export function partsOnRecord(): Part[] {
  const all = Object.values<Shape>(shapes).flatMap(({ table: of, key = "id", parts, ofSheets = [] }): Part[] => [
    ...Object.entries(parts).map(([table, by]) => ({ table: table as keyof Tables, by, of, key })),
    ...ofSheets.map((table) => ({ table, by: "submission_id", of: "submissions" as const, key: "id" })),
  ]);
  return [...all, { table: "inspection_history", by: "inspection_id", of: "inspections", key: "id" }];
}

/** The names of what stands in the chain beside the deeds. */
export type RecordAction = `${"record" | "tampered"}.${RecordKind | typeof stateKind}` | typeof begunAction;

/** The action by which a record stands in the chain; its subject is the thing's id. */
export function recordAction(kind: RecordKind | typeof stateKind): RecordAction {
  return `record.${kind}`;
}

/** The action by which it stands there that something else changed the thing's rows. */
export function tamperedAction(kind: RecordKind | typeof stateKind): RecordAction {
  return `tampered.${kind}`;
}

const isRecord = sql<boolean>`action >= 'record.' and action < 'record/'`;

/** What stands on record of a thing that this program has taken away. */
export const gone = "gone";

/** The action by which it stands in the chain from when on each kind is on record; its subject is a list of kinds. */
export const begunAction = "record.begun";
/** These were on record before that was said, and the state of inspections with them. */
export const firstKinds: readonly RecordKind[] = ["inspection", "finding", "unit", "unitEvent", "plan"];
export const stateKind = "state";

/** The hash by which a thing stands on record last; by the index of records alone. */
export async function lastRecord(database: Kysely<Tables>, kind: RecordKind | typeof stateKind, id: string): Promise<string | undefined> {
  const records = database.selectFrom("audit").select("content_hash").where(isRecord).where("subject", "=", id);
  const last = await records.where("action", "=", recordAction(kind)).orderBy("position", "desc").limit(1).executeTakeFirst();
  return last?.content_hash;
}

/** The kinds that are on record here: of them every row is, from then on. */
export async function begunKinds(database: Kysely<Tables>): Promise<Set<string>> {
  const said = await database.selectFrom("audit").select("subject").where(isRecord).where("action", "=", begunAction).execute();
  if (said.length > 0) return new Set(said.flatMap(({ subject }) => subject.split(" ")));
  const first = [...firstKinds, stateKind].map((kind) => recordAction(kind as RecordKind));
  const any = await database
    .selectFrom("audit")
    .select("position")
    .where(isRecord)
    .where("action", "in", first)
    .limit(1)
    .executeTakeFirst();
  return new Set(any === undefined ? [] : firstKinds);
}

type AnyRow = Readonly<Record<string, unknown>>;

/** What the rows of these things, at most a few hundred, hash to; those that are not there are left out. */
export async function hashesOf(database: Kysely<Tables>, kind: RecordKind, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  if (kind === "reveal") return await revealHashes(database, ids);
  if (kind === "catalogue") return await catalogueHashes(database, ids);
  const { table, key = "id", without, parts, ofSheets = [] }: Shape = shapes[kind];
  const found = new Map<string, Record<string, unknown>>();
  const rows = kind === "checklist" ? await checklistRows(database, ids) : await rowsOf(database, table, key, ids);
  for (const row of rows) if (isKept(kind, row)) found.set(idIn(kind, row), { own: present(row, without) });
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

/** A code that waits for its answer is on no record: it lets nobody in. */
function isKept(kind: RecordKind, row: AnyRow): boolean {
  return kind !== "code" || row["state"] !== "pending";
}

function idIn(kind: RecordKind, row: AnyRow): string {
  const { key = "id" }: Shape = shapes[kind];
  // As `checklistName` says it.
  return kind === "checklist" ? `${row["id"]}@${row["version"]}` : String(row[key]);
}

/** The ids of what is there and has to be on record, after one of them and in their order. */
export async function idsAfter(database: Kysely<Tables>, kind: RecordKind, after: string, limit: number): Promise<string[]> {
  const { table, key = "id" }: Shape = shapes[kind];
  const id = kind === "checklist" ? sql<string>`id || '@' || version` : sql<string>`${sql.ref(key)}`;
  const from =
    kind === "catalogue" ? sql`(select owner from catalogue_versions union select owner from procedures) as o` : sql`${sql.table(table)}`;
  const kept = kind === "code" ? sql`and state <> 'pending'` : sql``;
  const { rows } = await sql<{
    id: string;
  }>`select ${id} as id from ${from} where ${id} > ${after} ${kept} order by 1 limit ${limit}`.execute(database);
  return rows.map((row) => row.id);
}

async function checklistRows(database: Kysely<Tables>, names: readonly string[]): Promise<AnyRow[]> {
  const name = sql<string>`id || '@' || version`;
  const columns = ["id", "version", "state", "content_hash", "created_at", "published_at"] as const;
  return await database.selectFrom("checklists").select(columns).where(name, "in", names).execute();
}

async function catalogueHashes(database: Kysely<Tables>, owners: readonly string[]): Promise<Map<string, string>> {
  const versions = Map.groupBy(await rowsOf(database, "catalogue_versions", "owner", owners), (row) => String(row["owner"]));
  const procedures = Map.groupBy(await rowsOf(database, "procedures", "owner", owners), (row) => String(row["owner"]));
  const hashes = new Map<string, string>();
  for (const owner of owners) {
    if (!versions.has(owner) && !procedures.has(owner)) continue;
    const lists = { versions: await linesOf(versions.get(owner)), procedures: await linesOf(procedures.get(owner)) };
    hashes.set(owner, await hashOfLists(lists));
  }
  return hashes;
}

async function linesOf(rows: readonly AnyRow[] = []): Promise<string[]> {
  const lines: string[] = [];
  for await (const part of inTurns(rows)) lines.push(...part.map((row) => canonicalJson(present(row, []))));
  return lines.sort();
}

/** Its state, and what its history says of reveals, which the record of the inspection itself leaves out. */
async function revealHashes(database: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await database.selectFrom("inspections").select(["id", "state", "revealed_at"]).where("id", "in", ids).execute();
  const all = database.selectFrom("inspection_history").selectAll().where("inspection_id", "in", ids);
  const told = Map.groupBy(
    await all.where("action", "=", "inspection.submitted" satisfies HistoryName).execute(),
    (row) => row.inspection_id,
  );
  const lines = (id: string) => (told.get(id) ?? []).map((row) => canonicalJson(present(row, []))).sort();
  return new Map(rows.map(({ id, state, revealed_at }) => [id, sha256(canonicalJson({ state, revealed_at, told: lines(id) }))]));
}

/** As states were recorded until their history was too: what a database of then has on record of them. */
export async function stateHashes(database: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, string>> {
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
  return await rows.where("action", "<>", "inspection.submitted" satisfies HistoryName).execute();
}

function present(row: AnyRow, without: readonly string[]): AnyRow {
  return Object.fromEntries(Object.entries(row).filter(([name, value]) => value !== null && value !== 0 && !without.includes(name)));
}

export function wholeInspection(id: string): Thing[] {
  return [
    { kind: "inspection", id },
    { kind: "reveal", id },
  ];
}

/** The things whose rows these deeds have changed; what is not there is left out when it is recorded. */
export async function changedThings(database: Kysely<Tables>, done: readonly Pick<Deed, "action" | "subject">[]): Promise<Thing[]> {
  const things: Thing[] = [];
  const sheets: string[] = [];
  for (const { action, subject } of done) {
    const changed: readonly RecordKind[] | "sheet" = deeds[action];
    if (changed === "sheet") sheets.push(subject);
    else for (const kind of changed) things.push({ kind, id: subject });
  }
  if (sheets.length === 0) return things;
  const rows = await database.selectFrom("submissions").select("inspection_id").where("id", "in", sheets).execute();
  for (const { inspection_id: id } of rows) things.push(...wholeInspection(id));
  return things;
}
