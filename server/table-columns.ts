import { withoutMarks } from "../shared/vietnamese-text.ts";
import type { SheetRow } from "./spreadsheet.ts";

/** Everything that is wrong with a table, by its row as a spreadsheet counts. */
export interface RowProblems {
  readonly problems: { readonly row: number; readonly message: string }[];
}

export interface TableRow<Column extends string> {
  readonly row: number;
  /** The cell's text on one line; "" where the table has no such column. */
  cell(column: Column): string;
  /** Exactly as it stands in the file. */
  raw(column: Column): string;
}

/** How far down the column names may stand: an official list begins with a title. */
const deepest = 20;

/**
 * Finds the row of column names (by any of their names, marks and case ignored) that has all the needed columns, and the filled rows
 * below it.
 */
export function placesOf<Column extends string>(
  sheet: readonly SheetRow[],
  columns: Readonly<Record<Column, readonly string[]>>,
  needed: readonly NoInfer<Column>[],
): { readonly row: number; readonly rows: readonly TableRow<Column>[] } | undefined {
  for (const [i, { row, cells }] of sheet.slice(0, deepest).entries()) {
    const names = cells.map((name) => withoutMarks(name));
    const places = new Map<Column, number>();
    for (const [column, known] of Object.entries(columns) as [Column, readonly string[]][]) {
      const place = names.findIndex((name) => known.includes(name));
      if (place >= 0) places.set(column, place);
    }
    if (!needed.every((column) => places.has(column))) continue;
    const rows = sheet
      .slice(i + 1)
      .filter((filled) => filled.cells.some((cell) => cell.trim() !== ""))
      .map((filled) => {
        const raw = (column: Column) => filled.cells[places.get(column) ?? -1] ?? "";
        return { row: filled.row, raw, cell: (column: Column) => raw(column).normalize("NFC").replace(/\s+/g, " ").trim() };
      });
    return { row, rows };
  }
  return undefined;
}
