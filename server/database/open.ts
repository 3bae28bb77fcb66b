import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect } from "kysely";
import { Migrator } from "kysely/migration";
import { type Checklists, createChecklists } from "./checklists.ts";
import { migrations } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/**
 * The server's own data. There is one writer; what only reads uses `read`, which sees committed data and never waits for a
 * transaction. Nothing but the database is awaited inside a transaction.
 */
export interface Database {
  readonly write: Kysely<Tables>;
  readonly read: Kysely<Tables>;
  readonly checklists: Checklists;
  close(): Promise<void>;
}

/** Opens (or makes) `phieu-cham.sqlite` in the folder and brings its tables up to date. A commit is on the disk when it returns. */
export async function openDatabase(dataDir: string): Promise<Database> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, "phieu-cham.sqlite");
  const writer = new Sqlite(file, { timeout: 5_000 });
  writer.pragma("journal_mode = WAL");
  writer.pragma("synchronous = FULL");
  writer.pragma("cache_size = -32000");
  const write = new Kysely<Tables>({ dialect: new SqliteDialect({ database: writer }) });
  await migrate(write);
  const reader = new Sqlite(file, { readonly: true, timeout: 5_000 });
  reader.pragma("cache_size = -32000");
  reader.pragma("mmap_size = 268435456");
  const read = new Kysely<Tables>({ dialect: new SqliteDialect({ database: reader }) });
  return {
    write,
    read,
    checklists: createChecklists(read),
    async close() {
      await read.destroy();
      await write.destroy();
    },
  };
}

async function migrate(write: Kysely<Tables>): Promise<void> {
  const migrator = new Migrator({ db: write, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw new Error("the tables could not be brought up to date", { cause: error });
}

/** Throws where the database does not answer. */
export async function answersQueries({ read }: Database): Promise<void> {
  await read.selectFrom("meta").select("name").limit(1).execute();
}
