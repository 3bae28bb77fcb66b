/*
 * Tables that people send, CSV or XLSX. A file may be made to cost much: it is read and checked in a process of its own with limits on
 * time, memory and size, and problems come back by row. What the columns mean and what is wrong with a row is said by the room whose table
 * it is (`TableKind`).
 */

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Refusal } from "../../shared/problem.ts";
import { SheetProblem } from "./sheet-rows.ts";
import type { ReadTable, TableJob } from "./table-kind.ts";

/**
 * What reading a table may cost. A table of 3,321 communes takes a third of a second; a thread's heap limit would end the whole server, so
 * it is a process. `waiting`: so many tables wait for their turn, each with its bytes.
 */
const limits = { processes: 2, waiting: 8, milliseconds: 20_000, heapMb: 256 } as const;

const place = fileURLToPath(new URL("./table-child.ts", import.meta.url));

let running = 0;
const processes = new Set<ChildProcess>();
const waiting: (() => void)[] = [];

/** The processes that read a table at this moment, for whoever measures them. */
export function watchTableProcesses(): number[] {
  return [...processes].flatMap(({ pid }) => pid ?? []);
}

/** `tables-busy` while too many tables wait: to be asked before the bytes are taken. */
export function demandRoomForTable(): void {
  if (waiting.length >= limits.waiting) throw new Refusal("tables-busy", { seconds: "20" });
}

/**
 * Reads a table and checks its rows in a process of its own, ended when it takes too long or too much. `SheetProblem` for what cannot be
 * read, `tables-busy`.
 */
export async function readTableApart<Ask, Row>(job: TableJob<Ask>): Promise<ReadTable<Row>> {
  demandRoomForTable();
  if (running >= limits.processes) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await askProcess<Ask, Row>(job);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** It needs nothing of the server's: no secrets, no writing, no processes. */
function startProcess(): ChildProcess {
  const { SystemRoot } = process.env;
  return fork(place, [], {
    execArgv: ["--permission", "--allow-fs-read=*", `--max-old-space-size=${limits.heapMb}`, "--max-semi-space-size=4", "--no-warnings"],
    env: SystemRoot === undefined ? {} : { SystemRoot },
    serialization: "advanced",
    stdio: ["pipe", "ignore", "ignore", "ipc"],
  });
}

interface Told<Row> {
  readonly rows?: readonly Row[];
  readonly done?: Omit<ReadTable<Row>, "read">;
  readonly problem?: { readonly what: SheetProblem["what"]; readonly message: string; readonly row: number };
}

function askProcess<Ask, Row>(job: TableJob<Ask>): Promise<ReadTable<Row>> {
  return new Promise((resolve, reject) => {
    const child = startProcess();
    processes.add(child);
    const read: Row[] = [];
    const tooMuch = () => reject(new SheetProblem("effort", "reading it takes too much time or memory"));
    const late = setTimeout(() => {
      tooMuch();
      child.kill("SIGKILL");
    }, limits.milliseconds);
    child.once("error", reject);
    child.once("close", (code) => {
      clearTimeout(late);
      processes.delete(child);
      // What was answered is settled already. A heap that is full ends by a signal, a fault of ours with 1.
      if (code === 1) reject(new Error("the process that reads tables failed"));
      tooMuch();
    });
    child.on("message", ({ rows, done, problem }: Told<Row>) => {
      if (rows) read.push(...rows);
      else if (done) resolve({ ...done, read });
      else if (problem) reject(new SheetProblem(problem.what, problem.message, problem));
      if (!rows) child.kill("SIGKILL");
    });
    // Where it has ended already, its end is what counts.
    const { bytes, ...rest } = job;
    child.send(rest, () => {});
    child.stdin?.on("error", () => {}).end(bytes);
  });
}
