import * as v from "valibot";
import { type Checklist, criteriaOf } from "../checklists/checklist.ts";
import type { FormGroup } from "../plans/plan.ts";
import { fraction, toIndex } from "../points.ts";
import { Bilingual } from "../text.ts";
import { RankBasis } from "./results.ts";

/** The counts of one ratio criterion as one sheet gives them. */
export interface Counts {
  readonly numerator: number;
  readonly denominator: number;
  /** Why both numbers are right although the part is larger than the whole. */
  readonly reason: string | null;
}

/** One sheet that counts, with its ratio answers by criterion id. */
export interface CountedRatios {
  readonly submissionId: string;
  readonly stage: "inspector" | "appraisal";
  /** Of an appraised sheet: those that the lead took from an inspector. */
  readonly ratios: ReadonlyMap<string, Counts>;
  readonly notApplicable: ReadonlySet<string>;
}

/** One unit's inspection that counts in the period. */
export interface UnitRatios {
  readonly unitId: string;
  readonly name: string;
  readonly kind: string;
  readonly block: string;
  readonly inspectionId: string;
  /** `default@1`. */
  readonly checklist: string;
  /** Not concluded: no part of a sum, but of those of the working view. */
  readonly provisional: boolean;
  readonly sheets: readonly CountedRatios[];
}

/** By what is summed; `all` gives one sum. */
export const indicatorGroups = ["unit", "kind", "block", "period", "all"] as const;
export const IndicatorGroup = v.picklist(indicatorGroups);
export type IndicatorGroup = v.InferOutput<typeof IndicatorGroup>;

const Source = v.object({ inspectionId: v.string(), submissionIds: v.array(v.string()) });

/** What is wrong with a unit's numbers, with both of them; figures are shown as they were given and never repaired. */
export const NumberCheck = v.object({
  /** `partLargerThanWhole`, or `sameCountDiffers`: one sheet gives two numbers for what is named alike. */
  check: v.picklist(["partLargerThanWhole", "sameCountDiffers"]),
  unitId: v.string(),
  name: v.string(),
  submissionId: v.string(),
  criteria: v.array(v.string()),
  numbers: v.array(v.number()),
  /** What is counted, where two numbers are given for it. */
  count: v.nullable(Bilingual),
  reason: v.nullable(v.string()),
});
export type NumberCheck = v.InferOutput<typeof NumberCheck>;

export const IndicatorRow = v.object({
  /** The unit's or period's id, the kind, the block; "" for all. */
  of: v.string(),
  name: v.string(),
  numerator: v.number(),
  denominator: v.number(),
  /** Hundredths of a percent, half up: 8703 is 87,03 %. `null` of a zero denominator. */
  percent: v.nullable(v.number()),
  /** Units in the sum. */
  units: v.number(),
  /** By unit: what the numbers are taken from. Other sums are those of their units. */
  sources: v.array(Source),
});
export type IndicatorRow = v.InferOutput<typeof IndicatorRow>;

/** A ratio and what its numbers count: another denominator is another indicator, whatever the criterion is called. */
export const Indicator = v.object({
  criterion: v.string(),
  title: Bilingual,
  numerator: Bilingual,
  denominator: Bilingual,
  checklists: v.array(v.string()),
  rows: v.array(IndicatorRow),
  /** Left out of every sum until the lead takes one of them: the inspectors' counts differ. */
  differing: v.array(
    v.object({
      unitId: v.string(),
      name: v.string(),
      inspectionId: v.string(),
      counts: v.array(v.object({ submissionId: v.string(), numerator: v.nullable(v.number()), denominator: v.nullable(v.number()) })),
    }),
  ),
});
export type Indicator = v.InferOutput<typeof Indicator>;

