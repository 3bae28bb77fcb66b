import { readInstance } from "../database/instance.ts";
import type { Database } from "../database/open.ts";
import { recordDeeds } from "../ledger/audit.ts";
import { dropCodes } from "../people/device-codes.ts";
import { dropLinks } from "../people/people.ts";

/**
 * Begins a new epoch, on record, and says which. `before` is the one that was served until now, which may be later than this database's
 * own. Seconds since 1970, so that the same backup restored twice, on whatever machine, gives two epochs.
 */
export async function beginEpoch({ write }: Database, before: number | undefined, contentHash: string, now: Date): Promise<number> {
  return await write.transaction().execute(async (transaction) => {
    const { epoch: own } = await readInstance(transaction);
    const epoch = Math.max(own + 1, (before ?? 0) + 1, Math.floor(now.getTime() / 1_000));
    await transaction
      .updateTable("meta")
      .set({ value: String(epoch) })
      .where("name", "=", "epoch")
      .execute();
    // What was good for minutes when the backup was taken may have been used, or ended, since: it is asked for anew.
    await dropCodes(transaction, now);
    await dropLinks(transaction, "password", "anybody's", now);
    await recordDeeds(transaction, now, [{ actorId: "system", action: "server.restored", subject: String(epoch), contentHash }]);
    return epoch;
  });
}
