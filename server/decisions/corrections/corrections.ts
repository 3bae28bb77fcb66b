import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { criteriaOf } from "../../../shared/checklists/checklist.ts";
import {
  type AppraisalDecision,
  AppraisalRequest,
  AppraisedBy,
  type AppraisedCriterion,
  agreedPoints,
  appraise,
  decidedPoints,
} from "../../../shared/decisions/appraisal.ts";
import { Correction, type CorrectionAnswer, type NewCorrection } from "../../../shared/decisions/correction.ts";
import { Refusal } from "../../../shared/problem.ts";
import type { SheetContext } from "../../../shared/sheets/scoring.ts";
import { checklistsOf } from "../../checklists/checklists.ts";
import type { Database } from "../../database/open.ts";
import { stored } from "../../database/stored.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { type Actor, amid } from "../../inspections/amid.ts";
import { decidesAsScorer, demandNoSecretary } from "../../inspections/scorers.ts";
import { hashOf, lockHead } from "../../ledger/audit.ts";
import type { SigningKeys } from "../../ledger/keys.ts";
import { sameOrTaken } from "../../ledger/requests.ts";
import { appraisedSheet, findReplaced, keepAppraisal } from "../appraised-sheet.ts";
import { givenBy, loadSheetContext, loadStageSheets, type StageSheet } from "../stage-sheets.ts";

/*
 * After a conclusion figures change by a correction alone: proposed with a reason, and approved by a lead who did not score. What was
 * appraised before stays and is replaced by another appraised sheet; the inspection stays concluded.
 */

const StoredDecisions = stored(AppraisalRequest.entries.decisions);

/**
 * Proposes a correction; `false`: it was there. `not-found`, `not-concluded`, `correction-open` while another one waits, `not-allowed` for
 * the inspection's secretary, `objection-unaccepted`, `objection-other`, `correction-same` where a criterion would stay as it is, and what
 * `appraise` refuses.
 */
export async function proposeCorrection(
  database: Database,
  { inspectionId, id }: { readonly inspectionId: string; readonly id: string },
  asked: NewCorrection,
  { actorId, now }: Actor,
): Promise<boolean> {
  return await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection, at, tells, records }) => {
    const requestHash = hashOf({ inspectionId, asked });
    const known = await transaction.selectFrom("corrections").select("request_hash").where("id", "=", id).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    if (inspection.state !== "concluded") throw new Refusal("not-concluded");
    await demandNoSecretary(transaction, inspectionId, actorId);
    if ((await loadCorrections(transaction, inspectionId)).some(({ answer }) => answer === null)) throw new Refusal("correction-open");
    const { decisions, reason, objectionId = null } = asked;
    if (objectionId !== null) await demandAccepted(transaction, inspectionId, objectionId, Object.keys(decisions));
    const before = await loadStanding(transaction, inspection);
    const after = new Map(correct(before, decisions).map((one) => [one.criterion, one.points]));
    const same = before.appraised.find(({ criterion, points }) => Object.hasOwn(decisions, criterion) && after.get(criterion) === points);
    if (same) throw new Refusal("correction-same", { criterion: same.criterion });
    const row = { id, inspection_id: inspectionId, objection_id: objectionId, decisions: JSON.stringify(decisions), reason };
    await transaction
      .insertInto("corrections")
      .values({ ...row, proposed_by: actorId, proposed_at: at, request_hash: requestHash })
      .execute();
    const from = new Map(before.appraised.map(({ criterion, points }) => [criterion, points]));
    const changes = Object.keys(decisions).map((criterion) => ({
      ...{ field: `${criterion}.correction`, from: from.get(criterion) ?? null, to: after.get(criterion) ?? null },
    }));
    await tells("correction.proposed", { reason, changes });
    await records("correction.proposed", inspectionId, { id, ...asked });
    return true;
  });
}

interface Approving {
  readonly keys: SigningKeys;
  readonly instanceId: string;
}

/**
 * Approves a correction, which makes the new appraised sheet, or declines it; `false`: the same was said before. `not-found`, `id-taken`
 * where something else was said, `not-concluded` where it is open again, `not-allowed` for the secretary, `scorer-settles` where one who
 * scored it could leave it to somebody else.
 */
