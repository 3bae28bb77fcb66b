import type { Kysely } from "kysely";

/** What the lead says of late sheets, and findings whose dates the conclusion sets. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addDecisions({ schema }: Kysely<any>): Promise<void> {
  let table = schema.createTable("late_decisions");
  for (const column of ["submission_id", "inspection_id", "why", "reason", "decided_by", "decided_at"])
    table = table.addColumn(column, "text", (c) => c.notNull());
  for (const column of ["accepted", "blind"]) table = table.addColumn(column, "bigint", (c) => c.notNull());
  await table.addPrimaryKeyConstraint("late_decisions_key", ["submission_id"] as [never]).execute();
  await schema.createIndex("late_decisions_by_inspection_id").on("late_decisions").column("inspection_id").execute();
  let notices = schema.createTable("finding_notices");
  for (const column of ["finding_id", "sets"]) notices = notices.addColumn(column, "text", (c) => c.notNull());
  await notices.addPrimaryKeyConstraint("finding_notices_key", ["finding_id"] as [never]).execute();
}
