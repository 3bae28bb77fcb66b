import type { Kysely } from "kysely";

/** How long each plan gives for each step, and the calendar of working days, by the year. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addLimits({ schema }: Kysely<any>): Promise<void> {
  let limits = schema.createTable("plan_limits").addColumn("plan_id", "text", (c) => c.notNull().primaryKey());
  for (const step of ["self_score", "sheets", "settling", "conclusion", "objection", "remedies"])
    limits = limits.addColumn(step, "bigint", (c) => c.notNull());
  await limits.execute();
  await schema
    .createTable("calendar_years")
    .addColumn("year", "text", (c) => c.notNull().primaryKey())
    .addColumn("changed_by", "text", (c) => c.notNull())
    .addColumn("changed_at", "text", (c) => c.notNull())
    .execute();
  await schema
    .createTable("calendar_days")
    .addColumn("year", "text", (c) => c.notNull())
    .addColumn("day", "text", (c) => c.notNull())
    .addColumn("kind", "text", (c) => c.notNull())
    .addColumn("name", "text", (c) => c.notNull())
    .addPrimaryKeyConstraint("calendar_days_key", ["year", "day"])
    .execute();
}
