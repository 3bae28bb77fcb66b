import type { Kysely, Transaction } from "kysely";
import { daysAfter } from "../../shared/findings/finding.ts";
import { vietnamDay } from "../../shared/text.ts";
import type { Tables } from "../database/tables.ts";
import { toldToUnit } from "../inspections/told-to-unit.ts";
import { noteTampering } from "../ledger/audit.ts";
import type { Thing } from "../ledger/records.ts";
import { loadLimits } from "../plans/limits.ts";

/** Whether the finding's unit has been told of it. `false` also where there is no such finding. */
export async function isTold(database: Kysely<Tables>, findingId: string): Promise<boolean> {
  const told = await database
    .selectFrom("findings as f")
    .innerJoin("inspections as i", "i.id", "f.inspection_id")
    .select("f.id")
    .where("f.id", "=", findingId)
    .where(toldToUnit)
    .executeTakeFirst();
  return told !== undefined;
}

/** The conclusion will set the dates of this one. */
export async function awaitNotice(transaction: Transaction<Tables>, findingId: string, sets: "notice" | "notice and due"): Promise<void> {
  await transaction.insertInto("finding_notices").values({ finding_id: findingId, sets }).execute();
}

/** A deadline that the lead has named is no longer the conclusion's to set. */
export async function keepDeadline(transaction: Transaction<Tables>, findingId: string): Promise<void> {
  await transaction.updateTable("finding_notices").set({ sets: "notice" }).where("finding_id", "=", findingId).execute();
}

/**
 * The notice of conclusion starts the time to remedy what was raised before it, where the lead named no other days. The findings whose
 * dates it set.
 */
export async function startDeadlines(transaction: Transaction<Tables>, inspectionId: string, now: Date): Promise<Thing[]> {
  const noticeOn = vietnamDay(now);
  const waiting = await transaction
    .selectFrom("finding_notices as n")
    .innerJoin("findings as f", "f.id", "n.finding_id")
    .innerJoin("inspections as i", "i.id", "f.inspection_id")
    .select(["f.id", "f.due_on", "n.sets", "i.plan_id"])
    .where("f.inspection_id", "=", inspectionId)
    .execute();
  const things: Thing[] = waiting.map(({ id }) => ({ kind: "finding", id }));
  await noteTampering(transaction, now, things);
  for (const { id, due_on, sets, plan_id: planId } of waiting) {
    const kept = due_on < noticeOn ? noticeOn : due_on;
    const dueOn = sets === "notice and due" ? daysAfter(noticeOn, (await loadLimits(transaction, planId)).remedies) : kept;
    await transaction.updateTable("findings").set({ notice_on: noticeOn, due_on: dueOn }).where("id", "=", id).execute();
    await transaction.deleteFrom("finding_notices").where("finding_id", "=", id).execute();
  }
  return things;
}
