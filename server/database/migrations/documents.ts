import type { Kysely } from "kysely";

/** Minutes as they were typed and what became of them on paper; templates with their versions; what was issued. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addDocuments(database: Kysely<any>): Promise<void> {
  const tables: Record<string, { columns: string; key: string }> = {
    minutes: { columns: "inspection_id revision# document written_by written_at", key: "inspection_id" },
    minutes_stands: {
      columns: "id inspection_id number# stand reason? content_hash? file_name? recorded_by recorded_at",
      key: "id",
    },
    document_templates: { columns: "id kind number# file_name content content_hash uploaded_by uploaded_at", key: "id" },
    documents: {
      columns:
        "id inspection_id kind code content_hash size# template_id? checklist data_at position# unit_name visited_on published_index?# issued_by issued_at replaced_by?",
      key: "id",
    },
  };
  for (const [name, { columns, key }] of Object.entries(tables)) {
    let table = database.schema.createTable(name);
    for (const column of columns.split(" ")) {
      const type = column.endsWith("#") ? "bigint" : "text";
      table = table.addColumn(column.replace(/[?#]/g, ""), type, (c) => (column.includes("?") ? c : c.notNull()));
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, [key as never]).execute();
  }
  const unique = (table: string, columns: string[]) =>
    database.schema
      .createIndex(`${table}_${columns.join("_")}`)
      .on(table)
      .columns(columns)
      .unique()
      .execute();
  await unique("minutes_stands", ["inspection_id", "number"]);
  await unique("document_templates", ["kind", "number"]);
  await unique("documents", ["code"]);
  const index = (table: string, column: string) => database.schema.createIndex(`${table}_by_${column}`).on(table).column(column).execute();
  await index("minutes", "written_at");
  await index("documents", "inspection_id");
  await index("documents", "content_hash");
  await index("minutes_stands", "content_hash");
}
