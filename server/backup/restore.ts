import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { newId } from "../../shared/id.ts";
import { readInstance } from "../database/instance.ts";
import { lockAlone } from "../database/lock.ts";
import { appliedMigrations, refuseUnknown } from "../database/migrate.ts";
import { guardFunction } from "../database/migrations/guards.ts";
import { openDatabase, openReader } from "../database/open.ts";
import {
  demandNoRestore,
  type Marker,
  moveFor,
  preparedName,
  readMarker,
  removeLeftCopies,
  removeMarker,
  writeMarker,
} from "../database/restore-marker.ts";
import { findRestoring, restoringName } from "../database/restoring.ts";
import type { Env } from "../host/env.ts";
import { sha256 } from "../host/hash.ts";
import { type Closed, type ClosedAccess, closeAccess, loadClosedAccess } from "../people/access.ts";
import { BackupProblem, besideDatabase, copyNamed, dumpName, type Manifest, readBackup, sqliteFiles } from "./backup-manifest.ts";
import { beginEpoch } from "./epoch.ts";
import { runPostgresTool } from "./postgres-tools.ts";

type Place = Pick<Env, "dataDir" | "databaseUrl">;

/** Called before each change that lasts; a test ends the process in one of them. */
type OnStep = (what: string) => void;

export interface Restored {
  readonly takenAt: string;
  /** The new one: devices offer again what they sent since the backup. */
  readonly epoch: number;
  /** Where everything lies that was there before. */
  readonly kept: string;
  /** Accounts and devices that were open at the backup and closed since, and stay closed. `undefined`: what was replaced could not tell. */
  readonly closed: Closed | undefined;
}

/**
 * Puts a backup in the place of what is there, which is kept aside, and begins a new epoch. Refused while a server has the data
 * (`FolderInUse`, `DatabaseInUse`), where anything in the backup is not as it was taken (`BackupProblem`), and where a later version took
 * it (`NewerDatabase`). Web sessions end, and who was shut out since the backup stays out, as far as what is replaced can be read.
 *
 * Everything is prepared beside the data; then one marker is written, and from there on the restore is finished (`resumeRestore`) or taken
 * back (`undoRestore`), whenever and however often it is interrupted: no server starts in between (`UnfinishedRestore`).
 */
export async function restore(place: Place, folder: string, now: Date, onStep: OnStep = () => undefined): Promise<Restored> {
  return await alone(place, async () => {
    demandNoRestore(place.dataDir);
    const manifest = await readBackup(folder);
    const wanted = place.databaseUrl === undefined ? "sqlite" : "postgres";
    if (manifest.database !== wanted)
      throw new BackupProblem(`This backup is of ${manifest.database}, and ${wanted} is in use here: see DATABASE_URL.`);
    refuseUnknown(place.databaseUrl === undefined ? await migrationsInFile(folder) : await migrationsInDump(place.databaseUrl, folder));
    const marker = await prepare(place, folder, manifest, now, onStep);
    onStep("the marker");
    await writeMarker(place.dataDir, marker);
    return await finish(place, await replaceable(place, marker, onStep), now, onStep);
  });
}

/** Finishes what was interrupted; `BackupProblem` where nothing was, or it is being taken back. */
export async function resumeRestore(place: Place, now: Date, onStep: OnStep = () => undefined): Promise<Restored> {
  return await alone(place, async () => {
    const marker = getMarker(place.dataDir);
    if (marker.step === "undoing" || marker.step === "back")
      throw new BackupProblem("This restore is being taken back: npm run restore -- --undo");
    return await finish(place, await replaceable(place, marker, onStep), now, onStep);
  });
}

/**
 * PostgreSQL: from now on no server starts on the database, whatever its folder; only then is what is there kept and read, so that nothing
 * comes in behind it. SQLite's folder has its marker, and what it replaces is kept as it is.
 */
