import type { Kysely } from "kysely";

/** Files of evidence that have come, and the tombstones of those that were deleted. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addEvidenceFiles({ schema }: Kysely<any>): Promise<void> {
  await schema
    .createTable("evidence_files")
    .addColumn("content_hash", "text", (c) => c.notNull().primaryKey())
    .addColumn("size", "bigint", (c) => c.notNull())
    .addColumn("media_type", "text", (c) => c.notNull())
    .addColumn("uploaded_by", "text", (c) => c.notNull())
    .addColumn("received_at", "text", (c) => c.notNull())
    .addColumn("deleted_at", "text")
    .addColumn("deleted_by", "text")
    .addColumn("delete_reason", "text")
    .execute();
  await schema.createIndex("evidence_by_content_hash").on("evidence").column("content_hash").execute();
}