export const Indicators = v.object({
  plan: v.object({ id: v.string(), title: v.string(), year: v.number() }),
  periods: v.array(v.object({ id: v.string(), kind: v.string(), from: v.string(), to: v.string() })),
  form: v.string(),
  by: IndicatorGroup,
  /** What the sums rest on; what differs or contradicts itself is named of every revealed inspection. */
  basis: RankBasis,
  indicators: v.array(Indicator),
  checks: v.array(NumberCheck),
});
export type Indicators = v.InferOutput<typeof Indicators>;

/** One unit's counts of one criterion: settled, differing between inspectors, or none (not applicable, not asked). */
export type UnitCounts =
  | { readonly state: "counted"; readonly counts: Counts; readonly submissionIds: readonly string[] }
  | { readonly state: "differing"; readonly sheets: readonly { readonly submissionId: string; readonly counts: Counts | undefined }[] }
  | { readonly state: "none" };

/**
 * The counts that stand for a unit: those that the lead took from one inspector; else those that every inspector gives. Where they differ
 * nobody's are taken, though points were agreed on or set: a mean of counts is a number that nobody counted.
 */
export function countsOf(sheets: readonly CountedRatios[], criterion: string): UnitCounts {
  const appraised = sheets.find(({ stage }) => stage === "appraisal");
  if (appraised?.notApplicable.has(criterion)) return { state: "none" };
  const taken = appraised?.ratios.get(criterion);
  if (appraised && taken) return { state: "counted", counts: taken, submissionIds: [appraised.submissionId] };
  const own = sheets
    .filter(({ stage }) => stage === "inspector")
    .map(({ submissionId, ratios }) => ({ submissionId, counts: ratios.get(criterion) }));
  const first = own.find(({ counts }) => counts !== undefined)?.counts;
  if (!first) return { state: "none" };
  const same = own.every(({ counts }) => counts?.numerator === first.numerator && counts.denominator === first.denominator);
  if (!same) return { state: "differing", sheets: own };
  return { state: "counted", counts: first, submissionIds: own.map(({ submissionId }) => submissionId) };
}

/** The share that sums give, rounded once: sums roll up, rates are never averaged. */
export function percentOf(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : toIndex(fraction(numerator, denominator));
}

interface Summed {
  readonly name: string;
  numerator: number;
  denominator: number;
  readonly units: Set<string>;
  readonly sources: { inspectionId: string; submissionIds: string[] }[];
}

interface Gathered {
  readonly head: Pick<Indicator, "criterion" | "title" | "numerator" | "denominator">;
  readonly checklists: Set<string>;
  readonly sums: Map<string, Summed>;
  readonly differing: Indicator["differing"];
}

/**
 * Rolls the ratio criteria up by sums. `periods`: what counts in each of them; they must not overlap, or a dossier would be counted
 * twice. Indicators stand in the order of the checklists' criteria, rows by name.
 */
