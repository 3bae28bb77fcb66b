import type { Database } from "../database/open.ts";
import { findDeleted, forgetUnreferenced } from "./evidence.ts";
import type { EvidenceStore } from "./evidence-store.ts";

/** Files that no submission lists are kept this long: a sheet may wait in an outbox. */
const keptDays = 90;
const partSize = 500;

/** Removes files that nobody lists for 90 days and those that were deleted; how many. The server may run. */
export async function removeUnreferenced({ write }: Pick<Database, "write">, store: EvidenceStore, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  const [old, young]: [string[], string[]] = [[], []];
  for await (const { hash, since } of store.list()) (since < before ? old : young).push(hash);
  const removed = await removeInParts(store, old, (part) => forgetUnreferenced(write, part, before, now));
  return removed + (await removeInParts(store, young, (part) => findDeleted(write, part)));
}

async function removeInParts(
  store: EvidenceStore,
  hashes: readonly string[],
  which: (part: readonly string[]) => Promise<string[]>,
): Promise<number> {
  let removed = 0;
  for (let at = 0; at < hashes.length; at += partSize) {
    for (const hash of await which(hashes.slice(at, at + partSize))) {
      await store.remove(hash);
      removed += 1;
    }
  }
  return removed;
}
