import { basename, join } from "node:path";
import Sqlite from "better-sqlite3";
import pg from "pg";
import type { StoredData } from "../stored-data.ts";
import type { Statement } from "./collect.ts";

/** A table that a statement goes through from end to end, and how its database says so. */
export interface Scan {
  readonly table: string;
  readonly how: string;
}

/** How a database would run statements. */
export interface Planner {
  scansOf(statement: Statement): Promise<Scan[]>;
  close(): Promise<void>;
}

/** `dataDir`: where the server keeps its files, of which SQLite's are looked at, whichever server ran the statement. */
export async function openPlanner(stored: StoredData, dataDir: string): Promise<Planner> {
  return stored.kind === "sqlite" ? sqlitePlanner(dataDir) : await postgresPlanner(stored.env["DATABASE_URL"] ?? "");
}

/** SQLite plans by the tables' indexes alone, as this program collects no statistics for it. */
function sqlitePlanner(dataDir: string): Planner {
  const open = new Map<string, Sqlite.Database>();
  return {
    async scansOf({ text, values, file = "" }) {
      const name = basename(file);
      const database = open.get(name) ?? new Sqlite(join(dataDir, name), { readonly: true });
      open.set(name, database);
      const rows = database.prepare(`explain query plan ${text}`).all(...values) as { detail: string }[];
      return rows.flatMap(({ detail }) => {
        // An index that is made for one statement is made of the whole table.
        const found = /^SCAN (\S+)|^SEARCH (\S+) USING AUTOMATIC/.exec(detail);
        const alias = found?.[1] ?? found?.[2];
        return alias === undefined || /^(CONSTANT|\d|\()/.test(alias) ? [] : [{ table: tableNamed(text, alias), how: detail }];
      });
    },
    async close() {
      for (const database of open.values()) database.close();
    },
  };
}

/**
 * The table behind an alias, or the table itself. Throws where the text names neither: then the statement has to be read in another way.
 */
function tableNamed(text: string, name: string): string {
  const after = String.raw`(?:from|join|update|into|,)\s+"?`;
  const alias = new RegExp(String.raw`${after}(\w+)(?:\([^)]*\))?"?\s+(?:as\s+)?"?${name}"?(?!\w)`, "i").exec(text);
  if (alias?.[1] !== undefined) return alias[1];
  if (new RegExp(`${after}${name}"?(?!\\w)`, "i").test(text)) return name;
  throw new Error(`which table is ${name} in: ${text}`);
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Plan Rows": number;
  readonly Plans?: readonly Node[];
}

/** PostgreSQL plans by the statistics of what is stored. */
async function postgresPlanner(url: string): Promise<Planner> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    async scansOf({ text, values }) {
      const { rows } = await client.query({ text: `explain (format json) ${text}`, values: [...values] });
      return scansIn(rows[0]?.["QUERY PLAN"][0].Plan);
    },
    close: () => client.end(),
  };
}

function scansIn(node: Node, relation = node["Relation Name"]): Scan[] {
  const { "Node Type": type, "Index Cond": condition } = node;
  const whole = type === "Seq Scan" || (/Index.*Scan$/.test(type) && condition === undefined);
  const own = whole ? [{ table: relation ?? "?", how: `${type} ${node["Index Name"] ?? ""}`.trim() }] : [];
  return [...own, ...(node.Plans ?? []).flatMap((below) => scansIn(below, below["Relation Name"] ?? relation))];
}
