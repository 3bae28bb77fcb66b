/** A filled row as a spreadsheet counts it, from 1; cells are texts exactly as they stand in the file, empty ones "". */
export interface SheetRow {
  readonly row: number;
  readonly cells: readonly string[];
  /** Numbers that are shown otherwise than they are stored, in a way that is not imitated: the format, by the cell's place from 0. */
  readonly oddFormats?: ReadonlyMap<number, string>;
}

/** Neither CSV nor XLSX that can be read: `what` is wrong, and the message says why, in English. */
export class SheetProblem extends Error {
  override readonly name = "SheetProblem";
  readonly what: "encoding" | "quotes" | "workbook" | "size" | "effort";
  /** Where, as a spreadsheet counts. */
  readonly row: number;

  constructor(what: SheetProblem["what"], message: string, { row = 1, cause }: { row?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.what = what;
    this.row = row;
  }
}

/** What a table may hold; all of it is checked while reading. A cell's length is what a spreadsheet can hold in one. */
export const tableLimits = { rows: 30_000, columns: 100, cell: 32_767, text: 8_000_000, blankRows: 100_000 } as const;

/** Tells whether a sheet's rows so far hold the row of column names. */
export type HasColumns = (rows: readonly SheetRow[]) => boolean;

/** Gathers filled rows within the limits; `size` as soon as there is too much. */
export function createRows(): { readonly rows: SheetRow[]; add(row: SheetRow): void } {
  const rows: SheetRow[] = [];
  let text = 0;
  return {
    rows,
    add(row) {
      if (row.row > tableLimits.rows || rows.length === tableLimits.rows || row.cells.length > tableLimits.columns) throw tooLarge(row.row);
      for (const { length } of row.cells) {
        if (length > tableLimits.cell)
          throw new SheetProblem("size", `a cell of row ${row.row} holds more than ${tableLimits.cell} characters`, row);
        text += length;
      }
      if (text > tableLimits.text) throw new SheetProblem("size", `more than ${tableLimits.text} characters`, row);
      rows.push(row);
    },
  };
}

/** What is said of a sheet that passes the limits at this row. */
export function tooLarge(row: number): SheetProblem {
  return new SheetProblem("size", `more than ${tableLimits.rows} rows or ${tableLimits.columns} columns`, { row });
}
