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

/** Neither CSV nor XLSX that can be read. The message says why, in English. */
export class SheetProblem extends Error {
  override readonly name = "SheetProblem";
}

const limits = { files: 200, bytes: 60_000_000, rows: 30_000, columns: 100 } as const;

const ParsedRows = v.array(v.object({ record: v.array(v.string()), info: v.object({ lines: v.number() }) }));

/** The rows of a CSV file (UTF-8 or UTF-16; comma, semicolon or tab) or of an XLSX file's first sheet. `SheetProblem`. */
export async function readSpreadsheet(bytes: Uint8Array): Promise<SheetRow[]> {
  const rows = bytes[0] === 0x50 && bytes[1] === 0x4b ? await readXlsx(bytes) : readCsv(bytes);
  const wrong = rows.find(({ cells }) => !cells.every(isStorable));
  if (wrong) throw new SheetProblem(`row ${wrong.row} holds what is no text`);
  return rows;
}

/** The text of a file by its byte order mark, else UTF-8. */
function decode(bytes: Uint8Array): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new SheetProblem(`not ${encoding.toUpperCase()}`);
  }
}

function readCsv(bytes: Uint8Array): SheetRow[] {
  const text = decode(bytes);
  try {
    const parsed = parse(text, { delimiter: delimiterOf(text), relax_column_count: true, info: true });
    const rows = v.parse(ParsedRows, parsed).map(({ record, info }) => ({ row: info.lines, cells: record }));
    if (rows.length > limits.rows) throw new SheetProblem(`more than ${limits.rows} rows`);
    return rows;
  } catch (problem) {
    if (problem instanceof CsvError) throw new SheetProblem(problem.message);
    throw problem;
  }
}

/** The one that the first line holds most of. */
function delimiterOf(text: string): string {
  const [first = ""] = text.split(/\r?\n/, 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

/** What a workbook's table is read from; pictures, macros and the like are left packed. */
const wanted = /^(\[Content_Types\]\.xml|_rels\/[^/]+|xl\/(_rels\/)?[^/]+|xl\/worksheets\/(_rels\/)?[^/]+)$/i;

async function readXlsx(bytes: Uint8Array): Promise<SheetRow[]> {
  try {
    const files = unzip(bytes, (name) => wanted.test(name) && /\.(xml|rels)$/i.test(name), limits);
    files.forEach(demandSmallSheet);
    const [sheet] = await readXlsxFile(zipStored(files), { trim: false, parseNumber: (digits: string) => digits });
    return (sheet?.data ?? []).map((cells, i) => ({ row: i + 1, cells: cells.map(textOf) }));
  } catch (problem) {
    if (problem instanceof SheetProblem) throw problem;
    throw new SheetProblem(problem instanceof ZipProblem ? problem.message : "not a workbook that can be read", { cause: problem });
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
      throw new SheetProblem(`more than ${limits.rows} rows or ${limits.columns} columns`);
    }
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}
