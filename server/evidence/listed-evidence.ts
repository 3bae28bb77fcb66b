import type { Kysely, Transaction } from "kysely";
import type { InspectionEvidence } from "../../shared/sheets/evidence.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { getInspection } from "../inspections/inspections.ts";
import { isRevealed } from "../inspections/states.ts";

/** A sheet that comes in, and whose it is. */
export interface Listed {
  readonly submission: Submission;
  readonly authorId: string;
}

/**
 * The files a sheet lists, as rows; those whose bytes its author has sent already say when. That somebody else has sent them counts for
 * nothing and is not told: a list would show what others have.
 */
export async function evidenceRows(transaction: Transaction<Tables>, submissions: readonly Listed[]): Promise<NewRow<"evidence">[]> {
  const rows = new Map<string, NewRow<"evidence">>();
  const authors = new Map(submissions.map(({ submission, authorId }) => [submission.id, authorId]));
  for (const { submission } of submissions) {
    const { id, entries } = submission;
    for (const [criterion, { evidence }] of Object.entries(entries)) {
      for (const item of evidence) {
        if (item.type !== "file") continue;
        const row = {
          submission_id: id,
          content_hash: item.sha256,
          criterion_id: criterion,
          size: item.size,
          media_type: item.mediaType,
          received_at: null,
        };
        rows.set(`${id} ${criterion} ${item.sha256}`, row);
      }
    }
  }
  if (rows.size === 0) return [];
  const hashes = [...new Set([...rows.values()].map((row) => row.content_hash))];
  const sent = await transaction
    .selectFrom("evidence_senders")
    .selectAll()
    .where("content_hash", "in", hashes)
    .where("person_id", "in", [...new Set(authors.values())])
    .execute();
  const since = new Map(sent.map((one) => [`${one.content_hash} ${one.person_id}`, one.sent_at]));
  return [...rows.values()].map((row) => ({
    ...row,
    received_at: since.get(`${row.content_hash} ${authors.get(row.submission_id)}`) ?? null,
  }));
}

/** The files that an inspection's sheets list, outstanding ones too. Nothing before the reveal. `not-found`. */
export async function loadInspectionEvidence(read: Kysely<Tables>, inspectionId: string): Promise<InspectionEvidence> {
  if (!isRevealed(await getInspection(read, inspectionId))) return { evidence: [] };
  const rows = await read
    .selectFrom("evidence as e")
    .innerJoin("submissions as s", "s.id", "e.submission_id")
    .leftJoin("evidence_files as f", "f.content_hash", "e.content_hash")
    .select([
      "e.submission_id",
      "e.criterion_id",
      "e.content_hash",
      "e.size",
      "e.media_type",
      "e.received_at",
      "f.deleted_at",
      "f.delete_reason",
    ])
    .where("s.inspection_id", "=", inspectionId)
    .where("s.status", "=", "current")
    .orderBy("e.criterion_id")
    .orderBy("e.content_hash")
    .execute();
  return {
    evidence: rows.map((row) => ({
      submissionId: row.submission_id,
      criterion: row.criterion_id,
      sha256: row.content_hash,
      size: Number(row.size),
      mediaType: row.media_type,
      receivedAt: row.received_at,
      deleted: row.deleted_at === null ? null : { at: row.deleted_at, reason: row.delete_reason ?? "" },
    })),
  };
}

/** How many files that an inspection's current sheets list have not come. */
export async function countOutstanding(transaction: Kysely<Tables>, inspectionId: string): Promise<number> {
  const rows = await transaction
    .selectFrom("evidence as e")
    .innerJoin("submissions as s", "s.id", "e.submission_id")
    .select("e.content_hash")
    .distinct()
    .where("s.inspection_id", "=", inspectionId)
    .where("s.stage", "=", "inspector")
    .where("s.status", "=", "current")
    .where("e.received_at", "is", null)
    .execute();
  return rows.length;
}

/** The files that have not come of what this person has sent, by submission. */
export async function loadOutstanding(read: Kysely<Tables>, personId: string): Promise<Map<string, string[]>> {
  const rows = await read
    .selectFrom("evidence as e")
    .innerJoin("submissions as s", "s.id", "e.submission_id")
    .select(["e.submission_id", "e.content_hash"])
    .distinct()
    .where("s.author_id", "=", personId)
    .where("e.received_at", "is", null)
    .orderBy("e.content_hash")
    .execute();
  const outstanding = new Map<string, string[]>();
  for (const { submission_id: id, content_hash: hash } of rows) outstanding.set(id, [...(outstanding.get(id) ?? []), hash]);
  return outstanding;
}
