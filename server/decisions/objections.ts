import type { Kysely } from "kysely";
import * as v from "valibot";
import { criteriaOf, InspectionForm } from "../../shared/checklists/checklist.ts";
import type { NewObjection, Objection, ObjectionAnswer } from "../../shared/decisions/objection.ts";
import { deadlinesOf } from "../../shared/plans/limits.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { amid } from "../inspections/amid.ts";
import { isKnownToUnit } from "../inspections/known-to-unit.ts";
import { demandNoSecretary } from "../inspections/scorers.ts";
import { hashOf } from "../ledger/audit.ts";
import { sameOrTaken } from "../ledger/requests.ts";
import { loadUnitIds } from "../people/people.ts";
import { loadCalendar } from "../plans/calendar.ts";
import { loadLimits } from "../plans/limits.ts";

type Concluded = Pick<Row<"inspections">, "plan_id" | "visited_on" | "revealed_at" | "concluded_at">;

/** The last day on which the inspection's unit may object; `null` where it is not concluded. */
export async function loadObjectBy(read: Kysely<Tables>, inspection: Concluded): Promise<string | null> {
  const { visited_on: visitedOn, revealed_at: revealedAt, concluded_at: concludedAt } = inspection;
  const limits = await loadLimits(read, inspection.plan_id);
  return deadlinesOf({ visitedOn, revealedAt, concludedAt }, limits, await loadCalendar(read)).objectBy;
}

/**
 * A unit objects to a criterion's points; `false`: it did before. `not-found` for another unit, `not-concluded`, `objection-closed` after
 * the limit, `unknown-criterion`, `already-there` for a second one on a criterion, `id-taken` for other content under this id.
 */
export async function raiseObjection(
  database: Database,
  inspectionId: string,
  { objectionId: id, actorId }: { readonly objectionId: string; readonly actorId: string },
  asked: NewObjection,
  now: Date,
): Promise<boolean> {
  return await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection, at, tells, records }) => {
    if (!(await isOwn(transaction, inspection, actorId))) throw new Refusal("not-found");
    const requestHash = hashOf({ inspectionId, asked });
    const known = await transaction.selectFrom("objections").select("request_hash").where("id", "=", id).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    const until = inspection.state === "concluded" ? await loadObjectBy(transaction, inspection) : null;
    if (until === null) throw new Refusal("not-concluded");
    if (until < vietnamDay(now)) throw new Refusal("objection-closed", { until });
    const { criterion, text } = asked;
    const checklist = await checklistsOf(database.read).get(inspection.checklist_id, inspection.checklist_version);
    const judged = criteriaOf(checklist, v.parse(InspectionForm, inspection.form)).some((one) => one.id === criterion);
    if (!judged) throw new Refusal("unknown-criterion", { criterion });
    const others = await loadObjections(transaction, inspectionId);
    if (others.some((one) => one.criterion === criterion)) throw new Refusal("already-there", { what: criterion });
    const row = { id, inspection_id: inspectionId, criterion_id: criterion, text };
    await transaction
      .insertInto("objections")
      .values({ ...row, raised_by: actorId, raised_at: at, request_hash: requestHash })
      .execute();
    await tells("objection.raised", { reason: text, changes: [{ field: `${criterion}.objection`, from: null, to: id }] });
    await records("objection.raised", inspectionId, { id, ...asked });
    return true;
  });
}

/** The lead's answer; `false`: the same was given before. `not-found`, `id-taken` where another one stands, `not-allowed` (secretary). */
export async function answerObjection(
  database: Database,
  objectionId: string,
  answer: ObjectionAnswer,
  actorId: string,
  now: Date,
): Promise<boolean> {
  const asked = await database.read.selectFrom("objections").selectAll().where("id", "=", objectionId).executeTakeFirst();
  if (!asked) throw new Refusal("not-found");
  const inspectionId = asked.inspection_id;
  return await amid(database, inspectionId, { actorId, now }, async ({ transaction, at, tells, records }) => {
    const requestHash = hashOf({ objectionId, answer });
    const answers = transaction.selectFrom("objection_answers").select("request_hash");
    const known = await answers.where("objection_id", "=", objectionId).executeTakeFirst();
    if (known) return sameOrTaken(known.request_hash, requestHash);
    await demandNoSecretary(transaction, inspectionId, actorId);
    const { accepted, reason } = answer;
    const row = { objection_id: objectionId, inspection_id: inspectionId, accepted: Number(accepted), reason };
    await transaction
      .insertInto("objection_answers")
      .values({ ...row, answered_by: actorId, answered_at: at, request_hash: requestHash })
      .execute();
    const changes = [{ field: `${asked.criterion_id}.objection`, from: null, to: accepted ? "accepted" : "declined" }];
    const action = accepted ? "objection.accepted" : "objection.declined";
    await tells(action, { reason, changes });
    await records(action, inspectionId, { objectionId, ...answer });
    return true;
  });
}

/** What a unit objected to and what was answered, the oldest first. An accepted one is what a correction begins with. */
export async function loadObjections(read: Kysely<Tables>, inspectionId: string): Promise<Objection[]> {
  const raised = read.selectFrom("objections").selectAll().where("inspection_id", "=", inspectionId);
  const rows = await raised.orderBy("raised_at").orderBy("id").execute();
  if (rows.length === 0) return [];
  const answered = await read.selectFrom("objection_answers").selectAll().where("inspection_id", "=", inspectionId).execute();
  const answers = new Map(answered.map((row) => [row.objection_id, row]));
  return rows.map((row) => {
    const answer = answers.get(row.id);
    const said = answer && {
      accepted: Number(answer.accepted) === 1,
      reason: answer.reason,
      by: answer.answered_by,
      at: answer.answered_at,
    };
    return {
      ...{ id: row.id, inspectionId, criterion: row.criterion_id, text: row.text, by: row.raised_by, at: row.raised_at },
      answer: said ?? null,
    };
  });
}

/** The same for an account of the unit, which is not told who answered. `not-found` for another unit. */
export async function loadOwnObjections(read: Kysely<Tables>, inspectionId: string, personId: string): Promise<Objection[]> {
  const inspection = await read.selectFrom("inspections").selectAll().where("id", "=", inspectionId).executeTakeFirst();
  if (!inspection || !(await isOwn(read, inspection, personId))) throw new Refusal("not-found");
  const objections = await loadObjections(read, inspectionId);
  return objections.map((one) => ({ ...one, answer: one.answer && { ...one.answer, by: null } }));
}

async function isOwn(read: Kysely<Tables>, { id, unit_id }: Row<"inspections">, personId: string): Promise<boolean> {
  return (await loadUnitIds(read, [personId])).get(personId) === unit_id && (await isKnownToUnit(read, id));
}
