import type * as v from "valibot";
import type { ExcuseRequest } from "../../shared/decisions/decisions.ts";
import { Refusal } from "../../shared/problem.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { type Actor, amid } from "../inspections/amid.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { demandNotConcluded } from "../inspections/states.ts";
import { endExcuse, keepLateDecision, makeCurrent } from "./late-decision.ts";

type Excuse = v.InferOutput<typeof ExcuseRequest>;

/**
 * Waits no longer for an inspector's sheet. Before the reveal one who has sent is excused like one who has not, and their sheet stays: a
 * refusal would tell who has sent. (That an excuse does or does not bring the reveal about, tells it of the last ones all the same.)
 * `not-found` where that person does not score here or is excused, `already-scored` after the reveal where the sheet is in,
 * `inspection-concluded` after the conclusion.
 */
export async function excuseInspector(database: Database, inspectionId: string, { personId, reason }: Excuse, actor: Actor): Promise<void> {
  await amid(database, inspectionId, actor, async ({ transaction, inspection, at, tells, records }) => {
    demandNotConcluded(inspection);
    const sheet = await transaction
      .selectFrom("summaries")
      .select("submission_id")
      .where("inspection_id", "=", inspectionId)
      .where("author_id", "=", personId)
      .where("stage", "=", "inspector")
      .executeTakeFirst();
    if (sheet && inspection.state !== "open") throw new Refusal("already-scored", { current: sheet.submission_id });
    const excused = await transaction
      .updateTable("positions")
      .set({ excused_at: at, excused_by: actor.actorId, excuse_reason: reason })
      .where("inspection_id", "=", inspectionId)
      .where("person_id", "=", personId)
      .where("scores", "=", 1)
      .where("excused_at", "is", null)
      .returning("person_id")
      .execute();
    if (excused.length === 0) throw new Refusal("not-found");
    await tells("inspector.excused", { personId, reason });
    await revealWhereAllSent(transaction, [inspectionId], at);
    await records("inspector.excused", inspectionId, { personId, reason });
  });
}

/**
 * Takes back an excuse that came in error, with a reason: the sheet is waited for again, and one that came meanwhile counts as if it had
 * never been late. Before the first reveal alone, where nobody has seen any points: `excuse-stands` afterwards, when a late sheet can be
 * accepted instead, marked as not blind. `not-found` where that person is not excused, `inspection-concluded`.
 */
export async function undoExcuse(database: Database, inspectionId: string, { personId, reason }: Excuse, actor: Actor): Promise<void> {
  await amid(database, inspectionId, actor, async ({ transaction, inspection, at, tells, records }) => {
    demandNotConcluded(inspection);
    if (inspection.revealed_at !== null) throw new Refusal("excuse-stands");
    const sheet = await transaction
      .selectFrom("submissions as s")
      .leftJoin("late_decisions as d", "d.submission_id", "s.id")
      .selectAll("s")
      .where("s.inspection_id", "=", inspectionId)
      .where("s.author_id", "=", personId)
      .where("s.stage", "=", "inspector")
      .where("s.status", "=", "late")
      .where("d.submission_id", "is", null)
      .executeTakeFirst();
    if (sheet) {
      await keepLateDecision(transaction, inspection, sheet, { accepted: true, reason, actorId: actor.actorId, at });
      await makeCurrent(transaction, checklistsOf(database.read), sheet);
    }
    const changes = await endExcuse(transaction, inspectionId, personId);
    if (changes.length === 0) throw new Refusal("not-found");
    await tells("inspector.excuseUndone", { personId, reason, changes });
    await revealWhereAllSent(transaction, [inspectionId], at);
    await records("inspector.excuseUndone", inspectionId, { personId, reason });
  });
}