async function replaceable(place: Place, marker: Marker, onStep: OnStep): Promise<Marker> {
  if (place.databaseUrl === undefined || marker.step !== "begun") return marker;
  const { dataDir, databaseUrl } = place;
  const dumped = await holdsTables(place);
  if (dumped) {
    onStep("the database's mark");
    await runSql(databaseUrl, `--command=${markedAs(`${marker.id}:begun`)}`);
  }
  const { epoch: before, access } = await readReplaced(place);
  onStep("what is replaced");
  if (dumped)
    await runPostgresTool("pg_dump", [...plainDump, "--format=custom", `--file=${join(dataDir, marker.kept, dumpName)}`], databaseUrl);
  const next: Marker = {
    ...marker,
    step: "prepared",
    dumped,
    ...(before !== undefined && { before }),
    ...(access && { access: { people: [...access.people], devices: [...access.devices] } }),
  };
  onStep("the marker: prepared");
  await writeMarker(dataDir, next);
  return next;
}

async function holdsTables({ dataDir, databaseUrl }: Place): Promise<boolean> {
  const reader = openReader(dataDir, databaseUrl, undefined, { restoring: true });
  return (await appliedMigrations(reader.read).finally(() => reader.close())).length > 0;
}

/** Puts everything back as it was before the restore that was interrupted. */
export async function undoRestore(place: Place, onStep: OnStep = () => undefined): Promise<void> {
  await alone(place, async () => {
    const { dataDir, databaseUrl } = place;
    let marker = getMarker(dataDir);
    // Another server may have begun on what was restored.
    if (marker.step === "done") throw new BackupProblem("This restore is through but for its traces: npm run restore -- --resume");
    const to = async (step: Marker["step"]) => {
      onStep(`the marker: ${step}`);
      marker = { ...marker, step };
      await writeMarker(dataDir, marker);
    };
    if (databaseUrl !== undefined && marker.step !== "back") {
      const replaced =
        marker.step === "in" || marker.step === "undoing" || (marker.step === "prepared" && (await isReplaced(place, marker)));
      // Only what was replaced is filled again: an untouched database may have no dump to fill it from.
      if (replaced) {
        await to("undoing");
        onStep("the database, back");
        await fillPostgres(databaseUrl, marker.dumped ? join(dataDir, marker.kept, dumpName) : undefined, markedAs(marker.id));
      }
      await to("back");
    } else if (marker.step !== "back") await to("undoing");
    for (const name of namesOf(marker)) await takeBack(dataDir, marker, name, onStep);
    await leave(place, onStep);
  });
}

async function alone<T>(place: Place, work: () => Promise<T>): Promise<T> {
  const unlock = await lockAlone(place);
  try {
    return await work();
  } finally {
    await unlock();
  }
}

function getMarker(dataDir: string): Marker {
  const marker = readMarker(dataDir);
  if (!marker) throw new BackupProblem("No restore was interrupted here.");
  return marker;
}

/** Everything that will lie there, checked while it is copied: on SQLite with the new epoch begun and shut-out accounts shut out. */
async function prepare(place: Place, folder: string, manifest: Manifest, now: Date, onStep: OnStep): Promise<Marker> {
  const { dataDir, databaseUrl } = place;
  // PostgreSQL is asked once no server can start on it any more.
  const { epoch: before, access } = databaseUrl === undefined ? await readReplaced(place) : {};
  const [prepared, kept] = [preparedName, `before-restore-${now.toISOString().replace(/[:.]/g, "-")}`];
  removeLeftCopies(dataDir);
  for (const name of [prepared, kept]) mkdirSync(join(dataDir, name), { recursive: true, mode: 0o700 });
  onStep("copies");
  await copyNamed(folder, manifest.files, join(dataDir, prepared));
  const marker: Marker = {
    format: 1,
    id: newId(now.getTime()),
    database: manifest.database,
    step: databaseUrl === undefined ? "prepared" : "begun",
    takenAt: manifest.takenAt,
    prepared,
    kept,
    names: [...new Set(manifest.files.map(({ path }) => path.split("/")[0] ?? ""))].filter((name) => name !== dumpName),
    manifestHash: sha256(JSON.stringify(manifest)),
    ...(before !== undefined && { before }),
    ...(access && { access: { people: [...access.people], devices: [...access.devices] } }),
    dumped: false,
  };
  return databaseUrl === undefined ? { ...marker, ...(await prepareSqlite(join(dataDir, prepared), marker, now)) } : marker;
}

