import { type Kysely, Transaction } from "kysely";
import type { Tables } from "./tables.ts";

/** Runs in the transaction that is open already, else in one of its own. */
export async function inTransaction<T>(write: Kysely<Tables>, work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> {
  return write instanceof Transaction ? await work(write) : await write.transaction().execute(work);
}
