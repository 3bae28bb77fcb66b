import type { Procedure } from "../shared/procedure-catalogue.ts";
import { readProcedureCode } from "../shared/procedure-code.ts";
import { type Language, say, type Words } from "../shared/text.ts";
import { importWords as words } from "../shared/words/imports.ts";
import type { SheetRow } from "./spreadsheet.ts";
import { placesOf, type RowProblems } from "./table-columns.ts";

/** As the national portal names its columns, and as others do. */
const columns = {
  code: ["ma so", "ma so tthc", "ma thu tuc", "ma tthc", "ma", "code"],
  name: ["ten", "ten thu tuc", "ten tthc", "ten thu tuc hanh chinh", "name"],
  issuedBy: ["co quan ban hanh", "co quan cong bo", "issued by"],
  handledBy: ["co quan thuc hien", "handled by"],
  field: ["linh vuc", "field"],
} as const;

export interface ReadProcedures extends RowProblems {
  readonly procedures: readonly Procedure[];
  readonly rows: number;
}

/** Reads an official list, its texts exactly as they stand there, and says everything that is wrong by row. */
export function readProcedureRows(sheet: readonly SheetRow[], language: Language): ReadProcedures {
  const problems: { row: number; message: string }[] = [];
  const problem = (row: number, what: Words, values: Record<string, string | number> = {}) => problems.push({ row, message: say(what, language, values) });
  const head = placesOf(sheet, columns, ["code", "name"]);
  if (!head) {
    problem(1, words.noHead, { columns: say(words.procedureColumns, language) });
    return { procedures: [], rows: 0, problems };
  }
  if (head.rows.length === 0) problem(head.row, words.noRows);
  const seen = new Map<string, number>();
  const procedures: Procedure[] = [];
  for (const { row, cell, raw } of head.rows) {
    const code = readProcedureCode(raw("code"));
    if (cell("code") === "") problem(row, words.noCode);
    else if (code === undefined) problem(row, words.badCode, { code: cell("code").slice(0, 80) });
    if (cell("name") === "") problem(row, words.noName);
    const [name, issuedBy, handledBy, field] = [raw("name"), raw("issuedBy"), raw("handledBy"), raw("field")];
    const tooLong = [name.length > 4_000, issuedBy.length > 2_000, handledBy.length > 4_000, field.length > 1_000].includes(true);
    if (tooLong) problem(row, words.tooLong, { what: `${cell("name").slice(0, 40)}…` });
    if (code === undefined) continue;
    const before = seen.get(code);
    if (before !== undefined) problem(row, words.codeTwice, { code, row: before });
    else seen.set(code, row);
    procedures.push({ code, name, issuedBy, handledBy, field });
  }
  return { procedures, rows: head.rows.length, problems };
}
