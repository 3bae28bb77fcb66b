import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import type { Checklist, InspectionForm } from "../../shared/checklists/checklist.ts";
import { leavesOutAreas } from "../../shared/checklists/checklist-areas.ts";
import { newId } from "../../shared/id.ts";
import { formGroup, type InspectionKind } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { formatDay } from "../../shared/text.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import { inParts } from "../database/in-parts.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { deedsOf, hashOf, recordDeeds } from "../ledger/audit.ts";
import { demandInPeriod, loadTeam, type TeamMember } from "../plans/plans.ts";
import { getOpenOn, loadUnits } from "../units/units.ts";
import { StoredUnit } from "./stored-sheets.ts";

/*
 * Inspections: one visit to one unit by a team. They are opened here, in a plan; changed in inspection-changes.ts; read blind until
 * everybody has sent (states.ts, reveal.ts), and everything that happened to one is in its history (history.ts). Whoever decides about one
 * begins by amid.ts. Figures of sheets are kept beside them for the results (summaries.ts).
 */

/** Inspections of one day, form and kind, one of each unit. */
export interface NewInspections {
  readonly planId: string;
  readonly unitIds: readonly string[];
  readonly kind: InspectionKind;
  readonly form: InspectionForm;
  readonly visitedOn: string;
  readonly announced: boolean;
  /** Absent: the plan's usual team. */
  readonly team?: readonly TeamMember[];
  /** A published one; absent: the plan's. */
  readonly checklist?: Checklist;
  /** Also where the unit has such an inspection already. */
  readonly again?: boolean | undefined;
}

/**
 * Opens an inspection of each unit, all or none; their ids in the units' order. `plan-unknown`, `outside-periods`, `unit-unknown`,
 * `unit-closed`, and `already-there` where the plan has one of that unit, day, form, kind and checklist.
 */
export async function openInspections(database: Database, of: NewInspections, actorId: string, now: Date): Promise<string[]> {
  return await inTransaction(database.write, async (transaction) => {
    const plan = await transaction.selectFrom("plans").selectAll().where("id", "=", of.planId).executeTakeFirst();
    if (!plan) throw new Refusal("plan-unknown");
    await demandInPeriod(transaction, plan.id, of.visitedOn);
    const units = new Map((await loadUnits(transaction, { planId: plan.id }, of.visitedOn)).map((unit) => [unit.id, unit]));
    const team = of.team ?? (await loadTeam(transaction, plan.id));
    const plans = await checklistsOf(database.read).get(plan.checklist_id, plan.checklist_version);
    const whole = { checklist: plans, ...of };
    const inspections = of.unitIds.map((unitId) => inspectionOf(whole, plans, units.get(unitId), actorId, now));
    const [any] = inspections;
    if (any && !of.again) await demandNoSecond(transaction, any, of.unitIds);
    const positions = inspections.flatMap(({ id }) =>
      team.map(({ personId, position, scores }) => ({
        inspection_id: id,
        person_id: personId,
        position,
        scores: Number(scores),
        excused_at: null,
        excused_by: null,
        excuse_reason: null,
      })),
    );
    for (const part of inParts(inspections)) await transaction.insertInto("inspections").values(part).execute();
    for (const part of inParts(positions)) await transaction.insertInto("positions").values(part).execute();
    await recordDeeds(
      transaction,
      now,
      await deedsOf(inspections, (row) => ({
        actorId,
        action: "inspection.opened",
        subject: row.id,
        contentHash: hashOf({ ...row, team }),
      })),
    );
    return inspections.map(({ id }) => id);
  });
}

type Sight = Pick<Row<"inspections">, "plan_id" | "visited_on" | "form" | "kind" | "checklist_id" | "checklist_version">;

/**
 * One of another kind (a thematic beside a planned one), form or checklist is another visit; one that differs in nothing was made by
 * mistake. What a device opened by itself is never asked: its sheet must not be lost. `already-there`.
 */
export async function demandNoSecond(transaction: Transaction<Tables>, of: Sight, unitIds: readonly string[], except = ""): Promise<void> {
  for (const part of inParts(unitIds)) {
    const second = await transaction
      .selectFrom("inspections")
      .select("unit_snapshot")
      .where("plan_id", "=", of.plan_id)
      .where("unit_id", "in", part)
      .where("visited_on", "=", of.visited_on)
      .where("form", "=", of.form)
      .where("kind", "=", of.kind)
      .where("checklist_id", "=", of.checklist_id)
      .where("checklist_version", "=", of.checklist_version)
      .where("id", "<>", except)
      .where("state", "<>", "cancelled")
      .executeTakeFirst();
    if (second)
      throw new Refusal("already-there", { what: `${v.parse(StoredUnit, second.unit_snapshot).name}, ${formatDay(of.visited_on)}` });
  }
}

type Whole = NewInspections & Required<Pick<NewInspections, "checklist">>;

function inspectionOf(of: Whole, plans: Checklist, found: Unit | undefined, actorId: string, now: Date): Row<"inspections"> {
  const unit = getOpenOn(found, of.visitedOn);
  return {
    id: newId(now.getTime()),
    plan_id: of.planId,
    unit_id: unit.id,
    kind: of.kind,
    form: of.form,
    form_group: formGroup(of.form),
    visited_on: of.visitedOn,
    announced: Number(of.announced),
    checklist_id: of.checklist.id,
    checklist_version: of.checklist.version,
    part_of_areas: Number(leavesOutAreas(of.checklist, plans)),
    unit_snapshot: JSON.stringify(unit),
    state: "open",
    opened_by: actorId,
    opened_at: now.toISOString(),
    revealed_at: null,
    concluded_by: null,
    concluded_at: null,
  };
}

/** `not-found` where there is no such inspection. */
export async function getInspection(database: Kysely<Tables>, id: string): Promise<Row<"inspections">> {
  const inspection = await database.selectFrom("inspections").selectAll().where("id", "=", id).executeTakeFirst();
  if (!inspection) throw new Refusal("not-found");
  return inspection;
}
