import { mostTraits, mostWebsites, parseWebsite, type UnitKind, unitKinds, type Website } from "../../shared/units/unit.ts";
import { type RegisteredUnit, UnitToAdd } from "../../shared/units/unit-events.ts";
import { withoutMarks } from "../../shared/vietnamese-text.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { importWords as words } from "../../shared/words/imports.ts";
import { type Complain, faultOf, issuesOf, type TableRow } from "../tables/table-columns.ts";
import { identityOf, type NewUnit, namesakes } from "./new-units.ts";
import { sinceEver } from "./units.ts";

/** The columns of a table of units, by any of their names. */
export const unitColumns = {
  name: ["ten", "ten don vi", "don vi", "name", "unit"],
  kind: ["loai", "loai don vi", "kind", "type"],
  block: ["khoi", "block", "group"],
  website: ["trang", "website", "trang thong tin dien tu", "trang ttdt", "dia chi trang", "url", "site"],
  code: ["ma", "ma don vi", "code"],
  parent: ["truc thuoc", "cap tren", "ma cap tren", "parent"],
  trait: ["dac diem", "traits"],
} as const;
type Column = keyof typeof unitColumns;
export const unitColumnNames = Object.keys(unitColumns) as Column[];
export const neededUnitColumns = ["name", "kind", "block"] as const;

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

/**
 * What the server holds already: its units now, every code with the unit and the last day of its use, and the traits that published
 * checklists know.
 */
export interface UnitsHere {
  readonly units: readonly RegisteredUnit[];
  readonly codes: readonly { readonly code: string; readonly unitId: string; readonly to: string | null }[];
  readonly traits: readonly string[];
}

/** A website as a cell names it. */
export interface Site {
  readonly written: string;
  readonly website: Website;
}

/** What the API asks of a unit is asked of a row: what its schema refuses is told by column. */
export function checkCells(
  row: TableRow<Column>,
  sites: readonly Site[],
  traits: readonly string[],
  known: readonly string[],
  complain: Complain<Column>,
): void {
  const [name, block, code] = [row.cell("name"), row.cell("block"), row.cell("code")];
  const kind = kindOf(row);
  const faulty = new Set<Column>();
  for (const column of ["name", "block", "code", "parent", "trait"] as const) {
    const fault = faultOf(row.cell(column));
    if (!fault) continue;
    faulty.add(column);
    complain(column, fault, { what: short(row.cell(column)) });
  }
  const unit = {
    name,
    block,
    kind: kind ?? "department",
    websites: sites.map(({ website }) => website),
    traits,
    ...(code === "" ? {} : { code }),
  };
  for (const issue of issuesOf(UnitToAdd, unit)) complainOf(issue, row, sites, traits, complain);
  if (!kind) complain("kind", words.badKind, { kind: row.cell("kind").slice(0, 80) });
  for (const trait of faulty.has("trait") ? [] : new Set(traits)) {
    if (!known.includes(trait)) complain("trait", words.noTrait, { trait: short(trait), known: known.join(", ") });
  }
}

const columnOf: Readonly<Record<string, Column>> = {
  name: "name",
  block: "block",
  kind: "kind",
  code: "code",
  websites: "website",
  traits: "trait",
};

function complainOf(
  { path: [field, place], type, most }: { readonly path: readonly unknown[]; readonly type: string; readonly most: number },
  row: TableRow<Column>,
  sites: readonly Site[],
  traits: readonly string[],
  complain: Complain<Column>,
): void {
  const column = columnOf[String(field)] ?? "name";
  const site = column === "website" && typeof place === "number" ? sites[place]?.written : undefined;
  if (site !== undefined) complain(column, type === "max_length" ? words.longSite : words.badSite, { site: short(site, 80) });
  else if (column === "website") complain(column, words.manySites, { count: sites.length, most: mostWebsites });
  else if (column === "trait" && place === undefined) complain(column, words.manyTraits, { count: traits.length, most: mostTraits });
  // A trait too long is one that nobody knows, which is said of it anyway.
  else if (column === "trait" && type === "max_length") return;
  else if (row.cell(column) === "") complain(column, column === "block" ? words.noBlock : words.noName);
  else complain(column, type === "max_length" ? words.tooLong : words.badCell, { what: short(row.cell(column)), most });
}

