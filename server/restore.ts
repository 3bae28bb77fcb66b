import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { besideDatabase, dumpName, sqliteFiles } from "./backup.ts";
import { BackupProblem, type Manifest, readBackup } from "./backup-manifest.ts";
import { type Closed, type ClosedAccess, closeAccess, loadClosedAccess } from "./database/access.ts";
import { guardFunction } from "./database/guards-migration.ts";
import { beginEpoch, readInstance } from "./database/meta.ts";
import { appliedMigrations, refuseUnknown } from "./database/migrate.ts";
import { openDatabase, openReader } from "./database/open.ts";
import type { Env } from "./env.ts";
import { sha256 } from "./hash.ts";
import { lockAlone } from "./lock.ts";
import { runPostgresTool } from "./postgres-tools.ts";

type Place = Pick<Env, "dataDir" | "databaseUrl">;

export interface Restored {
  readonly manifest: Manifest;
  /** The new one: devices offer again what they sent since the backup. */
  readonly epoch: number;
  /** Where everything lies that was there before. */
  readonly kept: string;
  /** Accounts and devices that were open at the backup and closed since, and stay closed. `undefined`: what was replaced could not tell. */
  readonly closed: Closed | undefined;
}

/**
 * Puts a backup in the place of what is there, which is kept aside, and begins a new epoch. Refused while a server has the data
 * (`FolderInUse`, `DatabaseInUse`), where anything in the backup is not as it was taken (`BackupProblem`), and where a later version took it
 * (`NewerDatabase`). Web sessions end, and who was shut out since the backup stays out, as far as what is replaced can be read.
 */
export async function restore(place: Place, folder: string, now: Date): Promise<Restored> {
  const { dataDir, databaseUrl } = place;
  const unlock = await lockAlone(place);
  try {
    const manifest = await readBackup(folder);
    const wanted = databaseUrl === undefined ? "sqlite" : "postgres";
    if (manifest.database !== wanted) throw new BackupProblem(`This backup is of ${manifest.database}, and ${wanted} is in use here: see DATABASE_URL.`);
    refuseUnknown(databaseUrl === undefined ? await migrationsInFile(folder) : await migrationsInDump(databaseUrl, folder));
    const { epoch: before, access } = await readReplaced(place);
    const kept = join(dataDir, `before-restore-${now.toISOString().replace(/[:.]/g, "-")}`);
    mkdirSync(kept, { recursive: true, mode: 0o700 });
    if (databaseUrl === undefined) replaceSqlite(dataDir, folder, kept);
    else await replacePostgres(databaseUrl, folder, kept, before !== undefined);
    for (const name of besideDatabase) replaceBy(join(folder, name), join(dataDir, name), join(kept, name));

    const database = await openDatabase(dataDir, databaseUrl);
    try {
      const epoch = await beginEpoch(database, before, sha256(JSON.stringify(manifest)), now);
      return { manifest, epoch, kept, closed: access && (await closeAccess(database, access, now)) };
    } finally {
      await database.close();
    }
  } finally {
    await unlock();
  }
}

interface Replaced {
  readonly epoch?: number;
  readonly access?: ClosedAccess;
}

/** What has to outlive what is there now; nothing where there is no database yet, or one that cannot be read. */
async function readReplaced({ dataDir, databaseUrl }: Place): Promise<Replaced> {
  if (databaseUrl === undefined && !existsSync(join(dataDir, sqliteFiles[0]))) return {};
  const reader = openReader(dataDir, databaseUrl);
  let found: Replaced = {};
  try {
    found = { epoch: (await readInstance(reader.read)).epoch };
    return { ...found, access: await loadClosedAccess(reader.read) };
  } catch {
    return found;
  } finally {
    await reader.close();
  }
}

async function migrationsInFile(folder: string): Promise<string[]> {
  const reader = openReader(folder);
  return await appliedMigrations(reader.read).finally(() => reader.close());
}

/** As PostgreSQL writes rows: a line each, from `COPY … FROM stdin;` to `\.`, the first column before a tab. */
async function migrationsInDump(url: string, folder: string): Promise<string[]> {
  const work = mkdtempSync(join(tmpdir(), "phieu-cham-restore-"));
  try {
    const rows = join(work, "migrations.sql");
    await runPostgresTool("pg_restore", ["--data-only", "--table=kysely_migration", `--file=${rows}`, join(folder, dumpName)], url);
    const [, text = ""] = /^COPY public\.kysely_migration \(name, .*;\n([\s\S]*?)^\\\.$/m.exec(readFileSync(rows, "utf8")) ?? [];
    const names = text
      .split("\n")
      .filter(Boolean)
      .map((row) => row.split("\t")[0] ?? "");
    if (names.length === 0) throw new BackupProblem("The backup's database says nothing of its version.");
    return names;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function replaceSqlite(dataDir: string, folder: string, kept: string): void {
  for (const name of sqliteFiles) {
    for (const part of [name, `${name}-wal`, `${name}-shm`]) if (existsSync(join(dataDir, part))) renameSync(join(dataDir, part), join(kept, part));
    cpSync(join(folder, name), join(dataDir, name));
  }
  const accounts = new Sqlite(join(dataDir, "accounts.sqlite"));
  accounts.exec("delete from session");
  accounts.close();
}

/** Everything in one transaction: the tables that are there go, those of the backup come. */
async function replacePostgres(url: string, folder: string, kept: string, hasData: boolean): Promise<void> {
  if (hasData) await runPostgresTool("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", `--file=${join(kept, dumpName)}`], url);
  const work = mkdtempSync(join(tmpdir(), "phieu-cham-restore-"));
  try {
    const [clear, fill, end] = ["clear.sql", "fill.sql", "end.sql"].map((name) => join(work, name)) as [string, string, string];
    await runPostgresTool("pg_restore", ["--no-owner", "--no-privileges", `--file=${fill}`, join(folder, dumpName)], url);
    writeFileSync(clear, dropTables);
    writeFileSync(end, "delete from public.session;\n");
    const quiet = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"];
    await runPostgresTool("psql", [...quiet, `--file=${clear}`, `--file=${fill}`, `--file=${end}`], url);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const dropTables = `do $$
declare name text;
begin
  for name in select tablename from pg_tables where schemaname = 'public' loop
    execute format('drop table public.%I cascade', name);
  end loop;
end $$;
drop function if exists public.${guardFunction} cascade;
`;

function replaceBy(from: string, to: string, kept: string): void {
  if (existsSync(to)) renameSync(to, kept);
  if (existsSync(from)) cpSync(from, to, { recursive: true });
}
