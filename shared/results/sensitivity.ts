import * as v from "valibot";
import type { Criterion } from "../checklists/checklist.ts";
import { fraction, type Hundredths, roundHalfUp } from "../points.ts";
import { meanIndex } from "../sheets/scoring.ts";
import { gradesOf } from "./grades.ts";
import { RankBasis } from "./results.ts";

/** One sheet that counts, with the points each criterion would have one step up and down; absent where there is no step left. */
export interface SteppedSheet {
  readonly awarded: Hundredths;
  readonly max: Hundredths;
  readonly steps: ReadonlyMap<string, { readonly points: Hundredths; readonly up?: Hundredths; readonly down?: Hundredths }>;
}

export interface RankedUnit {
  readonly unitId: string;
  /** As published. */
  readonly index: number;
}

/** One criterion of one unit moved by one step, on every sheet that counts: where the unit would stand, and who else would move. */
export const Move = v.object({
  criterion: v.string(),
  direction: v.picklist(["up", "down"]),
  index: v.number(),
  rank: v.number(),
  /** Other units of the block whose rank changes. */
  others: v.array(v.object({ unitId: v.string(), from: v.number(), to: v.number() })),
});
export type Move = v.InferOutput<typeof Move>;

/** `GET /api/results/sensitivity`. */
export const Sensitivity = v.object({
  basis: RankBasis,
  units: v.array(
    v.object({
      unitId: v.string(),
      name: v.string(),
      block: v.string(),
      /** Whose criteria they are. */
      checklist: v.nullable(v.string()),
      index: v.number(),
      rank: v.number(),
      /** The best and the worst place within one step of one criterion. */
      best: v.number(),
      worst: v.number(),
      /** Criteria of which one step changes some rank. */
      criteria: v.array(v.string()),
    }),
  ),
  /** In full for the unit asked for. */
  moves: v.array(Move),
});
export type Sensitivity = v.InferOutput<typeof Sensitivity>;

/**
 * The points one step from these: the next grade of the method; of deductions one fault of the lightest rule; of a linear ratio one more or
 * less in the numerator.
 */
export function stepsFrom(
  criterion: Criterion,
  points: Hundredths,
  counts?: { readonly numerator: number; readonly denominator: number },
): { up?: Hundredths; down?: Hundredths } {
  const grades = gradesOf(criterion);
  if (grades)
    return either(
      grades.find((grade) => grade > points),
      grades.findLast((grade) => grade < points),
    );
  const { method, maxPoints } = criterion;
  if (method.type === "deduct") {
    const fault = Math.min(...method.rules.map((rule) => rule.points).filter((each) => each > 0));
    if (!Number.isFinite(fault)) return {};
    return either(changed(points, Math.min(method.start, points + fault)), changed(points, Math.max(method.floor, points - fault)));
  }
  if (!counts || counts.denominator === 0) return {};
  const { numerator, denominator } = counts;
  const at = (count: number) => roundHalfUp(fraction(BigInt(Math.min(count, denominator)) * BigInt(maxPoints), denominator));
  return either(changed(points, at(numerator + 1)), numerator > 0 ? changed(points, at(numerator - 1)) : undefined);
}

function changed(points: Hundredths, to: Hundredths): Hundredths | undefined {
  return to === points ? undefined : to;
}

function either(up: Hundredths | undefined, down: Hundredths | undefined): { up?: Hundredths; down?: Hundredths } {
  return { ...(up !== undefined && { up }), ...(down !== undefined && { down }) };
}

/**
 * Every move of this unit that changes a rank in its block. `block`: all ranked units of it, this one among them. What stands between the
 * sheets' mean and the published index (bonus, penalty) is taken to stay as it is.
 */
export function movesOf(unit: RankedUnit, sheets: readonly SteppedSheet[], block: readonly RankedUnit[]): Move[] {
  const others = block.filter(({ unitId }) => unitId !== unit.unitId);
  const rankOf = (index: number, among: readonly RankedUnit[]) => 1 + among.filter((each) => each.index > index).length;
  const before = rankOf(unit.index, others);
  const beside = unit.index - (meanIndex(sheets) ?? unit.index);
  const criteria = [...new Set(sheets.flatMap(({ steps }) => [...steps.keys()]))];
  return criteria.flatMap((criterion) =>
    (["up", "down"] as const).flatMap((direction): Move[] => {
      const moved = sheets.map(({ awarded, max, steps }) => {
        const step = steps.get(criterion);
        return { awarded: awarded + (step ? (step[direction] ?? step.points) - step.points : 0), max };
      });
      const mean = meanIndex(moved);
      const index = mean === null ? unit.index : Math.min(10_000, Math.max(0, mean + beside));
      if (index === unit.index) return [];
      const rank = rankOf(index, others);
      // Whoever stands between the old and the new figure makes room, or moves up.
      const passed = others.filter((each) =>
        index > unit.index ? each.index >= unit.index && each.index < index : each.index >= index && each.index < unit.index,
      );
      if (rank === before && passed.length === 0) return [];
      const places = passed.map(({ unitId, index: own }) => {
        const from = rankOf(own, block);
        return { unitId, from, to: from + (index > unit.index ? 1 : -1) };
      });
      return [{ criterion, direction, index, rank, others: places }];
    }),
  );
}
