import type { Kysely } from "kysely";
import { newId } from "../../shared/id.ts";
import { recordDeeds } from "../ledger/audit.ts";
import { dropCodes } from "../people/device-codes.ts";
import { dropLinks } from "../people/people.ts";
import { appliedMigrations } from "./migrate.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./tables.ts";

interface Instance {
  readonly instanceId: string;
  readonly epoch: number;
}

/** Which server this is: made at first start, the same ever after; another `epoch` is one restored from a backup. */
export async function loadInstance({ write }: Database): Promise<Instance> {
  const first = [
    { name: "instance_id", value: newId() },
    { name: "epoch", value: "1" },
  ];
  await write
    .insertInto("meta")
    .values(first)
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  return await readInstance(write);
}

/** What a restore leaves in `meta` until it is through. */
export const restoringName = "restoring";

/** The id of the restore that has filled this database and is not through; `undefined` where there is none, or no tables yet. */
export async function findRestoring(database: Kysely<Tables>): Promise<string | undefined> {
  if ((await appliedMigrations(database)).length === 0) return undefined;
  return (await database.selectFrom("meta").select("value").where("name", "=", restoringName).executeTakeFirst())?.value;
}

/** The same where it was made before; throws where not. */
export async function readInstance(database: Kysely<Tables>): Promise<Instance> {
  const rows = await database.selectFrom("meta").selectAll().execute();
  const get = (name: string) => {
    const row = rows.find((candidate) => candidate.name === name);
    if (!row) throw new Error(`the database has no ${name}`);
    return row.value;
  };
  return { instanceId: get("instance_id"), epoch: Number(get("epoch")) };
}

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
