import type { Kysely } from "kysely";
import { type Criterion, criteriaOf } from "../../shared/checklists/checklist.ts";
import { type AppraisalDecision, agreedPoints, byTrait, type GivenSheet } from "../../shared/decisions/appraisal.ts";
import { type Choice, type ChoiceState, type Choices, type IndexRange, type Outcome, rangeOf } from "../../shared/decisions/settling.ts";
import type { Hundredths } from "../../shared/points.ts";
import { Refusal } from "../../shared/problem.ts";
import { leftOut, type SheetContext } from "../../shared/sheets/scoring.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Row, Tables } from "../database/tables.ts";
import { getInspection } from "../inspections/inspections.ts";
import { demandRevealed } from "../inspections/states.ts";
import { hashOf } from "../ledger/audit.ts";
import { givenBy, loadSheetContext, loadStageSheets, type StageSheet } from "./stage-sheets.ts";

/** How far settling is: every criterion that is judged, with what was decided of it. Of the order of the checklist. */
export interface SettlingNow {
  readonly context: SheetContext;
  /** Of all stages. */
  readonly sheets: readonly StageSheet[];
  readonly given: readonly GivenSheet[];
  readonly criteria: readonly SettlingCriterion[];
}

export interface SettlingCriterion {
  readonly criterion: Criterion;
  readonly state: ChoiceState;
  /** What it comes to; `null`: not applicable; `undefined`: not decided. */
  readonly points: Hundredths | null | undefined;
  /** What all sheets say; `undefined`: they differ, or one waits for the lead. */
  readonly agreed: Hundredths | null | undefined;
  /** The last word on it, whether or not it still stands. */
  readonly choice: Choice | null;
  /** What the inspectors' sheets say of it now: what is decided holds while that stays so. */
  readonly basis: string;
}

/** How far settling is. Whether it may be shown, the caller asks. */
export async function loadSettling(database: Kysely<Tables>, inspection: Row<"inspections">): Promise<SettlingNow> {
  const context = await loadSheetContext(checklistsOf(database), inspection);
  const sheets = await loadStageSheets(database, inspection.id, context);
  const inspectors = sheets.filter(({ stage }) => stage === "inspector");
  const given = inspectors.map(givenBy);
  const choices = await loadLastChoices(database, inspection.id);
  const criteria = criteriaOf(context.checklist, context.form)
    .filter((criterion) => !byTrait(criterion, context))
    .map((criterion): SettlingCriterion => {
      const basis = basisOf(criterion.id, inspectors);
      const agreed = agreedPoints(criterion, given);
      const last = choices.get(criterion.id);
      const state = stateOf(last, agreed, basis);
      const points = state === "agreed" ? agreed : state === "decided" ? last?.choice.points : undefined;
      return { criterion, state, points, agreed, choice: last?.choice ?? null, basis };
    });
  return { context, sheets, given, criteria };
}

function stateOf(last: LastChoice | undefined, agreed: Hundredths | null | undefined, basis: string): ChoiceState {
  if (last && last.choice.how !== "reopened" && last.basis === basis) return "decided";
  if (agreed !== undefined) return "agreed";
  if (!last) return "open";
  return last.choice.how === "reopened" ? "reopened" : "changed";
}

/** A hash of what they say of a criterion, and what the lead said of that. */
function basisOf(criterion: string, inspectors: readonly StageSheet[]): string {
  const said = inspectors.map(({ authorId, submission, score }) => ({
    authorId,
    entry: entryHash(submission, criterion),
    state: score.criteria.find((one) => one.criterion.id === criterion)?.state ?? null,
  }));
  return hashOf(said.sort((a, b) => (a.authorId < b.authorId ? -1 : 1)));
}

const entryHashes = new WeakMap<Submission, Map<string, string>>();

/** Kept with the sheet: it says the same as long as it is there. */
function entryHash(submission: Submission, criterion: string): string {
  const hashes = entryHashes.get(submission) ?? new Map<string, string>();
  entryHashes.set(submission, hashes);
  const known = hashes.get(criterion);
  if (known !== undefined) return known;
  const hash = hashOf(submission.entries[criterion] ?? null);
  hashes.set(criterion, hash);
  return hash;
}

