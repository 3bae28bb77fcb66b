import type { Kysely } from "kysely";
import type { Tables } from "../../../server/database/tables.ts";
import type { StoredData } from "../stored-data.ts";

/** What tells one row from another, so that a copy of it is another one. */
const telling = /(^|_)(id|hash|by|key|email|owner|subject|code|position|token)$/;
/** Of which there are few however many sheets there are: copies keep theirs. */
const kept = new Set(["checklist_id", "checklist_version", "criterion_id", "adjustment_id"]);
/** Heavy, and in no plan. */
const emptied = new Set(["document", "receipt", "unit_snapshot", "points", "areas"]);

/**
 * Copies of every row, under other ids: as if so many provinces were kept in one database. What belongs together in one copy belongs to
 * nothing in another, so that each id still has as few rows as before.
 */
export function fill(stored: StoredData, tables: Readonly<Record<string, readonly Column[]>>, copies: number): void {
  const statements = Object.entries(tables).map(([table, columns]) => {
    const values = columns.map((column) => `${copied(column)} as "${column.name}"`);
    const numbers = `with recursive copies(n) as (select 1 union all select n + 1 from copies where n < ${copies})`;
    const names = columns.map(({ name }) => `"${name}"`).join(", ");
    return `insert into "${table}" (${names}) ${numbers} select ${values.join(", ")} from "${table}" as was, copies where true;`;
  });
  stored.exec(["begin;", ...statements, "commit;"].join("\n"));
  if (stored.kind === "sqlite") return;
  // PostgreSQL plans by statistics; here by those of a table of a million rows in which values are as often the same as in this one.
  const names = Object.keys(tables).map((name) => `'${name}'`);
  stored.exec(`analyze; update pg_class set reltuples = 1000000 where relkind = 'r' and relname in (${names.join(", ")});`);
}

export interface Column {
  readonly name: string;
  readonly numeric: boolean;
}

function copied({ name, numeric }: Column): string {
  const own = `was."${name}"`;
  if (emptied.has(name)) return numeric ? own : "'{}'";
  if (kept.has(name) || !telling.test(name)) return own;
  return numeric ? `${own} + copies.n * 10000000` : `${own} || '-' || copies.n`;
}

/** The columns of every table but these. */
export async function columnsOf(
  database: Pick<Kysely<Tables>, "introspection">,
  without: readonly string[],
): Promise<Record<string, Column[]>> {
  const tables = (await database.introspection.getTables()).filter(({ name }) => !without.includes(name));
  return Object.fromEntries(
    tables.map(({ name, columns }) => [name, columns.map((column) => ({ name: column.name, numeric: /int/i.test(column.dataType) }))]),
  );
}
