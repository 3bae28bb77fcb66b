import Sqlite from "better-sqlite3";
import pg from "pg";

/** A statement that was run, with the values of its first time. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Whose requests ran it: `GET /api/results`. */
  readonly by: ReadonlySet<string>;
  /** How often. */
  readonly times: number;
  /** SQLite: the file that it was run on. */
  readonly file: string | undefined;
}

export interface Collected {
  /** Each text once; lists of values count as one, however long. */
  readonly statements: readonly Statement[];
  /** Whose statements the next ones are; nothing is kept before it was said. */
  during(by: string | undefined): void;
  stop(): void;
}

/** Hears every statement of this process, also those of the sign-in library, below Kysely: nothing passes by. */
export function collectStatements(): Collected {
  const statements = new Map<string, Statement & { readonly by: Set<string>; times: number }>();
  let by: string | undefined;
  const hear = (text: string, values: readonly unknown[], file: string | undefined) => {
    // Of an empty list nothing is ever read.
    if (by === undefined || !/^\s*(select|insert|update|delete|with)\b/i.test(text) || text.includes("in ()")) return;
    const kind = text
      .replace(/\?|\$\d+/g, "?")
      .replace(/\?(, \?)+/g, "?")
      .replace(/\(\?\)(, \(\?\))+/g, "(?)");
    const known = statements.get(kind) ?? { text, values: [...values], by: new Set(), times: 0, file };
    known.by.add(by);
    known.times += 1;
    statements.set(kind, known);
  };
  const stops = [hearSqlite(hear), hearPostgres(hear)];
  return {
    get statements() {
      return [...statements.values()];
    },
    during(now) {
      by = now;
    },
    stop() {
      for (const stop of stops) stop();
    },
  };
}

type Hear = (text: string, values: readonly unknown[], file: string | undefined) => void;

function hearSqlite(hear: Hear): () => void {
  const prepare = Sqlite.prototype.prepare;
  Sqlite.prototype.prepare = function (this: Sqlite.Database, text: string) {
    const statement = prepare.call(this, text);
    for (const run of ["all", "get", "run"] as const) {
      const own = statement[run].bind(statement);
      statement[run] = (...given: unknown[]) => {
        hear(text, given.flat(), this.name);
        return Reflect.apply(own, undefined, given);
      };
    }
    return statement;
  } as typeof prepare;
  return () => {
    Sqlite.prototype.prepare = prepare;
  };
}

function hearPostgres(hear: Hear): () => void {
  const query = pg.Client.prototype.query;
  pg.Client.prototype.query = function (this: pg.Client, ...given: unknown[]) {
    const [text, values] = given;
    if (typeof text === "string") hear(text, Array.isArray(values) ? values : [], undefined);
    else if (typeof text === "object" && text !== null && "text" in text)
      hear(String(text.text), "values" in text ? (text.values as unknown[]) : [], undefined);
    return query.apply(this, given as never);
  } as typeof query;
  return () => {
    pg.Client.prototype.query = query;
  };
}
