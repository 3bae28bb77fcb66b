import type { Kysely } from "kysely";
import type { Checklist } from "../../../shared/checklists/checklist.ts";
import type { Stages } from "../../../shared/decisions/appraisal.ts";
import type { Explanation } from "../../../shared/decisions/explanation.ts";
import type { Objection } from "../../../shared/decisions/objection.ts";
import type { Finding } from "../../../shared/findings/finding.ts";
import { type Deadlines, deadlinesOf } from "../../../shared/plans/limits.ts";
import { Refusal } from "../../../shared/problem.ts";
import { vietnamDay } from "../../../shared/text.ts";
import type { Unit } from "../../../shared/units/unit.ts";
import { checklistsOf } from "../../checklists/checklists.ts";
import type { Database } from "../../database/open.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { loadCorrected } from "../../decisions/corrections/corrections.ts";
import { loadOwnExplanations } from "../../decisions/explanations.ts";
import { loadOwnObjections } from "../../decisions/objections.ts";
import { loadStages } from "../../decisions/stages.ts";
import { loadFindings } from "../../findings/finding-list.ts";
import { knownToUnit } from "../../inspections/known-to-unit.ts";
import { loadUnitIds } from "../../people/people.ts";
import { loadCalendar } from "../../plans/calendar.ts";
import { loadLimits } from "../../plans/limits.ts";
import { loadSelfDraft } from "../../submissions/self-draft.ts";
import { loadUnits } from "../../units/units.ts";

/** What the unit has of one inspection. */
export interface OwnInspection {
  readonly id: string;
  readonly form: string;
  readonly visitedOn: string;
  readonly selfScoreBy: string;
  /** It can still be scored; how many criteria are not done. */
  readonly open: boolean;
  readonly missing: number;
  readonly sent: { readonly at: string; readonly late: boolean } | null;
  readonly concludedAt: string | null;
  /** The published index of the conclusion. */
  readonly index: number | null;
}

/** Something that the unit has to do, by its deadline. */
export interface Todo {
  readonly what: "self" | "finding" | "explain" | "read";
  readonly dueOn: string | null;
  readonly text: string;
  readonly count: number;
  readonly visit: { readonly form: string; readonly visitedOn: string };
  readonly path: string;
}

export interface UnitDesk {
  readonly unit: Unit | null;
  readonly today: string;
  readonly inspections: readonly OwnInspection[];
  readonly findings: readonly Finding[];
  readonly todo: readonly Todo[];
}

/** So many of a unit's inspections are listed, the latest first. */
const mostInspections = 100;

/** Everything that an account of a unit has before it. */
export async function loadUnitDesk(database: Database, personId: string, now: Date): Promise<UnitDesk> {
  const { read } = database;
  const today = vietnamDay(now);
  const unitId = (await loadUnitIds(read, [personId])).get(personId);
  if (unitId === undefined) return { unit: null, today, inspections: [], findings: [], todo: [] };
  const rows = await read
    .selectFrom("inspections as i")
    .selectAll("i")
    .where("i.unit_id", "=", unitId)
    .where("i.state", "<>", "cancelled")
    .where(knownToUnit)
    .orderBy("i.visited_on", "desc")
    .limit(mostInspections)
    .execute();
  const inspections: OwnInspection[] = [];
  const todo: Todo[] = [];
  for (const row of rows) {
    const own = await loadOwn(database, row, personId, now);
    inspections.push(own);
    const visit = { form: own.form, visitedOn: own.visitedOn };
    const path = `/unit/inspections/${own.id}`;
    if (own.open && !own.sent)
      todo.push({ what: "self", dueOn: own.selfScoreBy, text: "", count: own.missing, visit, path: `${path}/self-score` });
    const { objectBy } = await loadDeadlines(read, row);
    if (own.concludedAt && objectBy && objectBy >= today) todo.push({ what: "read", dueOn: objectBy, text: "", count: 0, visit, path });
    for (const { id, text, dueOn, answers } of await asked(read, row, personId, now))
      if (answers.length === 0) todo.push({ what: "explain", dueOn, text, count: 0, visit, path: `/unit/explanations/${id}?of=${own.id}` });
  }
  const findings = await loadFindings(read, { which: "all" }, { personId, as: "unit" }, now);
  for (const { id, text, dueOn, state, inspectionId } of findings) {
    if (state !== "open" && state !== "notFixed") continue;
    const of = inspections.find((one) => one.id === inspectionId);
    const visit = { form: of?.form ?? "", visitedOn: of?.visitedOn ?? dueOn };
    todo.push({ what: "finding", dueOn, text, count: 0, visit, path: `/unit/findings/${id}` });
  }
  todo.sort((a, b) => ((a.dueOn ?? "9") < (b.dueOn ?? "9") ? -1 : 1));
  const [unit = null] = await loadUnits(read, { ids: [unitId] }, today);
  return { unit, today, inspections, findings, todo };
}

