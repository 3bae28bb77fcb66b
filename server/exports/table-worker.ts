import { parentPort, workerData } from "node:worker_threads";
import writeXlsxFile from "write-excel-file/node";
import type { Column, Table } from "./table.ts";

/** Runs in a thread of its own, given tables: compressing a large sheet would keep every request waiting. */
const tables: readonly Table[] = workerData;
const sheets = tables.map(({ name, columns, rows }) => ({
  data: [
    columns.map(({ title }) => ({ value: printable(title), type: String, fontWeight: "bold" as const })),
    ...rows.map((row) =>
      row.map((cell, i) => {
        if (cell === null) return null;
        if (typeof cell === "string") return { value: printable(cell), type: String };
        return { type: Number, ...figure(cell, columns[i]?.holds) };
      }),
    ),
  ],
  sheet: name,
  columns: columns.map(({ holds }) => ({ width: holds === "text" ? 24 : 10 })),
  stickyRowsCount: 1,
}));
const bytes = await writeXlsxFile(sheets).toBuffer();
parentPort?.postMessage(new Uint8Array(bytes));

function figure(cell: number, holds: Column["holds"] | undefined): { value: number; format?: string } {
  if (holds === "hundredths") return { value: cell / 100, format: "0.00" };
  if (holds === "tenths") return { value: cell / 10, format: "0.0" };
  return { value: cell };
}

/** A cell of type text is never computed. What XML cannot hold is left out. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, (control) => ("\t\n\r".includes(control) ? control : "")).toWellFormed();
}
