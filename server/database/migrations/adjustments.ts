import type { Kysely } from "kysely";

/** Bonus and penalty of inspections. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addAdjustments({ schema }: Kysely<any>): Promise<void> {
  let table = schema.createTable("inspection_adjustments");
  for (const column of ["inspection_id", "adjustment_id", "reason", "decided_by", "decided_at"])
    table = table.addColumn(column, "text", (c) => c.notNull());
  await table
    .addColumn("times", "bigint", (c) => c.notNull())
    .addPrimaryKeyConstraint("inspection_adjustments_key", ["inspection_id", "adjustment_id"] as [never, never])
    .execute();
}
