import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { EvidenceType } from "../../shared/sheets/answer.ts";
import type { InspectionEvidence } from "../../shared/sheets/evidence.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { isRevealed } from "../inspections/states.ts";
import { StoredSubmission } from "../inspections/stored-sheets.ts";
import { toldToUnit } from "../inspections/told-to-unit.ts";
import { hashOf, lockHead, noteTampering, recordDeeds, recordGone, recordThings } from "../ledger/audit.ts";
import type { Eyes } from "../ledger/who.ts";
import { reachOfAccount } from "../people/unit-reach.ts";

/** A file that can be handed out. */
export interface EvidenceFile {
  readonly hash: string;
  readonly mediaType: EvidenceType;
  readonly size: number;
  readonly name: string;
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

/** A sheet that comes in, and whose it is. */
export interface Listed {
  readonly submission: Submission;
  readonly authorId: string;
}

/** `evidence-deleted` where the administrator has taken the file away: it does not come back. */
export async function refuseDeleted(database: Kysely<Tables>, hash: string): Promise<void> {
  const file = await database.selectFrom("evidence_files").select("deleted_at").where("content_hash", "=", hash).executeTakeFirst();
  if (file?.deleted_at) throw new Refusal("evidence-deleted");
}

/** What an account has sent since a time, deleted or not, and whether others had sent it before. */
export async function loadUploads(
  read: Kysely<Tables>,
  personId: string,
  since: Date,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const sent = await read
    .selectFrom("evidence_senders as s")
    .innerJoin("evidence_files as f", "f.content_hash", "s.content_hash")
    .select((e) => [e.fn.countAll().as("files"), e.fn.sum("f.size").as("bytes")])
    .where("s.person_id", "=", personId)
    .where("s.sent_at", ">=", since.toISOString())
    .executeTakeFirstOrThrow();
  return { files: Number(sent.files), bytes: Number(sent.bytes ?? 0) };
}

/** Says that a file has come from this person, wherever they list it, on record. `false`: it had come from them before. */
export async function noteReceived(
  database: Kysely<Tables>,
  file: { readonly hash: string; readonly size: number; readonly mediaType: EvidenceType },
  personId: string,
  now: Date,
): Promise<boolean> {
  return await database.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await refuseDeleted(transaction, file.hash);
    const at = now.toISOString();
    await transaction
      .insertInto("evidence_files")
      .values({
        content_hash: file.hash,
        size: file.size,
        media_type: file.mediaType,
        uploaded_by: personId,
        received_at: at,
        deleted_at: null,
        deleted_by: null,
        delete_reason: null,
      })
      .onConflict((conflict) => conflict.column("content_hash").doNothing())
      .execute();
    const added = await transaction
      .insertInto("evidence_senders")
      .values({ content_hash: file.hash, person_id: personId, sent_at: at })
      .onConflict((conflict) => conflict.columns(["content_hash", "person_id"]).doNothing())
      .returning("content_hash")
      .execute();
    if (added.length === 0) return false;
    await transaction
      .updateTable("evidence")
      .set({ received_at: at })
      .where("content_hash", "=", file.hash)
      .where("received_at", "is", null)
      .where("submission_id", "in", (e) => e.selectFrom("submissions").select("id").where("author_id", "=", personId))
      .execute();
    await recordThings(transaction, at, [{ kind: "file", id: file.hash }], personId);
    return true;
  });
}

export interface EvidenceReader {
  readonly personId: string;
  readonly as: Eyes;
}

/**
 * A file for one who may see it: who sent it; where its sender lists it in a sheet, after the reveal also leads and the inspectors of that
 * team; what proves a remedy, leads and the unit that has to remedy it. A list by itself lets nobody see anything.
 * `not-found` for everybody else, `evidence-deleted` for those of them where it was deleted.
 */
export async function findEvidence(read: Kysely<Tables>, hash: string, { personId, as }: EvidenceReader, now: Date): Promise<EvidenceFile> {
  const file = await read.selectFrom("evidence_files").selectAll().where("content_hash", "=", hash).executeTakeFirst();
  if (!file) throw new Refusal("not-found");
  const listed = await read
    .selectFrom("evidence as e")
    .innerJoin("submissions as s", "s.id", "e.submission_id")
    .innerJoin("evidence_senders as x", (join) =>
      join.onRef("x.content_hash", "=", "e.content_hash").onRef("x.person_id", "=", "s.author_id"),
    )
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .leftJoin("positions as p", (join) => join.onRef("p.inspection_id", "=", "i.id").on("p.person_id", "=", personId))
    .select(["s.author_id", "i.state", "p.person_id", "s.document"])
    .where("e.content_hash", "=", hash)
    .execute();
  const seen = listed.find(
    ({ author_id: author, state, person_id: member }) =>
      author === personId || (isRevealed({ state }) && (as === "lead" || (as === "inspector" && member !== null))),
  );
  if (!seen && !(await hasSent(read, hash, personId)) && !(await provesFinding(read, hash, { personId, as }, now)))
    throw new Refusal("not-found");
  if (file.deleted_at !== null) throw new Refusal("evidence-deleted");
  const { mediaType, size } = { mediaType: v.parse(EvidenceType, file.media_type), size: Number(file.size) };
  return { hash, mediaType, size, name: (seen && nameIn(v.parse(StoredSubmission, seen.document), hash)) ?? hash };
}

