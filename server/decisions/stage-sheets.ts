import type { Kysely } from "kysely";
import * as v from "valibot";
import { InspectionForm } from "../../shared/checklists/checklist.ts";
import type { GivenSheet } from "../../shared/decisions/appraisal.ts";
import type { LateDecided } from "../../shared/decisions/decisions.ts";
import type { SheetContext, SheetScore } from "../../shared/sheets/scoring.ts";
import { Stage, type Submission } from "../../shared/sheets/submission.ts";
import type { Checklists } from "../checklists/checklists.ts";
import type { Row, Tables } from "../database/tables.ts";
import { loadDocuments, StoredReceipt, StoredUnit } from "../inspections/stored-sheets.ts";
import { scoreKept } from "../inspections/summaries.ts";

/** A sheet that counts, of any stage, with its figures. */
export interface StageSheet {
  readonly id: string;
  readonly stage: Stage;
  readonly authorId: string;
  readonly authorName: string;
  readonly receivedAt: string;
  readonly replacesRevealed: boolean;
  /** It came late and was accepted. */
  readonly late: v.InferOutput<typeof LateDecided> | null;
  readonly submission: Submission;
  readonly score: SheetScore;
}

/** By what an inspection is scored. */
export async function loadSheetContext(checklists: Checklists, inspection: Row<"inspections">): Promise<SheetContext> {
  const checklist = await checklists.get(inspection.checklist_id, inspection.checklist_version);
  return { checklist, form: v.parse(InspectionForm, inspection.form), unitTraits: v.parse(StoredUnit, inspection.unit_snapshot).traits };
}

/** What an inspector's sheet gives an appraisal to choose from. */
export function givenBy({ authorId, score }: StageSheet): GivenSheet {
  return { personId: authorId, criteria: new Map(score.criteria.map((one) => [one.criterion.id, one])) };
}

const order: readonly Stage[] = ["self", "inspector", "appraisal"];

/**
 * The sheets of an inspection that count: self-score, each inspector's, the appraised one, which an `earlier` one can stand for (`null`:
 * none). Whether they may be shown, the caller asks.
 */
export async function loadStageSheets(
  database: Kysely<Tables>,
  inspectionId: string,
  context: SheetContext,
  earlier?: string | null,
): Promise<StageSheet[]> {
  const rows = await database
    .selectFrom("submissions as s")
    .leftJoin("people as p", "p.id", "s.author_id")
    .leftJoin("late_decisions as d", "d.submission_id", "s.id")
    .select(["s.id", "s.author_id", "s.stage", "s.content_hash", "s.received_at", "s.receipt"])
    .select(["p.name", "d.reason as late_reason", "d.decided_by as late_by", "d.decided_at as late_at", "d.blind as late_blind"])
    .where("s.inspection_id", "=", inspectionId)
    .where((e) => {
      const current = e("s.status", "=", "current");
      if (earlier === undefined) return current;
      const others = e.and([current, e("s.stage", "<>", "appraisal")]);
      return earlier === null ? others : e.or([others, e("s.id", "=", earlier)]);
    })
    .orderBy("s.position")
    .execute();
  const approved = await database
    .selectFrom("not_applicable_decisions as d")
    .innerJoin("submissions as s", "s.id", "d.submission_id")
    .select(["d.submission_id", "d.criterion_id"])
    .where("s.inspection_id", "=", inspectionId)
    .where("d.approved", "=", 1)
    .execute();
  const documents = await loadDocuments(database, rows);
  const sheets = rows.flatMap((row): StageSheet[] => {
    const submission = documents.get(row.id);
    if (!submission) return [];
    const approvedNotApplicable = new Set(
      approved.filter((decision) => decision.submission_id === row.id).map((decision) => decision.criterion_id),
    );
    const sheet: StageSheet = {
      id: row.id,
      stage: v.parse(Stage, row.stage),
      authorId: row.author_id,
      authorName: row.name ?? row.author_id,
      receivedAt: row.received_at,
      replacesRevealed:
        v.parse(StoredReceipt, row.receipt).flags.includes("replacesRevealed") || (row.late_blind !== null && Number(row.late_blind) === 0),
      late: row.late_at === null ? null : { accepted: true, reason: row.late_reason ?? "", by: row.late_by ?? "", at: row.late_at },
      submission,
      score: scoreKept(submission, { ...context, approvedNotApplicable }),
    };
    return [sheet];
  });
  return sheets.sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage));
}
