import { type Kysely, sql } from "kysely";

interface Guard {
  readonly table: string;
  /** Only changes of these columns are refused; absent: every change. */
  readonly columns?: string;
  /** Only rows of which this is true are guarded. */
  readonly when?: string;
  readonly why: string;
}

/** Of a sheet only its standing changes: that it is replaced, taken back, or counts. */
const sheet =
  "id, inspection_id, author_id, stage, content_hash, document, device_id, received_at, clock_offset_ms, flags, position, receipt, replaces_id";

const guards: readonly Guard[] = [
  { table: "audit", why: "the audit is only ever added to" },
  { table: "submissions", columns: sheet, why: "a sheet stays as it was received" },
  { table: "checklists", when: "old.state = 'published'", why: "a published checklist never changes" },
];

/** The function behind PostgreSQL's triggers. */
export const guardFunction = "refuse_change";

/** Each trigger by its name and table. */
export const guardTriggers = guards.flatMap(({ table }) =>
  ["update", "delete", "truncate"].map((act) => ({ name: `${table}_no_${act}`, table, act })),
);

/**
 * The database itself refuses to change the audit, sheets that were received, and published checklists: no mistake in this program or at a
 * prompt does it unseen. Whoever may drop a trigger still can; `npm run verify` tells what was changed.
 */
// biome-ignore lint/suspicious/noExplicitAny: a migration works on the schema as it was then, not on today's types
export async function addGuards(database: Kysely<any>): Promise<void> {
  const tables = await database.introspection.getTables();
  // Only SQLite knows tables without a schema around them.
  const sqlite = tables.some(({ name, schema }) => name === "audit" && schema === undefined);
  for (const statement of sqlite ? forSqlite() : forPostgres()) await sql.raw(statement).execute(database);
  // Before a thing changes, its last record is looked up; nothing else in the chain is, and has to pay for it.
  await sql`create index audit_records on audit (subject, action, position) where action >= 'record.' and action < 'record/'`.execute(
    database,
  );
  // How much an account has sent today is asked at every file.
  await database.schema.createIndex("evidence_files_by_uploaded_by").on("evidence_files").columns(["uploaded_by", "received_at"]).execute();
}

function forSqlite(): string[] {
  return guards.flatMap(({ table, columns, when, why }) => {
    const only = when ? ` when ${when}` : "";
    const refuse = `begin select raise(abort, '${why}'); end`;
    return [
      `create trigger ${table}_no_update before update${columns ? ` of ${columns}` : ""} on ${table}${only} ${refuse}`,
      `create trigger ${table}_no_delete before delete on ${table}${only} ${refuse}`,
    ];
  });
}

/** What that function does. */
export const guardBody = " begin raise exception '%', tg_argv[0]; end ";

function forPostgres(): string[] {
  return [`create or replace function ${guardFunction}() returns trigger language plpgsql as $$${guardBody}$$`, ...postgresTriggers()];
}

/** The statements that make PostgreSQL's triggers. */
export function postgresTriggers(): string[] {
  return guards.flatMap(({ table, columns, when, why }) => {
    const only = when ? ` when (${when})` : "";
    const run = `execute function ${guardFunction}('${why}')`;
    return [
      `create trigger ${table}_no_update before update${columns ? ` of ${columns}` : ""} on ${table} for each row${only} ${run}`,
      `create trigger ${table}_no_delete before delete on ${table} for each row${only} ${run}`,
      `create trigger ${table}_no_truncate before truncate on ${table} for each statement ${run}`,
    ];
  });
}
