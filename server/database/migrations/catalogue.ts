import type { Kysely } from "kysely";

/** Procedures by list and date, and the versions of each list. */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addCatalogue({ schema }: Kysely<any>): Promise<void> {
  const tables = {
    catalogue_versions: "id owner number# on_day decision? source content_hash recorded_by recorded_at added# changed# ended#",
    procedures: "id owner code name issued_by handled_by field valid_from valid_to? end_decision? replaced_by?",
  };
  for (const [name, columns] of Object.entries(tables)) {
    let table = schema.createTable(name);
    for (const column of columns.split(" ")) {
      const optional = column.endsWith("?");
      table = table.addColumn(column.replace(/[?#]$/, ""), column.endsWith("#") ? "bigint" : "text", (c) => (optional ? c : c.notNull()));
    }
    await table.addPrimaryKeyConstraint(`${name}_key`, ["id"] as [never]).execute();
  }
  await schema.createIndex("catalogue_versions_by_owner_number").on("catalogue_versions").columns(["owner", "number"]).unique().execute();
  await schema.createIndex("procedures_by_owner_code").on("procedures").columns(["owner", "code"]).execute();
  await schema.createIndex("unit_event_units_by_unit").on("unit_event_units").columns(["unit_id"]).execute();
}
