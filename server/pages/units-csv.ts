import { CsvError, parse } from "csv-parse/sync";
import * as v from "valibot";
import type { Words } from "../../shared/text.ts";
import { parseWebsite, type Unit, type UnitKind, unitKinds } from "../../shared/unit.ts";
import { sameSpelling, withoutMarks } from "../../shared/vietnamese-text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";

export type CsvUnit = Pick<Unit, "name" | "kind" | "block" | "websites">;

export interface CsvProblem {
  /** As a spreadsheet counts: the column names are row 1. */
  readonly row: number;
  readonly words: Words;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface ReadUnits {
  readonly units: readonly CsvUnit[];
  /** Every one of them, not the first alone. Where there is any, `units` is not to be used. */
  readonly problems: readonly CsvProblem[];
}

const columns = {
  name: ["ten", "ten don vi", "don vi", "name", "unit"],
  kind: ["loai", "loai don vi", "kind", "type"],
  block: ["khoi", "block", "group"],
  website: ["trang", "website", "trang thong tin dien tu", "trang ttdt", "dia chi trang", "url", "site"],
} as const;
type Column = keyof typeof columns;

const columnWords: Readonly<Record<Column, Words>> = { name: words.name, kind: words.kind, block: words.block, website: words.website };

/** What the parser gives with `info`. */
const ParsedRows = v.array(v.object({ record: v.array(v.string()), info: v.object({ lines: v.number() }) }));

/** Kinds by their code and by their names in both languages, and as people shorten them. */
const kindsByName: ReadonlyMap<string, UnitKind> = new Map([
  ...unitKinds.flatMap((kind) => [kind, fieldWords[kind].vi, fieldWords[kind].en].map((name) => [withoutMarks(name), kind] as const)),
  ...([
    ["so", "department"],
    ["ban nganh", "department"],
    ["so nganh", "department"],
    ["nganh doc", "verticalAgency"],
    ["su nghiep", "publicServiceUnit"],
    ["don vi su nghiep", "publicServiceUnit"],
    ["huyen", "district"],
    ["trung tam", "serviceCentre"],
    ["ttphcc", "serviceCentre"],
  ] as const),
]);

/** The text of an uploaded file by its byte order mark, else UTF-8; `undefined` where it is neither. */
export function decodeCsv(bytes: Uint8Array): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Reads a list of units and says everything that is wrong with it. `here` are the units already on the server. */
export function readUnitsCsv(text: string, here: readonly Pick<Unit, "name" | "kind" | "block">[]): ReadUnits {
  const bare = text.replace(/^\ufeff/, "").normalize("NFC");
  if (bare.trim() === "") return failed(1, words.csvEmpty);
  let rows: { record: string[]; row: number }[];
  try {
    const parsed = parse(bare, {
      delimiter: delimiterOf(bare),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
    });
    rows = v.parse(ParsedRows, parsed).map(({ record, info }) => ({ record, row: info.lines }));
  } catch (problem) {
    if (!(problem instanceof CsvError)) throw problem;
    return failed(Number(problem["lines"] ?? 1), words.csvBroken, { why: problem.message });
  }
  const [head, ...body] = rows;
  const places = placesOf(head?.record ?? []);
  const missing = (["name", "kind", "block"] as const).filter((column) => places[column] === undefined);
  if (missing.length > 0) {
    const found = head?.record.filter(Boolean).join(", ") ?? "";
    return { units: [], problems: missing.map((column) => ({ row: 1, words: words.csvNoColumn, values: { column: columnWords[column].vi, found } })) };
  }
  const filled = body.filter(({ record }) => record.some((cell) => cell !== ""));
  if (filled.length === 0) return failed(1, words.csvNoRows);
  return readRows(filled, places, new Set(here.map(keyOf)));
}

function readRows(rows: readonly { record: string[]; row: number }[], places: Partial<Record<Column, number>>, here: ReadonlySet<string>): ReadUnits {
  const units: CsvUnit[] = [];
  const problems: CsvProblem[] = [];
  const seen = new Map<string, number>();
  for (const { record, row } of rows) {
    const cell = (column: Column) => record[places[column] ?? -1]?.replace(/\s+/g, " ").trim() ?? "";
    const problem = (what: Words, values: CsvProblem["values"] = {}) => problems.push({ row, words: what, values });
    const [name, block] = [cell("name"), cell("block")];
    if (name === "") problem(words.csvNoName);
    if (name.length > 300) problem(words.csvTooLong, { what: `${name.slice(0, 40)}…` });
    if (block === "") problem(words.csvNoBlock);
    if (block.length > 200) problem(words.csvTooLong, { what: `${block.slice(0, 40)}…` });
    const kind = kindsByName.get(withoutMarks(cell("kind")));
    if (!kind) problem(words.csvKind, { kind: cell("kind") });
    const websites = cell("website")
      .split(" ")
      .filter(Boolean)
      .flatMap((site) => {
        const website = parseWebsite(/^[a-z]+:\/\//i.test(site) ? site : `https://${site}`);
        const plausible = website && new URL(website.origin).hostname.includes(".");
        if (!plausible) problem(words.csvSite, { site: site.slice(0, 80) });
        return plausible ? [website] : [];
      });
    if (name === "" || block === "" || !kind) continue;
    const unit = { name, block, kind, websites };
    const before = seen.get(keyOf(unit));
    if (before !== undefined) problem(words.csvTwice, { name, row: before });
    else if (here.has(keyOf(unit))) problem(words.csvHere, { name });
    seen.set(keyOf(unit), row);
    units.push(unit);
  }
  return { units, problems };
}

function keyOf({ name, kind, block }: Pick<Unit, "name" | "kind" | "block">): string {
  return [kind, sameSpelling(block), sameSpelling(name)].join("\n");
}

function placesOf(head: readonly string[]): Partial<Record<Column, number>> {
  const names = head.map((name) => withoutMarks(name));
  const places: Partial<Record<Column, number>> = {};
  for (const column of Object.keys(columns) as Column[]) {
    const place = names.findIndex((name) => new Set<string>(columns[column]).has(name));
    if (place >= 0) places[column] = place;
  }
  return places;
}

/** The one that the first line holds most of. */
function delimiterOf(text: string): string {
  const [first = ""] = text.split(/\r?\n/, 1);
  const count = (delimiter: string) => first.split(delimiter).length;
  return [",", ";", "\t"].reduce((best, delimiter) => (count(delimiter) > count(best) ? delimiter : best));
}

function failed(row: number, what: Words, values: CsvProblem["values"] = {}): ReadUnits {
  return { units: [], problems: [{ row, words: what, values }] };
}
