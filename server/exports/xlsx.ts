import { Worker } from "node:worker_threads";
import * as v from "valibot";
import type { Table } from "./table.ts";

/**
 * Makes XLSX files, a sheet for each table, in a thread, one after another: any number of requests take one thread's memory and leave the
 * loop free.
 */
export function createXlsxWriter(): (tables: readonly Table[]) => Promise<Uint8Array<ArrayBuffer>> {
  let last: Promise<unknown> = Promise.resolve();
  return (tables) => {
    const made = last.then(() => makeInThread(tables));
    last = made.catch(() => undefined);
    return made;
  };
}

function makeInThread(tables: readonly Table[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./table-worker.ts", import.meta.url), { workerData: tables });
    worker.once("message", (bytes) => resolve(new Uint8Array(v.parse(v.instance(Uint8Array), bytes))));
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the XLSX thread ended with ${code}`)));
  });
}
