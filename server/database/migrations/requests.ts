import type { Kysely } from "kysely";

/** Requests that made something, by their senders' keys: one that comes again makes nothing. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addRequests({ schema }: Kysely<any>): Promise<void> {
  let table = schema.createTable("requests");
  for (const column of ["actor_id", "key", "request_hash", "made", "made_at"]) table = table.addColumn(column, "text", (c) => c.notNull());
  await table.addPrimaryKeyConstraint("requests_key", ["actor_id", "key"] as [never, never]).execute();
}
