import { CsvError, parse } from "csv-parse/sync";
import { isStorable } from "../../shared/text.ts";
import { createRows, type HasColumns, SheetProblem, type SheetRow, tableLimits, tooLarge } from "./sheet-rows.ts";
import { readWorkbook } from "./workbook.ts";

/**
 * The filled rows of a CSV file (UTF-8 or UTF-16; comma, semicolon or tab) or of an XLSX file's first visible sheet that has the columns.
 * `SheetProblem`. Runs in a process of its own (table-reader.ts): what it costs is bounded, but not small.
 */
export async function readSpreadsheet(bytes: Uint8Array, hasColumns: HasColumns): Promise<SheetRow[]> {
  const rows = bytes[0] === 0x50 && bytes[1] === 0x4b ? await readWorkbook(bytes, hasColumns) : readCsv(bytes);
  const wrong = rows.find(({ cells }) => !cells.every(isStorable));
  if (wrong) throw new SheetProblem("encoding", `row ${wrong.row} holds what is no text`, { row: wrong.row });
  return rows;
}

/** The text of a file by its byte order mark, else UTF-8. */
function decode(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new SheetProblem("encoding", `not ${encoding.toUpperCase()}`);
  }
}

/** The same table as text that is read again: each row on the line of its number, so that it is counted as before. */
export function writeAsText(sheet: readonly SheetRow[]): string {
  const width = sheet.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const lines = Array<string>(sheet.at(-1)?.row ?? 0).fill("");
  for (const { row, cells } of sheet) lines[row - 1] = Array.from({ length: width }, (_, i) => textCell(cells[i] ?? "")).join("\t");
  return lines.join("\n");
}

function textCell(cell: string): string {
  const line = cell.replaceAll(/\s+/g, " ").trim();
  return /[",;]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}

function readCsv(bytes: Uint8Array): SheetRow[] {
  // A spreadsheet may write a line for each of its million empty rows.
  const text = decode(bytes).trimEnd();
  const { rows, add } = createRows();
  // A row is a record, blank ones too: a line break within quotes begins no row, neither here nor where a person looks it up.
  let row = 0;
  const onRecord = (cells: string[]) => {
    row += 1;
    if (cells.some((cell) => cell.trim() !== "")) add({ row, cells: withoutBlankEnd(cells) });
    else if (row > tableLimits.blankRows) throw tooLarge(row);
    return null;
  };
  const most = tableLimits.columns * tableLimits.cell;
  try {
    parse(text, { delimiter: delimiterOf(text), relax_column_count: true, max_record_size: most, on_record: onRecord });
    return rows;
  } catch (problem) {
    if (!(problem instanceof CsvError)) throw problem;
    // A quote that is never closed takes all the following lines into its row.
    const lines = Number(problem["lines"] ?? 1);
    const long = problem.code === "CSV_MAX_RECORD_SIZE";
    if (long && lines <= row + 1) throw new SheetProblem("size", `row ${row + 1} is too long`, { row: row + 1 });
    const from = long ? row + 1 : lines;
    throw new SheetProblem("quotes", `the quotes do not match from row ${from} on`, { row: from });
  }
}

/** A line may end with any number of separators. */
function withoutBlankEnd(cells: readonly string[]): readonly string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== "") + 1);
}

/** In the order of how seldom they stand in a text: a title or an address has commas. */
const delimiters = ["\t", ";", ","] as const;

/** The one that most of the first twenty filled records hold equally often: a title above the table may hold any. */
function delimiterOf(text: string): string {
  const records = firstRecords(text.slice(0, 200_000));
  const counts = delimiters.map((delimiter) => countedIn(records, delimiter));
  const best = counts.reduce((a, b) => (b.records > a.records || (b.records === a.records && b.each > a.each) ? b : a));
  return best.delimiter;
}

/** How many records hold the delimiter as often as most of them do. */
function countedIn(records: readonly string[], delimiter: string): { delimiter: string; records: number; each: number } {
  const times = Map.groupBy(records, (record) => record.split(delimiter).length - 1);
  times.delete(0);
  const [each, alike] = [...times].reduce((a, b) => (b[1].length > a[1].length ? b : a), [0, []]);
  return { delimiter, records: alike.length, each };
}

/** The first twenty filled records, without what stands in quotes. */
function firstRecords(text: string): string[] {
  const records: string[] = [];
  let record = "";
  let quoted = false;
  for (const sign of text) {
    if (records.length === 20) break;
    if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === "\n" || sign === "\r")) {
      if (record.trim() !== "") records.push(record);
      record = "";
    } else if (!quoted) record += sign;
  }
  return record.trim() === "" ? records : [...records, record];
}
