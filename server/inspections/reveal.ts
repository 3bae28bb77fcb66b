import type { ExpressionBuilder, Transaction } from "kysely";
import type { Tables } from "../database/tables.ts";
import { recordHistory } from "./history.ts";

/**
 * Blind until here: where everybody who scores and is not excused has a current sheet, the inspection is revealed. One that was returned
 * stays so while a refused "not applicable" stands in a current sheet, or a sheet that was given back. The ids of those that were revealed.
 */
export async function revealWhereAllSent(
  transaction: Transaction<Tables>,
  inspectionIds: readonly string[],
  at: string,
): Promise<string[]> {
  if (inspectionIds.length === 0) return [];
  const waiting = await transaction
    .selectFrom("inspections")
    .select(["id", "state"])
    .where("id", "in", inspectionIds)
    .where("state", "in", ["open", "returned"])
    .execute();
  if (waiting.length === 0) return [];
  const revealed = await transaction
    .updateTable("inspections")
    .set((e) => ({ state: "submitted", revealed_at: e.fn.coalesce("revealed_at", e.val(at)) }))
    .where("id", "in", inspectionIds)
    .where("state", "in", ["open", "returned"])
    .where(anySheet)
    .where((e) => e.not(waitedFor(e)))
    .where((e) => e.not(refused(e)))
    .where((e) => e.not(givenBack(e)))
    .returning("id")
    .execute();
  const before = new Map(waiting.map(({ id, state }) => [id, state]));
  const happenings = revealed.map(({ id }) => {
    const from = before.get(id) ?? "open";
    return { inspectionId: id, actorId: "system", action: "inspection.submitted", from, to: "submitted" } as const;
  });
  await recordHistory(transaction, at, happenings);
  return revealed.map(({ id }) => id);
}

type OfInspection = ExpressionBuilder<Tables, "inspections">;

function anySheet(e: OfInspection) {
  const sheets = e.selectFrom("summaries as any_sheet").select("any_sheet.submission_id");
  return e.exists(sheets.whereRef("any_sheet.inspection_id", "=", "inspections.id").where("any_sheet.stage", "=", "inspector"));
}

/** Somebody scores and has no current sheet. */
function waitedFor(e: OfInspection) {
  const scoring = e
    .selectFrom("positions as p")
    .select("p.person_id")
    .whereRef("p.inspection_id", "=", "inspections.id")
    .where("p.scores", "=", 1)
    .where("p.excused_at", "is", null);
  return e.exists(
    scoring.where((own) => {
      const sheet = own
        .selectFrom("summaries as s")
        .select("s.submission_id")
        .whereRef("s.inspection_id", "=", "p.inspection_id")
        .whereRef("s.author_id", "=", "p.person_id")
        .where("s.stage", "=", "inspector");
      return own.not(own.exists(sheet));
    }),
  );
}

/** A "not applicable" of a current sheet was refused. */
function refused(e: OfInspection) {
  const decisions = e
    .selectFrom("not_applicable_decisions as d")
    .innerJoin("summaries as s", "s.submission_id", "d.submission_id")
    .select("d.criterion_id");
  return e.exists(decisions.whereRef("s.inspection_id", "=", "inspections.id").where("d.approved", "=", 0));
}

/** A current sheet was given back. */
function givenBack(e: OfInspection) {
  const returns = e.selectFrom("returns as r").innerJoin("summaries as s", "s.submission_id", "r.submission_id").select("r.submission_id");
  return e.exists(returns.whereRef("r.inspection_id", "=", "inspections.id"));
}
