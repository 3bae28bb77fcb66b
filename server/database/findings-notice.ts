import { type Kysely, sql, type Transaction } from "kysely";
import { daysAfter, daysToRemedy } from "../../shared/finding.ts";
import type { Tables } from "./tables.ts";

/**
 * Of a finding `f` of an inspection `i`: its unit has been told of it, by a conclusion that came after it was raised. An inspection that
 * was opened again takes nothing back that its unit knows.
 */
export const toldToUnit = sql<boolean>`(i.state = 'concluded' or exists (
  select 1 from inspection_history h
  where h.inspection_id = f.inspection_id and h.action in ('inspection.concluded', 'inspection.concluded-by-scorer') and h.at >= f.raised_at))`;

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

/** The notice of conclusion starts the time to remedy what was raised before it, where the lead named no other days. */
export async function startDeadlines(transaction: Transaction<Tables>, inspectionId: string, noticeOn: string): Promise<void> {
  const waiting = await transaction
    .selectFrom("findings")
    .select(["id", "due_on", "set_by_conclusion"])
    .where("inspection_id", "=", inspectionId)
    .where("set_by_conclusion", "is not", null)
    .execute();
  for (const { id, due_on, set_by_conclusion } of waiting) {
    const kept = due_on < noticeOn ? noticeOn : due_on;
    const dueOn = set_by_conclusion === "notice and due" ? daysAfter(noticeOn, daysToRemedy) : kept;
    await transaction.updateTable("findings").set({ notice_on: noticeOn, due_on: dueOn, set_by_conclusion: null }).where("id", "=", id).execute();
  }
}
