import type { FormGroup, Plan } from "../../shared/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { changesOf, type ResultChanges } from "../../shared/results-change.ts";
import type { Database } from "./open.ts";
import { loadPlans } from "./plans.ts";
import { choose, type ResultsAsk } from "./results.ts";

/**
 * The change of each unit's index and rank since an earlier period: `against`, of any plan, else the latest one of the same kind that had
 * ended before this one began. `not-found` where there is none.
 */
export async function loadChanges(
  { read, results }: Pick<Database, "read" | "results">,
  { against, ...query }: ResultsAsk & { readonly against?: string | undefined },
  now: Date,
): Promise<ResultChanges> {
  const plans = await loadPlans(read);
  const present = choose(plans, query);
  const all = plans.flatMap((plan) => plan.periods.map((period) => ({ plan, period })));
  const earlier = all
    .filter(({ period }) => period.kind === present.period.kind && period.to < present.period.from)
    .sort((a, b) => (a.period.to < b.period.to ? 1 : -1));
  const before = against === undefined ? earlier[0] : all.find(({ period }) => period.id === against);
  if (!before) throw new Refusal("not-found");
  const form: FormGroup = query.form ?? "onsite";
  const rowsOf = async ({ plan, period }: typeof before, block?: string) => (await results.load({ plan: plan.id, period: period.id, form, block }, now)).rows;
  return { now: named(present), before: named(before), form, rows: changesOf(await rowsOf(present, query.block), await rowsOf(before)) };
}

function named({ plan, period }: { plan: Plan; period: Plan["periods"][number] }): ResultChanges["now"] {
  return { plan: plan.id, period: period.id, from: period.from, to: period.to };
}
