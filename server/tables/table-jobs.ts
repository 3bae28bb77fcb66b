import type { Procedure } from "../../shared/catalogue/procedure-catalogue.ts";
import type { Language } from "../../shared/text.ts";
import { neededProcedureColumns, procedureColumns, readProcedureRows } from "../catalogue/procedure-rows.ts";
import { sha256 } from "../host/hash.ts";
import { neededUnitColumns, type UnitsHere, unitColumns } from "../units/unit-row-checks.ts";
import { readUnitRows } from "../units/unit-rows.ts";
import type { NewUnit } from "../units/units.ts";
import { readSpreadsheet, writeAsText } from "./spreadsheet.ts";
import { placesOf, type RowProblems } from "./table-columns.ts";

/** A table of units that somebody sent. `asText`: give it back as text that can be sent again. */
interface UnitsJob {
  readonly kind: "units";
  readonly bytes: Uint8Array;
  readonly language: Language;
  readonly here: UnitsHere;
  readonly from: string | undefined;
  readonly asText: boolean;
}

interface ProceduresJob {
  readonly kind: "procedures";
  readonly bytes: Uint8Array;
  readonly language: Language;
}

export type TableJob = UnitsJob | ProceduresJob;

/** What is read from each row. */
export type RowOf<Job extends TableJob> = Job extends UnitsJob ? NewUnit : Procedure;

/** What a table holds. Where there is any problem, `read` is not to be used. */
export interface ReadTable<Row> extends RowProblems {
  readonly read: readonly Row[];
  /** Filled rows below the column names. */
  readonly rows: number;
  readonly text: string | undefined;
  /** Stands for the table's bytes. */
  readonly hash: string;
}

/** Reads a table and checks every row. `SheetProblem`. */
export async function runTableJob(job: TableJob): Promise<ReadTable<RowOf<TableJob>>> {
  const hash = sha256(job.bytes);
  if (job.kind === "procedures") {
    const sheet = await readSpreadsheet(job.bytes, (rows) => placesOf(rows, procedureColumns, neededProcedureColumns) !== undefined);
    const { procedures: read, ...rest } = readProcedureRows(sheet, job.language);
    return { read, ...rest, text: undefined, hash };
  }
  const sheet = await readSpreadsheet(job.bytes, (rows) => placesOf(rows, unitColumns, neededUnitColumns) !== undefined);
  const { units: read, ...rest } = readUnitRows(sheet, job.here, job.from, job.language);
  return { read, ...rest, text: job.asText ? writeAsText(sheet) : undefined, hash };
}