/** `undefined` where no kind has that name. */
export function kindOf(row: TableRow<Column>): UnitKind | undefined {
  return kindsByName.get(withoutMarks(row.cell("kind")));
}

function short(text: string, length = 40): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

/** Codes name one unit at a time; a parent is named by its code, whether it is on the server or in the same file. */
export function checkerOfCodes(rows: readonly TableRow<Column>[], { units, codes }: UnitsHere, from: string | undefined) {
  const taken = new Set(codes.filter(({ to }) => to === null || to > (from ?? sinceEver)).map(({ code }) => code));
  const parents = new Map(units.flatMap(({ id, code, closedOn }) => (code === null || closedOn !== null ? [] : [[code, id] as const])));
  const coded = new Map<string, TableRow<Column>>();
  for (const row of rows) if (row.cell("code") !== "" && !coded.has(row.cell("code"))) coded.set(row.cell("code"), row);
  const circling = codesInCircles(coded);
  return {
    /** The row's parent, as it is to be stored. */
    check(row: TableRow<Column>, complain: Complain<Column>): Pick<NewUnit, "parentId" | "parentCode"> {
      const [code, parent] = [row.cell("code"), row.cell("parent")];
      const first = coded.get(code);
      if (first && first !== row) complain("code", words.codeTwice, { code: short(code), row: String(first.row) });
      else if (taken.has(code)) complain("code", words.codeTaken, { code: short(code) });
      if (parent === "" || faultOf(parent)) return {};
      if (coded.has(parent)) {
        if (circling.has(code)) complain("parent", words.parentCircle, { code: short(parent) });
        return { parentCode: parent };
      }
      const parentId = parents.get(parent);
      if (parentId === undefined) complain("parent", words.noParent, { code: short(parent) });
      return { parentId };
    },
  };
}

/** The codes of rows that stand below themselves; each row is looked at once. */
function codesInCircles(coded: ReadonlyMap<string, TableRow<Column>>): Set<string> {
  const circling = new Set<string>();
  const seen = new Set<string>();
  for (const start of coded.keys()) {
    const way: string[] = [];
    let code = start;
    for (let row = coded.get(code); row && !seen.has(code); row = coded.get(code)) {
      seen.add(code);
      way.push(code);
      code = row.cell("parent");
    }
    if (way.includes(code)) for (const one of way.slice(way.indexOf(code))) circling.add(one);
  }
  return circling;
}

/** A name stands once in a kind and below a parent, unless codes tell the two apart. */
export function checkerOfNames({ units }: UnitsHere) {
  const known = namesakes(units);
  /** By identity: the first row of each code, and of any under the key "". */
  const inFile = new Map<string, Map<string | null, number>>();
  return {
    check(unit: NewUnit, row: number, complain: Complain<Column>): void {
      const key = identityOf(unit);
      const rows = inFile.get(key) ?? new Map<string | null, number>();
      const before = unit.code === undefined ? rows.get("") : (rows.get(null) ?? rows.get(unit.code));
      if (before !== undefined) complain("name", words.twice, { name: short(unit.name), row: String(before) });
      else if (known.has(unit)) complain("name", words.here, { name: short(unit.name) });
      for (const code of [unit.code ?? null, ""]) if (!rows.has(code)) rows.set(code, row);
      inFile.set(key, rows);
    },
  };
}

/** The websites of a cell, separated by spaces; `bad` is told of what is none. */
export function sitesOf(cell: string, bad: (site: string) => void): Site[] {
  return cell
    .split(" ")
    .filter(Boolean)
    .flatMap((written) => {
      const website = parseWebsite(/^[a-z]+:\/\//i.test(written) ? written : `https://${written}`);
      const plausible = website && new URL(website.origin).hostname.includes(".");
      if (!plausible) bad(written);
      return plausible ? [{ written, website }] : [];
    });
}
