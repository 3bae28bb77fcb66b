import type { Language, Words } from "../shared/text.ts";
import { say } from "../shared/text.ts";
import { parseWebsite, type UnitKind, unitKinds, type Website } from "../shared/unit.ts";
import type { RegisteredUnit } from "../shared/unit-events.ts";
import { withoutMarks } from "../shared/vietnamese-text.ts";
import { fieldWords } from "../shared/words/field.ts";
import { importWords as words } from "../shared/words/imports.ts";
import { type NewUnit, namesakes, sinceEver } from "./database/units.ts";
import type { SheetRow } from "./spreadsheet.ts";
import { placesOf, type RowProblems } from "./table-columns.ts";

const columns = {
  name: ["ten", "ten don vi", "don vi", "name", "unit"],
  kind: ["loai", "loai don vi", "kind", "type"],
  block: ["khoi", "block", "group"],
  website: ["trang", "website", "trang thong tin dien tu", "trang ttdt", "dia chi trang", "url", "site"],
  code: ["ma", "ma don vi", "code"],
  parent: ["truc thuoc", "cap tren", "ma cap tren", "parent"],
  trait: ["dac diem", "traits"],
} as const;

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

/** What the server holds already: its units now, and every code with the unit and the last day of its use. */
export interface UnitsHere {
  readonly units: readonly RegisteredUnit[];
  readonly codes: readonly { readonly code: string; readonly unitId: string; readonly to: string | null }[];
}

export interface ReadUnits extends RowProblems {
  readonly units: readonly NewUnit[];
  readonly rows: number;
}

/** Reads a table of units that begin on `from` and says everything that is wrong, by row. Where anything is, `units` is not to be used. */
export function readUnitRows(sheet: readonly SheetRow[], here: UnitsHere, from: string | undefined, language: Language): ReadUnits {
  const head = placesOf(sheet, columns, ["name", "kind", "block"]);
  const problems: { row: number; message: string }[] = [];
  const problem = (row: number, what: Words, values: Record<string, string | number> = {}) => problems.push({ row, message: say(what, language, values) });
  if (!head) {
    problem(1, words.noHead, { columns: say(words.unitColumns, language) });
    return { units: [], rows: 0, problems };
  }
  if (head.rows.length === 0) problem(head.row, words.noRows);
  const known = namesakes(here.units);
  const taken = new Set(here.codes.filter(({ to }) => to === null || to > (from ?? sinceEver)).map(({ code }) => code));
  const parents = new Map(here.units.flatMap(({ id, code, closedOn }) => (code === null || closedOn !== null ? [] : [[code, id] as const])));
  const seenCodes = new Map<string, number>();
  const seen: { unit: NewUnit; row: number }[] = [];
  const inFile = new Map<string, typeof seen>();
  for (const { row, cell } of head.rows) {
    const [name, block, code, parent] = [cell("name"), cell("block"), cell("code"), cell("parent")];
    if (name === "") problem(row, words.noName);
    if (block === "") problem(row, words.noBlock);
    for (const [value, max] of [
      [name, 300],
      [block, 200],
      [code, 50],
    ] as const) {
      if (value.length > max) problem(row, words.tooLong, { what: `${value.slice(0, 40)}…` });
    }
    const kind = kindsByName.get(withoutMarks(cell("kind")));
    if (!kind) problem(row, words.badKind, { kind: cell("kind").slice(0, 80) });
    const websites = sitesOf(cell("website"), (site) => problem(row, words.badSite, { site: site.slice(0, 80) }));
    const parentId = parents.get(parent);
    if (parent !== "" && parentId === undefined) problem(row, words.noParent, { code: parent.slice(0, 50) });
    const traits = cell("trait")
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((trait) => trait.slice(0, 64))
      .slice(0, 20);
    if (code !== "" && seenCodes.has(code)) problem(row, words.codeTwice, { code, row: seenCodes.get(code) ?? 0 });
    else if (taken.has(code)) problem(row, words.codeTaken, { code });
    if (code !== "" && !seenCodes.has(code)) seenCodes.set(code, row);
    if (name === "" || block === "" || !kind) continue;
    const unit: NewUnit = { name, block, kind, websites, traits, code: code || undefined, parentId, from };
    const key = `${kind}\n${withoutMarks(block)}\n${withoutMarks(name)}`;
    const before = inFile.get(key)?.find((one) => namesakes([one.unit]).has(unit));
    if (before) problem(row, words.twice, { name, row: before.row });
    else if (known.has(unit)) problem(row, words.here, { name });
    inFile.set(key, [...(inFile.get(key) ?? []), { unit, row }]);
    seen.push({ unit, row });
  }
  problems.sort((a, b) => a.row - b.row);
  return { units: seen.map(({ unit }) => unit), rows: head.rows.length, problems };
}

function sitesOf(cell: string, bad: (site: string) => void): Website[] {
  return cell
    .split(" ")
    .filter(Boolean)
    .flatMap((site) => {
      const website = parseWebsite(/^[a-z]+:\/\//i.test(site) ? site : `https://${site}`);
      const plausible = website && new URL(website.origin).hostname.includes(".");
      if (!plausible) bad(site);
      return plausible ? [website] : [];
    });
}
