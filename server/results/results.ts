import { type Kysely, sql } from "kysely";
import type * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import type { Band, Checklist } from "../../shared/checklists/checklist.ts";
import type { FormGroup, Plan } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { bandSharesOf } from "../../shared/results/band-shares.ts";
import { type RankBasis, type ResultRow, ranked, rowOf, type SheetSummary, type UnitInspected } from "../../shared/results/results.ts";
import type { Results, ResultsQuery } from "../../shared/results/results-answer.ts";
import { differing, type SheetPoints } from "../../shared/sheets/applies.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { checklistName, checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { perDatabase } from "../database/per-database.ts";
import type { Tables } from "../database/tables.ts";
import { loadPlanAdjustments } from "../inspections/adjustments.ts";
import { toldSent } from "../inspections/sheet-counts.ts";
import { revealedStates } from "../inspections/states.ts";
import { type Place, recordedSince } from "../ledger/recorded-since.ts";
import { loadPlans } from "../plans/plans.ts";
import { planUnitsOf } from "../units/units.ts";

/** The query, parsed. */
export type ResultsAsk = v.InferOutput<typeof ResultsQuery>;

/**
 * Results are read far more often than they change: what was computed is kept until the audit chain, which every change lengthens, has
 * grown. Then the units whose sheets came or went are read again, and all are ranked anew.
 */
export interface ResultsReader {
  load(query: ResultsAsk, now: Date): Promise<Results>;
  /** The same as UTF-8 JSON: hundreds of kilobytes that are written out once, and not again for every reader. */
  loadJson(query: ResultsAsk, now: Date): Promise<Uint8Array<ArrayBuffer>>;
}

interface Computed {
  readonly results: Results;
  /** Each unit's figures before they are ranked. */
  readonly figures: ReadonlyMap<string, ResultRow>;
  /** By name, whatever the rows were made by. */
  readonly checklists: ReadonlyMap<string, Checklist>;
  /** The plan's units as they were then; others mean that everything is another. */
  readonly units: readonly Unit[];
}

interface Kept extends Computed {
  readonly place: Place;
  /** Made when somebody first asks for it. */
  json?: Uint8Array;
}

type Sources = Pick<Database, "read">;

/** Plans, periods and forms whose results are kept. */
const mostKept = 50;

export const resultsOf = perDatabase((read) => createResultsReader({ read }));

function createResultsReader(sources: Sources): ResultsReader {
  const kept = new Map<string, Kept>();

  const keep = async (query: Omit<ResultsAsk, "block" | "kind" | "under">, now: Date): Promise<Kept> => {
    const key = canonicalJson({ ...query, basis: basisOf(query) });
    const known = kept.get(key);
    const { place, units } = await recordedSince(sources.read, known?.place);
    if (known?.place.hash === place.hash) return known;
    const made = { place, ...(await compute(sources, query, now, known && units !== "everything" ? { before: known, units } : undefined)) };
    kept.delete(key);
    kept.set(key, made);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return made;
  };

  const load: ResultsReader["load"] = async ({ block, kind, under, ...query }, now) => {
    const { results, checklists } = await keep(query, now);
    const placed = results.rows.filter((row) => (block === undefined || row.block === block) && (kind === undefined || row.kind === kind));
    const isUnder = (row: ResultRow) => under === undefined || (row.unranked === null && row.index !== null && row.index < under);
    const rows = placed.filter(isUnder);
    const completeness = { ranked: rows.filter((row) => row.rank !== null).length, units: rows.length };
    const bandShares = placed.length === results.rows.length ? results.bandShares : bandSharesOf(placed, bandsIn(checklists));
    return { ...results, rows, completeness, bandShares, computedAt: now.toISOString() };
  };

  return {
    load,
    async loadJson({ block, kind, under, ...query }, now) {
      if (block !== undefined || kind !== undefined || under !== undefined) {
        return utf8.encode(JSON.stringify(await load({ ...query, block, kind, under }, now)));
      }
      const known = await keep(query, now);
      known.json ??= jsonOf(known);
      const end = utf8.encode(`,"computedAt":"${now.toISOString()}"}`);
      const bytes = new Uint8Array(known.json.length + end.length);
      bytes.set(known.json);
      bytes.set(end, known.json.length);
      return bytes;
    },
  };
}

const utf8 = new TextEncoder();

/** Rows as they were last written out, with a comma before: a unit whose figures and place stayed is not written anew. */
const written = new WeakMap<ResultRow, { readonly rank: number | null; readonly tied: boolean; readonly json: Uint8Array }>();

