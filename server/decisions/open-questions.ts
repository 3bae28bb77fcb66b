import { type Kysely, sql, type Transaction } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import type { Row, Tables } from "../database/tables.ts";
import { StoredPending } from "../inspections/stored-sheets.ts";
import { loadSettling, type SettlingNow } from "./settling.ts";

/** How many sheets were given back, or had a "not applicable" refused, and have not been answered by their authors. */
export async function countReturned(transaction: Kysely<Tables>, inspectionId: string): Promise<number> {
  const given = await transaction
    .selectFrom("returns as r")
    .innerJoin("summaries as s", "s.submission_id", "r.submission_id")
    .select("r.submission_id")
    .where("s.inspection_id", "=", inspectionId)
    .execute();
  const refused = await transaction
    .selectFrom("not_applicable_decisions as d")
    .innerJoin("summaries as s", "s.submission_id", "d.submission_id")
    .select("d.submission_id")
    .where("s.inspection_id", "=", inspectionId)
    .where("d.approved", "=", 0)
    .execute();
  return new Set([...given, ...refused].map((row) => row.submission_id)).size;
}

/**
 * `sheets-returned` while a sheet was given back, or a "not applicable" refused, and its author has not answered: what it says will change.
 */
export async function demandNothingReturned(transaction: Transaction<Tables>, inspectionId: string): Promise<void> {
  const count = await countReturned(transaction, inspectionId);
  if (count > 0) throw new Refusal("sheets-returned", { count: String(count) });
}

/** How many criteria an inspector says “not applicable” of that is undecided. An appraised sheet has settled them in another way. */
export async function countPending(read: Kysely<Tables>, inspectionId: string): Promise<number> {
  return (await loadPending(read, inspectionId)).length;
}

/** `not-applicable-pending` while one is undecided. */
export async function demandAllDecided(transaction: Transaction<Tables>, inspectionId: string): Promise<void> {
  const [criterion] = await loadPending(transaction, inspectionId);
  if (criterion !== undefined) throw new Refusal("not-applicable-pending", { criterion });
}

async function loadPending(read: Kysely<Tables>, inspectionId: string): Promise<string[]> {
  const sheets = await read
    .selectFrom("summaries")
    .select(["stage", "pending"])
    .where("inspection_id", "=", inspectionId)
    .orderBy("submission_id")
    .execute();
  if (sheets.some(({ stage }) => stage === "appraisal")) return [];
  return sheets.flatMap(({ stage, pending }) => (stage === "inspector" ? v.parse(StoredPending, pending) : []));
}

/**
 * On how many criteria inspectors differ, or a lead has begun to settle, while no appraised sheet says what they come to: a conclusion
 * would take the mean without anybody having said so.
 */
export function countUnsettled({ criteria, given, sheets }: SettlingNow): number {
  if (sheets.some(({ stage }) => stage === "appraisal")) return 0;
  return criteria.filter(({ state, choice }) => state !== "agreed" && (given.length > 1 || choice !== null)).length;
}

/** `differences-open` while there are any. */
export async function demandSettled(transaction: Transaction<Tables>, inspection: Row<"inspections">): Promise<void> {
  const count = countUnsettled(await loadSettling(transaction, inspection));
  if (count > 0) throw new Refusal("differences-open", { count: String(count) });
}

/** How many sheets came late that nobody has accepted or declined. */
export async function countLateOpen(read: Kysely<Tables>, inspectionId: string): Promise<number> {
  const rows = await read
    .selectFrom("submissions as s")
    .leftJoin("late_decisions as d", "d.submission_id", "s.id")
    .select("s.id")
    .where("s.inspection_id", "=", inspectionId)
    // As the index of them says it.
    .where("s.status", "=", sql.lit("late"))
    .where("d.submission_id", "is", null)
    .execute();
  return rows.length;
}

/** `late-open` while there are any. */
export async function demandLateDecided(transaction: Transaction<Tables>, inspectionId: string): Promise<void> {
  const count = await countLateOpen(transaction, inspectionId);
  if (count > 0) throw new Refusal("late-open", { count: String(count) });
}
