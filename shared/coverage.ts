import * as v from "valibot";
import { fraction, toIndex } from "./points.ts";
import { Bilingual, type Language, languages, say } from "./text.ts";
import { UnitKind, unitKinds } from "./unit.ts";
import { coverageWords as words } from "./words/coverage.ts";

/** An inspection as coverage sees it. */
export interface Visit {
  readonly inspectionId: string;
  readonly unitId: string;
  /** As on the day; needed while it can be overdue. */
  readonly unitName: string;
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

export const CoverageYear = v.object({
  plan: v.object({ id: v.string(), title: v.string(), year: v.number() }),
  /** The plan's date. */
  asOf: v.string(),
  targetPercent: v.number(),
  kinds: v.array(v.object({ kind: UnitKind, ...Figures.entries })),
  total: Figures,
  overdue: v.array(v.object({ inspectionId: v.string(), unitId: v.string(), unitName: v.string(), kind: v.string(), plannedFor: v.string() })),
  /** "Năm 2016: 13 đơn vị (cấp sở 07, cấp huyện 06)". */
  sentence: Bilingual,
});
export type CoverageYear = v.InferOutput<typeof CoverageYear>;

/** `GET /api/coverage`: each plan, the oldest first, and all together: visits, and the different units behind them. */
export const Coverage = v.object({ years: v.array(CoverageYear), together: v.object({ visits: v.number(), units: v.number() }) });
export type Coverage = v.InferOutput<typeof Coverage>;

interface YearOf {
  readonly plan: { readonly id: string; readonly title: string; readonly year: number };
  readonly asOf: string;
  readonly targetPercent: number;
  /** Every unit that existed on that date, of the kinds that the plan has. */
  readonly units: readonly { readonly id: string; readonly kind: UnitKind }[];
  readonly visits: readonly Visit[];
  readonly today: string;
}

/** Distinct units, never visits, are held against the target; compared exactly. Kinds in their usual order, those with units or visits. */
export function coverageOf({ plan, asOf, targetPercent, units, visits, today }: YearOf): CoverageYear {
  const existed = new Map(units.map(({ id, kind }) => [id, kind]));
  // A unit's kind on the plan's date, else the one on the day of the visit.
  const kindOf = (visit: Visit) => existed.get(visit.unitId) ?? visit.unitKind;
  const overdue = visits.filter((visit) => isOverdue(visit, today));
  const figures = (kind: UnitKind | undefined) => {
    const own = visits.filter((visit) => isDirect(visit) && (kind === undefined || kindOf(visit) === kind));
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
      overdue: overdue.filter((visit) => kind === undefined || kindOf(visit) === kind).length,
      outside: visited.size - covered,
    };
  };
  const kinds = unitKinds.map((kind) => ({ kind, ...figures(kind) })).filter((row) => row.units + row.visits + row.overdue > 0);
  const total = figures(undefined);
  return {
    plan,
    asOf,
    targetPercent,
    kinds,
    total,
    overdue: overdue
      .map(({ inspectionId, unitId, unitName, kind, visitedOn }) => ({ inspectionId, unitId, unitName, kind, plannedFor: visitedOn }))
      .sort((a, b) => (a.plannedFor + a.inspectionId < b.plannedFor + b.inspectionId ? -1 : 1)),
    sentence: sentenceOf(plan.year, total.covered, kinds),
  };
}

/** Of all years: every visit, and each unit once. */
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

function sentenceOf(year: number, covered: number, kinds: readonly { readonly kind: UnitKind; readonly covered: number }[]): Bilingual {
  const inLanguage = (language: Language) => {
    const parts = kinds
      .filter((row) => row.covered > 0)
      .map((row) => say(words.kind, language, { kind: say(words[row.kind], language), units: String(row.covered).padStart(2, "0") }));
    return covered === 0 ? say(words.yearNone, language, { year }) : say(words.year, language, { year, units: covered, kinds: parts.join(", ") });
  };
  const [vi, en] = languages.map(inLanguage);
  return { vi: vi ?? "", en: en ?? "" };
}
