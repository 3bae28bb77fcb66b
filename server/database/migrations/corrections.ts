import type { Kysely } from "kysely";

/** What is proposed to be corrected after a conclusion, and what a lead said to it; who follows a finding up. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addCorrections({ schema }: Kysely<any>): Promise<void> {
  await schema
    .createTable("corrections")
    .addColumn("id", "text", (c) => c.notNull())
    .addColumn("inspection_id", "text", (c) => c.notNull())
    .addColumn("objection_id", "text")
    .addColumn("decisions", "text", (c) => c.notNull())
    .addColumn("reason", "text", (c) => c.notNull())
    .addColumn("proposed_by", "text", (c) => c.notNull())
    .addColumn("proposed_at", "text", (c) => c.notNull())
    .addColumn("request_hash", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("corrections_key", ["id"])
    .execute();
  await schema.createIndex("corrections_by_inspection_id").on("corrections").column("inspection_id").execute();
  await schema
    .createTable("correction_answers")
    .addColumn("correction_id", "text", (c) => c.notNull())
    .addColumn("inspection_id", "text", (c) => c.notNull())
    .addColumn("approved", "bigint", (c) => c.notNull())
    .addColumn("submission_id", "text")
    .addColumn("reason", "text")
    .addColumn("by_scorer", "bigint", (c) => c.notNull())
    .addColumn("answered_by", "text", (c) => c.notNull())
    .addColumn("answered_at", "text", (c) => c.notNull())
    .addColumn("request_hash", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("correction_answers_key", ["correction_id"])
    .execute();
  await schema.createIndex("correction_answers_by_inspection_id").on("correction_answers").column("inspection_id").execute();
  await schema.alterTable("findings").addColumn("responsible", "text").execute();
}
