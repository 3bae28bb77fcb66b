import type { Plan } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import type { ResultChanges } from "../../shared/results/results-change.ts";
import { changesOf } from "../../shared/results/results-compared.ts";
import { isWithin } from "../../shared/units/unit.ts";
import type { Database } from "../database/open.ts";
import { loadPlansAtHead } from "../plans/plans.ts";
import { loadLineage } from "../units/unit-lineage.ts";
import { choose, type ResultsAsk } from "./choice.ts";
import { keptResultsOf } from "./results.ts";

/**
 * The change of each unit's index and rank since an earlier period: `against`, of any plan, else the latest one of the same kind that had
 * ended before this one began. Figures on the two sides of a merge, split or new name are labelled with it. `not-found` where there is no
 * such period; `malformed` for one that does not end before this one.
 */
export async function loadChanges(
  { read }: Pick<Database, "read">,
  { against, block, kind, ...query }: ResultsAsk & { readonly against?: string | undefined },
  now: Date,
): Promise<ResultChanges> {
  const { plans } = await loadPlansAtHead(read);
  const { form, basis, ...present } = choose(plans, query);
  const all = plans.flatMap((plan) => plan.periods.map((period) => ({ plan, period })));
  const earlier = all
    .filter(({ period }) => period.kind === present.period.kind && period.to < present.period.from)
    .sort((a, b) => (a.period.to < b.period.to ? 1 : -1));
  const before = against === undefined ? earlier[0] : all.find(({ period }) => period.id === against);
  if (!before) throw new Refusal("not-found");
  if (before.period.to >= present.period.to)
    throw new Refusal("malformed", { where: "against", why: "expected a period that ends before this one" });
  const rowsOf = async ({ plan, period }: typeof before) => ({
    ...period,
    ...(await keptResultsOf(read).load({ plan: plan.id, period: period.id, form, basis }, now)),
  });
  const changes = changesOf(await rowsOf(present), await rowsOf(before), await loadLineage(read, { from: before.period.from }));
  const wanted = (row: { readonly kind: string }, place: { readonly block: string }) =>
    isWithin({ block: place.block, kind: row.kind }, { block, kind });
  return {
    now: named(present),
    before: named(before),
    form,
    basis,
    rows: changes.rows.filter((row) => wanted(row, row.now)),
    gone: changes.gone.filter((row) => wanted(row, row.before)),
  };
}

function named({ plan, period }: { plan: Plan; period: Plan["periods"][number] }): ResultChanges["now"] {
  return { plan: plan.id, period: period.id, from: period.from, to: period.to };
}
