import Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { appliedMigrations, migrate } from "../database/migrate.ts";
import { migrations } from "../database/migrations/all.ts";
import { guardBody, guardFunction, postgresTriggers } from "../database/migrations/guards.ts";
import type { Tables } from "../database/tables.ts";

/** Something that stands on a table of ours and decides what can be written there. */
interface Standing {
  readonly kind: "trigger" | "index";
  readonly name: string;
  readonly table: string;
  /** All that it is, in words that two databases made the same way have in common. */
  readonly says: string;
}

/**
 * The database refuses, and does by itself, what the migrations have told it, and nothing else: in words where a migration is not among
 * those that ran, a guard or an index is gone or another one, or something stands on our tables that no version of this program made.
 */
export async function findSchemaFaults(read: Kysely<Tables>): Promise<string[]> {
  const applied = new Set(await appliedMigrations(read));
  const lacking = Object.keys(migrations).filter((name) => !applied.has(name));
  // Without these nobody can say what has to be there: the program was updated and not started since, or somebody took the row out.
  if (lacking.length > 0)
    return lacking.map((name) => `migration ${name}: not among those that ran; start the server once if it was updated`);
  const found = await read.introspection.getTables();
  // Only SQLite knows tables without a schema around them.
  const sqlite = found.some(({ name, schema }) => name === "audit" && schema === undefined);
  const model = await makeModel();
  try {
    const tables = (await model.introspection.getTables()).map(({ name }) => name);
    if (sqlite) return compare(await ofSqlite(model, tables), await ofSqlite(read, tables));
    const expected = [...(await indexesOfModel(model, tables)), ...postgresTriggers().map(ofStatement)];
    return [...compare(expected, await ofPostgres(read, tables)), ...(await findCovered(read, tables))];
  } finally {
    await model.destroy();
  }
}

/** An empty database in memory, as this program makes one. */
async function makeModel(): Promise<Kysely<Tables>> {
  const model = new Kysely<Tables>({ dialect: new SqliteDialect({ database: new Sqlite(":memory:") }) });
  await migrate(model);
  return model;
}

function compare(expected: readonly Standing[], found: readonly Standing[]): string[] {
  const named = ({ kind, name, table }: Standing) => `${kind} ${name} on ${table}`;
  const [ours, there] = [expected, found].map((list) => new Map(list.map((one) => [named(one), one.says])));
  const faults: string[] = [];
  for (const [name, says] of ours ?? []) {
    if (!there?.has(name)) faults.push(`${name}: it is gone`);
    else if (there.get(name) !== says) faults.push(`${name}: it is not what this program made`);
  }
  for (const name of there?.keys() ?? []) if (!ours?.has(name)) faults.push(`${name}: this program did not make it`);
  return faults;
}

async function ofSqlite(database: Kysely<Tables>, tables: readonly string[]): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select type as kind, name, tbl_name as "table", coalesce(sql, '') as says from sqlite_master
    where type in ('trigger', 'index') and tbl_name in (${sql.join([...tables])}) order by name`.execute(database);
  return rows;
}

/** As PostgreSQL tells of its own: a key has an index by a name of its own. */
async function indexesOfModel(model: Kysely<Tables>, tables: readonly string[]): Promise<Standing[]> {
  const { rows } = await sql<Standing>`
    select 'index' as kind, t.name as "table", case when l.origin = 'pk' then 'key' else l.name end as name,
      l."unique" || ' ' || l.partial || ' ' || (select group_concat(i.name, ',') from pragma_index_info(l.name) as i) as says
    from sqlite_master as t join pragma_index_list(t.name) as l where t.type = 'table' and t.name in (${sql.join([...tables])})`.execute(
    model,
  );
  return rows;
}

async function ofPostgres(read: Kysely<Tables>, tables: readonly string[]): Promise<Standing[]> {
  const ours = sql`t.relnamespace = 'public'::regnamespace and t.relname in (${sql.join([...tables])})`;
  const indexes = await sql<Standing>`
    select 'index' as kind, t.relname as "table", case when i.indisprimary then 'key' else c.relname end as name,
      concat_ws(' ', i.indisunique::int, (i.indpred is not null)::int, (
        select string_agg(coalesce(a.attname, 'expression'), ',' order by k.place)
        from unnest(i.indkey::int[]) with ordinality as k (number, place)
        left join pg_attribute as a on a.attrelid = t.oid and a.attnum = k.number
      ), case when i.indisvalid then null else 'invalid' end) as says
    from pg_index as i join pg_class as c on c.oid = i.indexrelid join pg_class as t on t.oid = i.indrelid where ${ours}`.execute(read);
  const triggers = await sql<{ definition: string; enabled: string; body: string; name: string; table: string }>`
    select g.tgname as name, t.relname as "table", pg_get_triggerdef(g.oid) as definition, g.tgenabled as enabled, f.prosrc as body
    from pg_trigger as g join pg_class as t on t.oid = g.tgrelid join pg_proc as f on f.oid = g.tgfoid
    where not g.tgisinternal and ${ours}`.execute(read);
  const works = ({ enabled, body }: { enabled: string; body: string }) => (enabled === "O" || enabled === "A") && body === guardBody;
  return [
    ...indexes.rows,
    ...triggers.rows.map(
      (one): Standing => ({ kind: "trigger", name: one.name, table: one.table, says: works(one) ? bare(one.definition) : "does nothing" }),
    ),
  ];
}

/** Tables that rules or policies stand before: what is asked of them is answered, or written, by these. */
async function findCovered(read: Kysely<Tables>, tables: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relname in (${sql.join([...tables])}) and
      (relkind <> 'r' or relrowsecurity or exists (select 1 from pg_rewrite as w where w.ev_class = pg_class.oid))`.execute(read);
  return rows.map(({ name }) => `table ${name}: rules or policies stand before it, or it is none`);
}

function ofStatement(statement: string): Standing {
  const [, name = "", table = ""] = /^create trigger (\w+) .*? on (\w+) for each /.exec(statement) ?? [];
  return { kind: "trigger", name, table, says: bare(statement) };
}

/** Without what PostgreSQL adds when it tells a statement again. */
function bare(statement: string): string {
  return statement
    .toLowerCase()
    .replaceAll(/\bpublic\.|::text|[\s()"]/g, "")
    .replace(`executeprocedure${guardFunction}`, `executefunction${guardFunction}`);
}
