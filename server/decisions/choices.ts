import type { Kysely, Transaction } from "kysely";
import { canonicalJson } from "../../shared/canonical.ts";
import {
  type AppraisalDecision,
  type AppraisalRequest,
  decidedPoints,
  type GivenSheet,
  type Settled,
} from "../../shared/decisions/appraisal.ts";
import type { Choice, NewChoice, Reopening } from "../../shared/decisions/settling.ts";
import { Refusal } from "../../shared/problem.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { NewRow, Row, Tables } from "../database/tables.ts";
import { type Actor, amid, type Held, hold } from "../inspections/amid.ts";
import { getInspection } from "../inspections/inspections.ts";
import { decidesAsScorer, demandNoSecretary } from "../inspections/scorers.ts";
import { demandNotConcluded, demandRevealed } from "../inspections/states.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import { dropAppraisal } from "../submissions/appraisal-drop.ts";
import { decidePending } from "./not-applicable.ts";
import { settleInspection } from "./settle.ts";
import { criterionIn, decisionOf, isLeft, loadSettling, type SettlingCriterion, type SettlingNow } from "./settling.ts";

/** Which criterion of which inspection. */
export interface ChoicePlace {
  readonly inspectionId: string;
  readonly criterionId: string;
}

/**
 * Stores what a lead decides about one criterion; its revision. Nobody's decision is overwritten unseen: `settled-meanwhile`, with both,
 * where there is another one than was `seen`. Sent again by the same person: the same answer. `not-found`, `not-all-sent`,
 * `inspection-concluded`, `scorer-settles`, `not-allowed` for the inspection's secretary, `unknown-criterion`, `settling-reason`, and what
 * `appraise` refuses. Where settling was finished it is open again.
 */
export async function chooseCriterion(database: Database, place: ChoicePlace, choice: NewChoice, actor: Actor): Promise<number> {
  return await amid(database, place.inspectionId, actor, (held) => chooseHeld(held, place, choice, actor.actorId));
}

async function chooseHeld(held: Held, place: ChoicePlace, { seen, decision }: NewChoice, actorId: string): Promise<number> {
  return await decide(held, place, seen, decision, actorId, "criterion.chosen", (one, settling) => {
    const points = decidedPoints(decision, one.criterion, settling.given);
    const differs = one.state === "open" || one.state === "changed" || one.state === "reopened";
    if (!decision.reason && !differs) throw new Refusal("settling-reason", { criterion: place.criterionId });
    return {
      how: decision.by,
      person_id: decision.by === "inspector" ? decision.personId : null,
      applies: Number(points !== null),
      points,
      reason: decision.reason ?? null,
    };
  });
}

/**
 * Approves every “not applicable” that waits at a criterion; where others give points, that it does not apply is taken, as by
 * `chooseCriterion`. All of it or nothing; where nothing waits nothing changes.
 */
export async function approveNotApplicable(database: Database, place: ChoicePlace, seen: number, actor: Actor): Promise<void> {
  const { inspectionId, criterionId } = place;
  const { actorId } = actor;
  await amid(database, inspectionId, actor, async ({ transaction, inspection }) => {
    await demandRevealed(transaction, inspection);
    const { given } = await loadSettling(transaction, inspection);
    const stateOf = ({ criteria }: GivenSheet) => criteria.get(criterionId)?.state;
    const pending = given.filter((sheet) => stateOf(sheet) === "notApplicablePending");
    for (const { personId } of pending) {
      const held = await hold(transaction, inspectionId, actor);
      await decidePending(held, checklistsOf(database.read), { ...place, personId, approved: true, reason: "" }, actorId);
    }
    const [first] = pending;
    if (!first || !given.some((sheet) => stateOf(sheet) === "scored")) return;
    const decision = { by: "inspector", personId: first.personId } as const;
    await chooseHeld(await hold(transaction, inspectionId, actor), place, { seen, decision }, actorId);
  });
}

/** Takes a decision back, with a reason: the criterion waits for another. As `chooseCriterion`, and `not-decided`. */
export async function reopenCriterion(database: Database, place: ChoicePlace, { seen, reason }: Reopening, actor: Actor): Promise<number> {
  const word = { by: "reopened", reason } as const;
  return await amid(database, place.inspectionId, actor, (held) =>
    decide(held, place, seen, word, actor.actorId, "criterion.reopened", (one) => {
      if (one.state !== "decided") throw new Refusal("not-decided", { criterion: place.criterionId });
      return { how: "reopened", person_id: null, applies: 0, points: null, reason };
    }),
  );
}

type Word = AppraisalDecision | { readonly by: "reopened"; readonly reason: string };
type Said = Pick<NewRow<"settling_choices">, "how" | "person_id" | "applies" | "points" | "reason">;

