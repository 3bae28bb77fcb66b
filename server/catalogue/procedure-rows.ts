import { Procedure } from "../../shared/catalogue/procedure-catalogue.ts";
import { readProcedureCode } from "../../shared/catalogue/procedure-code.ts";
import { say } from "../../shared/text.ts";
import { importWords as words } from "../../shared/words/imports.ts";
import type { SheetRow } from "../tables/sheet-rows.ts";
import { type Complain, complainOfFormats, createFaults, faultOf, issuesOf, placesOf, type TableRow } from "../tables/table-columns.ts";
import type { AsksInWords, ReadTable, TableKind } from "../tables/table-kind.ts";
import { readTableApart } from "../tables/table-reader.ts";

/** As the national portal names its columns, and as others do. */
const procedureColumns = {
  code: ["ma so", "ma so tthc", "ma thu tuc", "ma tthc", "ma", "code"],
  name: ["ten", "ten thu tuc", "ten tthc", "ten thu tuc hanh chinh", "name"],
  issuedBy: ["co quan ban hanh", "co quan cong bo", "issued by"],
  handledBy: ["co quan thuc hien", "handled by"],
  field: ["linh vuc", "field"],
} as const;
type Column = keyof typeof procedureColumns;
const neededProcedureColumns = ["code", "name"] as const;
const textColumns = ["name", "issuedBy", "handledBy", "field"] as const satisfies readonly Column[];

/** Read in a process of its own: texts exactly as they stand there, and everything that is wrong by row. */
export const tableKind: TableKind<AsksInWords, Procedure> = {
  hasColumns: (rows) => placesOf(rows, procedureColumns, neededProcedureColumns) !== undefined,
  readRows: readProcedureRows,
};

/** An official list that somebody sent. `SheetProblem`, `tables-busy`. */
export function readProcedureTable(bytes: Uint8Array, ask: AsksInWords): Promise<ReadTable<Procedure>> {
  return readTableApart({ module: import.meta.url, bytes, ask });
}

function readProcedureRows(sheet: readonly SheetRow[], { language }: AsksInWords): ReturnType<typeof tableKind.readRows> {
  const faults = createFaults(language);
  const head = placesOf(sheet, procedureColumns, neededProcedureColumns);
  if (!head) {
    faults.add(1, undefined, words.noHead, { columns: say(words.procedureColumns, language) });
    return { read: [], rows: 0, ...faults.told() };
  }
  if (head.rows.length === 0) faults.add(head.row, undefined, words.noRows);
  const seen = new Map<string, number>();
  const procedures: Procedure[] = [];
  for (const row of head.rows) {
    const complain: Complain<Column> = (column, what, values) => faults.add(row.row, head.title(column), what, values);
    complainOfFormats(row, ["code", ...textColumns], complain);
    const procedure = procedureOf(row, complain);
    if (!procedure) continue;
    const { code } = procedure;
    const before = seen.get(code);
    if (before !== undefined) complain("code", words.codeTwice, { code, row: String(before) });
    else seen.set(code, row.row);
    procedures.push(procedure);
  }
  return { read: procedures, rows: head.rows.length, ...faults.told() };
}

/** What the API gives out is what its schema takes: the rest is told by column. `undefined` without a code. */
function procedureOf({ cell, raw }: TableRow<Column>, complain: Complain<Column>): Procedure | undefined {
  const code = readProcedureCode(raw("code"));
  if (cell("code") === "") complain("code", words.noCode);
  else if (code === undefined) complain("code", words.badCode, { code: cell("code").slice(0, 80) });
  if (cell("name") === "") complain("name", words.noName);
  const [name, issuedBy, handledBy, field] = [raw("name"), raw("issuedBy"), raw("handledBy"), raw("field")];
  for (const column of textColumns) {
    const fault = faultOf(raw(column));
    if (fault) complain(column, fault, { what: cell(column).slice(0, 40) });
  }
  const texts = { name: name || " ", issuedBy, handledBy, field };
  for (const { path, type, most } of issuesOf(Procedure, { code: code ?? "1.000000", ...texts })) {
    const column = textColumns.find((own) => own === path[0]) ?? "name";
    complain(column, type === "max_length" ? words.tooLong : words.badCell, { what: `${cell(column).slice(0, 40)}…`, most });
  }
  return code === undefined ? undefined : { code, name, issuedBy, handledBy, field };
}
