import { type Kysely, sql } from "kysely";

/**
 * Who has sent a file's bytes: that alone lets somebody read it by an own list. Before this a list was enough; what was let in by one then,
 * stays so.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addEvidenceSenders(database: Kysely<any>): Promise<void> {
  await database.schema
    .createTable("evidence_senders")
    .addColumn("content_hash", "text", (c) => c.notNull())
    .addColumn("person_id", "text", (c) => c.notNull())
    .addColumn("sent_at", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("evidence_senders_key", ["content_hash", "person_id"])
    .execute();
  await database.schema.createIndex("evidence_senders_by_person_id").on("evidence_senders").columns(["person_id", "sent_at"]).execute();
  await sql`insert into evidence_senders (content_hash, person_id, sent_at)
    select content_hash, person_id, min(sent_at) from (
      select content_hash, uploaded_by as person_id, received_at as sent_at from evidence_files
      union all
      select e.content_hash, s.author_id, e.received_at
      from evidence e join submissions s on s.id = e.submission_id where e.received_at is not null
    ) sent group by content_hash, person_id`.execute(database);
}
