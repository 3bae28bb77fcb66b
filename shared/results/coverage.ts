import * as v from "valibot";
import { fraction, toIndex } from "../points.ts";
import { Bilingual, type Language, languages, say } from "../text.ts";
import { UnitKind, unitKinds } from "../units/unit.ts";
import { coverageWords as words } from "../words/coverage.ts";

/** An inspection as coverage sees it. */
export interface Visit {
  readonly inspectionId: string;
  readonly unitId: string;
  readonly unitKind: UnitKind;
  /** `surprise` is unplanned; every other kind is planned. */
  readonly kind: string;
  /** Had an onsite part. */
  readonly onsite: boolean;
  /** Planned for, or made on. */
  readonly visitedOn: string;
  readonly concluded: boolean;
  /** Somebody has sent a sheet: the visit took place. */
  readonly begun: boolean;
  /** Its day lies in a period of its plan. */
  readonly inPeriod: boolean;
}

const Figures = v.object({
  /** Units that existed on the plan's date. */
  units: v.number(),
  /** Of these, units with a concluded inspection that had an onsite part. */
  covered: v.number(),
  /** Hundredths of a percent; `null` where there are no units. */
  percent: v.nullable(v.number()),
  reachesTarget: v.boolean(),
  /** Concluded inspections with an onsite part: a unit visited twice counts twice. */
  visits: v.number(),
  /** Of the visits. */
  planned: v.number(),
  unplanned: v.number(),
  /** Planned inspections whose day has passed without a visit. */
  overdue: v.number(),
  /** Units with such a visit that did not exist on the plan's date; they are not covered units. */
  outside: v.number(),
});
type Figures = v.InferOutput<typeof Figures>;

const listed = { inspectionId: v.string(), unitId: v.string(), unitName: v.string() };

/** What one plan brought, with the inspections behind what is not as planned, by day. */
export const PlanCoverage = v.object({
  plan: v.object({ id: v.string(), title: v.string(), year: v.number() }),
  /** The plan's date. */
  asOf: v.string(),
  targetPercent: v.number(),
  kinds: v.array(v.object({ kind: UnitKind, ...Figures.entries })),
  total: Figures,
  overdue: v.array(v.object({ ...listed, kind: v.string(), plannedFor: v.string() })),
  /** Every unplanned visit, also one that counts among no visits: it was remote, or is not concluded yet. */
  unplanned: v.array(v.object({ ...listed, visitedOn: v.string(), counted: v.boolean() })),
  /** Inspections of a day that no period of the plan has: no result takes them in until one is added. */
  outsidePeriods: v.array(v.object({ ...listed, kind: v.string(), visitedOn: v.string() })),
});
export type PlanCoverage = v.InferOutput<typeof PlanCoverage>;

/**
 * What a year brought: a unit counts once, whichever of the year's plans it was visited in. The units of a kind are those that existed on
 * the date of the first plan with units of that kind; the target is the highest of the plans'.
 */
export const CoverageYear = v.object({
  year: v.number(),
  plans: v.array(v.object({ id: v.string(), title: v.string() })),
  targetPercent: v.number(),
  /** `asOf` is null where only units were visited that did not exist on a plan's date. */
  kinds: v.array(v.object({ kind: UnitKind, asOf: v.nullable(v.string()), ...Figures.entries })),
  total: Figures,
  /** "Năm 2016: 13 đơn vị (cấp sở 07, cấp huyện 06)". */
  sentence: Bilingual,
});
export type CoverageYear = v.InferOutput<typeof CoverageYear>;

/**
 * `GET /api/coverage`: each plan and each year, the oldest first, and all of these plans together: visits, and the different units behind
 * them.
 */
export const Coverage = v.object({
  plans: v.array(PlanCoverage),
  years: v.array(CoverageYear),
  together: v.object({ visits: v.number(), units: v.number() }),
});
export type Coverage = v.InferOutput<typeof Coverage>;

/** A plan and all that is needed to count it. */
export interface PlanToCount {
  readonly plan: { readonly id: string; readonly title: string; readonly year: number };
  readonly asOf: string;
  readonly targetPercent: number;
  /** Every unit that existed on that date, of the kinds that the plan has. */
  readonly units: readonly { readonly id: string; readonly kind: UnitKind }[];
  readonly visits: readonly Visit[];
}