/** The results' JSON without `computedAt` and the bracket at its end. */
function jsonOf({ results: { rows, completeness, computedAt: _, ...head }, figures }: Computed): Uint8Array {
  const parts = rows.map((row) => {
    const own = figures.get(row.unitId) ?? row;
    const before = written.get(own);
    if (before && before.rank === row.rank && before.tied === row.tied) return before.json;
    const json = utf8.encode(`,${JSON.stringify(row)}`);
    written.set(own, { rank: row.rank, tied: row.tied, json });
    return json;
  });
  const [begin, end] = [utf8.encode(`${JSON.stringify(head).slice(0, -1)},"rows":[`), utf8.encode(`],"completeness":${JSON.stringify(completeness)}`)];
  const [first, ...others] = parts;
  return Buffer.concat(first ? [begin, first.subarray(1), ...others, end] : [begin, end]);
}

/**
 * The results of a plan, a period and a form, ranked within blocks: by default of the newest plan, its whole year, with an onsite part.
 * `not-found` for a plan or period that is not there. `block`, `kind` and `under` narrow what is listed; ranks stay those within the block. Concluded inspections alone
 * hold ranks, unless `basis` asks for the working view.
 */
export async function loadResults({ read }: Pick<Database, "read">, query: ResultsAsk, now: Date): Promise<Results> {
  return await resultsOf(read).load(query, now);
}

/** The same without what was kept. */
export async function computeResults(sources: Sources, query: Omit<ResultsAsk, "block" | "kind" | "under">, now: Date): Promise<Results> {
  return (await compute(sources, query, now)).results;
}

/** Computes the results; where the figures of the other units are known from before, it reads `units` alone. */
async function compute(
  { read }: Sources,
  query: Omit<ResultsAsk, "block" | "kind" | "under">,
  now: Date,
  changed?: { readonly before: Computed; readonly units: ReadonlySet<string> },
): Promise<Computed> {
  const checklists = checklistsOf(read);
  const planUnits = planUnitsOf(read);
  const { plan, period } = choose(await loadPlans(read), query);
  const form = query.form ?? "onsite";
  const basis = basisOf(query);
  const units = await planUnits.load(plan.id, period.to);
  const since = changed?.before.units === units ? changed : undefined;
  const asked = since ? units.filter(({ id }) => since.units.has(id)) : units;
  const adjustments = await loadPlanAdjustments(read, checklists, plan.id);
  const inspected = await loadInspected(read, asked, plan.id, period, form, since?.units);
  const used = new Map(since?.before.checklists);
  for (const { inspection, checklist } of inspected) {
    if (inspection && checklist && !used.has(inspection.checklist)) used.set(inspection.checklist, await checklists.get(checklist.id, checklist.version));
  }
  const bandsOf = bandsIn(used);
  const figures = new Map(since?.before.figures);
  for (const unit of inspected) {
    const given = adjustments.get(unit.inspection?.id ?? "");
    const settledByScorer = unit.settledByScorer || unit.scorers.some((scorer) => given?.decidedBy.has(scorer));
    const differs = differing(used.get(unit.inspection?.checklist ?? "")?.criteria ?? [], unit.points);
    figures.set(unit.unitId, rowOf({ ...unit, adjustment: given?.adjustment, differing: differs, settledByScorer }, bandsOf, basis));
  }
  const rows = ranked([...figures.values()]);
  const { areas } = await checklists.get(plan.checklist.id, plan.checklist.version);
  const results = {
    plan: { id: plan.id, title: plan.title, year: plan.year },
    period,
    form,
    basis,
    areas: areas.map(({ id, title }) => ({ id, ...title })),
    rows,
    completeness: { ranked: rows.filter((row) => row.rank !== null).length, units: rows.length },
    bandShares: bandSharesOf(rows, bandsOf),
    computedAt: now.toISOString(),
  };
  return { results, figures, checklists: used, units };
}

function bandsIn(checklists: ReadonlyMap<string, Checklist>): (name: string) => readonly Band[] {
  return (name) => checklists.get(name)?.bands ?? [];
}

/** Concluded inspections alone, unless a lead asks for the working view. */
export function basisOf({ basis }: Pick<ResultsAsk, "basis">): RankBasis {
  return basis ?? "concluded";
}

/** The plan and period asked for: by default the newest plan and its year. `not-found`. */
export function choose(plans: readonly Plan[], query: Pick<ResultsAsk, "plan" | "period">): { plan: Plan; period: Plan["periods"][number] } {
  const plan = query.plan === undefined ? plans[0] : plans.find((candidate) => candidate.id === query.plan);
  const wanted = (candidate: Plan["periods"][number]) => (query.period === undefined ? candidate.kind === "year" : candidate.id === query.period);
  const period = plan?.periods.find(wanted) ?? (query.period === undefined ? plan?.periods[0] : undefined);
  if (!plan || !period) throw new Refusal("not-found");
  return { plan, period };
}