/** Before the conclusion a lead may ask; afterwards there is nothing to answer. */
async function asked(read: Kysely<Tables>, row: Row<"inspections">, personId: string, now: Date): Promise<Explanation[]> {
  return row.state === "concluded" ? [] : await loadOwnExplanations(read, row.id, personId, now);
}

async function loadOwn(database: Database, row: Row<"inspections">, personId: string, now: Date): Promise<OwnInspection> {
  const { read } = database;
  const { selfScoreBy } = await loadDeadlines(read, row);
  const draft = await loadSelfDraft(read, row.id, personId, now);
  const concluded = row.state === "concluded" ? await loadStages(database, row.id, { personId, as: "unit" }) : undefined;
  return {
    ...{ id: row.id, form: row.form, visitedOn: row.visited_on, selfScoreBy, open: draft.open },
    missing: draft.criteria.filter(({ score, read }) => score.needs.length > 0 || read.wrong.length > 0).length,
    sent: draft.sent && { at: draft.sent.at, late: vietnamDay(new Date(draft.sent.at)) > selfScoreBy },
    concludedAt: concluded ? row.concluded_at : null,
    index: concluded?.conclusion?.index ?? null,
  };
}

/** When each step of the inspection ends, by its plan's limits and the calendar. */
export async function loadDeadlines(read: Kysely<Tables>, row: Row<"inspections">): Promise<Deadlines> {
  const at = { visitedOn: row.visited_on, revealedAt: row.revealed_at, concludedAt: row.concluded_at };
  return deadlinesOf(at, await loadLimits(read, row.plan_id), await loadCalendar(read));
}

/** The unit that the account speaks for; `not-found` where it speaks for none. */
export async function demandUnit(read: Kysely<Tables>, personId: string): Promise<string> {
  const unitId = (await loadUnitIds(read, [personId])).get(personId);
  if (unitId === undefined) throw new Refusal("not-found");
  return unitId;
}

/** A conclusion beside the unit's own self-score, and what it objects to. */
export interface OwnConclusion {
  readonly visit: { readonly form: string; readonly visitedOn: string };
  readonly stages: Stages;
  readonly checklist: Checklist;
  readonly objections: readonly Objection[];
  /** The newest first. */
  readonly corrected: readonly { readonly at: string; readonly criteria: readonly string[] }[];
  readonly objectBy: string | null;
  readonly mayObject: boolean;
}

/** `not-found` also before the conclusion: there is nothing to read yet. */
export async function loadOwnConclusion(database: Database, id: string, personId: string, now: Date): Promise<OwnConclusion> {
  const { read } = database;
  const stages = await loadStages(database, id, { personId, as: "unit" });
  if (!stages.conclusion) throw new Refusal("not-found");
  const row = await read.selectFrom("inspections").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const { objectBy } = await loadDeadlines(read, row);
  return {
    ...{ visit: { form: row.form, visitedOn: row.visited_on }, stages, objectBy },
    checklist: await checklistsOf(read).get(row.checklist_id, row.checklist_version),
    objections: await loadOwnObjections(read, id, personId),
    corrected: (await loadCorrected(read, id)).map(({ at, criteria }) => ({ at, criteria })),
    mayObject: objectBy !== null && vietnamDay(now) <= objectBy,
  };
}

/** What the unit was asked to explain; `not-found`. */
export async function findOwnExplanation(read: Kysely<Tables>, of: string, id: string, personId: string, now: Date): Promise<Explanation> {
  const own = (await loadOwnExplanations(read, of, personId, now)).find((one) => one.id === id);
  if (!own) throw new Refusal("not-found");
  return own;
}

/** A finding of the unit's; `not-found`. */
export async function findOwnFinding(read: Kysely<Tables>, id: string, personId: string, now: Date): Promise<Finding> {
  const own = (await loadFindings(read, { which: "all" }, { personId, as: "unit" }, now)).find((one) => one.id === id);
  if (!own) throw new Refusal("not-found");
  return own;
}
