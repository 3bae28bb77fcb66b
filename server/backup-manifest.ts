import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { opendir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import * as v from "valibot";
import { Instant } from "../shared/text.ts";

/** What a backup is of, and every file in it: written last, so that a folder without it is no backup. */
export const Manifest = v.object({
  format: v.literal(1),
  /** Of the server that made it. */
  version: v.string(),
  takenAt: Instant,
  database: v.picklist(["sqlite", "postgres"]),
  instanceId: v.string(),
  epoch: v.number(),
  files: v.array(v.object({ path: v.pipe(v.string(), v.regex(/^(?!.*\.\.)[\w.-]+(\/[\w.-]+)*$/)), size: v.number(), sha256: v.string() })),
});
export type Manifest = v.InferOutput<typeof Manifest>;

/** A backup cannot be made or restored; the message says why in a sentence. */
export class BackupProblem extends Error {
  override readonly name = "BackupProblem";
}

export const manifestName = "manifest.json";

/** Every file below the folder by its path with `/`, in order, but not the manifest. */
export async function listFiles(folder: string): Promise<Manifest["files"]> {
  const files: Manifest["files"] = [];
  for await (const entry of await opendir(folder, { recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    if (entry.isFile() && name !== manifestName) files.push({ path: name, size: statSync(path).size, sha256: await hashFile(path) });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The manifest of a folder whose files are all there, each with its size and hash, and no others; `BackupProblem` names what is not so. */
export async function readBackup(folder: string): Promise<Manifest> {
  const file = join(folder, manifestName);
  if (!existsSync(file)) throw new BackupProblem(`${folder} holds no finished backup: there is no ${manifestName} in it.`);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Manifest), readFileSync(file, "utf8"));
  if (!parsed.success) throw new BackupProblem(`${manifestName} is not the list of a backup that this version can read.`);
  const found = new Map((await listFiles(folder)).map((one) => [one.path, one]));
  for (const { path, size, sha256 } of parsed.output.files) {
    const one = found.get(path);
    if (!one) throw new BackupProblem(`${path} is missing in the backup. Nothing was restored.`);
    if (one.size !== size || one.sha256 !== sha256) throw new BackupProblem(`${path} is not what was backed up: its hash differs. Nothing was restored.`);
    found.delete(path);
  }
  const [stranger] = found.keys();
  if (stranger !== undefined) throw new BackupProblem(`${stranger} does not belong to the backup. Nothing was restored.`);
  return parsed.output;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
