/*
 * Tables that people send, CSV or XLSX. A file may be made to cost much: it is read and checked in a process of its own with limits on
 * time, memory and size, and problems come back by row. What the columns mean and what is wrong with a row is said by the room whose table
 * it is (`TableKind`).
 */

import { fileURLToPath } from "node:url";
import { Refusal } from "../../shared/problem.ts";
import { Apart, TooMuch } from "../host/apart.ts";
import { SheetProblem } from "./sheet-rows.ts";
import type { ReadTable, TableJob } from "./table-kind.ts";

/** A table of 3,321 communes takes a third of a second. */
const limits = { processes: 2, waiting: 8, milliseconds: 20_000, heapMb: 256 } as const;

const apart = new Apart(fileURLToPath(new URL("./table-child.ts", import.meta.url)), limits);

/** The processes that read a table at this moment, for whoever measures them. */
export function watchTableProcesses(): number[] {
  return apart.pids;
}

/** `tables-busy` while too many tables wait: to be asked before the bytes are taken. */
export function demandRoomForTable(): void {
  if (apart.busy) throw new Refusal("tables-busy", { seconds: "20" });
}

/**
 * Reads a table and checks its rows in a process of its own, ended when it takes too long or too much. `SheetProblem` for what cannot be
 * read, `tables-busy`.
 */
export async function readTableApart<Ask, Row>(job: TableJob<Ask>): Promise<ReadTable<Row>> {
  demandRoomForTable();
  const read: Row[] = [];
  const { bytes, ...rest } = job;
  try {
    return await apart.run(rest, bytes, ({ rows, done, problem }: Told<Row>) => {
      if (problem) throw new SheetProblem(problem.what, problem.message, problem);
      if (rows) read.push(...rows);
      return done && { ...done, read };
    });
  } catch (problem) {
    if (problem instanceof TooMuch) throw new SheetProblem("effort", "reading it takes too much time or memory");
    throw problem;
  }
}

interface Told<Row> {
  readonly rows?: readonly Row[];
  readonly done?: Omit<ReadTable<Row>, "read">;
  readonly problem?: { readonly what: SheetProblem["what"]; readonly message: string; readonly row: number };
}
