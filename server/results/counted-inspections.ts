/*
 * Which of a unit's inspections counts in a plan, a period and a form, and what the summaries of its sheets say. Whatever the results show
 * of a unit is of this one.
 */

import { type Kysely, sql } from "kysely";
import { checklistName } from "../../shared/checklists/checklist.ts";
import type { FormGroup, Period } from "../../shared/plans/plan.ts";
import type { SheetSummary, UnitInspected } from "../../shared/results/results.ts";
import type { SheetPoints } from "../../shared/sheets/applies.ts";
import type { Unit } from "../../shared/units/unit.ts";
import type { Tables } from "../database/tables.ts";
import { revealedStates, toldSent } from "../inspections/states.ts";

/** A unit with the inspection that counts for it, as the summary rows have it. */
export interface CountedUnit extends UnitInspected {
  readonly checklist: { readonly id: string; readonly version: string } | null;
  /** The inspectors whose sheets are revealed. */
  readonly scorers: readonly string[];
  /** Of several inspectors, where their sheets count: what each gave. */
  readonly points: readonly SheetPoints[];
}

interface CountedRow {
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
export function chosenInspections(planId: string, period: Pick<Period, "from" | "to">, form: FormGroup, only?: ReadonlySet<string>) {
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

/**
 * Per unit its latest concluded inspection of the period and form, else its latest revealed one, else its latest. `units` are all of the
 * plan's, or `only` some.
 */
export async function loadCountedUnits(
  read: Kysely<Tables>,
  units: readonly Unit[],
  planId: string,
  period: Pick<Period, "from" | "to">,
  form: FormGroup,
  only: ReadonlySet<string> | undefined,
): Promise<CountedUnit[]> {
  if (units.length === 0) return [];
  const { rows } = await sql<CountedRow>`
    with chosen as (${chosenInspections(planId, period, form, only)})
    select c.unit_id, i.id, i.visited_on, i.form, i.state, i.checklist_id, i.checklist_version, i.part_of_areas, i.concluded_by,
      case when i.state = 'open' then
        (select count(*) from positions p where p.inspection_id = i.id and p.scores = 1 and p.excused_at is null)
      end as expected,
      case when i.state = 'open' then (select count(*) from summaries n where n.inspection_id = i.id and n.stage = 'inspector') end as sent,
      s.stage, s.author_id, s.awarded, s.max, s.areas, s.points, s.pending, s.enough_applicable
    from chosen c
    join inspections i on i.id = c.inspection_id
    left join summaries s
      on s.inspection_id = i.id and s.stage in ('inspector', 'appraisal') and i.state in (${sql.join([...revealedStates])})
  `.execute(read);
  const found = new Map<string, CountedRow[]>();
  for (const row of rows) {
    const own = found.get(row.unit_id);
    if (own) own.push(row);
    else found.set(row.unit_id, [row]);
  }
  return units.map((unit) => countedUnitOf(unit, found.get(unit.id) ?? []));
}

function countedUnitOf({ id: unitId, name, kind, block }: Unit, rows: readonly CountedRow[]): CountedUnit {
  const first = rows[0];
  const appraised = rows.filter((row) => row.stage === "appraisal");
  const basis = appraised.length > 0 ? "appraised" : "inspectors";
  const sheets = (basis === "appraised" ? appraised : rows).flatMap((row) => sheetOf(row) ?? []);
  if (!first) return { unitId, name, kind, block, inspection: null, checklist: null, sheets, basis, scorers: [], points: [] };
  const checklist = { id: first.checklist_id, version: first.checklist_version };
  const { id, visited_on: visitedOn, form, state } = first;
  const scorers = rows.flatMap((row) => (row.stage === "inspector" && row.author_id !== null ? [row.author_id] : []));
  const settledByScorer = [first.concluded_by, ...appraised.map((row) => row.author_id)].some(
    (one) => one !== null && scorers.includes(one),
  );
  const everybody = scorers.length;
  const expected = Number(first.expected ?? everybody);
  const sent = first.sent === null ? everybody : toldSent(expected, Number(first.sent));
  const inspection = { id, visitedOn, form, state, checklist: checklistName(checklist), expected, sent };
  const partOfAreas = Number(first.part_of_areas) === 1;
  // Written by `summaryOf` alone.
  const points =
    basis === "inspectors" && sheets.length > 1
      ? rows.flatMap((row): SheetPoints[] => (row.points === null ? [] : [JSON.parse(row.points)]))
      : [];
  return { unitId, name, kind, block, inspection, checklist, partOfAreas, sheets, basis, scorers, points, settledByScorer };
}

function sheetOf({ awarded, max, areas, pending, enough_applicable }: CountedRow): SheetSummary | undefined {
  if (awarded === null || max === null || areas === null || pending === null) return undefined;
  return {
    awarded: Number(awarded),
    max: Number(max),
    areas: JSON.parse(areas),
    pending: JSON.parse(pending),
    enoughApplicable: Number(enough_applicable) === 1,
  };
}
