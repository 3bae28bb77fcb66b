import type { Kysely, Transaction } from "kysely";
import { defaultLimits, type LimitsChange, type PlanLimits } from "../../shared/plans/limits.ts";
import type { Tables } from "../database/tables.ts";

/** How long the plan gives for each step: what a lead has said, else the default. */
export async function loadLimits(read: Kysely<Tables>, planId: string): Promise<PlanLimits> {
  const row = await read.selectFrom("plan_limits").selectAll().where("plan_id", "=", planId).executeTakeFirst();
  if (!row) return defaultLimits;
  return {
    selfScore: Number(row.self_score),
    sheets: Number(row.sheets),
    settling: Number(row.settling),
    conclusion: Number(row.conclusion),
    objection: Number(row.objection),
    remedies: Number(row.remedies),
  };
}

/** Changes those that are named, in the transaction that changes the plan. */
export async function changeLimits(transaction: Transaction<Tables>, planId: string, change: LimitsChange): Promise<void> {
  const before = await loadLimits(transaction, planId);
  const { selfScore: self_score = before.selfScore, sheets = before.sheets, settling = before.settling } = change;
  const { conclusion = before.conclusion, objection = before.objection, remedies = before.remedies } = change;
  const row = { self_score, sheets, settling, conclusion, objection, remedies };
  await transaction
    .insertInto("plan_limits")
    .values({ plan_id: planId, ...row })
    .onConflict((conflict) => conflict.column("plan_id").doUpdateSet(row))
    .execute();
}
