import type { Transaction } from "kysely";
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
    .where((e) =>
      e.exists(
        e
          .selectFrom("summaries as any_sheet")
          .select("any_sheet.submission_id")
          .whereRef("any_sheet.inspection_id", "=", "inspections.id")
          .where("any_sheet.stage", "=", "inspector"),
      ),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("positions as p")
            .select("p.person_id")
            .whereRef("p.inspection_id", "=", "inspections.id")
            .where("p.scores", "=", 1)
            .where("p.excused_at", "is", null)
            .where((missing) =>
              missing.not(
                missing.exists(
                  missing
                    .selectFrom("summaries as s")
                    .select("s.submission_id")
                    .whereRef("s.inspection_id", "=", "p.inspection_id")
                    .whereRef("s.author_id", "=", "p.person_id")
                    .where("s.stage", "=", "inspector"),
                ),
              ),
            ),
        ),
      ),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("not_applicable_decisions as d")
            .innerJoin("summaries as s", "s.submission_id", "d.submission_id")
            .select("d.criterion_id")
            .whereRef("s.inspection_id", "=", "inspections.id")
            .where("d.approved", "=", 0),
        ),
      ),
    )
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom("returns as r")
            .innerJoin("summaries as s", "s.submission_id", "r.submission_id")
            .select("r.submission_id")
            .whereRef("r.inspection_id", "=", "inspections.id"),
        ),
      ),
    )
    .returning("id")
    .execute();
  const before = new Map(waiting.map(({ id, state }) => [id, state]));
  await recordHistory(
    transaction,
    at,
    revealed.map(({ id }) => ({
      inspectionId: id,
      actorId: "system",
      action: "inspection.submitted",
      from: before.get(id) ?? "open",
      to: "submitted",
    })),
  );
  return revealed.map(({ id }) => id);
}