async function decide(
  held: Held,
  { inspectionId, criterionId }: ChoicePlace,
  seen: number,
  word: Word,
  actorId: string,
  action: "criterion.chosen" | "criterion.reopened",
  said: (one: SettlingCriterion, settling: SettlingNow) => Said,
): Promise<number> {
  const { transaction, inspection, at, tells, records } = held;
  await demandRevealed(transaction, inspection);
  const settling = await loadSettling(transaction, inspection);
  const one = criterionIn(settling, criterionId);
  const last = one.choice;
  if (last && last.revision === seen + 1 && last.by === actorId && isSame(last, word)) return last.revision;
  demandNotConcluded(inspection);
  const byScorer = await decidesAsScorer(transaction, inspectionId, actorId);
  if ((last?.revision ?? 0) !== seen) throw meanwhile(one, settling, word);
  const row = {
    ...{ inspection_id: inspectionId, criterion_id: criterionId, revision: seen + 1 },
    ...said(one, settling),
    ...{ by_scorer: Number(byScorer), decided_by: actorId, decided_at: at, basis: one.basis },
  };
  await transaction.insertInto("settling_choices").values(row).execute();
  const to = await openSettled(held, actorId);
  const points = row.applies === 1 ? row.points : null;
  const change = { field: `${criterionId}.choice`, from: last && wordOf(last), to: { how: row.how, points } };
  await tells(action, {
    to,
    ...(row.person_id !== null && { personId: row.person_id }),
    ...(row.reason !== null && { reason: row.reason }),
    changes: [change],
  });
  await records(action, inspectionId, { criterionId, revision: row.revision, word });
  return row.revision;
}

function isSame(last: Choice, word: Word): boolean {
  const stored = decisionOf(last) ?? { by: "reopened", reason: last.reason };
  return canonicalJson(stored) === canonicalJson(word);
}

function wordOf({ how, points }: Choice) {
  return { how, points };
}

/** Somebody else's decision and one's own, as points. */
function meanwhile({ criterion, choice }: SettlingCriterion, { given }: SettlingNow, word: Word): Refusal {
  const theirs = choice === null || choice.how === "reopened" ? "reopened" : (choice.points ?? "notApplicable");
  const yours = word.by === "reopened" ? "reopened" : (decidedPoints(word, criterion, given) ?? "notApplicable");
  const values = { criterion: criterion.id, name: choice?.byName ?? "—", theirs: String(theirs), yours: String(yours) };
  return new Refusal("settled-meanwhile", values);
}

/** Something is decided anew: what was settled no longer stands. The inspection's state afterwards. */
async function openSettled({ transaction, inspection, at }: Held, actorId: string): Promise<Row<"inspections">["state"]> {
  if (inspection.state !== "settled") return inspection.state;
  await dropAppraisal(transaction, inspection, actorId, at);
  await transaction.updateTable("inspections").set({ state: "submitted" }).where("id", "=", inspection.id).execute();
  return "submitted";
}

/**
 * Makes the appraised sheet of the decisions; what all sheets agree on is taken as it is. `incomplete` while a criterion is left,
 * `changed-meanwhile` where one is decided at the same moment, and what `settleInspection` refuses.
 */
export async function finishSettling(
  database: Database,
  keys: SigningKeys,
  instanceId: string,
  { inspectionId, id }: { readonly inspectionId: string; readonly id: string },
  { actorId, now }: Actor,
): Promise<{ readonly settled: Settled; readonly created: boolean }> {
  const requestNow = async (transaction: Kysely<Tables>): Promise<AppraisalRequest> => {
    const inspection = await getInspection(transaction, inspectionId);
    await demandRevealed(transaction, inspection);
    await demandNoSecretary(transaction, inspectionId, actorId);
    const { criteria } = await loadSettling(transaction, inspection);
    const left = criteria.find(isLeft);
    if (left) throw new Refusal("incomplete", { criterion: left.criterion.id });
    const decided = criteria.filter(({ state }) => state === "decided");
    const decisions = decided.flatMap(({ criterion, choice }) => {
      const decision = choice && decisionOf(choice);
      return decision ? [[criterion.id, decision] as const] : [];
    });
    return { id, decisions: Object.fromEntries(decisions) };
  };
  const request = await requestNow(database.read);
  // Between the two somebody may decide.
  const unchanged = async (transaction: Transaction<Tables>) => {
    if (canonicalJson(await requestNow(transaction)) !== canonicalJson(request))
      throw new Refusal("changed-meanwhile", { fields: "choices" });
  };
  return await settleInspection(database, keys, instanceId, { inspectionId, request, actorId, now, unchanged });
}
