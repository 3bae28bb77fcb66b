import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { Deeds } from "./verify-deeds.ts";

/** Which server this says it is; its receipts have to say the same. */
export async function instanceIdOf(read: Kysely<Tables>): Promise<string | undefined> {
  return await metaValue(read, "instance_id");
}

/** The epoch is the one that the last restore began, or the first. */
export async function findInstanceFaults(read: Kysely<Tables>, deeds: Deeds): Promise<string[]> {
  const begun = [...deeds.subjects("server.restored").keys()].at(-1) ?? "1";
  const epoch = await metaValue(read, "epoch");
  // One that never served has none yet.
  if (epoch === undefined && (await instanceIdOf(read)) === undefined) return [];
  return epoch === begun ? [] : [`epoch ${epoch}: the audit says ${begun}`];
}

async function metaValue(read: Kysely<Tables>, name: string): Promise<string | undefined> {
  return (await read.selectFrom("meta").select("value").where("name", "=", name).executeTakeFirst())?.value;
}
