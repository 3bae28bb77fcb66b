/*
 * The database: opened here, SQLite or PostgreSQL, and asked by every other room as one `Database`
 * with one set of tables (tables.ts) and migrations. How it waits, is locked, goes away or is
 * restored differs between the two and stays in this room. No rule of the field stands here.
 */

import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Kysely, SqliteAdapter, type SqliteDatabase, sql } from "kysely";
import { LRUCache } from "lru-cache";
import { appliedMigrations, migrate, refuseUnknown } from "./migrate.ts";
import { forMigrations, openPostgres } from "./postgres.ts";
import { demandNoRestore, UnfinishedRestore } from "./restore-marker.ts";
import { findRestoring } from "./restoring.ts";
import { WaitingSqliteDialect, waitsNot } from "./sqlite-waiting.ts";
import type { Tables } from "./tables.ts";

/**
 * The server's own data. There is one writer; what only reads uses `read`, which sees committed data and never waits for a
 * transaction. Nothing but the database, and in long ones the loop's next turn (`inTurns`), is awaited inside a transaction.
 */
export interface Database {
  readonly write: Kysely<Tables>;
  readonly read: Kysely<Tables>;
  close(): Promise<void>;
}

const fileName = "phieu-cham.sqlite";

/** There is nothing yet in the folder that a command was to work on. */
export class NoData extends Error {
  override readonly name = "NoData";
  readonly folder: string;

  constructor(folder: string) {
    super(`${folder} holds no data`);
    this.folder = folder;
  }
}

/** `NoData` where a command would open, or make, an empty database. */
export function demandData({ dataDir, databaseUrl }: { readonly dataDir: string; readonly databaseUrl?: string | undefined }): void {
  if (databaseUrl === undefined && !existsSync(join(dataDir, fileName))) throw new NoData(dataDir);
}

const mostStatements = 300;

interface Opening {
  /** By the restore itself; everybody else waits until it is through. */
  readonly restoring?: boolean;
}

/**
 * Opens (or makes) `phieu-cham.sqlite` in the folder, or the PostgreSQL database of that address, and brings its tables up to date. A
 * commit is on the disk when it returns. `UnfinishedRestore` where a restore was interrupted.
 */
export async function openDatabase(dataDir: string, databaseUrl?: string, { restoring = false }: Opening = {}): Promise<Database> {
  if (!restoring) demandNoRestore(dataDir);
  if (databaseUrl !== undefined) return await openPostgresDatabase(databaseUrl, restoring);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const write = await openWriter(join(dataDir, fileName));
  const { read, close } = openReader(dataDir);
  return {
    write,
    read,
    async close() {
      await close();
      await write.destroy();
    },
  };
}

async function openWriter(file: string): Promise<Kysely<Tables>> {
  const writer = new Sqlite(file, { timeout: 5_000 });
  const write = new Kysely<Tables>({ dialect: new SqliteDialectWithDdl({ database: withKeptStatements(writer), bare: writer }) });
  try {
    // Before the file gets as much as a log beside it.
    refuseUnknown(await appliedMigrations(write));
    writer.pragma("journal_mode = WAL");
    writer.pragma("synchronous = FULL");
    writer.pragma("cache_size = -32000");
    // The same few pages (the ends of the indexes, the chain's head) change in every commit: the longer they stay in the log, the less
    // often they are copied into the file. 8,000 pages are 32 MB.
    writer.pragma("wal_autocheckpoint = 8000");
    await migrate(write);
    waitsNot(writer);
    return write;
  } catch (problem) {
    await write.destroy();
    throw problem;
  }
}

/** SQLite makes tables inside transactions as well as PostgreSQL; Kysely does not count on it. So all migrations run, or none. */
class SqliteDialectWithDdl extends WaitingSqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new SqliteAdapterWithDdl();
  }
}

class SqliteAdapterWithDdl extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

async function openPostgresDatabase(url: string, restoring: boolean): Promise<Database> {
  const schema = forMigrations(url);
  try {
    await demandUtf8(schema);
    if (!restoring && (await findRestoring(schema)) !== undefined) throw new UnfinishedRestore();
    await migrate(schema);
  } finally {
    await schema.destroy();
  }
  return openPostgres(url);
}

/** Vietnamese needs every letter there is. */
async function demandUtf8(database: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(database);
  const encoding = rows[0]?.server_encoding;
  if (encoding !== "UTF8")
    throw new Error(`the database is encoded in ${encoding}: make it again with "create database … encoding 'UTF8' template template0"`);
}

/**
 * The same for looking only, with so much of SQLite's file in memory; throws where there is no database yet. On PostgreSQL a restore that
 * another folder's marker tells of is found with `findRestoring`.
 */
export function openReader(
  dataDir: string,
  databaseUrl?: string,
  cacheKiB = 32_000,
  { restoring = false }: Opening = {},
): Omit<Database, "write"> {
  if (!restoring) demandNoRestore(dataDir);
  if (databaseUrl !== undefined) {
    const { read, close } = openPostgres(databaseUrl);
    return { read, close };
  }
  const reader = new Sqlite(join(dataDir, fileName), { readonly: true, fileMustExist: true, timeout: 5_000 });
  reader.pragma(`cache_size = -${cacheKiB}`);
  waitsNot(reader);
  const read = new Kysely<Tables>({
    dialect: new WaitingSqliteDialect({ database: withKeptStatements(reader), bare: reader, readonly: true }),
  });
  return { read, close: () => read.destroy() };
}

/**
 * Preparing a statement costs more than running it, and the same few come again and again. The one asked for longest ago makes room for
 * another. Nothing here streams rows, so a statement is never asked for while it runs.
 */
function withKeptStatements(database: Sqlite.Database): SqliteDatabase {
  const kept = new LRUCache<string, Sqlite.Statement>({ max: mostStatements });
  return {
    prepare(text) {
      const known = kept.get(text);
      if (known) return known;
      const statement = database.prepare(text);
      kept.set(text, statement);
      return statement;
    },
    close: () => database.close(),
  };
}

/** Throws where the database does not answer. */
export async function answersQueries({ read }: Database): Promise<void> {
  await read.selectFrom("meta").select("name").limit(1).execute();
}
