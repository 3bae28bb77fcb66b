import type { Kysely } from "kysely";
import * as v from "valibot";
import { type Checklist, type Criterion, criteriaOf, InspectionForm } from "../../../shared/checklists/checklist.ts";
import { Refusal } from "../../../shared/problem.ts";
import type { Evidence } from "../../../shared/sheets/answer.ts";
import type { Submission } from "../../../shared/sheets/submission.ts";
import type { Unit } from "../../../shared/units/unit.ts";
import { checklistsOf } from "../../checklists/checklists.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { getInspection } from "../../inspections/inspections.ts";
import { isRevealed } from "../../inspections/states.ts";
import { loadDocuments, StoredUnit } from "../../inspections/stored-sheets.ts";

/** Who looks at an inspection's evidence, and whether as a lead. */
export interface PiecesReader {
  readonly personId: string;
  readonly lead: boolean;
}

export interface PieceSheet {
  readonly id: string;
  readonly stage: Row<"submissions">["stage"];
  readonly authorId: string;
  readonly authorName: string;
  readonly receivedAt: string;
  readonly position: number;
  readonly contentHash: string;
  readonly submission: Submission;
}

/** Where a piece of evidence stands: in a sheet, at a criterion, so many before it. */
export interface Place {
  readonly submissionId: string;
  readonly criterionId: string;
  readonly at: number;
}

export interface Piece extends Place {
  readonly sheet: PieceSheet;
  readonly criterion: Criterion;
  readonly evidence: Evidence;
}

export interface InspectionPieces {
  readonly inspection: Row<"inspections">;
  readonly unit: Unit;
  readonly checklist: Checklist;
  /** Everybody's: it is revealed, and the reader leads or is of the team. Otherwise their own alone. */
  readonly all: boolean;
  readonly sheets: readonly PieceSheet[];
  /** By criterion, then by sheet; a file that stands in several places stands here in each. */
  readonly pieces: readonly Piece[];
}

/**
 * The evidence in an inspection's current sheets that this reader may see: before the reveal only what they sent themselves, afterwards
 * leads and the team everything. `not-found` for everybody else, whether or not there is any.
 */
export async function loadPieces(read: Kysely<Tables>, inspectionId: string, reader: PiecesReader): Promise<InspectionPieces> {
  const inspection = await getInspection(read, inspectionId);
  const all = isRevealed(inspection) && (reader.lead || (await isOfTeam(read, inspectionId, reader.personId)));
  const current = read
    .selectFrom("submissions as s")
    .leftJoin("people as p", "p.id", "s.author_id")
    .select(["s.id", "s.stage", "s.author_id", "s.received_at", "s.position", "s.content_hash", "p.name"])
    .where("s.inspection_id", "=", inspectionId)
    .where("s.status", "=", "current")
    .orderBy("s.position");
  const rows = await (all ? current : current.where("s.author_id", "=", reader.personId)).execute();
  if (rows.length === 0) throw new Refusal("not-found");
  const checklist = await checklistsOf(read).get(inspection.checklist_id, inspection.checklist_version);
  const documents = await loadDocuments(read, rows);
  const sheets = rows.flatMap((row): PieceSheet[] => {
    const submission = documents.get(row.id);
    if (!submission) return [];
    const sheet = {
      id: row.id,
      stage: row.stage,
      authorId: row.author_id,
      authorName: row.name ?? row.author_id,
      receivedAt: row.received_at,
      position: Number(row.position),
      contentHash: row.content_hash,
      submission,
    };
    return [sheet];
  });
  const pieces = criteriaOf(checklist, v.parse(InspectionForm, inspection.form)).flatMap((criterion) =>
    sheets.flatMap((sheet) =>
      (entryOf(sheet.submission, criterion.id)?.evidence ?? []).map(
        (evidence, at): Piece => ({ submissionId: sheet.id, criterionId: criterion.id, at, sheet, criterion, evidence }),
      ),
    ),
  );
  return { inspection, unit: v.parse(StoredUnit, inspection.unit_snapshot), checklist, all, sheets, pieces };
}

/** What a sheet says of a criterion; nothing where it has no entry. */
export function entryOf({ entries }: Submission, criterionId: string): Submission["entries"][string] | undefined {
  return Object.hasOwn(entries, criterionId) ? entries[criterionId] : undefined;
}

async function isOfTeam(read: Kysely<Tables>, inspectionId: string, personId: string): Promise<boolean> {
  const row = await read
    .selectFrom("positions")
    .select("person_id")
    .where("inspection_id", "=", inspectionId)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row !== undefined;
}