export function indicatorsOf(
  periods: readonly { readonly id: string; readonly name: string; readonly units: readonly UnitRatios[] }[],
  checklists: ReadonlyMap<string, Checklist>,
  form: FormGroup,
  by: IndicatorGroup,
  basis: RankBasis = "concluded",
): { indicators: Indicator[]; checks: NumberCheck[] } {
  const found = new Map<string, Gathered>();
  const checks: NumberCheck[] = [];
  for (const period of periods) {
    for (const unit of period.units) {
      const criteria = ratiosIn(checklists.get(unit.checklist), form);
      checks.push(...checksOf(unit, criteria));
      for (const criterion of criteria) {
        const counts = countsOf(unit.sheets, criterion.id);
        if (counts.state === "none") continue;
        const key = JSON.stringify([criterion.id, criterion.numerator.vi, criterion.denominator.vi]);
        const { id, title, numerator, denominator } = criterion;
        const indicator: Gathered = found.get(key) ?? {
          head: { criterion: id, title, numerator, denominator },
          checklists: new Set(),
          sums: new Map(),
          differing: [],
        };
        found.set(key, indicator);
        indicator.checklists.add(unit.checklist);
        if (counts.state === "differing") {
          indicator.differing.push({
            unitId: unit.unitId,
            name: unit.name,
            inspectionId: unit.inspectionId,
            counts: counts.sheets.map((sheet) => ({
              submissionId: sheet.submissionId,
              numerator: sheet.counts?.numerator ?? null,
              denominator: sheet.counts?.denominator ?? null,
            })),
          });
          continue;
        }
        if (unit.provisional && basis === "concluded") continue;
        const group = {
          unit: [unit.unitId, unit.name],
          kind: [unit.kind, unit.kind],
          block: [unit.block, unit.block],
          period: [period.id, period.name],
          all: ["", ""],
        }[by];
        const [of = "", name = ""] = group;
        const sum = indicator.sums.get(of) ?? { name, numerator: 0, denominator: 0, units: new Set(), sources: [] };
        indicator.sums.set(of, sum);
        sum.numerator += counts.counts.numerator;
        sum.denominator += counts.counts.denominator;
        sum.units.add(unit.unitId);
        if (by === "unit") sum.sources.push({ inspectionId: unit.inspectionId, submissionIds: [...counts.submissionIds] });
      }
    }
  }
  const order = [...new Set([...checklists.values()].flatMap(({ criteria }) => criteria.map(({ id }) => id)))];
  const indicators = [...found.values()]
    .sort((a, b) => order.indexOf(a.head.criterion) - order.indexOf(b.head.criterion))
    .map(({ head, checklists: versions, sums, differing }) => ({
      ...head,
      checklists: [...versions].sort(),
      rows: [...sums].map(rowOf).sort(inOrder),
      differing,
    }));
  return { indicators, checks };
}

function rowOf([of, { name, numerator, denominator, units, sources }]: readonly [string, Summed]): IndicatorRow {
  return { of, name, numerator, denominator, percent: percentOf(numerator, denominator), units: units.size, sources };
}

interface Ratio {
  readonly id: string;
  readonly title: Bilingual;
  readonly numerator: Bilingual;
  readonly denominator: Bilingual;
}

function ratiosIn(checklist: Checklist | undefined, form: FormGroup): Ratio[] {
  if (!checklist) return [];
  return criteriaOf(checklist, form === "remote" ? "remote" : "both").flatMap(({ id, title, method }) =>
    method.type === "ratio" ? [{ id, title, numerator: method.numerator, denominator: method.denominator }] : [],
  );
}

/** Each part against its whole, and each count that one sheet gives twice under the same words against itself. */
function checksOf({ unitId, name, sheets }: UnitRatios, criteria: readonly Ratio[]): NumberCheck[] {
  const checks: NumberCheck[] = [];
  for (const { submissionId, ratios } of sheets.filter(({ stage }) => stage === "inspector")) {
    const of = { unitId, name, submissionId };
    const seen = new Map<string, { criterion: string; number: number }>();
    for (const criterion of criteria) {
      const counts = ratios.get(criterion.id);
      if (!counts) continue;
      const { numerator, denominator, reason } = counts;
      if (numerator > denominator)
        checks.push({
          ...of,
          check: "partLargerThanWhole",
          criteria: [criterion.id],
          numbers: [numerator, denominator],
          count: null,
          reason,
        });
      for (const [count, number] of [
        [criterion.numerator, numerator],
        [criterion.denominator, denominator],
      ] as const) {
        const before = seen.get(count.vi);
        if (!before) seen.set(count.vi, { criterion: criterion.id, number });
        else if (before.number !== number)
          checks.push({
            ...of,
            check: "sameCountDiffers",
            criteria: [before.criterion, criterion.id],
            numbers: [before.number, number],
            count,
            reason: null,
          });
      }
    }
  }
  return checks;
}

const byName = new Intl.Collator("vi").compare;
function inOrder(a: IndicatorRow, b: IndicatorRow): number {
  return byName(a.name, b.name) || (a.of < b.of ? -1 : 1);
}
