import { type Language, say } from "../../shared/text.ts";
import { mostUnitsAtOnce } from "../../shared/units/unit-events.ts";
import { importWords as words } from "../../shared/words/imports.ts";
import type { SheetRow } from "../tables/sheet-rows.ts";
import { type Complain, complainOfFormats, createFaults, placesOf, type RowProblems } from "../tables/table-columns.ts";
import {
  checkCells,
  checkerOfCodes,
  checkerOfNames,
  kindOf,
  neededUnitColumns,
  sitesOf,
  type UnitsHere,
  unitColumnNames,
  unitColumns,
} from "./unit-row-checks.ts";
import type { NewUnit } from "./units.ts";

export interface ReadUnits extends RowProblems {
  readonly units: readonly NewUnit[];
  readonly rows: number;
}

/** Reads a table of units that begin on `from` and says everything that is wrong, by row. Where anything is, `units` is not to be used. */
export function readUnitRows(sheet: readonly SheetRow[], here: UnitsHere, from: string | undefined, language: Language): ReadUnits {
  const head = placesOf(sheet, unitColumns, neededUnitColumns);
  const faults = createFaults(language);
  if (!head) {
    faults.add(1, undefined, words.noHead, { columns: say(words.unitColumns, language) });
    return { units: [], rows: 0, ...faults.told() };
  }
  if (head.rows.length === 0) faults.add(head.row, undefined, words.noRows);
  if (head.rows.length > mostUnitsAtOnce) {
    faults.add(head.row, undefined, words.tooManyUnits, { count: head.rows.length, most: mostUnitsAtOnce });
    return { units: [], rows: head.rows.length, ...faults.told() };
  }
  const codes = checkerOfCodes(head.rows, here, from);
  const names = checkerOfNames(here);
  const units: NewUnit[] = [];
  for (const row of head.rows) {
    const complain: Complain<keyof typeof unitColumns> = (column, what, values) => faults.add(row.row, head.title(column), what, values);
    const sites = sitesOf(row.cell("website"), (site) => complain("website", words.badSite, { site: site.slice(0, 80) }));
    const traits = row
      .cell("trait")
      .split(/[\s,;]+/)
      .filter(Boolean);
    complainOfFormats(row, unitColumnNames, complain);
    checkCells(row, sites, traits, here.traits, complain);
    const parent = codes.check(row, complain);
    const [name, block, kind] = [row.cell("name"), row.cell("block"), kindOf(row)];
    if (name === "" || block === "" || !kind) continue;
    const unit: NewUnit = { name, block, kind, websites: sites.map(({ website }) => website), traits, code: row.cell("code") || undefined, ...parent, from };
    names.check(unit, row.row, complain);
    units.push(unit);
  }
  return { units, rows: head.rows.length, ...faults.told() };
}
