import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { FolderInUse, lockFolder } from "../database/lock.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const output = join(root, ".output");
const inputs = ["extension", "shared", "wxt.config.ts", "package.json", "package-lock.json"];

export const packagedBrowsers = ["chrome", "firefox"] as const;
export type PackagedBrowser = (typeof packagedBrowsers)[number];

/** WXT could not build a package; the message holds what it said. */
export class BuildFailed extends Error {
  override readonly name = "BuildFailed";
}

/** Where a built package lies: as a folder to load unpacked, and as one file. */
export function extensionPackage(browser: PackagedBrowser): { folder: string; zip: string } {
  return { folder: join(output, `${browser}-mv3`), zip: join(output, `phieu-cham-${browser}.zip`) };
}

/**
 * Builds and zips both packages, unless they were built from the very same sources; `begin` is called before work starts. Needs no network.
 * Of several processes that ask at the same time one builds, and the others wait for it.
 */
export async function buildExtensions(begin: () => void = () => undefined): Promise<void> {
  const unlock = await waitForLock();
  try {
    await buildWhereChanged(begin);
  } finally {
    unlock();
  }
}

async function waitForLock(): Promise<() => void> {
  for (;;) {
    try {
      return lockFolder(output);
    } catch (problem) {
      if (!(problem instanceof FolderInUse)) throw problem;
      await setTimeout(200);
    }
  }
}

async function buildWhereChanged(begin: () => void): Promise<void> {
  const stamp = join(output, "built-from.txt");
  const now = await hashOfInputs();
  const before = existsSync(stamp) ? await readFile(stamp, "utf8") : "";
  const complete = packagedBrowsers
    .map(extensionPackage)
    .every(({ folder, zip }) => existsSync(join(folder, "manifest.json")) && existsSync(zip));
  if (complete && before === now) return;
  begin();
  await rm(stamp, { force: true });
  for (const browser of packagedBrowsers) await zip(browser);
  await writeFile(stamp, now);
}

async function hashOfInputs(): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  for (const input of inputs) for (const file of await filesOf(input)) hash.update(`\0${file}\0`).update(await readFile(join(root, file)));
  return hash.digest("hex");
}

async function filesOf(path: string): Promise<string[]> {
  if (/\.\w+$/.test(path)) return [path];
  const found = await readdir(join(root, path), { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

/** In a process of its own: WXT changes the environment it runs in. Its words are shown only where it fails. */
function zip(browser: PackagedBrowser): Promise<void> {
  const wxt = join(root, "node_modules", "wxt", "bin", "wxt.mjs");
  const child = spawn(process.execPath, [wxt, "zip", "-b", browser], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, CI: "true", NO_COLOR: "1" },
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes: Buffer) => said.push(bytes));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new BuildFailed(`The ${browser} package could not be built:\n${Buffer.concat(said)}`));
    });
  });
}
