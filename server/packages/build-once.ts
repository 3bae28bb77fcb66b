import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { FolderInUse, lockFolder } from "../database/lock.ts";

/** Of the project. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Something could not be built; the message holds what the program that builds it said. */
export class BuildFailed extends Error {
  override readonly name = "BuildFailed";
}

interface Build {
  /** The folder that keeps from what was built, and the lock. */
  readonly folder: string;
  /** The sources, by their paths from the root. */
  readonly from: readonly string[];
  readonly isThere: () => boolean;
  readonly build: () => Promise<void>;
}

/**
 * Builds unless it was built from the very same sources; `begin` is called before work starts. Of several processes that ask at the same
 * time one builds, and the others wait for it.
 */
export async function buildOnce({ folder, from, isThere, build }: Build, begin: () => void = () => undefined): Promise<void> {
  const unlock = await waitForLock(folder);
  try {
    const stamp = join(folder, "built-from.txt");
    const now = await hashOf(from);
    if (isThere() && existsSync(stamp) && (await readFile(stamp, "utf8")) === now) return;
    begin();
    await rm(stamp, { force: true });
    await build();
    await writeFile(stamp, now);
  } finally {
    unlock();
  }
}

async function waitForLock(folder: string): Promise<() => void> {
  for (;;) {
    try {
      return lockFolder(folder);
    } catch (problem) {
      if (!(problem instanceof FolderInUse)) throw problem;
      await setTimeout(200);
    }
  }
}

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  for (const file of files) hash.update(`\0${file}\0`).update(await readFile(join(root, file)));
  return hash.digest("hex");
}

/** Every file below a folder of the project, in the order of their names. */
export async function filesIn(folder: string): Promise<string[]> {
  const found = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

/** Runs a script in a process of its own; its words are shown only where it fails. `what` could not be built then. */
export function runBuild(what: string, args: readonly string[]): Promise<void> {
  const env = { ...process.env, CI: "true", NO_COLOR: "1" };
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], env });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => said.push(bytes));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new BuildFailed(`The ${what} could not be built:\n${Buffer.concat(said)}`));
    });
  });
}