export async function answerCorrection(
  database: Database,
  correctionId: string,
  answer: CorrectionAnswer,
  actor: Actor,
  { keys, instanceId }: Approving,
): Promise<boolean> {
  const asked = await database.read.selectFrom("corrections").selectAll().where("id", "=", correctionId).executeTakeFirst();
  if (!asked) throw new Refusal("not-found");
  const inspectionId = asked.inspection_id;
  const { actorId, now } = actor;
  return await amid(database, inspectionId, actor, async ({ transaction, inspection, at, tells, records }) => {
    const requestHash = hashOf({ correctionId, answer });
    const answers = transaction.selectFrom("correction_answers").select("request_hash");
    const known = await answers.where("correction_id", "=", correctionId).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    const byScorer = await decidesAsScorer(transaction, inspectionId, actorId);
    const said = { correction_id: correctionId, inspection_id: inspectionId, by_scorer: Number(byScorer) };
    const row = { ...said, answered_by: actorId, answered_at: at, request_hash: requestHash };
    if (!answer.approved) {
      const { reason } = answer;
      await transaction
        .insertInto("correction_answers")
        .values({ ...row, approved: 0, submission_id: null, reason })
        .execute();
      await tells("correction.declined", { reason, changes: [{ field: "correction", from: correctionId, to: "declined" }] });
      await records("correction.declined", inspectionId, { correctionId, ...answer });
      return true;
    }
    if (inspection.state !== "concluded") throw new Refusal("not-concluded");
    const taken = await transaction.selectFrom("submissions").select("id").where("id", "=", answer.id).executeTakeFirst();
    // What stands under it may be a sheet that nobody is to see yet.
    if (taken) throw new Refusal("id-taken", { stored: "—", sent: requestHash });
    await transaction
      .insertInto("correction_answers")
      .values({ ...row, approved: 1, submission_id: answer.id, reason: null })
      .execute();
    const standing = await loadStanding(transaction, inspection);
    const { context, sheets, current } = standing;
    const decisions = v.parse(StoredDecisions, asked.decisions);
    const replaces = current === undefined ? {} : { replaces: { id: current, reason: asked.reason } };
    const settling = { inspectionId, request: { id: answer.id, decisions, ...replaces }, actorId, now };
    const replaced = current === undefined ? undefined : await findReplaced(transaction, settling);
    const appraised = correct(standing, decisions);
    const sheet = appraisedSheet(settling, inspection, appraised, sheets, context);
    const action = byScorer ? "inspection.corrected-by-scorer" : "inspection.corrected";
    const kept = { settling, inspection, appraised, sheet, context, byScorer, replaced, as: { action, state: "concluded" } as const };
    await keepAppraisal(transaction, await lockHead(transaction), kept, keys, instanceId);
    return true;
  });
}

interface StandingAppraisal {
  /** The appraised sheet; `undefined`: what all inspectors gave, in the mean, and `appraised` is what they agree on. */
  readonly current: string | undefined;
  readonly appraised: readonly AppraisedCriterion[];
  readonly sheets: readonly StageSheet[];
  readonly context: SheetContext;
}

/** What the conclusion rests on, criterion by criterion. */
async function loadStanding(transaction: Transaction<Tables>, inspection: Row<"inspections">): Promise<StandingAppraisal> {
  const context = await loadSheetContext(checklistsOf(transaction), inspection);
  const all = await loadStageSheets(transaction, inspection.id, context);
  const sheets = all.filter(({ stage }) => stage === "inspector");
  const current = all.find(({ stage }) => stage === "appraisal");
  if (!current) return { current: undefined, appraised: agreedOn(sheets, context), sheets, context };
  const rows = await transaction.selectFrom("appraised_criteria").selectAll().where("submission_id", "=", current.id).execute();
  const appraised = rows.map(({ criterion_id: criterion, how, person_id: personId }): AppraisedCriterion => {
    const { points = null, note = "" } = current.submission.entries[criterion] ?? {};
    return { criterion, points, by: v.parse(AppraisedBy, how), personId, reason: note === "" ? null : note };
  });
  return { current: current.id, appraised, sheets, context };
}

function agreedOn(sheets: readonly StageSheet[], { checklist, form }: SheetContext): AppraisedCriterion[] {
  const given = sheets.map(givenBy);
  return criteriaOf(checklist, form).flatMap((criterion) => {
    const points = agreedPoints(criterion, given);
    return points === undefined ? [] : [{ criterion: criterion.id, points, by: "agreed" as const, personId: null, reason: null }];
  });
}

