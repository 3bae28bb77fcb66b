import { type Kysely, sql } from "kysely";
import type { Tables } from "../database/tables.ts";
import { partsOnRecord } from "../ledger/records.ts";

type Table = keyof Tables & string;

/** Rows of `table` of which each column has to be one of an existing row of `of`. */
interface Naming {
  readonly table: Table;
  readonly of: Table;
  /** Column of the row: column of what it names. The first says which row is meant. */
  readonly columns: Readonly<Record<string, string>>;
}

const ofSheet = { submission_id: "id", inspection_id: "inspection_id" };

/**
 * What stands on record by one thing and is read by another, or repeats what that one says: both have to be the same. A row that names
 * something else than it belongs to would otherwise be on record there, or nowhere, and count here.
 */
const namings: readonly Naming[] = [
  { table: "late_decisions", of: "submissions", columns: ofSheet },
  { table: "returns", of: "submissions", columns: { ...ofSheet, person_id: "author_id" } },
  { table: "inspection_history", of: "submissions", columns: ofSheet },
  { table: "finding_evidence", of: "finding_steps", columns: { step_id: "id", finding_id: "finding_id" } },
  { table: "explanation_answers", of: "explanations", columns: { explanation_id: "id", inspection_id: "inspection_id" } },
  { table: "explanation_evidence", of: "explanation_answers", columns: { answer_id: "id", inspection_id: "inspection_id" } },
  { table: "objection_answers", of: "objections", columns: { objection_id: "id", inspection_id: "inspection_id" } },
  { table: "correction_answers", of: "corrections", columns: { correction_id: "id", inspection_id: "inspection_id" } },
  { table: "correction_answers", of: "submissions", columns: ofSheet },
  { table: "corrections", of: "objections", columns: { objection_id: "id", inspection_id: "inspection_id" } },
  { table: "evidence", of: "submissions", columns: { submission_id: "id" } },
  { table: "minutes", of: "inspections", columns: { inspection_id: "id" } },
  { table: "minutes_stands", of: "inspections", columns: { inspection_id: "id" } },
  { table: "documents", of: "inspections", columns: { inspection_id: "id" } },
];

/** Every row that belongs to something belongs to what is there, and all that it names is of one and the same thing. */
export async function findPartFaults(read: Kysely<Tables>): Promise<string[]> {
  const faults: string[] = [];
  for (const { table, by, of, key } of partsOnRecord())
    faults.push(
      ...(await strays(read, { table, of, columns: { [by]: key } })).map((id) => `${table} of ${id}: there is no such row in ${of}`),
    );
  for (const naming of namings)
    faults.push(
      ...(await strays(read, naming)).map((id) => `${naming.table} of ${id}: what else it names is not what ${naming.of} says of it`),
    );
  return faults;
}

/** What those rows name that is not there as they name it; rows that name nothing are left out. */
async function strays(read: Kysely<Tables>, { table, of, columns }: Naming): Promise<string[]> {
  const [first = ""] = Object.keys(columns);
  const same = Object.entries(columns).map(([own, theirs]) => sql`p.${sql.ref(own)} = o.${sql.ref(theirs)}`);
  const { rows } = await sql<{ id: string }>`
    select p.${sql.ref(first)} as id from ${sql.table(table)} as p
    where p.${sql.ref(first)} is not null and not exists (select 1 from ${sql.table(of)} as o where ${sql.join(same, sql` and `)})
    order by 1`.execute(read);
  return rows.map(({ id }) => id);
}
