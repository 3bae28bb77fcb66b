import { tenthsOf } from "../../shared/results/band-shares.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import { type Language, say } from "../../shared/text.ts";
import { kindName } from "../../shared/units/kind-name.ts";
import { exportWords as words } from "../../shared/words/exports.ts";
import type { Cell, Column, Table } from "./table.ts";

/** The shares of bands as a table: a line for each band of all, each kind and each block, every share with its denominator. */
export function sharesTable({ bandShares, basis }: Results, language: Language): Table {
  const t = (key: keyof typeof words) => say(words[key], language);
  const columns = (
    [
      ["scope", "text"],
      ["scopeName", "text"],
      ["checklist", "text"],
      ["band", "text"],
      ["bandFrom", "hundredths"],
      ["unitsInBand", "count"],
      ["shareOfBand", "tenths"],
      ["unitsFromBand", "count"],
      ["shareFromBand", "tenths"],
      ["denominator", "count"],
      ["notRankedBeside", "count"],
      ["rankedOn", "text"],
    ] as const
  ).map(([key, holds]): Column => ({ title: t(key), holds }));
  const scopes = { all: "scopeAll", kind: "kind", block: "block" } as const;
  const rows = bandShares.flatMap(({ by, of, notRanked, scales }): Cell[][] => {
    const head = [t(scopes[by]), by === "kind" ? kindName(of, language) : of || null];
    const basisCell = t(basis === "live" ? "rankedLive" : "rankedConcluded");
    if (scales.length === 0) return [[...head, ...Array.from({ length: 7 }, () => null), 0, notRanked, basisCell]];
    return scales.flatMap(({ checklists, ranked, bands }) =>
      bands.map(({ name, min, units, unitsFrom }) => [
        ...[...head, checklists.join(", "), name[language], min, units, tenthsOf(units, ranked)],
        ...[unitsFrom, tenthsOf(unitsFrom, ranked), ranked, notRanked, basisCell],
      ]),
    );
  });
  return { name: t(basis === "live" ? "sharesSheetLive" : "sharesSheet"), columns, rows };
}
