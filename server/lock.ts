import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";

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