/** The same with these decisions in place of what stood. Where nothing was appraised before, what all agree on and, else, the mean. */
function correct(
  { current, appraised, sheets, context }: StandingAppraisal,
  decisions: Readonly<Record<string, AppraisalDecision>>,
): AppraisedCriterion[] {
  const given = sheets.map(givenBy);
  const asked = { id: "", decisions: { ...decisions }, rest: { by: "mean", reason: "—" } as const };
  if (current === undefined) return appraise(asked, given, context);
  const known = new Set(appraised.map(({ criterion }) => criterion));
  for (const criterion of Object.keys(decisions)) if (!known.has(criterion)) throw new Refusal("unknown-criterion", { criterion });
  return appraised.map((one) => {
    const decision = Object.hasOwn(decisions, one.criterion) ? decisions[one.criterion] : undefined;
    const criterion = context.checklist.criteria.find(({ id }) => id === one.criterion);
    if (!decision || !criterion) return one;
    return {
      ...{ criterion: one.criterion, points: decidedPoints(decision, criterion, given), by: decision.by },
      ...{ personId: decision.by === "inspector" ? decision.personId : null, reason: decision.reason ?? null },
    };
  });
}

/** An accepted objection of this inspection, on one of these criteria: `objection-unaccepted`, `objection-other`. */
async function demandAccepted(
  transaction: Transaction<Tables>,
  inspectionId: string,
  objectionId: string,
  criteria: readonly string[],
): Promise<void> {
  const answer = await transaction
    .selectFrom("objection_answers as a")
    .innerJoin("objections as o", "o.id", "a.objection_id")
    .select(["a.accepted", "o.criterion_id"])
    .where("a.objection_id", "=", objectionId)
    .where("a.inspection_id", "=", inspectionId)
    .executeTakeFirst();
  if (!answer || Number(answer.accepted) !== 1) throw new Refusal("objection-unaccepted");
  if (!criteria.includes(answer.criterion_id)) throw new Refusal("objection-other", { criterion: answer.criterion_id });
}

/** A correction that was approved, and the appraised sheet that it replaced; `null`: none stood, all inspectors' sheets counted. */
export interface Corrected {
  readonly id: string;
  readonly at: string;
  readonly criteria: readonly string[];
  readonly appraisedId: string | null;
}

/** The approved corrections of an inspection, the newest first: before each of them other figures stood. */
export async function loadCorrected(read: Kysely<Tables>, inspectionId: string): Promise<Corrected[]> {
  const rows = await read
    .selectFrom("correction_answers as a")
    .innerJoin("submissions as s", "s.id", "a.submission_id")
    .innerJoin("corrections as c", "c.id", "a.correction_id")
    .select(["a.correction_id", "a.answered_at", "s.replaces_id", "c.decisions"])
    .where("a.inspection_id", "=", inspectionId)
    .orderBy("a.answered_at", "desc")
    .execute();
  return rows.map((row) => ({
    ...{ id: row.correction_id, at: row.answered_at, appraisedId: row.replaces_id },
    criteria: Object.keys(v.parse(StoredDecisions, row.decisions)),
  }));
}

/** What was proposed to be corrected and what became of it, the oldest first. */
export async function loadCorrections(read: Kysely<Tables>, inspectionId: string): Promise<Correction[]> {
  const rows = await read
    .selectFrom("corrections as c")
    .leftJoin("correction_answers as a", "a.correction_id", "c.id")
    .leftJoin("people as p", "p.id", "c.proposed_by")
    .leftJoin("people as w", "w.id", "a.answered_by")
    .selectAll("c")
    .select(["a.approved", "a.submission_id", "a.reason as said", "a.by_scorer", "a.answered_by", "a.answered_at"])
    .select(["p.name as proposer", "w.name as answerer"])
    .where("c.inspection_id", "=", inspectionId)
    .orderBy("c.proposed_at")
    .orderBy("c.id")
    .execute();
  return rows.map((row) =>
    v.parse(Correction, {
      ...{ id: row.id, inspectionId, objectionId: row.objection_id, decisions: v.parse(StoredDecisions, row.decisions) },
      ...{ reason: row.reason, by: row.proposed_by, byName: row.proposer ?? row.proposed_by, at: row.proposed_at },
      answer:
        row.answered_at === null
          ? null
          : {
              ...{ approved: Number(row.approved) === 1, submissionId: row.submission_id, reason: row.said },
              ...{ byScorer: Number(row.by_scorer) === 1, by: row.answered_by },
              ...{ byName: row.answerer ?? row.answered_by, at: row.answered_at },
            },
    }),
  );
}
