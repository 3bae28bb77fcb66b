import type { Transaction } from "kysely";
import type { SheetScore } from "../../shared/scoring.ts";
import type { NewRow, Tables } from "./tables.ts";

type Summary = NewRow<"summaries">;

/** What results are read from: the figures of one sheet in one wide row. */
export function summaryOf(of: Pick<Summary, "inspection_id" | "author_id" | "stage" | "submission_id">, sheet: SheetScore): Summary {
  return {
    ...of,
    awarded: sheet.awarded,
    max: sheet.max,
    areas: JSON.stringify(sheet.areas.map(({ area, awarded, max }) => ({ area, awarded, max }))),
    points: JSON.stringify(Object.fromEntries(sheet.criteria.map(({ criterion, points }) => [criterion.id, points]))),
    pending: JSON.stringify(sheet.pending),
    enough_applicable: Number(sheet.enoughApplicable),
  };
}

/** Writes summaries, one per inspection, author and stage, in the order of these keys (PostgreSQL then never waits in a circle). */
export async function saveSummaries(transaction: Transaction<Tables>, summaries: readonly Summary[]): Promise<void> {
  if (summaries.length === 0) return;
  const sorted = [...summaries].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  await transaction
    .insertInto("summaries")
    .values(sorted)
    .onConflict((conflict) =>
      conflict.columns(["inspection_id", "author_id", "stage"]).doUpdateSet((e) => ({
        submission_id: e.ref("excluded.submission_id"),
        awarded: e.ref("excluded.awarded"),
        max: e.ref("excluded.max"),
        areas: e.ref("excluded.areas"),
        points: e.ref("excluded.points"),
        pending: e.ref("excluded.pending"),
        enough_applicable: e.ref("excluded.enough_applicable"),
      })),
    )
    .execute();
}

/** A summary's place: one row each. */
export function keyOf(summary: Pick<Summary, "inspection_id" | "author_id" | "stage">): string {
  return `${summary.inspection_id}/${summary.author_id}/${summary.stage}`;
}
