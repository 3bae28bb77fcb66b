import * as v from "valibot";
import { type FormGroup, formGroups, type Period, type Plan } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { type RankBasis, rankBases } from "../../shared/results/results.ts";
import { ResultsQuery } from "../../shared/results/results-answer.ts";

/** The query, parsed. */
export type ResultsAsk = v.InferOutput<typeof ResultsQuery>;

type PlaceAsked = Pick<ResultsAsk, "plan" | "period" | "form" | "basis">;

/** Which results somebody looks at: a plan, one of its periods, a form, and who holds ranks. */
export interface Choice {
  readonly plan: Plan;
  readonly period: Period;
  readonly form: FormGroup;
  /** Concluded inspections alone, unless a lead asks for the working view. */
  readonly basis: RankBasis;
}

/**
 * The one rule of what is looked at where not everything is said: the newest plan, its year (else its first period), with an onsite part,
 * what is concluded. An unknown plan is `not-found`, as is any while there is none; a period of another plan gives way to the plan's year,
 * for whoever turns to another plan keeps the rest of the address.
 */
export function choose(plans: readonly Plan[], asked: PlaceAsked): Choice {
  const plan = asked.plan === undefined ? plans[0] : plans.find(({ id }) => id === asked.plan);
  const period =
    plan?.periods.find(({ id }) => id === asked.period) ?? plan?.periods.find(({ kind }) => kind === "year") ?? plan?.periods[0];
  if (!plan || !period) throw new Refusal("not-found");
  return { plan, period, form: asked.form ?? "onsite", basis: asked.basis ?? "concluded" };
}

/**
 * The same by a page's address: an empty field asks for nothing, a form
 * or basis that is none for the usual one; `not-found` for what is no id.
 */
export function chooseAt(address: URLSearchParams, plans: readonly Plan[]): Choice {
  const read = v.safeParse(PlaceInAddress, { plan: address.get("plan") || undefined, period: address.get("period") || undefined });
  if (!read.success) throw new Refusal("not-found");
  const form = formGroups.find((group) => group === address.get("form"));
  const basis = rankBases.find((one) => one === address.get("basis"));
  return choose(plans, { ...read.output, form, basis });
}

const PlaceInAddress = v.pick(ResultsQuery, ["plan", "period"]);

/** The question that has this choice as its answer. */
export function asking({ plan, period, form, basis }: Choice) {
  return { plan: plan.id, period: period.id, form, basis };
}

/** What stands in the address of a page of this choice; the working view is asked for, never met by chance. */
export function addressed(choice: Choice): Record<string, string> {
  const { basis, ...place } = asking(choice);
  return { ...place, ...(basis === "live" ? { basis } : {}) };
}
