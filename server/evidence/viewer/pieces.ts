import type { Kysely } from "kysely";
import * as v from "valibot";
import { type Checklist, type Criterion, criteriaOf, InspectionForm } from "../../../shared/checklists/checklist.ts";
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
  /** Whether it counts; what was in one that does no longer stays evidence of the inspection. */
  readonly status: Row<"submissions">["status"];
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

/** Which piece is looked at: a file by the hash of its bytes, a quotation by its place. */
export type Asked = { readonly sha256: string } | Place;

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
 * The evidence in an inspection's sheets that this reader may see: before the reveal only what they sent themselves, afterwards leads and
 * the team everything. Of the current sheets, or, where what is asked for stands in none of them, of those that have it and count no
 * longer. `undefined` where neither has it, whether or not others have.
 */
export async function findPieces(
  read: Kysely<Tables>,
  inspectionId: string,
  asked: Asked,
  { personId, lead }: PiecesReader,
): Promise<InspectionPieces | undefined> {
  const inspection = await getInspection(read, inspectionId);
  const all = isRevealed(inspection) && (lead || (await isOfTeam(read, inspectionId, personId)));
  const every = read
    .selectFrom("submissions as s")
    .leftJoin("people as p", "p.id", "s.author_id")
    .select(["s.id", "s.stage", "s.status", "s.author_id", "s.received_at", "s.position", "s.content_hash", "p.name"])
    .where("s.inspection_id", "=", inspectionId)
    .orderBy("s.position");
  const own = all ? every : every.where("s.author_id", "=", personId);
  const current = await piecesOf(read, inspection, all, await own.where("s.status", "=", "current").execute());
  if (current.pieces.some((piece) => isAsked(piece, asked))) return current;
  const former = own.where("s.status", "!=", "current");
  const naming = "sha256" in asked ? await loadListing(read, inspectionId, asked.sha256) : [asked.submissionId];
  if (naming.length === 0) return undefined;
  const found = await piecesOf(read, inspection, all, await former.where("s.id", "in", naming).execute());
  return found.pieces.some((piece) => isAsked(piece, asked)) ? found : undefined;
}

export function isAsked({ evidence, submissionId, criterionId, at }: Piece, asked: Asked): boolean {
  if ("sha256" in asked) return evidence.type === "file" && evidence.sha256 === asked.sha256;
  const isThere = submissionId === asked.submissionId && criterionId === asked.criterionId && at === asked.at;
  return isThere && evidence.type === "quote";
}

/** The inspection's sheets that list a file. */
async function loadListing(read: Kysely<Tables>, inspectionId: string, hash: string): Promise<string[]> {
  const rows = await read
    .selectFrom("evidence as e")
    .innerJoin("submissions as s", "s.id", "e.submission_id")
    .select("s.id")
    .distinct()
    .where("e.content_hash", "=", hash)
    .where("s.inspection_id", "=", inspectionId)
    .execute();
  return rows.map(({ id }) => id);
}

type SheetRow = Pick<Row<"submissions">, "id" | "stage" | "status" | "author_id" | "received_at" | "position" | "content_hash"> & {
  readonly name: string | null;
};

async function piecesOf(
  read: Kysely<Tables>,
  inspection: Row<"inspections">,
  all: boolean,
  rows: readonly SheetRow[],
): Promise<InspectionPieces> {
  const checklist = await checklistsOf(read).get(inspection.checklist_id, inspection.checklist_version);
  const documents = await loadDocuments(read, rows);
  const sheets = rows.flatMap((row): PieceSheet[] => {
    const submission = documents.get(row.id);
    if (!submission) return [];
    const sheet = {
      id: row.id,
      stage: row.stage,
      status: row.status,
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
