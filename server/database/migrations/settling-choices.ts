import type { Kysely } from "kysely";

/** Each decision of settling as it was made, in its turn; none is ever changed. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addSettlingChoices({ schema }: Kysely<any>): Promise<void> {
  await schema
    .createTable("settling_choices")
    .addColumn("inspection_id", "text", (c) => c.notNull())
    .addColumn("criterion_id", "text", (c) => c.notNull())
    .addColumn("revision", "bigint", (c) => c.notNull())
    .addColumn("how", "text", (c) => c.notNull())
    .addColumn("person_id", "text")
    .addColumn("applies", "bigint", (c) => c.notNull())
    .addColumn("points", "bigint")
    .addColumn("reason", "text")
    .addColumn("by_scorer", "bigint", (c) => c.notNull())
    .addColumn("decided_by", "text", (c) => c.notNull())
    .addColumn("decided_at", "text", (c) => c.notNull())
    .addColumn("basis", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("settling_choices_key", ["inspection_id", "criterion_id", "revision"] as [never, never, never])
    .execute();
}
