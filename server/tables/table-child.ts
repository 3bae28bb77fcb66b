import { buffer } from "node:stream/consumers";
import { sha256 } from "../host/hash.ts";
import { SheetProblem } from "./sheet-rows.ts";
import { readSpreadsheet, writeAsText } from "./spreadsheet.ts";
import type { ReadTable, TableJob, TableKind } from "./table-kind.ts";

/**
 * Runs in a process of its own, which is given one table and ended: nothing that a file does to it reaches the server. The bytes come by
 * the standard input, which copies nothing on the way.
 */
process.once("message", async (job: Omit<TableJob<unknown>, "bytes">) => await answer({ ...job, bytes: await buffer(process.stdin) }));
process.once("disconnect", () => process.exit());

/** So few rows at a time that taking one message keeps no request waiting. */
const rowsAtOnce = 500;

async function answer(job: TableJob<unknown>): Promise<void> {
  try {
    const { read, ...rest } = await readTable(job);
    for (let i = 0; i < read.length && rest.problems.length === 0; i += rowsAtOnce) await tell({ rows: read.slice(i, i + rowsAtOnce) });
    await tell({ done: rest });
  } catch (problem) {
    if (!(problem instanceof SheetProblem)) throw problem;
    const { what, message, row } = problem;
    await tell({ problem: { what, message, row } });
  }
}

/** The server hands over the module of a room of its own, whose kind fits what is asked. */
async function readTable({ module, bytes, ask, asText }: TableJob<unknown>): Promise<ReadTable<unknown>> {
  const { tableKind }: { readonly tableKind: TableKind<unknown, unknown> } = await import(module);
  const sheet = await readSpreadsheet(bytes, tableKind.hasColumns);
  return { ...tableKind.readRows(sheet, ask), text: asText ? writeAsText(sheet) : undefined, hash: sha256(bytes) };
}

function tell(message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (failed) => (failed ? reject(failed) : resolve()));
  });
}
