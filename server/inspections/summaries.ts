import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { scoreAppraised } from "../../shared/decisions/appraisal.ts";
import { type SheetContext, type SheetScore, scoreSheet } from "../../shared/sheets/scoring.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import type { Checklists } from "../checklists/checklists.ts";
import type { NewRow, Row, Tables } from "../database/tables.ts";
import { StoredSubmission, StoredUnit } from "./stored-sheets.ts";

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

/** The summaries of these submissions, computed from their documents and the lead's decisions and nothing else. */
export async function summariseAgain(
  database: Kysely<Tables>,
  checklists: Checklists,
  submissionIds: readonly string[],
): Promise<Row<"summaries">[]> {
  if (submissionIds.length === 0) return [];
  const rows = await database
    .selectFrom("submissions as s")
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .select(["s.id", "s.inspection_id", "s.author_id", "s.stage", "s.document", "i.unit_snapshot", "i.checklist_id", "i.checklist_version"])
    .where("s.id", "in", submissionIds)
    .execute();
  const decisions = await database
    .selectFrom("not_applicable_decisions")
    .selectAll()
    .where("submission_id", "in", submissionIds)
    .where("approved", "=", 1)
    .execute();
  const summaries: Row<"summaries">[] = [];
  for (const row of rows) {
    const submission = v.parse(StoredSubmission, row.document);
    const checklist = await checklists.get(row.checklist_id, row.checklist_version);
    const approvedNotApplicable = new Set(
      decisions.filter((decision) => decision.submission_id === row.id).map((decision) => decision.criterion_id),
    );
    const unitTraits = v.parse(StoredUnit, row.unit_snapshot).traits;
    const sheet = scoreStored(submission, { checklist, form: submission.form, unitTraits, approvedNotApplicable });
    summaries.push(
      summaryOf({ inspection_id: row.inspection_id, author_id: row.author_id, stage: row.stage, submission_id: row.id }, sheet),
    );
  }
  return summaries;
}

/** A stored sheet's figures. An appraised one is its points themselves: what the lead settled need not follow from an answer. */
export function scoreStored({ stage, entries }: Submission, context: SheetContext): SheetScore {
  if (stage !== "appraisal") return scoreSheet(entries, context);
  return scoreAppraised(Object.fromEntries(Object.entries(entries).map(([id, { points }]) => [id, points])), context);
}

const scores = new WeakMap<Submission, { readonly by: string; readonly score: SheetScore }>();

/** A sheet's figures, by what it is scored by. */
export function scoreKept(submission: Submission, context: SheetContext): SheetScore {
  const { checklist, form, unitTraits, approvedNotApplicable } = context;
  const by = JSON.stringify([checklist.id, checklist.version, form, unitTraits, [...(approvedNotApplicable ?? [])].sort()]);
  const known = scores.get(submission);
  if (known?.by === by) return known.score;
  const score = scoreStored(submission, context);
  scores.set(submission, { by, score });
  return score;
}
