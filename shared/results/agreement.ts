import * as v from "valibot";
import type { Hundredths } from "../points.ts";
import { RankBasis } from "./results.ts";

/** What one person gave for one thing: points of a maximum, "not applicable", or `undefined` where they did not judge it. */
export type Rating = { readonly points: Hundredths; readonly max: Hundredths } | "notApplicable" | undefined;

/** One thing judged (a criterion of an inspection, or one criterion at a unit): everybody's rating, in the same order of persons. */
export type Ratings = readonly Rating[];

/** A share of equal pairs; `percent` in hundredths (8703 is 87,03 %), `null` of none. */
export const Exact = v.object({ equal: v.number(), pairs: v.number(), percent: v.nullable(v.number()) });
export type Exact = v.InferOutput<typeof Exact>;

/** At least so many units are judged by the same two before a κ is told. */
export const fewestUnits = 10;

/** Pairs of judgements of the same thing that are equal; "not applicable" is a category of its own and equals itself alone. */
export function exactAgreement(things: readonly Ratings[]): Exact {
  let equal = 0;
  let pairs = 0;
  for (const [a, b] of pairsOf(things)) {
    pairs += 1;
    if (sameRating(a, b)) equal += 1;
  }
  return { equal, pairs, percent: pairs === 0 ? null : Number((2n * 10_000n * BigInt(equal) + BigInt(pairs)) / (2n * BigInt(pairs))) };
}

/**
 * Mean difference of points ÷ maximum, in hundredths of a percent: `signed` is the first minus the second (their bias), else the size of
 * the difference. "Not applicable" is missing; `null` where nothing can be compared.
 */
export function meanDifference(things: readonly Ratings[], signed: boolean): number | null {
  const scale = commonMaximum(things);
  let sum = 0n;
  let pairs = 0n;
  for (const [a, b] of pairsOf(things)) {
    const [first, second] = [shareOf(a, scale), shareOf(b, scale)];
    if (first === undefined || second === undefined) continue;
    const difference = first - second;
    sum += signed || difference >= 0n ? difference : -difference;
    pairs += 1n;
  }
  return pairs === 0n ? null : rounded(sum * 10_000n, pairs * scale);
}

/**
 * Krippendorff's α (interval) on points ÷ maximum, in thousandths: 849 is 0,849. A thing that fewer than two judged, or that does not
 * apply, is missing. Computed exactly, rounded once. `null`, shown "—", where no disagreement was to be expected: everybody gave one
 * and the same share everywhere, or nothing can be compared.
 */
export function krippendorffAlpha(things: readonly Ratings[]): number | null {
  const scale = commonMaximum(things);
  const units = things.map((ratings) => ratings.flatMap((rating) => shareOf(rating, scale) ?? [])).filter((values) => values.length >= 2);
  const all = units.flat();
  const expected = squares(all);
  if (expected === 0n) return null;
  // 1 − (n − 1) · Σ observed ÷ (m − 1) / expected, over a common denominator.
  const denominator = units.reduce((product, values) => lcm(product, BigInt(values.length - 1)), 1n);
  const observed = units.reduce((sum, values) => sum + (squares(values) * denominator) / BigInt(values.length - 1), 0n);
  const whole = expected * denominator;
  return rounded(1_000n * (whole - BigInt(all.length - 1) * observed), whole);
}

/**
 * Cohen's κ of two persons with quadratic weights, in thousandths. `grades`: the points that can be given, from low to high; two grades
 * are as far apart as the square of the places between them. "Not applicable" is a category of its own, as far from every grade as the
 * lowest is from the highest. What one of them did not judge is left out. `null`, shown "—", where no disagreement was to be expected.
 */
export function cohenKappa(things: readonly Ratings[], grades: readonly Hundredths[]): number | null {
  const apart = grades.length;
  const categoryOf = (rating: Rating) => (rating === undefined ? -1 : rating === "notApplicable" ? apart : grades.indexOf(rating.points));
  const furthest = Math.max(1, (grades.length - 1) ** 2);
  const weight = (a: number, b: number) => (a === b ? 0 : a === apart || b === apart ? furthest : (a - b) ** 2);
  const judged = things.map(([a, b]) => [categoryOf(a), categoryOf(b)] as const).filter(([a, b]) => a >= 0 && b >= 0);
  const given = (who: 0 | 1) => {
    const counts = new Map<number, number>();
    for (const pair of judged) counts.set(pair[who], (counts.get(pair[who]) ?? 0) + 1);
    return counts;
  };
  let expected = 0;
  for (const [a, first] of given(0)) for (const [b, second] of given(1)) expected += weight(a, b) * first * second;
  const observed = judged.reduce((sum, [a, b]) => sum + weight(a, b), 0);
  // 1 − (observed ÷ n) / (expected ÷ n²)
  return expected === 0 ? null : rounded(1_000n * (BigInt(expected) - BigInt(observed) * BigInt(judged.length)), BigInt(expected));
}

