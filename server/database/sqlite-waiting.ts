import { setTimeout } from "node:timers/promises";
import type Sqlite from "better-sqlite3";
import { CompiledQuery, type DatabaseConnection, type Driver, type SqliteDatabase, SqliteDialect, SqliteDriver } from "kysely";
import { createTurns } from "../host/turns.ts";

/** Whether another process holds SQLite's file: nothing was done, and the same may work in a moment. */
export function isHeld(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^SQLITE_(BUSY|PROTOCOL)/.test(error.code);
}

/** Whether the disk is full: nothing was done, and reading goes on. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "SQLITE_FULL" || error.code === "SQLITE_IOERR_WRITE");
}

/** So long a request waits for another process to let go; then the database is away, and who asked is told to come again. */
const longestWait = 1_000;
const pauses = { first: 2, longest: 50 } as const;

/** About ten milliseconds of values written and rows read. */
const mostInTurn = 3_000;

interface Handle {
  /** As Kysely sees it. */
  readonly database: SqliteDatabase;
  /** The same, bare. Its own waiting must be off (`waitsNot`). */
  readonly bare: Sqlite.Database;
  /** What only reads takes no lock that others write under. */
  readonly readonly?: boolean;
}

/**
 * SQLite's own waiting for a lock (`busy_timeout`) holds up the whole process: one other program with the file open stopped every request
 * for five seconds. Here a statement that meets a lock is tried again in small pauses, while the loop goes on. A transaction takes the lock
 * for writing at its beginning, so that it never meets one half way.
 */
export class WaitingSqliteDialect extends SqliteDialect {
  readonly #handle: Handle;

  constructor(handle: Handle) {
    super({ database: handle.database });
    this.#handle = handle;
  }

  override createDriver(): Driver {
    return new WaitingDriver(this.#handle);
  }
}

/** From now on a lock is told at once. At the start, with nobody to be held up, SQLite itself may wait. */
export function waitsNot(bare: Sqlite.Database): void {
  bare.pragma("busy_timeout = 0");
}

class WaitingDriver extends SqliteDriver {
  readonly #handle: Handle;
  readonly #patience = createPatience();
  readonly #turns = createTurns(mostInTurn);
  #connection: DatabaseConnection | undefined;

  constructor(handle: Handle) {
    super({ database: handle.database });
    this.#handle = handle;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    this.#connection ??= this.#waiting(await super.acquireConnection());
    return this.#connection;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#handle.readonly ? "begin" : "begin immediate"));
    if (!this.#handle.readonly) this.#patience.free();
  }

  /** On a full disk SQLite has rolled back by itself: to ask again would only hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#handle.bare.inTransaction) await super.rollbackTransaction(connection);
  }

  /** SQLite answers at once: a long transaction would be a single turn of the loop, where on PostgreSQL every statement ends one. */
  #waiting(connection: DatabaseConnection): DatabaseConnection {
    return {
      executeQuery: async (query, options) => {
        const work = () => connection.executeQuery<never>(query, options);
        if (!this.#handle.bare.inTransaction) return await this.#patience.until(work, isWrite(query));
        const done = await work();
        const pause = this.#turns.done(20 + query.parameters.length + 4 * done.rows.length);
        if (pause) await pause;
        return done;
      },
      streamQuery: (query, chunkSize, options) => connection.streamQuery(query, chunkSize, options),
    };
  }
}

function isWrite({ query }: CompiledQuery): boolean {
  return query.kind === "InsertQueryNode" || query.kind === "UpdateQueryNode" || query.kind === "DeleteQueryNode";
}

/**
 * Requests that queue for one handle share their wait: it counts from when the lock was first met, or the last of a hundred would wait a
 * hundred times as long. A read that succeeds says nothing of the lock: who reads goes past it.
 */
function createPatience() {
  let since: number | undefined;
  let last = 0;
  const meet = (): number => {
    const now = performance.now();
    if (since === undefined || now - last > longestWait) since = now;
    last = now;
    return now - since;
  };
  return {
    free: () => {
      since = undefined;
    },
    async until<T>(work: () => Promise<T>, writes: boolean): Promise<T> {
      for (let pause: number = pauses.first; ; pause = Math.min(pauses.longest, pause * 2)) {
        try {
          const done = await work();
          if (writes) since = undefined;
          return done;
        } catch (problem) {
          if (!isHeld(problem) || meet() >= longestWait) throw problem;
          await setTimeout(pause);
        }
      }
    },
  };
}
