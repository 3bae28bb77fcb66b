import * as v from "valibot";
import type { Checklist, Criterion } from "../checklists/checklist.ts";
import { fraction, toIndex } from "../points.ts";
import { differOn, type SheetPoints } from "../sheets/applies.ts";
import { rank } from "../sheets/scoring.ts";
import { Bilingual } from "../text.ts";
import { RankBasis, type ResultRow, Unranked } from "./results.ts";

/** A unit with the points of every sheet that counts for it, by criterion id; `null` is left out. */
export interface UnitPoints {
  readonly unitId: string;
  readonly name: string;
  readonly kind: string;
  readonly block: string;
  /** `default@1`. */
  readonly checklist: string;
  /** Not concluded: no part of a sum, but of those of the working view. */
  readonly provisional: boolean;
  readonly sheets: readonly SheetPoints[];
}

const Percent = v.nullable(v.number());

/** Sums over the units where it applies; the mean of a unit's inspectors is one unit's points. */
export const PartResult = v.object({
  /** Units where it applies. */
  units: v.number(),
  /** Units whose inspectors differ on whether it applies: no part of the sum until the lead settles it. */
  differing: v.number(),
  /** Points of possible points over these units, in hundredths of a percent; `null` where it applies nowhere. */
  percent: Percent,
});

/** `GET /api/results/criteria`: what is strong and weak, and every unit × criterion. Percentages in hundredths. */
export const CriteriaResults = v.object({
  plan: v.object({ id: v.string(), title: v.string(), year: v.number() }),
  period: v.object({ id: v.string(), kind: v.string(), from: v.string(), to: v.string() }),
  form: v.string(),
  /** What the sums rest on; rows are of every revealed inspection. */
  basis: RankBasis,
  areas: v.array(v.object({ area: v.string(), ...PartResult.entries })),
  criteria: v.array(
    v.object({ criterion: v.string(), area: v.string(), title: Bilingual, checklists: v.array(v.string()), ...PartResult.entries }),
  ),
  /**
   * Criteria by percent, the weakest first, named with their checklist versions: one id may mean two things. Those that apply nowhere are
   * left out.
   */
  weakest: v.array(v.object({ criterion: v.string(), checklists: v.array(v.string()) })),
  /** One cell per criterion, in their order. */
  rows: v.array(
    v.object({
      unitId: v.string(),
      name: v.string(),
      kind: v.string(),
      block: v.string(),
      checklist: v.string(),
      provisional: v.boolean(),
      cells: v.array(Percent),
      /** Criteria without a figure because the inspectors differ on whether they apply. */
      differing: v.array(v.string()),
    }),
  ),
});
export type CriteriaResults = v.InferOutput<typeof CriteriaResults>;

/** `GET /api/results/ranking`: the units by one area or one criterion instead of the index. */
export const PartRanking = v.object({
  basis: RankBasis,
  rows: v.array(
    v.object({
      unitId: v.string(),
      name: v.string(),
      kind: v.string(),
      block: v.string(),
      /** Units of other versions are compared by percent, whatever their criterion says: hence labelled. */
      checklist: v.nullable(v.string()),
      percent: Percent,
      rank: v.nullable(v.number()),
      tied: v.boolean(),
      /** `notApplicable`: the unit has a result, and this is no part of it. `inspectorsDiffer`: on whether it applies. */
      unranked: v.nullable(v.union([Unranked, v.picklist(["notApplicable", "inspectorsDiffer"])])),
    }),
  ),
});
export type PartRanking = v.InferOutput<typeof PartRanking>;

interface Part {
  readonly awarded: number;
  readonly possible: number;
  readonly sheets: number;
}

/** One criterion of one unit; `undefined` where it does not apply. */
type Cell = Part | "differs" | undefined;

