import type { Language } from "../../shared/text.ts";
import type { SheetRow } from "./sheet-rows.ts";
import type { RowProblems } from "./table-columns.ts";

/** A kind of table that people send, as its room reads it. `Ask` is what the rows are checked against; it goes to another process. */
export interface TableKind<Ask, Row> {
  /** Tells the sheet that holds it from a workbook's others. */
  hasColumns(rows: readonly SheetRow[]): boolean;
  /** Checks every row. Where there is any problem, `read` is not to be used. */
  readRows(sheet: readonly SheetRow[], ask: Ask): RowProblems & { readonly read: readonly Row[]; readonly rows: number };
}

/** A table that somebody sent. `module`: the address of the room's module that exports its kind as `tableKind`. */
export interface TableJob<Ask> {
  readonly module: string;
  readonly bytes: Uint8Array;
  readonly ask: Ask;
  /** Give it back as text, too, that can be sent again. */
  readonly asText?: boolean;
}

/** For whom problems are written. */
export interface AsksInWords {
  readonly language: Language;
}

/** What a table holds. Where there is any problem, `read` is not to be used. */
export interface ReadTable<Row> extends RowProblems {
  readonly read: readonly Row[];
  /** Filled rows below the column names. */
  readonly rows: number;
  readonly text: string | undefined;
  /** Stands for the table's bytes. */
  readonly hash: string;
}
