import type { Kysely } from "kysely";
import { newId } from "../../shared/id.ts";
import type { Database } from "./open.ts";
import type { Tables } from "./tables.ts";

/** As it was started: `version` is this program's. */
export interface ServerInstance extends Instance {
  readonly version: string;
}

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