/** Everything by area and criterion. Checklist versions share a criterion where its id, area, text and maximum are the same. */
export function criteriaResultsOf(
  units: readonly UnitPoints[],
  checklists: ReadonlyMap<string, Checklist>,
  basis: RankBasis = "concluded",
): Omit<CriteriaResults, "plan" | "period" | "form"> {
  const parts = [...checklists].flatMap(([name, { criteria }]) =>
    criteria.map((criterion) => ({ name, criterion, key: meaningOf(criterion) })),
  );
  const columns = [...Map.groupBy(parts, ({ key }) => key)].map(([key, own]) => ({
    key,
    own,
    names: new Set(own.map(({ name }) => name)),
    criterion: own[0]?.criterion,
  }));
  const cellsOf = units.map((unit) =>
    columns.map(({ criterion, names }): Cell => {
      if (!criterion || !names.has(unit.checklist)) return undefined;
      if (unit.sheets.length > 1 && differOn(criterion.id, unit.sheets)) return "differs";
      const given = unit.sheets.flatMap((points) => (Object.hasOwn(points, criterion.id) ? (points[criterion.id] ?? []) : []));
      return given.length === 0 ? undefined : { awarded: total(given), possible: criterion.maxPoints * given.length, sheets: given.length };
    }),
  );
  const summed = cellsOf.filter((_, u) => basis === "live" || !units[u]?.provisional);
  const criteria = columns.flatMap(({ criterion, names }, i) =>
    criterion
      ? [
          {
            criterion: criterion.id,
            area: criterion.area,
            title: criterion.title,
            checklists: [...names].sort(),
            ...together(summed.map((cells) => [cells[i]])),
          },
        ]
      : [],
  );
  const areas = [...new Set(criteria.map(({ area }) => area))].map((area) => ({
    area,
    ...together(summed.map((cells) => cells.filter((_, i) => criteria[i]?.area === area))),
  }));
  return {
    basis,
    areas,
    criteria,
    weakest: criteria
      .filter(({ percent }) => percent !== null)
      .sort((a, b) => (a.percent ?? 0) - (b.percent ?? 0) || (nameOf(a) < nameOf(b) ? -1 : 1))
      .map(({ criterion, checklists: versions }) => ({ criterion, checklists: versions })),
    rows: units.map(({ unitId, name, kind, block, checklist, provisional }, u) => ({
      unitId,
      name,
      kind,
      block,
      checklist,
      provisional,
      cells: (cellsOf[u] ?? []).map((cell) => (isPart(cell) && cell.possible > 0 ? toIndex(fraction(cell.awarded, cell.possible)) : null)),
      differing: criteria.flatMap(({ criterion }, i) => (cellsOf[u]?.[i] === "differs" ? [criterion] : [])),
    })),
  };
}

function meaningOf({ id, area, title, maxPoints }: Criterion): string {
  return JSON.stringify([id, area, title.vi, title.en, maxPoints]);
}

function nameOf({ criterion, checklists }: { readonly criterion: string; readonly checklists: readonly string[] }): string {
  return `${criterion} ${checklists.join(" ")}`;
}

function isPart(cell: Cell): cell is Part {
  return cell !== undefined && cell !== "differs";
}

/**
 * One sum over units, each unit's sheets counting together as one; exact, rounded once. A unit with a cell that differs is no part of it.
 */
function together(units: readonly (readonly Cell[])[]): v.InferOutput<typeof PartResult> {
  const agreed = units.filter((cells) => !cells.includes("differs")).map((cells) => cells.filter(isPart));
  const parts = agreed.flat();
  // Sums of equally many sheets are added first: few divisors are left for the exact ones.
  const sums = new Map<number, { awarded: number; possible: number }>();
  for (const { awarded, possible, sheets } of parts) {
    const sum = sums.get(sheets) ?? { awarded: 0, possible: 0 };
    sums.set(sheets, { awarded: sum.awarded + awarded, possible: sum.possible + possible });
  }
  const scale = [...sums.keys()].reduce((product, sheets) => lcm(product, BigInt(sheets)), 1n);
  let awarded = 0n;
  let possible = 0n;
  for (const [sheets, sum] of sums) {
    awarded += (BigInt(sum.awarded) * scale) / BigInt(sheets);
    possible += (BigInt(sum.possible) * scale) / BigInt(sheets);
  }
  return {
    units: agreed.filter((own) => own.length > 0).length,
    differing: units.length - agreed.length,
    percent: possible === 0n ? null : toIndex(fraction(awarded, possible)),
  };
}

/**
 * Ranks the results' units within their blocks by something else than the index. Who has no rank there has none here; of what is not
 * concluded the figure is shown.
 */
export function rankBy(rows: readonly ResultRow[], figureOf: (row: ResultRow) => number | "differs" | null): PartRanking["rows"] {
  const own = rows.map((row) => {
    const { unitId, name, kind, block } = row;
    const figure = row.unranked === null || row.unranked === "notConcluded" ? figureOf(row) : null;
    const head = { unitId, name, kind, block, checklist: row.inspection?.checklist ?? null, rank: null, tied: false };
    if (figure === "differs") return { ...head, percent: null, unranked: "inspectorsDiffer" as const };
    return { ...head, percent: figure, unranked: row.unranked ?? (figure === null ? ("notApplicable" as const) : null) };
  });
  return [...Map.groupBy(own, ({ block }) => block).values()].flatMap((block) => [
    ...rank(
      block.filter(({ unranked }) => unranked === null),
      ({ percent }) => percent ?? 0,
    ).map(({ row, rank: place, tied }) => ({ ...row, rank: place, tied })),
    ...block.filter(({ unranked }) => unranked !== null),
  ]);
}

function total(points: readonly number[]): number {
  return points.reduce((sum, each) => sum + each, 0);
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}
