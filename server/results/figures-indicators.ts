import type { Kysely } from "kysely";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import type { FormGroup, Period, Plan } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { type Counts, type IndicatorGroup, type Indicators, indicatorsOf, type UnitRatios } from "../../shared/results/indicators.ts";
import type { RankBasis } from "../../shared/results/results.ts";
import { isWithin } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { loadPlansAtHead } from "../plans/plans.ts";
import { planUnitsOf } from "../units/units.ts";
import { type Choice, choose } from "./choice.ts";
import { type CountedSheet, checklistNamed, loadCountedSheets, sheetFactsOf } from "./figures-sheets.ts";

/** Which indicators; what is absent is as `choose` has it, and is not narrowed. */
export interface IndicatorsAsk {
  readonly plan?: string | undefined;
  /** Several are summed, and may not overlap. By default the plan's year; by period: each of the plan's periods for itself. */
  readonly period?: readonly string[] | undefined;
  readonly form?: FormGroup | undefined;
  readonly basis?: RankBasis | undefined;
  readonly by?: IndicatorGroup | undefined;
  readonly block?: string | undefined;
  readonly kind?: string | undefined;
}

/**
 * Ratio criteria summed over units and periods. `not-found`; `malformed`
 * for periods that overlap: what lies in both would be counted twice.
 */
export async function loadIndicators({ read }: Pick<Database, "read">, ask: IndicatorsAsk): Promise<Indicators> {
  const by = ask.by ?? "all";
  const { plan, period, form, basis } = choose((await loadPlansAtHead(read)).plans, { plan: ask.plan, form: ask.form, basis: ask.basis });
  const periods = by === "period" && !ask.period ? plan.periods : (ask.period?.map((id) => periodOf(plan, id)) ?? [period]);
  if (by !== "period") refuseOverlap(periods);
  const counted = [];
  const used = new Map<string, Checklist>();
  for (const one of periods) {
    const units = await loadUnitRatios(read, { plan, period: one, form }, ask);
    counted.push({ id: one.id, name: `${one.from} – ${one.to}`, units });
    for (const { checklist } of units) if (!used.has(checklist)) used.set(checklist, await checklistNamed(checklistsOf(read), checklist));
  }
  return {
    plan: { id: plan.id, title: plan.title, year: plan.year },
    periods,
    form,
    by,
    basis,
    ...indicatorsOf(counted, used, form, by, basis),
  };
}

/** Of a list of periods each is asked for by name: none gives way to another. */
function periodOf({ periods }: Plan, id: string): Period {
  const period = periods.find((one) => one.id === id);
  if (!period) throw new Refusal("not-found");
  return period;
}

function refuseOverlap(periods: readonly Period[]): void {
  const sorted = [...periods].sort((a, b) => (a.from < b.from ? -1 : 1));
  const overlaps = sorted.some((period, i) => period.from <= (sorted[i - 1]?.to ?? ""));
  if (overlaps) throw new Refusal("malformed", { where: "period", why: "expected periods that do not overlap" });
}

async function loadUnitRatios(read: Kysely<Tables>, of: Omit<Choice, "basis">, asked: IndicatorsAsk): Promise<UnitRatios[]> {
  const units = (await planUnitsOf(read).load(of.plan.id, of.period.to)).filter((unit) => isWithin(unit, asked));
  const sheets = Map.groupBy(await loadCountedSheets(read, of), ({ unitId }) => unitId);
  const wanted = units.flatMap(({ id }) => sheets.get(id) ?? []);
  const known = await sheetFactsOf(read).load(wanted.map(({ submissionId }) => submissionId));
  const ratiosOf = ({ submissionId, stage }: CountedSheet) => {
    const { ratios, taken, notApplicable } = known.get(submissionId) ?? {
      ratios: new Map<string, Counts>(),
      taken: new Set(),
      notApplicable: new Set<string>(),
    };
    return {
      submissionId,
      stage,
      ratios: stage === "appraisal" ? new Map([...ratios].filter(([id]) => taken.has(id))) : ratios,
      notApplicable,
    };
  };
  return units.flatMap(({ id: unitId, name, kind: unitKind, block: unitBlock }) => {
    const own = sheets.get(unitId) ?? [];
    const [first] = own;
    if (!first) return [];
    const { inspectionId, checklist, concluded } = first;
    return [
      { unitId, name, kind: unitKind, block: unitBlock, inspectionId, checklist, provisional: !concluded, sheets: own.map(ratiosOf) },
    ];
  });
}
