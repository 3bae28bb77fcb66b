import type { Transaction } from "kysely";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { append, hashOf, lockHead, recordThings } from "./audit.ts";
import { idsAfter, stateHashes } from "./record-hashes.ts";
import { begunAction, begunKinds, lastRecord, type RecordKind, recordKinds, stateKind, tamperedAction } from "./records.ts";

const partSize = 500;

/**
 * Puts on record what was there before rows of its kind were recorded, once for each kind: from then on every change of them that this
 * program did not make is seen. Whether it was done says the chain alone, so that nobody can have changed rows recorded anew by changing
 * something else.
 */
export async function beginRecords({ write }: Pick<Database, "write">, now: Date): Promise<void> {
  await write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const begun = await begunKinds(transaction);
    const missing = recordKinds.filter((kind) => !begun.has(kind));
    if (missing.length === 0) return;
    if (missing.includes("reveal")) await noteChangedStates(transaction, now);
    for (const kind of missing) await recordAll(transaction, kind, now);
    const contentHash = hashOf({ kinds: recordKinds });
    await append(transaction, now.toISOString(), [{ actorId: "system", action: begunAction, subject: recordKinds.join(" "), contentHash }]);
  });
}

async function recordAll(transaction: Transaction<Tables>, kind: RecordKind, now: Date): Promise<void> {
  for (let after = ""; ; ) {
    const ids = await idsAfter(transaction, kind, after, partSize);
    const last = ids.at(-1);
    if (last === undefined) return;
    const things = ids.map((id) => ({ kind, id }));
    await recordThings(transaction, now.toISOString(), things, "system");
    after = last;
  }
}

/** How far inspections are was on record before their reveals were: what was changed unseen since then does not become right by this. */
async function noteChangedStates(transaction: Transaction<Tables>, now: Date): Promise<void> {
  for (let after = ""; ; ) {
    const ids = await idsAfter(transaction, "reveal", after, partSize);
    const last = ids.at(-1);
    if (last === undefined) return;
    for (const [subject, contentHash] of await stateHashes(transaction, ids)) {
      const recorded = await lastRecord(transaction, stateKind, subject);
      if (recorded === undefined || recorded === contentHash) continue;
      await append(transaction, now.toISOString(), [{ actorId: "system", action: tamperedAction(stateKind), subject, contentHash }]);
    }
    after = last;
  }
}
