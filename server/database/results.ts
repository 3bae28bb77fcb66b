import { type Kysely, sql } from "kysely";
import type * as v from "valibot";
import type { Results, ResultsQuery } from "../../shared/api.ts";
import type { FormGroup, Plan } from "../../shared/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { resultsOf, type SheetSummary, type UnitInspected } from "../../shared/results.ts";
import type { Unit } from "../../shared/unit.ts";
import { checklistName } from "./checklists.ts";
import type { Database } from "./open.ts";
import { loadPlans } from "./plans.ts";
import type { Tables } from "./tables.ts";

/** The query, parsed. */
export type ResultsAsk = v.InferOutput<typeof ResultsQuery>;

/** States in which everybody has sent; in all others nothing of a sheet is read (blind). */
export const revealedStates = ["submitted", "returned", "settled", "concluded"] as const;

/**
 * The results of a plan, a period and a form, ranked within blocks: by default of the newest plan, its whole year, with an onsite part.
 * `not-found` for a plan or period that is not there; `block` narrows to one block.
 */
export async function loadResults(database: Database, query: ResultsAsk, now: Date): Promise<Results> {
  const { read, checklists, planUnits } = database;
  const { plan, period } = choose(await loadPlans(read), query);
  const form = query.form ?? "onsite";
  const units = await planUnits.load(plan.id, period.to);
  const inspected = await loadInspected(read, units, plan.id, period, form);
  const own = query.block === undefined ? inspected : inspected.filter((unit) => unit.block === query.block);
  const names = new Map(own.flatMap(({ checklist }) => (checklist ? [[checklistName(checklist), checklist]] : [])));
  const used = new Map<string, Awaited<ReturnType<typeof checklists.get>>>();
  for (const [name, { id, version }] of names) used.set(name, await checklists.get(id, version));
  const rows = resultsOf(own, (name) => used.get(name)?.bands ?? []);
  const { areas } = await checklists.get(plan.checklist.id, plan.checklist.version);
  return {
    plan: { id: plan.id, title: plan.title, year: plan.year },
    period,
    form,
    areas: areas.map(({ id, title }) => ({ id, ...title })),
    rows,
    completeness: { ranked: rows.filter((row) => row.rank !== null).length, units: rows.length },
    computedAt: now.toISOString(),
  };
}

function choose(plans: readonly Plan[], query: ResultsAsk): { plan: Plan; period: Plan["periods"][number] } {
  const plan = query.plan === undefined ? plans[0] : plans.find((candidate) => candidate.id === query.plan);
  const wanted = (candidate: Plan["periods"][number]) => (query.period === undefined ? candidate.kind === "year" : candidate.id === query.period);
  const period = plan?.periods.find(wanted) ?? (query.period === undefined ? plan?.periods[0] : undefined);
  if (!plan || !period) throw new Refusal("not-found");
  return { plan, period };
}

interface Chosen extends UnitInspected {
  readonly checklist: { readonly id: string; readonly version: string } | null;
}

interface ChosenRow {
  unit_id: string;
  id: string;
  visited_on: string;
  form: string;
  state: string;
  checklist_id: string;
  checklist_version: string;
  /** Counted while it is open; afterwards everybody who was waited for has sent. */
  expected: number | null;
  sent: number | null;
  stage: string | null;
  awarded: number | null;
  max: number | null;
  areas: string | null;
  pending: string | null;
  enough_applicable: number | null;
}

/** Per unit its latest concluded inspection of the period and form, else its latest revealed one, else its latest. */
async function loadInspected(
  read: Kysely<Tables>,
  units: readonly Unit[],
  planId: string,
  period: { from: string; to: string },
  form: FormGroup,
): Promise<Chosen[]> {
  // One step in the index per unit and state, however many inspections there are.
  const latest = (states: readonly string[]) => sql`(
    select i.id from inspections i
    where i.plan_id = ${planId} and i.unit_id = u.unit_id and i.form_group = ${form} and i.state in (${sql.join([...states])})
      and i.visited_on between ${period.from} and ${period.to}
    order by i.visited_on desc, i.id desc limit 1)`;
  const { rows } = await sql<ChosenRow>`
    with chosen as (
      select u.unit_id, coalesce(${latest(["concluded"])}, ${latest(["submitted", "returned", "settled"])}, ${latest(["open"])}) as inspection_id
      from plan_units u where u.plan_id = ${planId})
    select c.unit_id, i.id, i.visited_on, i.form, i.state, i.checklist_id, i.checklist_version,
      case when i.state = 'open' then (select count(*) from positions p where p.inspection_id = i.id and p.scores = 1 and p.excused_at is null) end as expected,
      case when i.state = 'open' then (select count(*) from summaries n where n.inspection_id = i.id and n.stage = 'inspector') end as sent,
      s.stage, s.awarded, s.max, s.areas, s.pending, s.enough_applicable
    from chosen c
    join inspections i on i.id = c.inspection_id
    left join summaries s on s.inspection_id = i.id and s.stage in ('inspector', 'appraisal') and i.state in (${sql.join([...revealedStates])})
  `.execute(read);
  const found = new Map<string, ChosenRow[]>();
  for (const row of rows) {
    const own = found.get(row.unit_id);
    if (own) own.push(row);
    else found.set(row.unit_id, [row]);
  }
  return units.map((unit) => inspectedOf(unit, found.get(unit.id) ?? []));
}

function inspectedOf({ id: unitId, name, kind, block }: Unit, rows: readonly ChosenRow[]): Chosen {
  const first = rows[0];
  const appraised = rows.filter((row) => row.stage === "appraisal");
  const basis = appraised.length > 0 ? "appraised" : "inspectors";
  const sheets = (basis === "appraised" ? appraised : rows).flatMap((row) => sheetOf(row) ?? []);
  if (!first) return { unitId, name, kind, block, inspection: null, checklist: null, sheets, basis };
  const checklist = { id: first.checklist_id, version: first.checklist_version };
  const { id, visited_on: visitedOn, form, state } = first;
  const everybody = rows.filter((row) => row.stage === "inspector").length;
  const [expected, sent] = [Number(first.expected ?? everybody), Number(first.sent ?? everybody)];
  const inspection = { id, visitedOn, form, state, checklist: checklistName(checklist), expected, sent };
  return { unitId, name, kind, block, inspection, checklist, sheets, basis };
}

function sheetOf({ awarded, max, areas, pending, enough_applicable }: ChosenRow): SheetSummary | undefined {
  if (awarded === null || max === null || areas === null || pending === null) return undefined;
  return {
    awarded: Number(awarded),
    max: Number(max),
    areas: JSON.parse(areas),
    pending: JSON.parse(pending),
    enoughApplicable: Number(enough_applicable) === 1,
  };
}
