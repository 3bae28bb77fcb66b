import type { Kysely } from "kysely";

const tables: Readonly<Record<string, { readonly columns: string; readonly key: readonly string[]; readonly indexes: readonly string[] }>> =
  {
    explanations: {
      columns: "id inspection_id criterion_id text due_on asked_by asked_at request_hash",
      key: ["id"],
      indexes: ["inspection_id"],
    },
    explanation_answers: {
      columns: "id explanation_id inspection_id text answered_by answered_at request_hash",
      key: ["id"],
      indexes: ["inspection_id"],
    },
    explanation_evidence: {
      columns: "answer_id inspection_id content_hash",
      key: ["answer_id", "content_hash"],
      indexes: ["inspection_id", "content_hash"],
    },
  };

/** What leads ask units to explain after the reveal, and what they answer. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addExplanations({ schema }: Kysely<any>): Promise<void> {
  for (const [name, { columns, key, indexes }] of Object.entries(tables)) {
    let table = schema.createTable(name);
    for (const column of columns.split(" ")) table = table.addColumn(column, "text", (c) => c.notNull());
    await table.addPrimaryKeyConstraint(`${name}_key`, key as unknown as [never]).execute();
    for (const index of indexes) await schema.createIndex(`${name}_by_${index}`).on(name).column(index).execute();
  }
}
