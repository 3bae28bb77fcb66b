import { type Kysely, sql } from "kysely";
import { canonicalJson } from "../../shared/canonical.ts";
import { checklistName } from "../../shared/checklists/checklist.ts";
import type { Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import { inTurns } from "../host/turns.ts";
import type { HistoryName } from "./deeds.ts";
import { hashOfLists } from "./long-hash.ts";
import { type RecordKind, type Shape, shapes } from "./records.ts";

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
  return kind === "checklist" ? checklistName({ id: String(row["id"]), version: String(row["version"]) }) : String(row[key]);
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
