import type { Kysely } from "kysely";

/** An invitation of an account that speaks for a unit says for which. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addLinkUnits(database: Kysely<any>): Promise<void> {
  await database.schema.alterTable("links").addColumn("unit_id", "text").execute();
}