async function prepareSqlite(folder: string, marker: Marker, now: Date): Promise<Pick<Marker, "epoch" | "closed">> {
  const done = await beginAnew({ dataDir: folder, databaseUrl: undefined }, marker, now);
  const accounts = new Sqlite(join(folder, "accounts.sqlite"));
  accounts.exec("delete from session");
  accounts.close();
  return done;
}

/** A new epoch, and who was shut out since stays out. Done twice it only begins one epoch more. */
async function beginAnew(
  { dataDir, databaseUrl }: Place,
  marker: Marker,
  now: Date,
): Promise<Required<Pick<Marker, "epoch">> & Pick<Marker, "closed">> {
  const database = await openDatabase(dataDir, databaseUrl, { restoring: true });
  try {
    const epoch = await beginEpoch(database, marker.before, marker.manifestHash, now);
    if (!marker.access) return { epoch };
    const closed = await closeAccess(database, { people: new Map(marker.access.people), devices: new Map(marker.access.devices) }, now);
    return { epoch, closed: { people: [...closed.people], devices: [...closed.devices] } };
  } finally {
    await database.close();
  }
}

async function finish(place: Place, begun: Marker, now: Date, onStep: OnStep): Promise<Restored> {
  const { dataDir, databaseUrl } = place;
  let marker = begun;
  if (databaseUrl !== undefined && marker.step === "prepared") {
    if (!(await isReplaced(place, marker))) {
      onStep("the database");
      await fillPostgres(databaseUrl, join(dataDir, marker.prepared, dumpName), `delete from public.session;\n${markedAs(marker.id)}`);
    }
    onStep("the epoch");
    marker = { ...marker, ...(await beginAnew(place, marker, now)) };
  }
  if (marker.step === "prepared") {
    onStep("the marker: in");
    marker = { ...marker, step: "in" };
    await writeMarker(dataDir, marker);
  }
  if (marker.step !== "done") {
    for (const name of namesOf(marker)) await bringIn(dataDir, marker, name, onStep);
    onStep("the marker: done");
    marker = { ...marker, step: "done" };
    await writeMarker(dataDir, marker);
  }
  await leave(place, onStep);
  return { takenAt: marker.takenAt, epoch: marker.epoch ?? 0, kept: join(dataDir, marker.kept), closed: marker.closed };
}

/** The last steps of either way: others may start when the marker is gone. */
async function leave(place: Place, onStep: OnStep): Promise<void> {
  if (place.databaseUrl !== undefined) {
    onStep("the database's marker");
    // What was replaced may be newer than this program, and what is empty stays so: no table is made or changed here.
    await runSql(place.databaseUrl, `--command=${unmarked}`);
  }
  onStep("the marker, away");
  await removeMarker(place.dataDir);
  onStep("what is left of the copies");
  removeLeftCopies(place.dataDir);
}

/** Of what lies in the data folder, all that a restore moves. */
function namesOf({ database }: Marker): string[] {
  const files = database === "sqlite" ? sqliteFiles.flatMap((name) => [name, `${name}-wal`, `${name}-shm`]) : [];
  return [...files, ...besideDatabase];
}

/** Old out, new in; what is done is not done again. Where the new one has gone in, nothing is prepared any more. */
async function bringIn(dataDir: string, { prepared, kept, names }: Marker, name: string, onStep: OnStep): Promise<void> {
  const [live, coming, old] = [join(dataDir, name), join(dataDir, prepared, name), join(dataDir, kept, name)];
  const isIn = names.includes(name) && !existsSync(coming);
  if (isIn) return;
  if (existsSync(live) && !existsSync(old)) {
    onStep(`${name}, out`);
    await moveFor(live, old);
  }
  if (!existsSync(coming)) return;
  onStep(`${name}, in`);
  await moveFor(coming, live);
}