async function hasSent(read: Kysely<Tables>, hash: string, personId: string): Promise<boolean> {
  const row = await read
    .selectFrom("evidence_senders")
    .select("sent_at")
    .where("content_hash", "=", hash)
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return row !== undefined;
}

/** What proves a remedy is for leads and for the unit itself, or the one that it ended in, where they have been told of the finding. */
async function provesFinding(read: Kysely<Tables>, hash: string, { personId, as }: EvidenceReader, now: Date): Promise<boolean> {
  if (as === "inspector") return false;
  const rows = await read
    .selectFrom("finding_evidence as e")
    .innerJoin("findings as f", "f.id", "e.finding_id")
    .innerJoin("inspections as i", "i.id", "f.inspection_id")
    .select(["f.unit_id", toldToUnit.as("told")])
    .where("e.content_hash", "=", hash)
    .execute();
  if (rows.length === 0 || as === "lead") return rows.length > 0;
  const { unitIds } = await reachOfAccount(read, personId, now);
  return rows.some(({ unit_id, told }) => Boolean(told) && unitIds.includes(unit_id));
}

function nameIn({ entries }: Submission, hash: string): string | undefined {
  const items = Object.values(entries).flatMap(({ evidence }) => evidence);
  return items.flatMap((item) => (item.type === "file" && item.sha256 === hash ? [item.name] : []))[0];
}

/** The files that an inspection's sheets list, outstanding ones too. Nothing before the reveal. `not-found`. */
export async function loadInspectionEvidence(read: Kysely<Tables>, inspectionId: string): Promise<InspectionEvidence> {
  const inspection = await read.selectFrom("inspections").select("state").where("id", "=", inspectionId).executeTakeFirst();
  if (!inspection) throw new Refusal("not-found");
  if (!isRevealed(inspection)) return { evidence: [] };
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
export async function countOutstanding(transaction: Transaction<Tables>, inspectionId: string): Promise<number> {
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

/** The files of these submissions that have not come, by submission. */
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

/** Leaves a tombstone with the reason; the file itself is removed by the caller. Again changes nothing. `not-found`. */
export async function deleteEvidence(database: Kysely<Tables>, hash: string, reason: string, actorId: string, now: Date): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const file = await transaction.selectFrom("evidence_files").select("deleted_at").where("content_hash", "=", hash).executeTakeFirst();
    if (!file) throw new Refusal("not-found");
    if (file.deleted_at !== null) return;
    await noteTampering(transaction, now, [{ kind: "file", id: hash }]);
    await transaction
      .updateTable("evidence_files")
      .set({ deleted_at: now.toISOString(), deleted_by: actorId, delete_reason: reason })
      .where("content_hash", "=", hash)
      .execute();
    await recordDeeds(transaction, now, [{ actorId, action: "evidence.deleted", subject: hash, contentHash: hashOf({ reason }) }]);
  });
}

/** Of these hashes those that were deleted: their files have no business on the disk, however young they are. */
export async function findDeleted(read: Kysely<Tables>, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return [];
  const rows = await read
    .selectFrom("evidence_files")
    .select("content_hash")
    .where("content_hash", "in", hashes)
    .where("deleted_at", "is not", null)
    .execute();
  return rows.map((row) => row.content_hash);
}

/** Of these hashes those whose file has no business on the disk: deleted, never recorded, or unreferenced and older than `before`. */
export async function forgetUnreferenced(database: Kysely<Tables>, hashes: readonly string[], before: Date, now: Date): Promise<string[]> {
  if (hashes.length === 0) return [];
  return await database.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const forgotten = await transaction
      .deleteFrom("evidence_files")
      .where("content_hash", "in", hashes)
      .where("deleted_at", "is", null)
      .where("received_at", "<", before.toISOString())
      .where((e) =>
        e.not(
          e.exists(e.selectFrom("evidence as e").select("e.submission_id").whereRef("e.content_hash", "=", "evidence_files.content_hash")),
        ),
      )
      .where((e) =>
        e.not(
          e.exists(
            e.selectFrom("finding_evidence as g").select("g.step_id").whereRef("g.content_hash", "=", "evidence_files.content_hash"),
          ),
        ),
      )
      .returning("content_hash")
      .execute();
    await transaction
      .deleteFrom("evidence_senders")
      .where("content_hash", "in", hashes)
      .where((e) =>
        e.not(
          e.exists(e.selectFrom("evidence_files as f").select("f.size").whereRef("f.content_hash", "=", "evidence_senders.content_hash")),
        ),
      )
      .execute();
    const things = forgotten.map(({ content_hash: id }) => ({ kind: "file" as const, id }));
    await recordGone(transaction, now, things, "system");
    const kept = await transaction
      .selectFrom("evidence_files")
      .select("content_hash")
      .where("content_hash", "in", hashes)
      .where("deleted_at", "is", null)
      .execute();
    const wanted = new Set(kept.map((file) => file.content_hash));
    return hashes.filter((hash) => !wanted.has(hash));
  });
}
