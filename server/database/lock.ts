import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import type { Env } from "../host/env.ts";
import { joinServers, lockDatabase } from "./postgres-lock.ts";

/** Another process serves or changes this folder. */
export class FolderInUse extends Error {
  override readonly name = "FolderInUse";
  constructor(dataDir: string) {
    super(`Another server is running on ${dataDir}. Stop it first, or give this one a folder of its own with DATA_DIR.`);
  }
}

/**
 * Takes the data folder for this process; throws `FolderInUse`. The lock belongs to the operating system and ends with the process,
 * however it dies: nothing stale is ever left to clean up. Returns how to give it back.
 */
export function lockFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const lock = new Sqlite(join(dataDir, "server.lock"), { timeout: 0 });
  try {
    lock.pragma("locking_mode = EXCLUSIVE");
    lock.exec("begin exclusive");
  } catch (problem) {
    lock.close();
    if (problem instanceof Error && "code" in problem && String(problem.code).startsWith("SQLITE_BUSY")) throw new FolderInUse(dataDir);
    throw problem;
  }
  return () => lock.close();
}

/** Runs the work while no other process on this machine runs work under the same file; waits for its turn. */
export function whileLocked<T>(file: string, work: () => T): T {
  const lock = new Sqlite(file, { timeout: 10_000 });
  try {
    lock.exec("begin exclusive");
    return work();
  } finally {
    lock.close();
  }
}

/** Takes the data for this process alone, to change it as no server may: the folder, or the PostgreSQL database. */
export async function lockAlone({ dataDir, databaseUrl }: Pick<Env, "dataDir" | "databaseUrl">): Promise<() => Promise<void>> {
  if (databaseUrl !== undefined) return await lockDatabase(databaseUrl);
  const unlock = lockFolder(dataDir);
  return async () => unlock();
}

/** How a server holds its data. */
export interface Hold {
  /** The next server on the same PostgreSQL database may begin to set up. */
  setUp(): Promise<void>;
  leave(): Promise<void>;
}

/** Holds the folder alone, or the PostgreSQL database with other servers; `onReturn` is called when that was away and is back. */
export async function holdData(
  { dataDir, databaseUrl }: Pick<Env, "dataDir" | "databaseUrl">,
  onReturn: () => Promise<void>,
): Promise<Hold> {
  if (databaseUrl !== undefined) return await joinServers(databaseUrl, onReturn);
  const unlock = lockFolder(dataDir);
  return { setUp: async () => undefined, leave: async () => unlock() };
}
