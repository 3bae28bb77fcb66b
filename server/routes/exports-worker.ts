import { parentPort, workerData } from "node:worker_threads";
import writeXlsxFile from "write-excel-file/node";
import type { Table } from "./exports-table.ts";

/** Runs in a thread of its own, given a table: compressing a large sheet would keep every request waiting. */
const { name, columns, rows }: Table = workerData;
const head = columns.map(({ title }) => ({ value: printable(title), type: String, fontWeight: "bold" as const }));
const body = rows.map((row) =>
  row.map((cell, i) => {
    if (cell === null) return null;
    if (typeof cell === "string") return { value: printable(cell), type: String };
    return columns[i]?.holds === "hundredths" ? { value: cell / 100, type: Number, format: "0.00" } : { value: cell, type: Number };
  }),
);
const widths = columns.map(({ holds }) => ({ width: holds === "text" ? 24 : 10 }));
const bytes = await writeXlsxFile([head, ...body], { sheet: name, columns: widths, stickyRowsCount: 1 }).toBuffer();
parentPort?.postMessage(new Uint8Array(bytes));

/** A cell of type text is never computed. What XML cannot hold is left out. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => ("\t\n\r".includes(control) ? control : "")).toWellFormed();
}
