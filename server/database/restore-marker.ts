import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { Instant } from "../../shared/text.ts";
import { flushFolder } from "../host/folders.ts";
import { stored } from "./stored.ts";

/** A restore was stopped before it was through: what lies there is neither what was nor what the backup holds. */
export class UnfinishedRestore extends Error {
  override readonly name = "UnfinishedRestore";
  constructor() {
    super("A restore was interrupted. Finish it with “npm run restore -- --resume”, or take it back with “npm run restore -- --undo”.");
  }
}

const Ids = v.array(v.tuple([v.string(), v.string()]));

/**
 * All that is needed to finish a restore or to take it back. It is written when everything is prepared and nothing is changed yet, and
 * goes when everything is in its place: as long as it is there, nobody else opens the data.
 */
export const Marker = v.strictObject({
  format: v.literal(1),
  /** Stands in PostgreSQL's `meta` as well, since servers may share the database and not this folder. */
  id: v.string(),
  database: v.picklist(["sqlite", "postgres"]),
  /**
   * `begun` (PostgreSQL): nothing is changed; the database may say already that nobody starts on it. `prepared`: the database is the old
   * one, or on PostgreSQL may be either (`meta` tells); `in`: the new one is whole; `done`: so is everything else, and others may have
   * started; `undoing`: it is on its way back; `back`: the old one is whole.
   */
  step: v.picklist(["begun", "prepared", "in", "done", "undoing", "back"]),
  takenAt: Instant,
  /** Folders in the data folder: what comes, and what was. */
  prepared: v.string(),
  kept: v.string(),
  /** Of what may lie in the data folder, what the backup holds. */
  names: v.array(v.string()),
  manifestHash: v.string(),
  /** Of the database that is replaced; absent where there was none, or it could not be read. */
  before: v.optional(v.number()),
  access: v.optional(v.strictObject({ people: Ids, devices: Ids })),
  /** Whether the replaced PostgreSQL database held anything: then `kept` has its dump. */
  dumped: v.boolean(),
  /** What came of it, once it is known. */
  epoch: v.optional(v.number()),
  closed: v.optional(v.strictObject({ people: v.array(v.string()), devices: v.array(v.string()) })),
});
/** How far a restore has come: what is needed to go on with it, or to undo it. */
export type Marker = v.InferOutput<typeof Marker>;

function markerFile(dataDir: string): string {
  return join(dataDir, "restore.json");
}

/** `UnfinishedRestore` where a restore has begun in this folder and is not through. */
export function demandNoRestore(dataDir: string): void {
  if (existsSync(markerFile(dataDir))) throw new UnfinishedRestore();
}

/** `undefined` where no restore is under way in this folder; throws for one that this version cannot read. */
export function readMarker(dataDir: string): Marker | undefined {
  const file = markerFile(dataDir);
  return existsSync(file) ? v.parse(stored(Marker), readFileSync(file, "utf8")) : undefined;
}

/** On the disk when it returns, whole or as it was before. */
export async function writeMarker(dataDir: string, marker: Marker): Promise<void> {
  const file = markerFile(dataDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(marker, null, 2)}\n`, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  await flushFolder(dataDir);
}

/** Where a restore prepares what will come. */
export const preparedName = "restoring";

/** Copies that no marker names: the restore ended before it began, or after it was through. Only whoever holds the data calls this. */
export function removeLeftCopies(dataDir: string): void {
  demandNoRestore(dataDir);
  rmSync(join(dataDir, preparedName), { recursive: true, force: true });
}

/** The restore is through, or undone: from here on anybody may open the data. On the disk when it returns; none there is no matter. */
export async function removeMarker(dataDir: string): Promise<void> {
  rmSync(markerFile(dataDir), { force: true });
  await flushFolder(dataDir);
}

/** Moves a file or folder on the same disk, for good. */
export async function moveFor(from: string, to: string): Promise<void> {
  renameSync(from, to);
  await flushFolder(dirname(to));
  await flushFolder(dirname(from));
}
