import { createHash } from "node:crypto";
import { constants, createReadStream, createWriteStream, existsSync, lstatSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { open, opendir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import * as v from "valibot";
import { Instant } from "../../shared/text.ts";
import { stored } from "../database/stored.ts";

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

/** In SQLite's order: an account without its person is made good at the next try, a person without an account could not sign in. */
export const sqliteFiles = ["phieu-cham.sqlite", "accounts.sqlite"] as const;
/** Beside the database in `DATA_DIR`, where they are there. Copied after it: what it names is in them. */
export const besideDatabase = ["keys", "auth-secret", "evidence"] as const;
export const dumpName = "database.dump";
const partsOfBackup: ReadonlySet<string> = new Set([...sqliteFiles, ...besideDatabase, dumpName]);

/** Twenty million sheets with a photo each would be fewer, and their list smaller. */
const mostFiles = 20_000_000;
const mostManifestBytes = 500_000_000;

/** Every file below the folder by its path with `/`, in order, but not the manifest. `BackupProblem` where anything else lies there. */
export async function listFiles(folder: string): Promise<Manifest["files"]> {
  const files: Manifest["files"] = [];
  for (const name of await namesBelow(folder)) {
    const path = join(folder, name);
    files.push({ path: name, size: statSync(path).size, sha256: await hashFile(path) });
  }
  return files;
}

/** Without reading a file: a link would be followed, a pipe would never end. Folders are walked one by one, links to them are none. */
async function namesBelow(folder: string): Promise<string[]> {
  const names: string[] = [];
  const walk = async (at: string) => {
    for await (const entry of await opendir(at)) {
      const path = join(at, entry.name);
      const name = relative(folder, path).split(sep).join("/");
      if (entry.isDirectory()) await walk(path);
      else if (!entry.isFile())
        throw new BackupProblem(`${name} is a link or no file at all: a backup holds plain files only. Nothing was restored.`);
      else if (name !== manifestName) names.push(name);
      if (names.length > mostFiles) throw new BackupProblem(`${folder} holds more files than any backup.`);
    }
  };
  await walk(folder);
  return names.sort();
}

/**
 * Copies what the manifest names, and nothing else, into an empty folder, each file on the disk when it returns. `BackupProblem` where a
 * file is not what was backed up any more.
 */
export async function copyNamed(from: string, files: Manifest["files"], to: string): Promise<void> {
  for (const { path, sha256 } of files) {
    const target = join(to, path);
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    const hash = createHash("sha256");
    // A link put there since the list was read is not followed.
    const source = (await open(join(from, path), constants.O_RDONLY | constants.O_NOFOLLOW)).createReadStream();
    const copied = createWriteStream(target, { flags: "wx", mode: 0o600, flush: true });
    await pipeline(
      source,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      copied,
    );
    if (hash.digest("hex") !== sha256) throw new BackupProblem(`${path} changed while it was read. Nothing was restored.`);
  }
}

/** The manifest of a folder whose files are all there, each with its size and hash, and no others; `BackupProblem` names what is not so. */
export async function readBackup(folder: string): Promise<Manifest> {
  const file = join(folder, manifestName);
  if (!existsSync(file)) throw new BackupProblem(`${folder} holds no finished backup: there is no ${manifestName} in it.`);
  const { size } = lstatSync(file);
  if (!lstatSync(file).isFile() || size > mostManifestBytes)
    throw new BackupProblem(`${manifestName} is not the list of a backup that this version can read.`);
  const parsed = v.safeParse(stored(Manifest), readFileSync(file, "utf8"));
  if (!parsed.success) throw new BackupProblem(`${manifestName} is not the list of a backup that this version can read.`);
  const found = new Map((await listFiles(folder)).map((one) => [one.path, one]));
  const [outside] = parsed.output.files.filter(({ path }) => !partsOfBackup.has(path.split("/")[0] ?? ""));
  if (outside) throw new BackupProblem(`${outside.path} does not belong to the backup. Nothing was restored.`);
  for (const { path, size, sha256 } of parsed.output.files) {
    const one = found.get(path);
    if (!one) throw new BackupProblem(`${path} is missing in the backup. Nothing was restored.`);
    if (one.size !== size || one.sha256 !== sha256)
      throw new BackupProblem(`${path} is not what was backed up: its hash differs. Nothing was restored.`);
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
