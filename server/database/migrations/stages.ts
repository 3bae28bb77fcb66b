import type { Kysely } from "kysely";

const tables: Readonly<Record<string, { readonly columns: string; readonly key: readonly string[]; readonly index?: string }>> = {
  returns: {
    columns: "submission_id inspection_id person_id reason returned_by returned_at",
    key: ["submission_id"],
    index: "inspection_id",
  },
  appraisals: { columns: "submission_id request_hash by_scorer#", key: ["submission_id"] },
  appraised_criteria: { columns: "submission_id criterion_id how person_id?", key: ["submission_id", "criterion_id"] },
  inspection_history: {
    columns: "id inspection_id at actor_id action person_id? submission_id? reason? changes",
    key: ["id"],
    index: "inspection_id",
  },
};

/** Self-score, appraisal, returned sheets and the history of inspections. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addStages({ schema }: Kysely<any>): Promise<void> {
  for (const [name, { columns, key, index }] of Object.entries(tables)) {
    let table = schema.createTable(name);
    for (const column of columns.split(" ")) {
      table = table.addColumn(column.replace(/[?#]$/, ""), column.endsWith("#") ? "bigint" : "text", (c) =>
        column.endsWith("?") ? c : c.notNull(),
      );
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, key as unknown as [never]).execute();
    if (index) await schema.createIndex(`${name}_by_${index}`).on(name).column(index).execute();
  }
  await schema.createIndex("people_by_unit_id").on("people").column("unit_id").execute();
}
