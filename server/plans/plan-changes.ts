import type { Kysely, Transaction } from "kysely";
import { leavesOutAreas } from "../../shared/checklists/checklist-areas.ts";
import { newId } from "../../shared/id.ts";
import { officialPeriods } from "../../shared/plans/official-periods.ts";
import type { PlanChange, PlanDetail, PlanToMake } from "../../shared/plans/plan-changes.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { isOpenOn } from "../../shared/units/unit.ts";
import { type Checklists, checklistsOf } from "../checklists/checklists.ts";
import { inParts } from "../database/in-parts.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { hashOf, noteTampering, recordDeeds } from "../ledger/audit.ts";
import { demandUnchanged } from "../ledger/content-tag.ts";
import type { Thing } from "../ledger/records.ts";
import { loadMembers } from "../people/people.ts";
import { loadUnits, unitsChanged } from "../units/units.ts";
import { changeLimits, loadLimits } from "./limits.ts";
import { createPlan, loadPlans, loadTeam, type TeamMember } from "./plans.ts";

/**
 * Makes a plan of the units named and of those of the blocks that are open on its date; its id. As `createPlan`, and `person-unknown`,
 * `unit-unknown` without any unit.
 */
export async function makePlan(database: Database, asked: PlanToMake, actorId: string, now: Date): Promise<string> {
  const { blocks, unitIds, periods = officialPeriods(asked.year), unitsAsOf = vietnamDay(now), ...plan } = asked;
  await demandMembers(database.read, asked.team);
  const units = blocks.length === 0 ? [] : await loadUnits(database.read, "all", unitsAsOf);
  const ofBlocks = units.filter((unit) => isOpenOn(unit, unitsAsOf) && blocks.includes(unit.block)).map((unit) => unit.id);
  const all = [...new Set([...unitIds, ...ofBlocks])];
  if (all.length === 0) throw new Refusal("unit-unknown");
  return await createPlan(database, { ...plan, periods, unitsAsOf, unitIds: all }, actorId, now);
}

/** Everybody can be in a team, and whoever scores is an inspector. `person-unknown`. */
export async function demandMembers(database: Kysely<Tables>, team: readonly TeamMember[]): Promise<void> {
  const members = new Map((await loadMembers(database)).map((person) => [person.id, person]));
  for (const { personId, scores } of team) {
    const person = members.get(personId);
    if (!person || (scores && !person.roles.includes("inspector")))
      throw new Refusal("person-unknown", { person: person?.name ?? personId });
  }
}

/** `not-found`. */
export async function loadPlanDetail(read: Kysely<Tables>, planId: string): Promise<PlanDetail> {
  const plan = (await loadPlans(read)).find(({ id }) => id === planId);
  const row = await read.selectFrom("plans").select("units_as_of").where("id", "=", planId).executeTakeFirst();
  if (!plan || !row) throw new Refusal("not-found");
  const units = await read.selectFrom("plan_units").select("unit_id").where("plan_id", "=", planId).orderBy("unit_id").execute();
  return {
    ...plan,
    unitsAsOf: row.units_as_of,
    unitIds: units.map(({ unit_id }) => unit_id),
    team: await loadTeam(read, planId),
    limits: await loadLimits(read, planId),
  };
}

/**
 * Changes a plan that is still as it was `seen` (its tag): `changed-meanwhile`. `not-found` for it or a checklist that is not published,
 * `unit-unknown`, `person-unknown`, `in-use` for a unit with an inspection in the plan, and for the last period.
 */
