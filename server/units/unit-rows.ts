import { say } from "../../shared/text.ts";
import { mostUnitsAtOnce } from "../../shared/units/unit-events.ts";
import { importWords as words } from "../../shared/words/imports.ts";
import type { SheetRow } from "../tables/sheet-rows.ts";
import { type Complain, complainOfFormats, createFaults, placesOf } from "../tables/table-columns.ts";
import type { AsksInWords, ReadTable, TableKind } from "../tables/table-kind.ts";
import { readTableApart } from "../tables/table-reader.ts";
import type { NewUnit } from "./new-units.ts";
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

/** What a table of units is checked against. The units begin on `from`; absent: since ever. */
export interface UnitsAsk extends AsksInWords {
  readonly here: UnitsHere;
  readonly from: string | undefined;
}

/** Read in a process of its own: it says everything that is wrong, by row. */
export const tableKind: TableKind<UnitsAsk, NewUnit> = {
  hasColumns: (rows) => placesOf(rows, unitColumns, neededUnitColumns) !== undefined,
  readRows: readUnitRows,
};

/** A table of units that somebody sent; `asText`: given back as text that can be sent again. `SheetProblem`, `tables-busy`. */
export function readUnitTable(bytes: Uint8Array, ask: UnitsAsk, asText = false): Promise<ReadTable<NewUnit>> {
  return readTableApart({ module: import.meta.url, bytes, ask, asText });
}

function readUnitRows(sheet: readonly SheetRow[], { here, from, language }: UnitsAsk): ReturnType<typeof tableKind.readRows> {
  const head = placesOf(sheet, unitColumns, neededUnitColumns);
  const faults = createFaults(language);
  if (!head) {
    faults.add(1, undefined, words.noHead, { columns: say(words.unitColumns, language) });
    return { read: [], rows: 0, ...faults.told() };
  }
  if (head.rows.length === 0) faults.add(head.row, undefined, words.noRows);
  if (head.rows.length > mostUnitsAtOnce) {
    faults.add(head.row, undefined, words.tooManyUnits, { count: head.rows.length, most: mostUnitsAtOnce });
    return { read: [], rows: head.rows.length, ...faults.told() };
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
    const unit: NewUnit = {
      name,
      block,
      kind,
      websites: sites.map(({ website }) => website),
      traits,
      code: row.cell("code") || undefined,
      ...parent,
      from,
    };
    names.check(unit, row.row, complain);
    units.push(unit);
  }
  return { read: units, rows: head.rows.length, ...faults.told() };
}
