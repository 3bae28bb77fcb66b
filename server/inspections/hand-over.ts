import type { Kysely } from "kysely";
import * as v from "valibot";
import { InspectionForm } from "../../shared/checklists/checklist.ts";
import { InspectionKind } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { successorsOf } from "../units/unit-events.ts";
import { loadUnits } from "../units/units.ts";
import { type Actor, amid } from "./amid.ts";
import { cancelHeld } from "./cancel.ts";
import { openInspections } from "./inspections.ts";

/** A unit that goes on from one that ended. */
export interface SuccessorUnit {
  readonly id: string;
  readonly name: string;
  /** The day of the merge or split, and the decision that it rests on. */
  readonly on: string;
  readonly decision: string | null;
}

/** When a unit ended, and who goes on from it and takes a visit of the day in question. */
export interface Ending {
  readonly closedOn: string;
  readonly successors: readonly SuccessorUnit[];
}

type Visit = Pick<Row<"inspections">, "unit_id" | "visited_on">;

/** `undefined` where the unit has not ended by the day of the visit: what was visited before can be judged to its end. */
export async function loadEnding(read: Kysely<Tables>, { unit_id: unitId, visited_on: day }: Visit): Promise<Ending | undefined> {
  const unit = await read.selectFrom("units").select("closed_on").where("id", "=", unitId).executeTakeFirstOrThrow();
  if (unit.closed_on === null || unit.closed_on > day) return undefined;
  const ways = await successorsOf(read, unitId);
  const units = new Map((await loadUnits(read, { ids: [...ways.keys()] }, day)).map((one) => [one.id, one]));
  const successors = [...ways].flatMap(([id, { on, decision }]) => {
    const successor = units.get(id);
    return successor && on <= day && (successor.closedOn === null || successor.closedOn > day)
      ? [{ id, name: successor.name, on, decision }]
      : [];
  });
  return { closedOn: unit.closed_on, successors };
}

/**
 * Gives the visit of a unit that has ended to one that goes on from it: the inspection is cancelled with the reason, and another of the
 * same day, kind, form, checklist and team is opened. What was sent stays with the one that ended, as its unit is what was judged; drafts
 * can be moved on the device. The new one's id. `not-successor`, and as `cancelInspection` and `openInspections`.
 */
export async function handOver(
  database: Database,
  id: string,
  { unitId, reason }: { readonly unitId: string; readonly reason: string },
  actor: Actor,
): Promise<string> {
  return await amid(database, id, actor, async (held) => {
    const { transaction, inspection } = held;
    const ending = await loadEnding(transaction, inspection);
    if (!ending?.successors.some((successor) => successor.id === unitId)) throw new Refusal("not-successor");
    const team = await transaction.selectFrom("positions").selectAll().where("inspection_id", "=", id).execute();
    await cancelHeld(held, reason);
    const [opened = ""] = await openInspections(
      { ...database, write: transaction },
      {
        ...{
          planId: inspection.plan_id,
          unitIds: [unitId],
          kind: v.parse(InspectionKind, inspection.kind),
          form: v.parse(InspectionForm, inspection.form),
        },
        ...{ visitedOn: inspection.visited_on, announced: Number(inspection.announced) === 1 },
        team: team.map(({ person_id: personId, position, scores }) => ({ personId, position, scores: Number(scores) === 1 })),
        checklist: await checklistsOf(database.read).get(inspection.checklist_id, inspection.checklist_version),
      },
      actor.actorId,
      actor.now,
    );
    return opened;
  });
}
