import { type Kysely, sql } from "kysely";

/** What requests look up in tables that grow, and by which columns. Without these each of them goes through every row there is. */
const indexes: Readonly<Record<string, readonly string[]>> = {
  summaries: ["submission_id"],
  returns: ["person_id"],
  inspections: ["unit_id", "visited_on"],
  plan_units: ["unit_id"],
  finding_evidence: ["finding_id"],
};

/** No statement of a request goes through a table that grows (test/server/statement-plans.test.ts holds it to that). */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addLookUps(database: Kysely<any>): Promise<void> {
  for (const [table, columns] of Object.entries(indexes))
    await database.schema
      .createIndex(`${table}_by_${columns.join("_")}`)
      .on(table)
      .columns([...columns])
      .execute();
  // What waits is little, and what is done stays for ever.
  await sql`create index links_unused on links (purpose, email) where used_at is null`.execute(database);
  await sql`create index submissions_late on submissions (position) where status = 'late'`.execute(database);
  await sql`create index summaries_pending on summaries (inspection_id) where pending <> '[]'`.execute(database);
}