/** Distinct units, never visits, are held against the target; compared exactly. Kinds in their usual order, those with units or visits. */
export function coverageOf(of: PlanToCount, today: string, nameOf: (inspectionId: string) => string): PlanCoverage {
  const { plan, asOf, targetPercent, visits } = of;
  const figures = counterOf(of, today);
  const named = visits
    .filter((visit) => isListed(visit, today))
    .sort((a, b) => compare(a.visitedOn, b.visitedOn) || compare(a.inspectionId, b.inspectionId))
    .map((visit) => ({ visit, place: { inspectionId: visit.inspectionId, unitId: visit.unitId, unitName: nameOf(visit.inspectionId) } }));
  return {
    plan,
    asOf,
    targetPercent,
    kinds: unitKinds.map((kind) => ({ kind, ...figures(kind) })).filter(isThere),
    total: figures(undefined),
    overdue: named
      .filter(({ visit }) => isOverdue(visit, today))
      .map(({ visit, place }) => ({ ...place, kind: visit.kind, plannedFor: visit.visitedOn })),
    unplanned: named
      .filter(({ visit }) => tookPlaceUnplanned(visit))
      .map(({ visit, place }) => ({ ...place, visitedOn: visit.visitedOn, counted: isDirect(visit) })),
    outsidePeriods: named
      .filter(({ visit }) => !visit.inPeriod)
      .map(({ visit, place }) => ({ ...place, kind: visit.kind, visitedOn: visit.visitedOn })),
  };
}

/** The plans of one year, in the order of their dates, as one. */
export function yearOf(year: number, plans: readonly PlanToCount[], today: string): CoverageYear {
  const inOrder = plans.toSorted((a, b) => compare(a.asOf, b.asOf));
  const firstOf = new Map<UnitKind, PlanToCount>();
  for (const plan of inOrder) for (const { kind } of plan.units) if (!firstOf.has(kind)) firstOf.set(kind, plan);
  const units = [...firstOf].flatMap(([kind, plan]) => plan.units.filter((unit) => unit.kind === kind));
  const targetPercent = Math.max(...plans.map((plan) => plan.targetPercent));
  const figures = counterOf({ units, targetPercent, visits: plans.flatMap(({ visits }) => visits) }, today);
  const kinds = unitKinds.map((kind) => ({ kind, asOf: firstOf.get(kind)?.asOf ?? null, ...figures(kind) })).filter(isThere);
  const total = figures(undefined);
  return {
    year,
    plans: plans.map(({ plan: { id, title } }) => ({ id, title })),
    targetPercent,
    kinds,
    total,
    sentence: sentenceOf(year, total.covered, kinds),
  };
}

/** Whether a list names the inspection: whoever loads visits needs the unit's name for these alone. */
export function isListed(visit: Visit, today: string): boolean {
  return isOverdue(visit, today) || tookPlaceUnplanned(visit) || !visit.inPeriod;
}

/** The figures of a kind, or of all. */
function counterOf({ units, targetPercent, visits }: Pick<PlanToCount, "units" | "targetPercent" | "visits">, today: string) {
  const existed = new Set(units.map(({ id }) => id));
  const direct = visits.filter(isDirect);
  const overdue = visits.filter((visit) => isOverdue(visit, today));
  return (kind: UnitKind | undefined): Figures => {
    const ofKind = (visit: Visit) => kind === undefined || visit.unitKind === kind;
    const own = direct.filter(ofKind);
    const visited = new Set(own.map(({ unitId }) => unitId));
    const covered = [...visited].filter((id) => existed.has(id)).length;
    const all = kind === undefined ? units.length : units.filter((unit) => unit.kind === kind).length;
    const unplanned = own.filter((visit) => visit.kind === "surprise").length;
    return {
      units: all,
      covered,
      percent: all === 0 ? null : toIndex(fraction(covered, all)),
      reachesTarget: all > 0 && covered * 100 >= all * targetPercent,
      visits: own.length,
      planned: own.length - unplanned,
      unplanned,
      overdue: overdue.filter(ofKind).length,
      outside: visited.size - covered,
    };
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isThere({ units, visits, overdue }: Figures): boolean {
  return units + visits + overdue > 0;
}

/** Every visit, and each unit once. */
export function togetherOf(visits: readonly Visit[]): Coverage["together"] {
  const direct = visits.filter(isDirect);
  return { visits: direct.length, units: new Set(direct.map(({ unitId }) => unitId)).size };
}

function isDirect({ onsite, concluded }: Visit): boolean {
  return onsite && concluded;
}

function isOverdue({ kind, begun, concluded, visitedOn }: Visit, today: string): boolean {
  return kind !== "surprise" && !begun && !concluded && visitedOn < today;
}

function tookPlaceUnplanned({ kind, begun, concluded }: Visit): boolean {
  return kind === "surprise" && (begun || concluded);
}

function sentenceOf(year: number, covered: number, kinds: readonly { readonly kind: UnitKind; readonly covered: number }[]): Bilingual {
  const inLanguage = (language: Language) => {
    const parts = kinds
      .filter((row) => row.covered > 0)
      .map((row) => say(words.kind, language, { kind: say(words[row.kind], language), units: String(row.covered).padStart(2, "0") }));
    return covered === 0
      ? say(words.yearNone, language, { year: String(year) })
      : say(words.year, language, { year: String(year), units: covered, kinds: parts.join(", ") });
  };
  const [vi, en] = languages.map(inLanguage);
  return { vi: vi ?? "", en: en ?? "" };
}
