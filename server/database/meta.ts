import { newId } from "../../shared/id.ts";
import type { Database } from "./open.ts";

/** Which server this is: made at first start, the same ever after; `epoch` counts restores from backup. */
export async function loadInstance({ write }: Database): Promise<{ instanceId: string; epoch: number }> {
  const first = [
    { name: "instance_id", value: newId() },
    { name: "epoch", value: "1" },
  ];
  await write
    .insertInto("meta")
    .values(first)
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const rows = await write.selectFrom("meta").selectAll().execute();
  const get = (name: string) => {
    const row = rows.find((candidate) => candidate.name === name);
    if (!row) throw new Error(`the database has no ${name}`);
    return row.value;
  };
  return { instanceId: get("instance_id"), epoch: Number(get("epoch")) };
}
