import { forgetUnreferenced } from "./database/evidence.ts";
import type { Database } from "./database/open.ts";
import type { EvidenceStore } from "./evidence-store.ts";

/** Files that no submission lists are kept this long: a sheet may wait in an outbox. */
const keptDays = 90;
const partSize = 500;

/** Removes files that nobody lists for 90 days and those that were deleted; how many. The server may run. */
export async function removeUnreferenced({ write }: Pick<Database, "write">, store: EvidenceStore, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  const old: string[] = [];
  for await (const { hash, since } of store.list()) if (since < before) old.push(hash);
  let removed = 0;
  for (let at = 0; at < old.length; at += partSize) {
    for (const hash of await forgetUnreferenced(write, old.slice(at, at + partSize), before)) {
      await store.remove(hash);
      removed += 1;
    }
  }
  return removed;
}
