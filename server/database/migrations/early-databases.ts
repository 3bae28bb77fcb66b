import { type Kysely, sql } from "kysely";

interface Table {
  /** That a database of before the change lacks. */
  readonly since: string;
  readonly columns: string;
  readonly key: readonly string[];
  readonly indexes: string;
  readonly unique: string;
}

const tables: Readonly<Record<string, Table>> = {
  devices: {
    since: "scope",
    columns: "id person_id token_hash scope name place created_at expires_at last_used_on? revoked_at?",
    key: ["id"],
    indexes: "person_id",
    unique: "token_hash",
  },
  not_applicable_decisions: {
    since: "submission_id",
    columns: "submission_id criterion_id approved# reason decided_by decided_at",
    key: ["submission_id", "criterion_id"],
    indexes: "",
    unique: "",
  },
  submissions: {
    since: "withdraw_reason",
    columns:
      "id inspection_id author_id stage status content_hash document device_id? received_at clock_offset_ms# flags position# receipt replaces_id? replaced_by? withdrawn_at? withdraw_reason?",
    key: ["id"],
    indexes: "inspection_id author_id",
    unique: "position",
  },
};

/**
 * On the first day `0001_first` was still being written, and four forms of its tables were left
 * in data folders. This gives them the form that it has since; a table that is made anew here
 * was in no program that wrote rows into it. PostgreSQL came later: nothing there is so old.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function bringEarlyDatabases(database: Kysely<any>): Promise<void> {
  // Only SQLite knows tables without a schema around them.
  const found = (await database.introspection.getTables()).filter(({ schema }) => schema === undefined);
  for (const [name, table] of Object.entries(tables)) {
    const old = found.find((one) => one.name === name && one.columns.every((column) => column.name !== table.since));
    if (old) await makeAnew(database, name, table);
  }
  if (found.length > 0) await indexInspections(database);
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function makeAnew(database: Kysely<any>, name: string, { columns, key, indexes, unique }: Table): Promise<void> {
  const { schema } = database;
  const row = await database.selectFrom(name).selectAll().limit(1).executeTakeFirst();
  if (row) throw new Error(`the table ${name} is of a form that no version wrote rows into, and holds some`);
  await schema.dropTable(name).execute();
  let table = schema.createTable(name);
  for (const column of columns.split(" ")) {
    table = table.addColumn(column.replace(/[?#]$/, ""), column.endsWith("#") ? "bigint" : "text", (c) =>
      column.endsWith("?") ? c : c.notNull(),
    );
  }
  await table.addPrimaryKeyConstraint(`${name}_key`, key as unknown as [never]).execute();
  const list = (text: string) => text.split(" ").filter(Boolean);
  for (const column of list(indexes)) await schema.createIndex(`${name}_by_${column}`).on(name).column(column).execute();
  for (const column of list(unique)) await schema.createIndex(`${name}_${column}`).on(name).column(column).unique().execute();
  if (name !== "submissions") return;
  await sql`create unique index submissions_current on submissions (inspection_id, author_id, stage) where status = 'current'`.execute(
    database,
  );
}

/** Twice this index got a column more. */
// biome-ignore lint/suspicious/noExplicitAny: as above
async function indexInspections({ schema }: Kysely<any>): Promise<void> {
  const name = "inspections_by_plan_id_unit_id_form_group";
  for (const old of [`${name}_visited_on`, `${name}_state_visited_on`]) await schema.dropIndex(old).ifExists().execute();
  const columns = ["plan_id", "unit_id", "form_group", "state", "visited_on", "id"];
  await schema.createIndex(`${name}_state_visited_on_id`).ifNotExists().on("inspections").columns(columns).execute();
}