/** New out, old in. */
async function takeBack(dataDir: string, { prepared, kept, names }: Marker, name: string, onStep: OnStep): Promise<void> {
  const [live, coming, old] = [join(dataDir, name), join(dataDir, prepared, name), join(dataDir, kept, name)];
  const isIn = names.includes(name) && !existsSync(coming);
  if (isIn && existsSync(live)) {
    onStep(`${name}, out again`);
    await moveFor(live, coming);
  }
  if (!existsSync(old)) return;
  onStep(`${name}, back`);
  await moveFor(old, live);
}

interface Replaced {
  readonly epoch?: number;
  readonly access?: ClosedAccess;
}

/** What has to outlive what is there now; nothing where there is no database yet, or one that cannot be read. */
async function readReplaced({ dataDir, databaseUrl }: Place): Promise<Replaced> {
  if (databaseUrl === undefined && !existsSync(join(dataDir, sqliteFiles[0]))) return {};
  const reader = openReader(dataDir, databaseUrl, undefined, { restoring: true });
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

/** Whether PostgreSQL holds the backup of this restore already: it was filled in one transaction with its id, and nothing behind that. */
async function isReplaced({ dataDir, databaseUrl }: Place, { id }: Marker): Promise<boolean> {
  const reader = openReader(dataDir, databaseUrl, undefined, { restoring: true });
  return (await findRestoring(reader.read).finally(() => reader.close())) === id;
}

async function migrationsInFile(folder: string): Promise<string[]> {
  const reader = openReader(folder);
  return await appliedMigrations(reader.read).finally(() => reader.close());
}

/** As PostgreSQL writes rows: a line each, from `COPY … FROM stdin;` to `\.`, the first column before a tab. */
async function migrationsInDump(url: string, folder: string): Promise<string[]> {
  return await inPassing(async (work) => {
    const rows = join(work, "migrations.sql");
    await runPostgresTool("pg_restore", ["--data-only", "--table=kysely_migration", `--file=${rows}`, join(folder, dumpName)], url);
    const [, text = ""] = /^COPY public\.kysely_migration \(name, .*;\n([\s\S]*?)^\\\.$/m.exec(readFileSync(rows, "utf8")) ?? [];
    const names = text
      .split("\n")
      .filter(Boolean)
      .map((row) => row.split("\t")[0] ?? "");
    if (names.length === 0) throw new BackupProblem("The backup's database says nothing of its version.");
    return names;
  });
}

/** In a folder that is there as long as the work goes on. */
async function inPassing<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "phieu-cham-restore-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `--command=` and `--file=`, as psql takes them, all in one transaction. */
async function runSql(url: string, ...what: readonly string[]): Promise<void> {
  await runPostgresTool("psql", ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", ...what], url);
}

const plainDump = ["--no-owner", "--no-privileges"];

/**
 * Everything in one transaction: the tables that are there go, those of the dump come, and `last` is done with them. Without a dump the
 * database is left as empty as it was.
 */
async function fillPostgres(url: string, dump: string | undefined, last: string): Promise<void> {
  if (dump === undefined) return await runSql(url, `--command=${dropTables}`);
  await inPassing(async (work) => {
    const fill = join(work, "fill.sql");
    await runPostgresTool("pg_restore", [...plainDump, `--file=${fill}`, dump], url);
    await runSql(url, `--command=${dropTables}`, `--file=${fill}`, `--command=${last}`);
  });
}

/** Others that find it do not open the database. The id is ours, digits and dashes. */
function markedAs(id: string): string {
  return `delete from public.meta where name = '${restoringName}';\ninsert into public.meta (name, value) values ('${restoringName}', '${id}');\n`;
}

/** Where there are tables; the database may have been empty. */
const unmarked = `do $$
begin
  if to_regclass('public.meta') is not null then
    delete from public.meta where name = '${restoringName}';
  end if;
end $$`;

const dropTables = `do $$
declare name text;
begin
  for name in select tablename from pg_tables where schemaname = 'public' loop
    execute format('drop table public.%I cascade', name);
  end loop;
end $$;
drop function if exists public.${guardFunction} cascade;
`;
