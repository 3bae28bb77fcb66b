import type { Kysely } from "kysely";

/** How often something was tried lately, counted together by every process on the database. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addAttempts({ schema }: Kysely<any>): Promise<void> {
  await schema
    .createTable("attempts")
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("key_hash", "text", (c) => c.notNull())
    .addColumn("tries", "bigint", (c) => c.notNull())
    .addColumn("ends_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("attempts_key", ["kind", "key_hash"] as [never, never])
    .execute();
  await schema.createIndex("attempts_by_ends_at").on("attempts").column("ends_at").execute();
}
