import type { Kysely } from "kysely";

const tables: Readonly<Record<string, { readonly columns: string; readonly key: readonly string[]; readonly index: string }>> = {
  findings: {
    columns: "id inspection_id unit_id criterion_id text notice_on due_on state raised_by raised_at request_hash",
    key: ["id"],
    index: "unit_id",
  },
  finding_steps: {
    columns: "id finding_id kind done_by done_at text due_on? inspection_id? request_hash",
    key: ["id"],
    index: "finding_id",
  },
  finding_evidence: { columns: "step_id finding_id content_hash", key: ["step_id", "content_hash"], index: "content_hash" },
};

/** Findings, what units and leads say of them, and the files that prove it. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addFindings({ schema }: Kysely<any>): Promise<void> {
  for (const [name, { columns, key, index }] of Object.entries(tables)) {
    let table = schema.createTable(name);
    for (const column of columns.split(" ")) {
      table = table.addColumn(column.replace("?", ""), "text", (c) => (column.endsWith("?") ? c : c.notNull()));
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, key as unknown as [never]).execute();
    await schema.createIndex(`${name}_by_${index}`).on(name).column(index).execute();
  }
  await schema.createIndex("findings_by_inspection_id").on("findings").column("inspection_id").execute();
}
