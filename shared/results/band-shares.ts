import * as v from "valibot";
import { Band } from "../checklists/checklist.ts";
import { fraction, toIndex } from "../points.ts";
import type { ResultRow } from "./results.ts";

/** Hundredths of a percent, half up, each for itself: shares need not add up to 100 and are never repaired. */
const Percent = v.number();

const BandShare = v.object({
  ...Band.entries,
  units: v.number(),
  percent: Percent,
  /** In this band or a better one: “từ mức … trở lên”. */
  unitsFrom: v.number(),
  percentFrom: Percent,
});

/** Units whose checklists have the same bands: a band's name means something only among them. */
const BandScale = v.object({
  checklists: v.array(v.string()),
  /** What every share of the scale is a share of: ranked units. */
  ranked: v.number(),
  /** From best to worst. */
  bands: v.array(BandShare),
});
export type BandScale = v.InferOutput<typeof BandScale>;

export const BandShares = v.object({
  by: v.picklist(["all", "kind", "block"]),
  /** The kind, the block; "" for all. */
  of: v.string(),
  ranked: v.number(),
  /** Units without a rank, whatever the reason: no part of a share. */
  notRanked: v.number(),
  /** One, unless checklists with other bands meet here; none where nobody is ranked. */
  scales: v.array(BandScale),
});
export type BandShares = v.InferOutput<typeof BandShares>;

/** Units in each band, of all, of each kind and of each block, in this order; kinds and blocks as they first stand in the rows. */
export function bandSharesOf(rows: readonly ResultRow[], bandsOf: (checklist: string) => readonly Band[]): BandShares[] {
  const groups = [
    { by: "all" as const, of: () => "" },
    { by: "kind" as const, of: (row: ResultRow) => row.kind },
    { by: "block" as const, of: (row: ResultRow) => row.block },
  ];
  return groups.flatMap(({ by, of }) => [...Map.groupBy(rows, of)].map(([name, own]) => sharesOf(by, name, own, bandsOf)));
}

function sharesOf(
  by: BandShares["by"],
  of: string,
  rows: readonly ResultRow[],
  bandsOf: (checklist: string) => readonly Band[],
): BandShares {
  const ranked = rows.filter((row) => row.rank !== null);
  const scales = Map.groupBy(ranked, (row) => JSON.stringify(bandsOf(row.inspection?.checklist ?? "")));
  const inOrder = [...scales.values()]
    .map((own) => scaleOf(own, bandsOf))
    .sort((a, b) => (String(a.checklists) < String(b.checklists) ? -1 : 1));
  return { by, of, ranked: ranked.length, notRanked: rows.length - ranked.length, scales: inOrder };
}

function scaleOf(rows: readonly ResultRow[], bandsOf: (checklist: string) => readonly Band[]): BandScale {
  const checklists = [...new Set(rows.map((row) => row.inspection?.checklist ?? ""))].sort();
  const percentOf = (units: number) => toIndex(fraction(units, rows.length));
  const bands = bandsOf(checklists[0] ?? "").map((band) => {
    const units = rows.filter((row) => row.band?.min === band.min).length;
    const unitsFrom = rows.filter((row) => row.band && row.band.min >= band.min).length;
    return { ...band, units, percent: percentOf(units), unitsFrom, percentFrom: percentOf(unitsFrom) };
  });
  return { checklists, ranked: rows.length, bands };
}

/** A share as reports print it, in tenths of a percent: 15 of 16 is 938, “93,8 %”. From the counts, never from a rounded share. */
export function tenthsOf(units: number, ranked: number): number {
  return toIndex(fraction(units, ranked), 10);
}
