import { type Kysely, sql } from "kysely";
import { openReader } from "../../server/database/open.ts";

/** Where a server's database is. */
export interface Place {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
}

/** Looks at a database as it lies there, of whatever version. */
async function look<T>(
  { dataDir, databaseUrl }: Place,
  ask: (database: Kysely<Record<string, Record<string, unknown>>>) => Promise<T>,
): Promise<T> {
  const reader = openReader(dataDir, databaseUrl);
  try {
    return await ask(reader.read as unknown as Kysely<Record<string, Record<string, unknown>>>);
  } finally {
    await reader.close();
  }
}

/** Every row of every table, each as JSON, in an order of their own; without the record of migrations. */
export function allRows(place: Place): Promise<Record<string, string[]>> {
  return look(place, async (database) => {
    const tables = await database.introspection.getTables();
    const rows = tables.map(async ({ name }) => {
      const found = await database.selectFrom(name).selectAll().execute();
      return [name, found.map((row) => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)))).sort()] as const;
    });
    return Object.fromEntries(await Promise.all(rows));
  });
}

/** Tables, columns, indexes and triggers, a line each. */
export function schemaOf(place: Place): Promise<string[]> {
  return look(place, async (database) => {
    const { rows } = await (place.databaseUrl === undefined ? sqliteSchema : postgresSchema).execute(database);
    return rows.map(({ line }) => line).sort();
  });
}

const sqliteSchema = sql<{ line: string }>`select sql as line from sqlite_master where sql is not null`;
const postgresSchema = sql<{ line: string }>`
  select concat_ws(' ', table_name, column_name, data_type, 'nullable', is_nullable, column_default) as line
  from information_schema.columns where table_schema = 'public'
  union all select indexdef from pg_indexes where schemaname = 'public'
  union all select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
  union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal`;
