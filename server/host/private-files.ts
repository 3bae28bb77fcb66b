import type { Dirent } from "node:fs";
import { chmod, lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isMainThread } from "node:worker_threads";

/** From now on what this process makes is its owner's alone, whichever library makes it. */
export function makePrivateFiles(): void {
  if (isMainThread) process.umask(0o077);
}

/**
 * Takes everybody else's rights from the folder and all that is in it: accounts, keys and sheets stand there. A folder that was made by
 * hand, or by an earlier version, may be open. Links are not followed. What could not be changed, because another owns it.
 */
export async function keepPrivate(folder: string): Promise<string[]> {
  makePrivateFiles();
  const left: string[] = [];
  const mend = async (path: string, isFolder: boolean) => {
    const { mode } = await lstat(path);
    if ((mode & 0o077) !== 0) await chmod(path, isFolder ? 0o700 : 0o600);
  };
  const walk = async (path: string) => {
    await attempt(path, () => mend(path, true));
    for (const entry of (await attempt(path, () => readdir(path, { withFileTypes: true }))) ?? ([] as Dirent[])) {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) await walk(inside);
      else if (entry.isFile()) await attempt(inside, () => mend(inside, false));
    }
  };
  const attempt = async <T>(path: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (problem) {
      // Another server on the same folder may have tidied up meanwhile.
      if (!(problem instanceof Error && "code" in problem && problem.code === "ENOENT")) left.push(path);
      return undefined;
    }
  };
  await walk(folder);
  return left;
}
