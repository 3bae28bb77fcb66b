import { readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { inject } from "vitest";
import { newId } from "../../shared/id.ts";
import type { DatabaseKind } from "./databases.ts";
import { rowsText, runSql } from "./postgres.ts";

/** The database that a test's server stands on, seen by somebody with a shell. */
export interface StoredData {
  readonly kind: DatabaseKind;
  /** PostgreSQL's name of it. */
  readonly database?: string;
  /** What the server's environment says of it. */
  readonly env: Readonly<Record<string, string>>;
  exec(sql: string): void;
  /** Rows of each table. */
  counts(tables: readonly string[]): Record<string, number>;
  /** All that is stored, as text to look for words in. */
  text(): string;
}

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the throw-away cluster's socket, where this project runs on PostgreSQL. */
    postgres: string;
    /** Where that cluster's server programs lie. */
    postgresPrograms: string;
    /** No `pg_dump` that this PostgreSQL takes is here. */
    noDump: boolean;
  }
}

/** The socket of the PostgreSQL that this project runs on; `undefined`: SQLite. */
export const projectSocket = (): string | undefined => inject("postgres");

/**
 * A new database: a file in the folder (`null`, or a project on SQLite), or a database of the project's cluster or of another one. It is
 * empty, but for what lies in the folder, or in PostgreSQL's database `copied`.
 */
export function newDatabase(dataDir: string, socket: string | null | undefined = projectSocket(), copied = "template0"): StoredData {
  return socket === undefined || socket === null ? sqliteData(dataDir) : postgresData(socket, copied);
}

function sqliteData(dataDir: string): StoredData {
  const file = join(dataDir, "phieu-cham.sqlite");
  return {
    kind: "sqlite",
    env: {},
    exec(sql) {
      const intruder = new Sqlite(file);
      intruder.exec(sql);
      intruder.close();
    },
    counts(tables) {
      const reader = new Sqlite(file, { readonly: true });
      const rows = tables.map((table) => [table, Number(reader.prepare(`select count(*) from ${table}`).pluck().get())] as const);
      reader.close();
      return Object.fromEntries(rows);
    },
    text() {
      const intruder = new Sqlite(file);
      intruder.pragma("wal_checkpoint(truncate)");
      intruder.close();
      return readFileSync(file).toString("latin1");
    },
  };
}

/** As every process on the same PostgreSQL database has it. */
export const authSecret = "the same secret for every process of a test";

function postgresData(socket: string, copied: string): StoredData {
  const name = `test_${newId().replaceAll("-", "")}`;
  runSql(socket, "postgres", `create database ${name} template ${copied}`);
  return {
    kind: "postgres",
    database: name,
    env: { DATABASE_URL: `postgres://postgres@${encodeURIComponent(socket)}/${name}`, AUTH_SECRET: authSecret },
    exec: (sql) => void runSql(socket, name, sql),
    counts(tables) {
      const found = runSql(socket, name, `select ${tables.map((table) => `(select count(*) from ${table})`).join()}`).split("|");
      return Object.fromEntries(tables.map((table, i) => [table, Number(found[i])]));
    },
    text: () => rowsText(socket, name),
  };
}
