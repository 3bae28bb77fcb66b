/*
 * What is stored on the device, in IndexedDB: drafts, the outbox, what was taken along. Every write is one transaction and is reported only
 * once it is complete; every read parses, because an older version may have written it. What was not kept is thrown, never hidden.
 */

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";
import { StorageFailed, storageFailure } from "./storage-failed.ts";

/** Values are `unknown` on purpose: what lies in a store was written by some version of this program and is parsed at every read. */
interface Stores extends DBSchema {
  drafts: { key: string; value: unknown; indexes: { inspectionId: string } };
  outbox: { key: string; value: unknown };
  field: { key: string; value: unknown };
  meta: { key: string; value: unknown };
}
export type Store = StoreNames<Stores>;
export type Writing = IDBPTransaction<Stores, Store[], "readwrite">;
type Reading = IDBPTransaction<Stores, Store[], "readonly">;

const blockedAfter = 5_000;

// The one connection of this context. It is only a cache: whoever finds it closed opens another.
let connection: Promise<IDBPDatabase<Stores>> | undefined;

async function connect(): Promise<IDBPDatabase<Stores>> {
  let clock: ReturnType<typeof setTimeout> | undefined;
  const opened = openDB<Stores>("phieu-cham", 1, {
    upgrade(database) {
      database.createObjectStore("drafts", { keyPath: "id" }).createIndex("inspectionId", "inspectionId");
      database.createObjectStore("outbox", { keyPath: "id" });
      database.createObjectStore("field");
      database.createObjectStore("meta");
    },
    // A newer version of the extension wants to upgrade: make way; the next call of this old context is told that it is old.
    blocking: (_current, _wanted, event) => {
      connection = undefined;
      (event.target as IDBDatabase).close();
    },
    terminated: () => {
      connection = undefined;
    },
  });
  // A connection that comes after we gave up must not stay open and block others.
  const tooLate = new Promise<never>((_, reject) => {
    clock = setTimeout(() => {
      reject(new StorageFailed("blocked"));
      opened.then((database) => database.close(), ignore);
    }, blockedAfter);
  });
  try {
    return await Promise.race([opened, tooLate]);
  } finally {
    clearTimeout(clock);
  }
}

async function database(): Promise<IDBPDatabase<Stores>> {
  connection ??= connect();
  try {
    return await connection;
  } catch (error) {
    connection = undefined;
    throw storageFailure(error);
  }
}

/**
 * One transaction, strictly durable. Resolves only after it is complete, so what resolved is on the disk; rejects with
 * `StorageFailed` otherwise, and then nothing of it was stored. Inside `work` nothing but the transaction is awaited.
 */
export async function write<T>(stores: Store[], work: (transaction: Writing) => Promise<T>): Promise<T> {
  return await inTransaction((open) => open.transaction(stores, "readwrite", { durability: "strict" }), work);
}

/** One consistent view of the stores. */
export async function read<T>(stores: Store[], work: (transaction: Reading) => Promise<T>): Promise<T> {
  return await inTransaction((open) => open.transaction(stores, "readonly"), work);
}

async function inTransaction<T, X extends Writing | Reading>(
  begin: (open: IDBPDatabase<Stores>) => X,
  work: (transaction: X) => Promise<T>,
): Promise<T> {
  const transaction = await begun(begin);
  try {
    const result = await work(transaction);
    await transaction.done;
    return result;
  } catch (error) {
    transaction.done.catch(ignore);
    try {
      transaction.abort();
    } catch {
      // It was over already; the first error is the one to tell.
    }
    throw storageFailure(transaction.error ?? error);
  }
}

/** The browser may close a connection between two calls (history cleared, disk error): one more try with a new one. */
async function begun<X>(begin: (open: IDBPDatabase<Stores>) => X): Promise<X> {
  const open = await database();
  try {
    return begin(open);
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== "InvalidStateError") throw storageFailure(error);
    connection = undefined;
    return begin(await database());
  }
}

/** Closes this context's connection; the next call opens another. */
export async function closeDatabase(): Promise<void> {
  const open = connection;
  connection = undefined;
  if (open) (await open).close();
}

function ignore(): void {}