function* pairsOf(things: readonly Ratings[]): Generator<readonly [Exclude<Rating, undefined>, Exclude<Rating, undefined>]> {
  for (const ratings of things) {
    const given = ratings.filter((rating) => rating !== undefined);
    for (const [i, a] of given.entries()) for (const b of given.slice(i + 1)) yield [a, b];
  }
}

function sameRating(a: Exclude<Rating, undefined>, b: Exclude<Rating, undefined>): boolean {
  if (a === "notApplicable" || b === "notApplicable") return a === b;
  return BigInt(a.points) * BigInt(b.max) === BigInt(b.points) * BigInt(a.max);
}

/** A number that every maximum divides, so that shares are whole numbers of it. */
function commonMaximum(things: readonly Ratings[]): bigint {
  const maxima = new Set(
    things.flatMap((ratings) => ratings.flatMap((rating) => (rating === undefined || rating === "notApplicable" ? [] : [rating.max]))),
  );
  return [...maxima].filter((max) => max > 0).reduce((product, max) => lcm(product, BigInt(max)), 1n);
}

function shareOf(rating: Rating, scale: bigint): bigint | undefined {
  if (rating === undefined || rating === "notApplicable" || rating.max === 0) return undefined;
  return (BigInt(rating.points) * scale) / BigInt(rating.max);
}

/** The squared differences of every value with every other, each pair once in each direction. */
function squares(values: readonly bigint[]): bigint {
  const sum = values.reduce((total, value) => total + value, 0n);
  return 2n * (BigInt(values.length) * values.reduce((total, value) => total + value * value, 0n) - sum * sum);
}

function lcm(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** Half away from zero; `denominator` > 0. */
function rounded(numerator: bigint, denominator: bigint): number {
  const size = (2n * (numerator < 0n ? -numerator : numerator) + denominator) / (2n * denominator);
  return Number(numerator < 0n ? -size : size);
}

/** `GET /api/inspections/{id}/agreement`. α in thousandths, percentages in hundredths. */
export const InspectionAgreement = v.object({
  inspectionId: v.string(),
  inspectors: v.array(
    v.object({
      personId: v.string(),
      name: v.string(),
      submissionId: v.string(),
      /** `false`: replaced after the points were shown. */
      blind: v.boolean(),
    }),
  ),
  criteria: v.number(),
  exact: Exact,
  meanDifference: v.nullable(v.number()),
  alpha: v.nullable(v.number()),
  pairs: v.array(v.object({ between: v.array(v.string()), exact: Exact, meanDifference: v.nullable(v.number()) })),
  /** Where they differ most, first. */
  differing: v.array(v.object({ criterion: v.string(), points: v.array(v.nullable(v.number())), maxPoints: v.number() })),
});
export type InspectionAgreement = v.InferOutput<typeof InspectionAgreement>;

/** Why there is no κ: too few units with the same two, a method that measures instead of grading, or nothing to be expected. */
export const NoKappa = v.picklist(["fewUnits", "noGrades", "noExpectedDisagreement"]);

/** `GET /api/agreement`: each criterion and two inspectors who judged it at the same units. */
export const CriterionAgreements = v.object({
  /** Of concluded inspections alone, or of every revealed one. */
  basis: RankBasis,
  fewestUnits: v.number(),
  agreements: v.array(
    v.object({
      criterion: v.string(),
      checklist: v.string(),
      between: v.array(v.object({ personId: v.string(), name: v.string() })),
      units: v.number(),
      exact: Exact,
      meanDifference: v.nullable(v.number()),
      kappa: v.nullable(v.number()),
      noKappa: v.nullable(NoKappa),
      alpha: v.nullable(v.number()),
    }),
  ),
});
export type CriterionAgreements = v.InferOutput<typeof CriterionAgreements>;
