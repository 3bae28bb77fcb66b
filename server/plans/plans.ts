/*
 * Plans: a year's units, checklist, periods and usual team. Inspections are opened in a plan, results belong to a period of it. This file
 * makes and reads them; plan-changes.ts changes them as long as nobody else did meanwhile.
 */

import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { newId } from "../../shared/id.ts";
import { Plan, type Position } from "../../shared/plans/plan.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import { inParts } from "../database/in-parts.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Database } from "../database/open.ts";
import { perDatabase } from "../database/per-database.ts";
import type { Tables } from "../database/tables.ts";
import { KeptByMark } from "../host/kept.ts";
import { hashOf, recordDeeds } from "../ledger/audit.ts";
import { loadHead, type Place } from "../ledger/recorded-since.ts";
import { unitsChanged } from "../units/units.ts";

/** Somebody of an inspection's team. */
export interface TeamMember {
  readonly personId: string;
  readonly position: Position;
  /** Sends a sheet of their own. */
  readonly scores: boolean;
}

/** A plan that is to be made. */
export interface NewPlan extends Omit<Plan, "id" | "periods"> {
  readonly periods: readonly Omit<Plan["periods"][number], "id">[];
  /** The usual team, copied into each inspection that is opened. */
  readonly team: readonly TeamMember[];
  readonly unitIds: readonly string[];
  /** The plan's date: coverage counts the units of that day. Absent: today. */
  readonly unitsAsOf?: string | undefined;
}

/** Makes a plan; its id. `unit-unknown`, or `not-found` for a checklist that is not published, and nothing is made. */
export async function createPlan(database: Database, plan: NewPlan, actorId: string, now: Date): Promise<string> {
  if (!(await checklistsOf(database.read).find(plan.checklist.id, plan.checklist.version))) throw new Refusal("not-found");
  const id = newId(now.getTime());
  await inTransaction(database.write, async (transaction) => {
    const units = await transaction.selectFrom("units").select("id").execute();
    const known = new Set(units.map((unit) => unit.id));
    if (plan.unitIds.some((unitId) => !known.has(unitId))) throw new Refusal("unit-unknown");
    await transaction
      .insertInto("plans")
      .values({
        id,
        year: plan.year,
        title: plan.title,
        target_percent: plan.targetPercent,
        checklist_id: plan.checklist.id,
        checklist_version: plan.checklist.version,
        units_as_of: plan.unitsAsOf ?? vietnamDay(now),
        created_at: now.toISOString(),
      })
      .execute();
    const periods = plan.periods.map(({ kind, from, to }) => ({ id: newId(now.getTime()), plan_id: id, kind, from_day: from, to_day: to }));
    const team = plan.team.map(({ personId, position, scores }) => ({
      plan_id: id,
      person_id: personId,
      position,
      scores: Number(scores),
    }));
    if (periods.length > 0) await transaction.insertInto("periods").values(periods).execute();
    if (team.length > 0) await transaction.insertInto("plan_team").values(team).execute();
    for (const part of inParts([...new Set(plan.unitIds)])) {
      await transaction
        .insertInto("plan_units")
        .values(part.map((unitId) => ({ plan_id: id, unit_id: unitId })))
        .execute();
    }
    await unitsChanged(transaction);
    await recordDeeds(transaction, now, [{ actorId, action: "plan.made", subject: id, contentHash: hashOf(plan) }]);
  });
  return id;
}

/** A result belongs to the periods that its day lies in: on a day in none it would never be seen. `outside-periods`. */
export async function demandInPeriod(transaction: Transaction<Tables>, planId: string, day: string): Promise<void> {
  const periods = transaction.selectFrom("periods").select("id").where("plan_id", "=", planId);
  const around = await periods.where("from_day", "<=", day).where("to_day", ">=", day).executeTakeFirst();
  if (!around) throw new Refusal("outside-periods", { day });
}

/** All plans, the newest first, each with its periods in the order of their days. */
export async function loadPlans(database: Kysely<Tables>): Promise<Plan[]> {
  const plans = await database.selectFrom("plans").selectAll().orderBy("year", "desc").orderBy("id", "desc").execute();
  const periods = await database.selectFrom("periods").selectAll().orderBy("from_day").orderBy("to_day").execute();
  return plans.map((row) =>
    v.parse(Plan, {
      id: row.id,
      year: Number(row.year),
      title: row.title,
      targetPercent: Number(row.target_percent),
      checklist: { id: row.checklist_id, version: row.checklist_version },
      periods: periods
        .filter((period) => period.plan_id === row.id)
        .map(({ id, kind, from_day: from, to_day: to }) => ({ id, kind, from, to })),
    }),
  );
}

const keptAtHead = perDatabase(() => new KeptByMark<readonly Plan[]>(1));

/** The same, with the place in the chain that they were read at: once, and again when something has been recorded. */
export async function loadPlansAtHead(read: Kysely<Tables>): Promise<{ readonly head: Place; readonly plans: readonly Plan[] }> {
  const head = await loadHead(read);
  return { head, plans: await keptAtHead(read).load("plans", head.hash, () => loadPlans(read)) };
}

/** The plan's usual team. */
export async function loadTeam(database: Kysely<Tables>, planId: string): Promise<TeamMember[]> {
  const rows = await database.selectFrom("plan_team").selectAll().where("plan_id", "=", planId).execute();
  return rows.map(({ person_id: personId, position, scores }) => ({ personId, position, scores: Number(scores) === 1 }));
}
