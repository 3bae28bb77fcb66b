import type { Transaction } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import type { Row, Tables } from "../database/tables.ts";
import { StoredPending } from "../inspections/stored-sheets.ts";
import { findAppraisal } from "../submissions/appraisal-drop.ts";
import { loadSettling } from "./settling.ts";

/** How many sheets were given back, or had a "not applicable" refused, and have not been answered by their authors. */
export async function countReturned(transaction: Transaction<Tables>, inspectionId: string): Promise<number> {
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

/**
 * `not-applicable-pending` while an inspector's "not applicable" is undecided. An appraised sheet has settled the criterion in another way.
 */
export async function demandAllDecided(transaction: Transaction<Tables>, inspectionId: string): Promise<void> {
  if ((await findAppraisal(transaction, inspectionId)) !== undefined) return;
  const sheets = await transaction
    .selectFrom("summaries")
    .select("pending")
    .where("inspection_id", "=", inspectionId)
    .where("stage", "=", "inspector")
    .orderBy("submission_id")
    .execute();
  const [criterion] = sheets.flatMap(({ pending }) => v.parse(StoredPending, pending));
  if (criterion !== undefined) throw new Refusal("not-applicable-pending", { criterion });
}

/**
 * `differences-open` while inspectors differ on a criterion, or a lead has begun to settle, and no appraised sheet says what it comes to:
 * a conclusion would take the mean without anybody having said so.
 */
export async function demandSettled(transaction: Transaction<Tables>, inspection: Row<"inspections">): Promise<void> {
  if ((await findAppraisal(transaction, inspection.id)) !== undefined) return;
  const { criteria, given } = await loadSettling(transaction, inspection);
  const open = criteria.filter(({ state, choice }) => state !== "agreed" && (given.length > 1 || choice !== null));
  if (open.length > 0) throw new Refusal("differences-open", { count: String(open.length) });
}
