import * as v from "valibot";
import { boundOf } from "../../shared/bounds.ts";
import { type Language, plainName, say, type Words } from "../../shared/text.ts";
import type { RowProblem } from "../../shared/units/unit-events.ts";
import { withoutMarks } from "../../shared/vietnamese-text.ts";
import { importWords as words } from "../../shared/words/imports.ts";
import type { SheetRow } from "./sheet-rows.ts";

/** What is wrong with a table, by its row as a spreadsheet counts; past so many a last one says how many more there are. */
export interface RowProblems {
  readonly problems: readonly RowProblem[];
  /** How many there are. */
  readonly problemCount: number;
}

/** A filled row below the column names. */
export interface TableRow<Column extends string> {
  readonly row: number;
  /** The cell's text on one line; "" where the table has no such column. */
  cell(column: Column): string;
  /** Exactly as it stands in the file. */
  raw(column: Column): string;
  /** By which format a number is shown otherwise than its digits, and in which cell. */
  oddFormat(column: Column): { readonly cell: string; readonly format: string } | undefined;
}

/** A sheet's table, by columns that are found by name. */
export interface Table<Column extends string> {
  /** Where the column names stand. */
  readonly row: number;
  readonly rows: readonly TableRow<Column>[];
  /** A column's name as it stands there; absent where the table has no such column. */
  title(column: Column): string | undefined;
}

/** How far down the column names may stand: an official list begins with a title. */
const deepest = 20;
/** What is longer names no column. */
const longestName = 200;

/**
 * Finds the row of column names (by any of their names, marks and case ignored) that has all the needed columns, and the filled rows
 * below it.
 */
export function placesOf<Column extends string>(
  sheet: readonly SheetRow[],
  columns: Readonly<Record<Column, readonly string[]>>,
  needed: readonly NoInfer<Column>[],
): Table<Column> | undefined {
  for (const [i, { row, cells }] of sheet.slice(0, deepest).entries()) {
    const names = cells.map((name) => withoutMarks(name.slice(0, longestName)));
    const places = new Map<Column, number>();
    for (const [column, known] of Object.entries(columns) as [Column, readonly string[]][]) {
      const place = names.findIndex((name) => known.includes(name));
      if (place >= 0) places.set(column, place);
    }
    if (!needed.every((column) => places.has(column))) continue;
    const rows = sheet.slice(i + 1).map((filled) => rowOf(filled, (column: Column) => places.get(column) ?? -1));
    return { row, rows, title: (column) => cells[places.get(column) ?? -1]?.replace(/\s+/g, " ").trim() };
  }
  return undefined;
}

function rowOf<Column extends string>({ row, cells, oddFormats }: SheetRow, placeOf: (column: Column) => number): TableRow<Column> {
  const raw = (column: Column) => cells[placeOf(column)] ?? "";
  return {
    row,
    raw,
    cell: (column) => plainName(raw(column)).replace(/\s+/g, " ").trim(),
    oddFormat(column) {
      const format = oddFormats?.get(placeOf(column));
      return format === undefined ? undefined : { format, cell: `${lettersOf(placeOf(column))}${row}` };
    },
  };
}

/** A column as a spreadsheet names it: A to Z, AA and so on. */
function lettersOf(place: number): string {
  return place < 26 ? String.fromCharCode(65 + place) : lettersOf(Math.floor(place / 26) - 1) + lettersOf(place % 26);
}

/** What a spreadsheet shows where a formula failed or was never computed, and how it writes a long number that it has shortened. */
const sheetErrors =
  /^(#(REF|N\/A|VALUE|NAME|DIV\/0|NULL|NUM|SPILL|CALC|FIELD|BLOCKED|CONNECT|UNKNOWN|GETTING_DATA)[!?]?|#{3,}|[=＝].*)$/isu;
const shortened = /^\d+([.,]\d+)?e\+\d+$/i;

/** What is wrong with a cell whatever its column; `undefined` where nothing is. */
export function faultOf(cell: string): Words | undefined {
  const bare = cell.trim();
  if (sheetErrors.test(bare)) return words.sheetError;
  return shortened.test(bare) ? words.shortened : undefined;
}

/** Says what is wrong with a row's column. */
export type Complain<Column extends string> = (column: Column, what: Words, values?: Readonly<Record<string, string | number>>) => void;

/** So many problems are told one by one: nobody mends more before trying again, and an answer has to stay small. */
const mostProblems = 1_000;

/** Gathers what is wrong, in one language. */
export function createFaults(language: Language) {
  const problems: RowProblem[] = [];
  let count = 0;
  let last = 1;
  return {
    /** `column`: its name in the table, where it has one. */
    add(row: number, column: string | undefined, what: Words, values: Readonly<Record<string, string | number>> = {}): void {
      count += 1;
      last = row;
      if (count <= mostProblems) problems.push({ row, ...(column ? { column } : {}), message: say(what, language, values) });
    },
    /** By row; past so many, the last one says how many more there are. */
    told(): RowProblems {
      problems.sort((a, b) => a.row - b.row);
      if (count > mostProblems) problems.push({ row: last, message: say(words.moreProblems, language, { count: count - mostProblems }) });
      return { problems, problemCount: count };
    },
  };
}

/** Says of which numbers it is not certain what their digits are. */
export function complainOfFormats<Column extends string>(
  row: TableRow<Column>,
  columns: readonly Column[],
  complain: Complain<Column>,
): void {
  for (const column of columns) {
    const odd = row.oddFormat(column);
    if (odd) complain(column, words.oddFormat, { cell: odd.cell, format: odd.format.slice(0, 40) });
  }
}

/** Everything in a row that the schema of the API refuses; nothing where it takes the row. */
export function issuesOf(
  schema: v.GenericSchema,
  row: unknown,
): { readonly path: readonly unknown[]; readonly type: string; readonly most: number }[] {
  const parsed = v.safeParse(schema, row);
  return parsed.success
    ? []
    : parsed.issues.map((issue) => ({
        path: (issue.path ?? []).map(({ key }) => key),
        type: issue.type,
        most: boundOf(issue)?.limit ?? 0,
      }));
}