export async function changePlan(
  database: Database,
  planId: string,
  change: PlanChange,
  seen: string,
  actorId: string,
  now: Date,
): Promise<void> {
  const { title, targetPercent, unitsAsOf, checklist, team, limits } = change;
  if (checklist && !(await checklistsOf(database.read).find(checklist.id, checklist.version))) throw new Refusal("not-found");
  await database.write.transaction().execute(async (transaction) => {
    await noteTampering(transaction, now, [{ kind: "plan", id: planId }]);
    const plan = await transaction.selectFrom("plans").selectAll().where("id", "=", planId).executeTakeFirst();
    if (!plan) throw new Refusal("not-found");
    demandUnchanged(await loadPlanDetail(transaction, planId), seen);
    if (team) await demandMembers(transaction, team);
    await transaction
      .updateTable("plans")
      .set({
        title: title ?? plan.title,
        target_percent: targetPercent ?? plan.target_percent,
        units_as_of: unitsAsOf ?? plan.units_as_of,
        checklist_id: checklist?.id ?? plan.checklist_id,
        checklist_version: checklist?.version ?? plan.checklist_version,
      })
      .where("id", "=", planId)
      .execute();
    const measured = checklist ? await measureAgain(transaction, checklistsOf(database.read), planId, checklist, now) : [];
    await changePeriods(transaction, planId, change, now);
    await changePlanUnits(transaction, planId, change);
    if (team) {
      await transaction.deleteFrom("plan_team").where("plan_id", "=", planId).execute();
      const rows = team.map(({ personId, position, scores }) => ({
        plan_id: planId,
        person_id: personId,
        position,
        scores: Number(scores),
      }));
      await transaction.insertInto("plan_team").values(rows).execute();
    }
    if (limits) await changeLimits(transaction, planId, limits);
    await unitsChanged(transaction);
    await recordDeeds(transaction, now, [{ actorId, action: "plan.changed", subject: planId, contentHash: hashOf(change) }], measured);
  });
}

/** What was opened as a part may be the whole of a narrower checklist; what was whole stays so. The inspections that became whole. */
async function measureAgain(
  transaction: Transaction<Tables>,
  checklists: Checklists,
  planId: string,
  named: PlanToMake["checklist"],
  now: Date,
): Promise<Thing[]> {
  const measured: Thing[] = [];
  const whole = await checklists.get(named.id, named.version);
  const parts = transaction.selectFrom("inspections").where("plan_id", "=", planId).where("part_of_areas", "=", 1);
  for (const { checklist_id: id, checklist_version: version } of await parts
    .select(["checklist_id", "checklist_version"])
    .distinct()
    .execute()) {
    if (leavesOutAreas(await checklists.get(id, version), whole)) continue;
    const covered = await parts.select("id").where("checklist_id", "=", id).where("checklist_version", "=", version).execute();
    const whose: Thing[] = covered.map((row) => ({ kind: "inspection", id: row.id }));
    await noteTampering(transaction, now, whose);
    for (const { id: inspectionId } of whose)
      await transaction.updateTable("inspections").set({ part_of_areas: 0 }).where("id", "=", inspectionId).execute();
    measured.push(...whose);
  }
  return measured;
}

async function changePeriods(
  transaction: Transaction<Tables>,
  planId: string,
  { addPeriods = [], removePeriods = [] }: PlanChange,
  now: Date,
): Promise<void> {
  const rows = addPeriods.map(({ kind, from, to }) => ({ id: newId(now.getTime()), plan_id: planId, kind, from_day: from, to_day: to }));
  if (rows.length > 0) await transaction.insertInto("periods").values(rows).execute();
  if (removePeriods.length === 0) return;
  const removed = await transaction
    .deleteFrom("periods")
    .where("plan_id", "=", planId)
    .where("id", "in", removePeriods)
    .returning("id")
    .execute();
  if (removed.length !== new Set(removePeriods).size) throw new Refusal("not-found");
  const left = await transaction.selectFrom("periods").select("id").where("plan_id", "=", planId).executeTakeFirst();
  if (!left) throw new Refusal("in-use", { what: removePeriods[0] ?? "" });
}

async function changePlanUnits(
  transaction: Transaction<Tables>,
  planId: string,
  { addUnits = [], removeUnits = [] }: PlanChange,
): Promise<void> {
  for (const part of inParts([...new Set(addUnits)])) {
    const known = await transaction.selectFrom("units").select("id").where("id", "in", part).execute();
    if (known.length !== part.length) throw new Refusal("unit-unknown");
    await transaction
      .insertInto("plan_units")
      .values(part.map((unit_id) => ({ plan_id: planId, unit_id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  for (const part of inParts([...new Set(removeUnits)])) {
    const used = await transaction
      .selectFrom("inspections")
      .select("unit_id")
      .where("plan_id", "=", planId)
      .where("unit_id", "in", part)
      .executeTakeFirst();
    if (used) throw new Refusal("in-use", { what: used.unit_id });
    await transaction.deleteFrom("plan_units").where("plan_id", "=", planId).where("unit_id", "in", part).execute();
  }
}
