import { lockHead, recordThings } from "./audit.ts";
import type { Database } from "./open.ts";
import { hasRecords, recordKinds, tableOf } from "./records.ts";

/**
 * Puts on record what was there before rows were recorded, once: from then on every change of them that this program did not make is seen.
 * Whether it was done says the chain alone, so that nobody can have changed rows recorded anew by changing something else.
 */
export async function beginRecords({ write }: Pick<Database, "write">, now: Date): Promise<void> {
  await write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    if (await hasRecords(transaction)) return;
    for (const kind of recordKinds) {
      const rows = await transaction
        .selectFrom(tableOf(kind) as "units")
        .select("id")
        .orderBy("id")
        .execute();
      await recordThings(
        transaction,
        now.toISOString(),
        rows.map(({ id }) => ({ kind, id })),
        "system",
      );
    }
  });
}