interface LastChoice {
  readonly choice: Choice;
  readonly basis: string;
}

async function loadLastChoices(database: Kysely<Tables>, inspectionId: string): Promise<Map<string, LastChoice>> {
  const rows = await database
    .selectFrom("settling_choices as c")
    .leftJoin("people as p", "p.id", "c.decided_by")
    .selectAll("c")
    .select("p.name")
    .where("c.inspection_id", "=", inspectionId)
    .orderBy("c.criterion_id")
    .orderBy("c.revision")
    .execute();
  return new Map(
    rows.map((row) => {
      const choice: Choice = {
        revision: Number(row.revision),
        how: row.how,
        personId: row.person_id,
        points: Number(row.applies) === 1 ? Number(row.points) : null,
        reason: row.reason,
        by: row.decided_by,
        byName: row.name ?? row.decided_by,
        byScorer: Number(row.by_scorer) === 1,
        at: row.decided_at,
      };
      return [row.criterion_id, { choice, basis: row.basis }];
    }),
  );
}

/** What stands as a lead's decision, as it was sent. */
export function decisionOf({ how, personId, points, reason }: Choice): AppraisalDecision | undefined {
  if (how === "reopened") return undefined;
  if (how === "inspector") return { by: how, personId: personId ?? "", ...(reason !== null && { reason }) };
  return how === "mean" ? { by: how, reason: reason ?? "" } : { by: how, points, reason: reason ?? "" };
}

/** Whether nobody has decided it yet. */
export function isLeft({ state }: Pick<SettlingCriterion, "state">): boolean {
  return state !== "agreed" && state !== "decided";
}

/** From the lowest to the highest index that what is left can come to, taking what one inspector or another says of it. */
export function runningRange({ criteria, given }: Pick<SettlingNow, "criteria" | "given">): IndexRange | null {
  return rangeOf(
    criteria.map((one) => (one.points === undefined ? outcomesOf(one.criterion, given) : [outcome(one.criterion, one.points)])),
  );
}

function outcome(criterion: Criterion, points: Hundredths | null): Outcome {
  if (points !== null) return { points, max: criterion.maxPoints };
  const { points: full, maxPoints } = leftOut(criterion, "notApplicable", []);
  return { points: full ?? 0, max: maxPoints ?? 0 };
}

/** Where one says “not applicable” and nobody else gives points, the lead can give any. */
function outcomesOf(criterion: Criterion, given: readonly GivenSheet[]): Outcome[] {
  const scores = given.flatMap(({ criteria }) => criteria.get(criterion.id) ?? []);
  const scored = scores.flatMap(({ state, points }) => (state === "scored" && points !== null ? [points] : []));
  const dropped = scores.some(({ state }) => state === "notApplicable" || state === "notApplicablePending");
  const points = scored.length > 0 ? scored : [0, criterion.maxPoints];
  return [...points.map((one) => outcome(criterion, one)), ...(dropped ? [outcome(criterion, null)] : [])];
}

/** What was decided so far, for a lead. `not-found`, `not-all-sent` before the reveal. */
export async function loadChoices(read: Kysely<Tables>, inspectionId: string): Promise<Choices> {
  const inspection = await getInspection(read, inspectionId);
  await demandRevealed(read, inspection);
  const settling = await loadSettling(read, inspection);
  return {
    inspectionId,
    state: inspection.state,
    left: settling.criteria.filter(isLeft).length,
    range: runningRange(settling),
    criteria: settling.criteria.map(({ criterion, state, points, choice }) => ({
      criterion: criterion.id,
      state,
      points: points ?? null,
      choice,
    })),
  };
}

/** `unknown-criterion` for one that is not judged here, or does not apply to such a unit. */
export function criterionIn({ criteria }: SettlingNow, id: string): SettlingCriterion {
  const found = criteria.find(({ criterion }) => criterion.id === id);
  if (!found) throw new Refusal("unknown-criterion", { criterion: id });
  return found;
}
