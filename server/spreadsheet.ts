import { CsvError, parse } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import * as v from "valibot";
import { isStorable } from "../shared/text.ts";
import { unzip, ZipProblem, type ZippedFile, zipStored } from "./zip.ts";

/** A row as a spreadsheet counts it, from 1; cells are texts exactly as they stand in the file, empty ones "". */
export interface SheetRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** Neither CSV nor XLSX that can be read: `what` is wrong, and the message says why, in English. */
export class SheetProblem extends Error {
  override readonly name = "SheetProblem";
  readonly what: "encoding" | "quotes" | "workbook" | "size";
  /** Where, as a spreadsheet counts. */
  readonly row: number;

  constructor(what: SheetProblem["what"], message: string, { row = 1, cause }: { row?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.what = what;
    this.row = row;
  }
}

const limits = { files: 200, bytes: 60_000_000, rows: 30_000, columns: 100 } as const;

const ParsedRows = v.array(v.array(v.string()));

/** The rows of a CSV file (UTF-8 or UTF-16; comma, semicolon or tab) or of an XLSX file's first sheet. `SheetProblem`. */
export async function readSpreadsheet(bytes: Uint8Array): Promise<SheetRow[]> {
  const rows = bytes[0] === 0x50 && bytes[1] === 0x4b ? await readXlsx(bytes) : readCsv(bytes);
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
  const width = Math.max(...sheet.map(({ cells }) => cells.length));
  const lines = Array<string>(sheet.at(-1)?.row ?? 0).fill("");
  for (const { row, cells } of sheet) lines[row - 1] = Array.from({ length: width }, (_, i) => textCell(cells[i] ?? "")).join("\t");
  return lines.join("\n");
}

function textCell(cell: string): string {
  const line = cell.replaceAll(/\s+/g, " ").trim();
  return /[",;]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}

function readCsv(bytes: Uint8Array): SheetRow[] {
  const text = decode(bytes);
  try {
    const parsed = parse(text, { delimiter: delimiterOf(text), relax_column_count: true });
    // A row is a record, blank ones too: a line break within quotes begins no row, neither here nor where a person looks it up.
    const rows = v.parse(ParsedRows, parsed).map((cells, i) => ({ row: i + 1, cells }));
    if (rows.length > limits.rows) throw new SheetProblem("size", `more than ${limits.rows} rows`);
    return rows;
  } catch (problem) {
    if (problem instanceof CsvError) throw new SheetProblem("quotes", problem.message, { row: Number(problem["lines"] ?? 1) });
    throw problem;
  }
}

/** In the order of how seldom they stand in a text: a title or an address has commas. */
const delimiters = ["\t", ";", ","] as const;

/** The one that most of the first twenty filled records hold equally often: a title above the table may hold any. */
function delimiterOf(text: string): string {
  const records = firstRecords(text);
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

/** What a workbook's table is read from; pictures, macros and the like are left packed. */
const wanted = /^(\[Content_Types\]\.xml|_rels\/[^/]+|xl\/(_rels\/)?[^/]+|xl\/worksheets\/(_rels\/)?[^/]+)$/i;

async function readXlsx(bytes: Uint8Array): Promise<SheetRow[]> {
  try {
    const files = unzip(bytes, (name) => wanted.test(name) && /\.(xml|rels)$/i.test(name), limits);
    files.forEach(demandSmallSheet);
    const [sheet] = await readXlsxFile(zipStored(files.map(withFaultsAsText)), { trim: false, parseNumber: (digits: string) => digits });
    return (sheet?.data ?? []).map((cells, i) => ({ row: i + 1, cells: cells.map(textOf) }));
  } catch (problem) {
    if (problem instanceof SheetProblem) throw problem;
    throw new SheetProblem("workbook", problem instanceof ZipProblem ? problem.message : "not a workbook that can be read", { cause: problem });
  }
}

/** One cell far away would make the reader fill all the cells before it. */
function demandSmallSheet({ name, bytes }: ZippedFile): void {
  if (!/worksheets\/[^/]+\.xml$/i.test(name)) return;
  const text = new TextDecoder().decode(bytes);
  for (const [, , address = ""] of text.matchAll(/<(?:\w+:)?(?:row|c)\s[^>]*?(?<![\w:])r\s*=\s*(["'])(.*?)\1/g)) {
    const parts = /^([A-Z]{0,3})(\d{1,7})$/.exec(address);
    const column = [...(parts?.[1] ?? "")].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
    if (!parts || Number(parts[2]) > limits.rows || column > limits.columns) {
      throw new SheetProblem("size", `more than ${limits.rows} rows or ${limits.columns} columns`);
    }
  }
}

/**
 * The reader leaves out a cell whose formula failed or was never computed, as if it were blank. Whoever checks the rows has to see it: it
 * becomes the text that a person sees there, `#REF!` or the formula.
 */
function withFaultsAsText({ name, bytes }: ZippedFile): ZippedFile {
  if (!/worksheets\/[^/]+\.xml$/i.test(name)) return { name, bytes };
  const text = new TextDecoder().decode(bytes);
  const seen = text
    .replace(/(<(?:\w+:)?c\s[^>]*?(?<![\w:])t\s*=\s*)(["'])e\2/g, "$1$2str$2")
    .replace(
      /<((?:\w+:)?)c\s([^>]*[^>/])>\s*<\1f(?:\s[^>]*)?>([^<]*)<\/\1f>\s*(?:<\1v\s*\/>\s*)?<\/\1c>/g,
      (_, space: string, attributes: string, formula: string) => {
        const own = attributes.replace(/(?<![\w:])t\s*=\s*(["']).*?\1/, "");
        return `<${space}c ${own} t="str"><${space}v>=${formula}</${space}v></${space}c>`;
      },
    );
  return seen === text ? { name, bytes } : { name, bytes: new TextEncoder().encode(seen) };
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}
