/*
 * A backup and the way back: backup.ts copies everything that a server needs into a folder while it runs, with a list of hashes
 * (backup-manifest.ts); restore.ts puts such a folder in the place of what is there, so that it can be interrupted anywhere and finished or
 * taken back; epoch.ts begins the new epoch by which devices offer again what they sent since. What is PostgreSQL's own is done by its own
 * programs (postgres-tools.ts).
 */

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Kysely } from "kysely";
import { readInstance } from "../database/instance.ts";
import { openReader } from "../database/open.ts";
import { demandNoRestore, UnfinishedRestore } from "../database/restore-marker.ts";
import { findRestoring } from "../database/restoring.ts";
import type { Tables } from "../database/tables.ts";
import type { Env } from "../host/env.ts";
import { readVersion } from "../host/version.ts";
import { BackupProblem, besideDatabase, dumpName, listFiles, type Manifest, manifestName, sqliteFiles } from "./backup-manifest.ts";
import { runPostgresTool } from "./postgres-tools.ts";

/**
 * Copies everything that a server needs into an empty folder while it runs: the database as it is at one moment, accounts, keys, evidence,
 * and a list of it all with hashes. `BackupProblem` where the folder is in use or there is nothing to back up.
 */
export async function backUp({ dataDir, databaseUrl }: Pick<Env, "dataDir" | "databaseUrl">, folder: string, now: Date): Promise<Manifest> {
  demandNoRestore(dataDir);
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new BackupProblem(`${folder} is not empty: give each backup a folder of its own.`);
  if (databaseUrl === undefined && !existsSync(join(dataDir, sqliteFiles[0])))
    throw new BackupProblem(`${dataDir} holds no data to back up.`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (databaseUrl === undefined) for (const name of sqliteFiles) await copySqlite(join(dataDir, name), join(folder, name));
  else
    await runPostgresTool("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", `--file=${join(folder, dumpName)}`], databaseUrl);
  for (const name of besideDatabase) if (existsSync(join(dataDir, name))) await copyTree(join(dataDir, name), join(folder, name));

  const reader = openReader(databaseUrl === undefined ? folder : dataDir, databaseUrl);
  const instance = await readServed(reader.read).finally(() => reader.close());
  const database = databaseUrl === undefined ? ("sqlite" as const) : ("postgres" as const);
  const manifest: Manifest = {
    format: 1,
    version: readVersion(),
    takenAt: now.toISOString(),
    database,
    ...instance,
    files: await listFiles(folder),
  };
  for (const { path } of manifest.files) flush(join(folder, path));
  writeFileSync(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600, flush: true });
  return manifest;
}

async function readServed(read: Kysely<Tables>): Promise<{ instanceId: string; epoch: number }> {
  if ((await findRestoring(read)) !== undefined) throw new UnfinishedRestore();
  return await readInstance(read);
}

/** SQLite's own copy of a database in use: one state, whatever is written meanwhile. The copy needs no log beside it. */
async function copySqlite(from: string, to: string): Promise<void> {
  const source = new Sqlite(from, { readonly: true, fileMustExist: true, timeout: 5_000 });
  try {
    await source.backup(to);
  } finally {
    source.close();
  }
  const copy = new Sqlite(to);
  copy.pragma("journal_mode = DELETE");
  copy.close();
}

/** What is still arriving is no evidence yet; what an administrator deletes meanwhile is none any more. */
async function copyTree(from: string, to: string): Promise<void> {
  if (statSync(from).isFile()) return await copyFile(from, to);
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory() && entry.name !== "arriving") await copyTree(join(from, entry.name), join(to, entry.name));
    if (entry.isFile()) await copyFile(join(from, entry.name), join(to, entry.name)).catch(ifGone);
  }
}

function ifGone(problem: unknown): void {
  if (!(problem instanceof Error && "code" in problem && problem.code === "ENOENT")) throw problem;
}

function flush(path: string): void {
  const file = openSync(path, "r");
  fsyncSync(file);
  closeSync(file);
}
