import { answersParent, tellParent } from "../host/apart-child.ts";
import { sha256 } from "../host/hash.ts";
import { SheetProblem } from "./sheet-rows.ts";
import { readSpreadsheet, writeAsText } from "./spreadsheet.ts";
import type { ReadTable, TableJob, TableKind } from "./table-kind.ts";

/** Runs in a process of its own, which is given one table and ended. */
answersParent(async (job: Omit<TableJob<unknown>, "bytes">, bytes) => await answer({ ...job, bytes }));

/** So few rows at a time that taking one message keeps no request waiting. */
const rowsAtOnce = 500;

async function answer(job: TableJob<unknown>): Promise<void> {
  try {
    const { read, ...rest } = await readTable(job);
    for (let i = 0; i < read.length && rest.problems.length === 0; i += rowsAtOnce)
      await tellParent({ rows: read.slice(i, i + rowsAtOnce) });
    await tellParent({ done: rest });
  } catch (problem) {
    if (!(problem instanceof SheetProblem)) throw problem;
    const { what, message, row } = problem;
    await tellParent({ problem: { what, message, row } });
  }
}

/** The server hands over the module of a room of its own, whose kind fits what is asked. */
async function readTable({ module, bytes, ask, asText }: TableJob<unknown>): Promise<ReadTable<unknown>> {
  const { tableKind }: { readonly tableKind: TableKind<unknown, unknown> } = await import(module);
  const sheet = await readSpreadsheet(bytes, tableKind.hasColumns);
  return { ...tableKind.readRows(sheet, ask), text: asText ? writeAsText(sheet) : undefined, hash: sha256(bytes) };
}
