import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Sqlite from "better-sqlite3";
import * as v from "valibot";
import type { DatabaseKind } from "./databases.ts";

/** Data folders that the code of earlier commits made. */
export const fixtures = fileURLToPath(new URL("../fixtures/databases", import.meta.url));

/** `sqlite-0001+0040-abf5a9f`: the migrations that ran, and whose code it was. */
export function fixtureName(kind: DatabaseKind, migrations: readonly string[], commit: string): string {
  const numbers = migrations.map((name) => name.slice(0, 4)).sort();
  return `${kind}-${numbers.join("+")}-${commit}`;
}

/** What is known of a fixture besides what is in it. */
export const Made = v.object({
  /** Whose code wrote it. */
  commit: v.string(),
  madeAt: v.pipe(v.string(), v.isoTimestamp()),
  /** Names of the migrations that ran. */
  migrations: v.array(v.string()),
  /** An administrator who can sign in, with the tests' password; `null` where that commit knew no accounts yet. */
  email: v.nullable(v.string()),
  /** `null` where that commit could not serve yet. */
  told: v.nullable(v.object({ tokens: v.object({ lead: v.string(), an: v.string(), binh: v.string() }), planId: v.string() })),
  /** Units' places by that commit's own answer. */
  results: v.array(
    v.object({ name: v.string(), rank: v.nullable(v.number()), index: v.nullable(v.number()), band: v.nullable(v.string()) }),
  ),
});
export type Made = v.InferOutput<typeof Made>;

/** Those of one kind of database, the oldest first. */
export function listFixtures(kind: DatabaseKind): { name: string; folder: string; made: Made }[] {
  return readdirSync(fixtures)
    .filter((name) => name.startsWith(`${kind}-`))
    .map((name) => {
      const folder = join(fixtures, name);
      return { name, folder, made: v.parse(Made, JSON.parse(readFileSync(join(folder, "made.json"), "utf8"))) };
    })
    .sort((a, b) => (a.made.madeAt < b.made.madeAt ? -1 : 1));
}

/** Beside the database. */
const beside = ["keys", "evidence", "auth-secret"] as const;
const sqliteFiles = ["phieu-cham", "accounts"] as const;

/** Writes a data folder whose server has stopped as a fixture; `dump`: what PostgreSQL holds. */
export function writeFixture(dataDir: string, folder: string, made: Made, dump?: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of beside)
    if (existsSync(join(dataDir, name)))
      cpSync(join(dataDir, name), join(folder, name), { recursive: true, filter: (path) => !path.endsWith("/lock") });
  // Programs of a few months before do not know the commands that guard a dump from being read as more than that.
  if (dump !== undefined) writeFileSync(join(folder, "database.sql"), dump.replace(/^\\(un)?restrict .*\n/gm, ""));
  else
    for (const name of sqliteFiles) {
      const file = join(dataDir, `${name}.sqlite`);
      if (existsSync(file)) writeFileSync(join(folder, `${name}.sql`), sqliteText(file));
    }
  writeFileSync(join(folder, "made.json"), `${JSON.stringify(made, null, 2)}\n`);
}

/** The data folder of a fixture again. What PostgreSQL held is left to `databaseText`. */
export function unpackFixture(folder: string, dataDir: string): void {
  for (const name of beside) if (existsSync(join(folder, name))) cpSync(join(folder, name), join(dataDir, name), { recursive: true });
  for (const name of sqliteFiles) {
    if (!existsSync(join(folder, `${name}.sql`))) continue;
    const database = new Sqlite(join(dataDir, `${name}.sqlite`));
    database.pragma("journal_mode = WAL");
    database.exec(readFileSync(join(folder, `${name}.sql`), "utf8"));
    database.close();
  }
}

/** SQL that makes the fixture's database on PostgreSQL. */
export function databaseText(folder: string): string {
  return readFileSync(join(folder, "database.sql"), "utf8");
}

/** SQL that makes the database again: tables and indexes as they were written, and every row. */
function sqliteText(file: string): string {
  const database = new Sqlite(file, { readonly: true });
  const made = database.prepare("select type, name, sql from sqlite_master where sql is not null order by rowid").all() as {
    type: string;
    name: string;
    sql: string;
  }[];
  const lines = made.map(({ sql }) => `${sql};`);
  for (const { name } of made.filter(({ type }) => type === "table")) {
    const columns = database.pragma(`table_info("${name}")`) as { name: string }[];
    const row = columns.map((column) => `quote("${column.name}")`).join(` || ',' || `);
    for (const values of database.prepare(`select ${row} from "${name}" order by rowid`).pluck().iterate())
      lines.push(`insert into "${name}" values (${values});`);
  }
  database.close();
  return ["begin;", ...lines, "commit;", ""].join("\n");
}
