import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { criteriaOf, InspectionForm } from "../../shared/checklists/checklist.ts";
import type { Explanation, ExplanationAnswer, NewExplanation } from "../../shared/decisions/explanation.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { findEvidence } from "../evidence/evidence.ts";
import { amid } from "../inspections/amid.ts";
import { isKnownToUnit } from "../inspections/known-to-unit.ts";
import { demandNotConcluded, demandRevealed } from "../inspections/states.ts";
import { hashOf } from "../ledger/audit.ts";
import { sameOrTaken } from "../ledger/requests.ts";
import { reachOfAccount } from "../people/unit-reach.ts";

/** What somebody sends about a request for an explanation: which, and under which id of their own. */
export interface ExplanationPlace {
  readonly explanationId: string;
  readonly actorId: string;
}

/**
 * Asks the unit for missing proof or an explanation on a criterion, up to a day; `false`: it was asked before. `not-found`, `not-all-sent`
 * before the reveal, `inspection-concluded`, `visit-unannounced` where the unit does not know of the visit yet, `unknown-criterion`,
 * `malformed` for a day that has passed, `id-taken` for other content under this id.
 */
export async function askForExplanation(
  database: Database,
  inspectionId: string,
  { explanationId: id, actorId }: ExplanationPlace,
  asked: NewExplanation,
  now: Date,
): Promise<boolean> {
  return await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection, at, tells, records }) => {
    const requestHash = hashOf({ inspectionId, asked });
    const known = await transaction.selectFrom("explanations").select("request_hash").where("id", "=", id).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    demandNotConcluded(inspection);
    await demandRevealed(transaction, inspection);
    if (!(await isKnownToUnit(transaction, inspectionId))) throw new Refusal("visit-unannounced");
    const checklist = await checklistsOf(database.read).get(inspection.checklist_id, inspection.checklist_version);
    const { criterion, text, dueOn } = asked;
    const judged = criteriaOf(checklist, v.parse(InspectionForm, inspection.form)).some((one) => one.id === criterion);
    if (!judged) throw new Refusal("unknown-criterion", { criterion });
    if (dueOn < vietnamDay(now)) throw new Refusal("malformed", { where: "dueOn", why: "the day has passed" });
    const row = { id, inspection_id: inspectionId, criterion_id: criterion, text, due_on: dueOn };
    await transaction
      .insertInto("explanations")
      .values({ ...row, asked_by: actorId, asked_at: at, request_hash: requestHash })
      .execute();
    await tells("explanation.asked", { reason: text, changes: [{ field: `${criterion}.explanation`, from: null, to: dueOn }] });
    await records("explanation.asked", inspectionId, { id, ...asked });
    return true;
  });
}

/**
 * What the unit answers, beside its self-score, which does not change; another answer is added to it. `false`: it was there. `not-found`
 * for what another unit was asked, `inspection-concluded`, `evidence-unknown`, `id-taken`. After the deadline it is taken and says so.
 */
export async function answerExplanation(
  database: Database,
  { explanationId, actorId }: ExplanationPlace,
  answerId: string,
  answer: ExplanationAnswer,
  now: Date,
): Promise<boolean> {
  const asked = await database.read.selectFrom("explanations").selectAll().where("id", "=", explanationId).executeTakeFirst();
  if (!asked) throw new Refusal("not-found");
  const inspectionId = asked.inspection_id;
  return await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection, at, tells, records }) => {
    const { unitIds } = await reachOfAccount(transaction, actorId, now);
    if (!unitIds.includes(inspection.unit_id)) throw new Refusal("not-found");
    const requestHash = hashOf({ explanationId, answer });
    const known = await transaction.selectFrom("explanation_answers").select("request_hash").where("id", "=", answerId).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    demandNotConcluded(inspection);
    const evidence = [...new Set(answer.evidence)];
    for (const hash of evidence) await demandOwn(transaction, hash, actorId, now);
    const row = { id: answerId, explanation_id: explanationId, inspection_id: inspectionId, text: answer.text };
    await transaction
      .insertInto("explanation_answers")
      .values({ ...row, answered_by: actorId, answered_at: at, request_hash: requestHash })
      .execute();
    const files = evidence.map((hash) => ({ answer_id: answerId, inspection_id: inspectionId, content_hash: hash }));
    if (files.length > 0) await transaction.insertInto("explanation_evidence").values(files).execute();
    await tells("explanation.answered", { personId: actorId, reason: answer.text });
    await records("explanation.answered", inspectionId, { id: answerId, explanationId, ...answer });
    return true;
  });
}

/** What proves something is a file that its sender may look at already: to name it shows it to the leads. `evidence-unknown`. */
async function demandOwn(transaction: Transaction<Tables>, hash: string, personId: string, now: Date): Promise<void> {
  await findEvidence(transaction, hash, { personId, as: "unit" }, now).catch((problem: unknown) => {
    throw problem instanceof Refusal ? new Refusal("evidence-unknown", { sha256: hash }) : problem;
  });
}

/** What a unit was asked about an inspection and what it answered, in the order of asking. Whether they may be shown, the caller asks. */
export async function loadExplanations(read: Kysely<Tables>, inspectionId: string): Promise<Explanation[]> {
  const asked = read.selectFrom("explanations").selectAll().where("inspection_id", "=", inspectionId);
  const answered = read.selectFrom("explanation_answers").selectAll().where("inspection_id", "=", inspectionId);
  const listed = read.selectFrom("explanation_evidence").selectAll().where("inspection_id", "=", inspectionId);
  const rows = await asked.orderBy("asked_at").orderBy("id").execute();
  if (rows.length === 0) return [];
  const answers = Map.groupBy(await answered.orderBy("answered_at").orderBy("id").execute(), (row) => row.explanation_id);
  const files = Map.groupBy(await listed.orderBy("content_hash").execute(), (row) => row.answer_id);
  return rows.map((row) => ({
    id: row.id,
    inspectionId,
    criterion: row.criterion_id,
    text: row.text,
    dueOn: row.due_on,
    askedBy: row.asked_by,
    askedAt: row.asked_at,
    answers: (answers.get(row.id) ?? []).map((answer) => ({
      id: answer.id,
      text: answer.text,
      by: answer.answered_by,
      at: answer.answered_at,
      late: vietnamDay(new Date(answer.answered_at)) > row.due_on,
      evidence: (files.get(answer.id) ?? []).map((file) => file.content_hash),
    })),
  }));
}

/** The same for an account of the unit, which is not told who asks. `not-found` for an inspection of another unit, or unknown to it. */
export async function loadOwnExplanations(read: Kysely<Tables>, inspectionId: string, personId: string, now: Date): Promise<Explanation[]> {
  const inspection = await read.selectFrom("inspections").select("unit_id").where("id", "=", inspectionId).executeTakeFirst();
  const { unitIds } = await reachOfAccount(read, personId, now);
  const concerned = inspection && unitIds.includes(inspection.unit_id) && (await isKnownToUnit(read, inspectionId));
  if (!concerned) throw new Refusal("not-found");
  return (await loadExplanations(read, inspectionId)).map((explanation) => ({ ...explanation, askedBy: null }));
}
