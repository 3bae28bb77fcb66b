import { setTimeout } from "node:timers/promises";
import {
  CompiledQuery,
  type Driver,
  HandleEmptyInListsPlugin,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  replaceWithNoncontingentExpression,
  type TransactionSettings,
} from "kysely";
import pg from "pg";
import { gaveWay } from "./outage.ts";
import type { Tables } from "./tables.ts";

/** Told to the database, so that its administrator sees whose connections they are. */
export const applicationName = "phieu-cham";

const integers = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC]);

/**
 * Connections of this process, at most `max`. Our integers, and counts and sums of them, stay far below 2⁵³: they come as numbers, as from
 * SQLite. A connection that ends under us is replaced by the next one asked for.
 */
export function openPool(url: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    // A process that froze while it held the audit chain's head does not keep the others waiting for ever.
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    types: {
      getTypeParser: (oid: number, format?: "text" | "binary") => (integers.has(oid) ? Number : pg.types.getTypeParser(oid, format)),
    },
  });
  // Without a listener, a lost connection would end the process; whoever uses it hears of it from its query.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** A PostgreSQL database, as `Database` has it. */
export interface Postgres {
  /** Each transaction holds the audit chain's head from its beginning: one writer at a time, however many processes there are. */
  readonly write: Kysely<Tables>;
  readonly read: Kysely<Tables>;
  close(): Promise<void>;
}

/**
 * Writing and reading have connections of their own: a transaction that reads what is committed never waits for one that waits for it.
 * Connects when it is first asked. At most 9 connections; 3 more for accounts, 1 for the lock.
 */
export function openPostgres(url: string): Postgres {
  const [writers, readers] = [openPool(url, 3), openPool(url, 6)];
  const write = withRetry(new Kysely<Tables>({ dialect: new OneWriterDialect({ pool: writers }), plugins }));
  const read = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: readers }), plugins });
  return {
    write,
    read,
    async close() {
      await read.destroy();
      await write.destroy();
    },
  };
}

// SQLite knows an empty list, PostgreSQL does not.
const plugins = [new HandleEmptyInListsPlugin({ strategy: replaceWithNoncontingentExpression })];

class OneWriterDialect extends PostgresDialect {
  readonly #pool: pg.Pool;

  constructor(config: { pool: pg.Pool }) {
    super(config);
    this.#pool = config.pool;
  }

  override createDriver(): Driver {
    return new OneWriterDriver({ pool: this.#pool });
  }
}

type Connection = Parameters<PostgresDriver["rollbackTransaction"]>[0];

/**
 * The rules are written for SQLite's one writer: what a transaction has read does not change before its commit. Waiting for the one row
 * that every recorded change has to write anyway gives the same here, and no two transactions ever wait for each other in a circle.
 */
class OneWriterDriver extends PostgresDriver {
  override async beginTransaction(connection: Connection, settings: TransactionSettings): Promise<void> {
    await super.beginTransaction(connection, settings);
    try {
      await connection.executeQuery(CompiledQuery.raw("select position from audit_head where id = 1 for update"));
    } catch (problem) {
      await super.rollbackTransaction(connection);
      throw problem;
    }
  }
}

const tries = 5;

/**
 * Runs a transaction again where PostgreSQL gave it up for another's sake. Nothing but the database is awaited in one, so that it can be.
 */
function withRetry(write: Kysely<Tables>): Kysely<Tables> {
  const begin = write.transaction.bind(write);
  write.transaction = () => {
    const builder = begin();
    const once = builder.execute.bind(builder);
    builder.execute = async (work) => {
      for (let n = 1; ; n += 1) {
        try {
          return await once(work);
        } catch (problem) {
          if (n >= tries || !gaveWay(problem)) throw problem;
          await setTimeout(n * 20 * Math.random());
        }
      }
    };
    return builder;
  };
  return write;
}

/** A `Kysely` without the lock on the chain's head, for making the tables. */
export function forMigrations(url: string): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool: openPool(url, 2) }) });
}
