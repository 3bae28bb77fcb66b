import type { Kysely } from "kysely";

/** What an issued document showed, to be held against what stands. Of documents issued before nobody knows it. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addShown(database: Kysely<any>): Promise<void> {
  await database.schema.alterTable("documents").addColumn("shown", "text").execute();
}