interface Chosen extends UnitInspected {
  readonly checklist: { readonly id: string; readonly version: string } | null;
  /** The inspectors whose sheets are revealed. */
  readonly scorers: readonly string[];
  /** Of several inspectors, where their sheets count: what each gave. */
  readonly points: readonly SheetPoints[];
}

interface ChosenRow {
  unit_id: string;
  id: string;
  visited_on: string;
  form: string;
  state: string;
  checklist_id: string;
  checklist_version: string;
  concluded_by: string | null;
  author_id: string | null;
  /** Counted while it is open; afterwards everybody who was waited for has sent. */
  expected: number | null;
  sent: number | null;
  stage: string | null;
  awarded: number | null;
  max: number | null;
  areas: string | null;
  points: string | null;
  pending: string | null;
  enough_applicable: number | null;
  part_of_areas: number;
}

/**
 * `unit_id` and `inspection_id`: of each of the plan's units (or of those named) the inspection that counts in a period and form. One that
 * covers only some of the plan's areas counts where there is no other.
 */
export function chosenInspections(planId: string, period: { readonly from: string; readonly to: string }, form: FormGroup, only?: ReadonlySet<string>) {
  // One step in the index per unit and state, however many inspections there are.
  const latest = (part: 0 | 1, states: readonly string[]) => sql`(
    select i.id from inspections i
    where i.plan_id = ${planId} and i.unit_id = u.unit_id and i.form_group = ${form} and i.state in (${sql.join([...states])})
      and i.visited_on between ${period.from} and ${period.to} and i.part_of_areas = ${part}
    order by i.visited_on desc, i.id desc limit 1)`;
  const inOrder = ([0, 1] as const).flatMap((part) => countingStates.map((states) => latest(part, states)));
  return sql`
    select u.unit_id, coalesce(${sql.join(inOrder)}) as inspection_id
    from plan_units u where u.plan_id = ${planId} ${only ? sql`and u.unit_id in (${sql.join([...only])})` : sql``}`;
}

/** What counts before what. */
const countingStates = [["concluded"], ["submitted", "returned", "settled"], ["open"]] as const;

/** The one of a unit's inspections (the latest first) that counts: as `chosenInspections` says. */
export function countingOf<I extends { readonly state: string; readonly partOfAreas: boolean }>(latestFirst: readonly I[]): I | undefined {
  for (const part of [false, true]) {
    for (const states of countingStates) {
      const found = latestFirst.find(({ state, partOfAreas }) => partOfAreas === part && states.some((one) => one === state));
      if (found) return found;
    }
  }
  return undefined;
}

/** Per unit its latest concluded inspection of the period and form, else its latest revealed one, else its latest. `units` are all of the plan's, or `only` some. */
async function loadInspected(
  read: Kysely<Tables>,
  units: readonly Unit[],
  planId: string,
  period: { from: string; to: string },
  form: FormGroup,
  only: ReadonlySet<string> | undefined,
): Promise<Chosen[]> {
  if (units.length === 0) return [];
  const { rows } = await sql<ChosenRow>`
    with chosen as (${chosenInspections(planId, period, form, only)})
    select c.unit_id, i.id, i.visited_on, i.form, i.state, i.checklist_id, i.checklist_version, i.part_of_areas, i.concluded_by,
      case when i.state = 'open' then (select count(*) from positions p where p.inspection_id = i.id and p.scores = 1 and p.excused_at is null) end as expected,
      case when i.state = 'open' then (select count(*) from summaries n where n.inspection_id = i.id and n.stage = 'inspector') end as sent,
      s.stage, s.author_id, s.awarded, s.max, s.areas, s.points, s.pending, s.enough_applicable
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
  if (!first) return { unitId, name, kind, block, inspection: null, checklist: null, sheets, basis, scorers: [], points: [] };
  const checklist = { id: first.checklist_id, version: first.checklist_version };
  const { id, visited_on: visitedOn, form, state } = first;
  const scorers = rows.flatMap((row) => (row.stage === "inspector" && row.author_id !== null ? [row.author_id] : []));
  const settledByScorer = [first.concluded_by, ...appraised.map((row) => row.author_id)].some((one) => one !== null && scorers.includes(one));
  const everybody = scorers.length;
  const expected = Number(first.expected ?? everybody);
  const sent = first.sent === null ? everybody : toldSent(expected, Number(first.sent));
  const inspection = { id, visitedOn, form, state, checklist: checklistName(checklist), expected, sent };
  const partOfAreas = Number(first.part_of_areas) === 1;
  // Written by `summaryOf` alone.
  const points = basis === "inspectors" && sheets.length > 1 ? rows.flatMap((row): SheetPoints[] => (row.points === null ? [] : [JSON.parse(row.points)])) : [];
  return { unitId, name, kind, block, inspection, checklist, partOfAreas, sheets, basis, scorers, points, settledByScorer };
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
