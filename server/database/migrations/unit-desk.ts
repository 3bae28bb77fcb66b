import type { Kysely } from "kysely";

const tables: Readonly<Record<string, { readonly columns: string; readonly key: readonly string[]; readonly indexes: readonly string[] }>> =
  {
    self_drafts: {
      columns: "inspection_id criterion_id revision# fields changed_by changed_at",
      key: ["inspection_id", "criterion_id"],
      indexes: [],
    },
    self_draft_sheets: { columns: "inspection_id started_at submission_id?", key: ["inspection_id"], indexes: [] },
    self_draft_evidence: {
      columns: "id inspection_id criterion_id content_hash? evidence added_by added_at",
      key: ["id"],
      indexes: ["inspection_id", "content_hash"],
    },
    objections: {
      columns: "id inspection_id criterion_id text raised_by raised_at request_hash",
      key: ["id"],
      indexes: ["inspection_id"],
    },
    objection_answers: {
      columns: "objection_id inspection_id accepted# reason answered_by answered_at request_hash",
      key: ["objection_id"],
      indexes: ["inspection_id"],
    },
  };

/** What a unit prepares, objects to, and says of a finding beside “fixed”. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addUnitDesk({ schema }: Kysely<any>): Promise<void> {
  for (const [name, { columns, key, indexes }] of Object.entries(tables)) {
    let table = schema.createTable(name);
    for (const column of columns.split(" "))
      table = table.addColumn(column.replace(/[?#]$/, ""), column.endsWith("#") ? "bigint" : "text", (c) =>
        column.endsWith("?") ? c : c.notNull(),
      );
    await table.addPrimaryKeyConstraint(`${name}_key`, key as unknown as [never]).execute();
    for (const index of indexes) await schema.createIndex(`${name}_by_${index}`).on(name).column(index).execute();
  }
  await schema.alterTable("finding_steps").addColumn("says", "text").execute();
  await schema.alterTable("finding_steps").addColumn("asks_until", "text").execute();
}
