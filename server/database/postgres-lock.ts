import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { applicationName } from "./postgres.ts";

/** Another process serves or changes this database. */
export class DatabaseInUse extends Error {
  override readonly name = "DatabaseInUse";
  constructor() {
    super("A server is running on this database. Stop every one of them first.");
  }
}

/** Names of our advisory locks, as good as any other number. */
const locks = { served: 7_310_001, setup: 7_310_002 } as const;

/** A process that serves a database. */
export interface Presence {
  /** The tables, keys and accounts are there: the next server may begin to set up. */
  setUp(): Promise<void>;
  leave(): Promise<void>;
}

/**
 * Says to the database that this process serves it, as any number may at the same time, and waits for its turn to set up. The lock
 * belongs to a connection and ends with the process, however it dies. When the connection was lost, the lock is taken again as soon as
 * the database is back, and `onReturn` is called: it may have been restored meanwhile. `DatabaseInUse` where one process has it to itself.
 */
export async function joinServers(url: string, onReturn: () => Promise<void>): Promise<Presence> {
  let left = false;
  let client = await connect(url);
  if (!(await tryLock(client, "pg_try_advisory_lock_shared", locks.served))) {
    await client.end();
    throw new DatabaseInUse();
  }
  const stay = (lost: pg.Client) => {
    lost.once("end", () => {
      if (!left) void comeBack();
    });
  };
  const comeBack = async () => {
    while (!left) {
      try {
        const next = await connect(url);
        await next.query(`select pg_advisory_lock_shared(${locks.served})`);
        await onReturn();
        client = next;
        stay(client);
        if (left) await client.end();
        return;
      } catch {
        await setTimeout(250);
      }
    }
  };
  await client.query(`select pg_advisory_lock(${locks.setup})`);
  stay(client);
  return {
    async setUp() {
      await client.query(`select pg_advisory_unlock(${locks.setup})`);
    },
    async leave() {
      left = true;
      await client.end().catch(() => undefined);
    },
  };
}

/** Takes the database for this process alone; `DatabaseInUse` while a server or another command has it. Returns how to give it back. */
export async function lockDatabase(url: string): Promise<() => Promise<void>> {
  const client = await connect(url);
  if (!(await tryLock(client, "pg_try_advisory_lock", locks.served))) {
    await client.end();
    throw new DatabaseInUse();
  }
  return () => client.end();
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

async function tryLock(client: pg.Client, how: "pg_try_advisory_lock" | "pg_try_advisory_lock_shared", id: number): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(`select ${how}(${id}) as taken`);
  return rows[0]?.taken === true;
}
