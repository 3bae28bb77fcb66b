import type { Kysely } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { EvidenceType } from "../../shared/sheets/answer.ts";
import type { Tables } from "../database/tables.ts";
import { lockHead, recordThings } from "../ledger/audit.ts";

/** `evidence-deleted` where the administrator has taken the file away: it does not come back. */
export async function refuseDeleted(database: Kysely<Tables>, hash: string): Promise<void> {
  const file = await database.selectFrom("evidence_files").select("deleted_at").where("content_hash", "=", hash).executeTakeFirst();
  if (file?.deleted_at) throw new Refusal("evidence-deleted");
}

/** Who sends a file, and whose day it counts in: all accounts of a unit together have one, everybody else their own. */
export interface Uploader {
  readonly personId: string;
  readonly unitId?: string;
}

/** How much an account, or a unit, has sent since a time, each file once, also one that was deleted since or that others sent before. */
export async function loadUploads(
  read: Kysely<Tables>,
  { personId, unitId }: Uploader,
  since: Date,
): Promise<{ readonly files: number; readonly bytes: number }> {
  const recent = read
    .selectFrom("evidence_senders as s")
    .innerJoin("evidence_files as f", "f.content_hash", "s.content_hash")
    .select(["f.content_hash", "f.size"])
    .distinct()
    .where("s.sent_at", ">=", since.toISOString());
  const own =
    unitId === undefined
      ? recent.where("s.person_id", "=", personId)
      : recent.where("s.person_id", "in", (e) => e.selectFrom("people").select("id").where("unit_id", "=", unitId));
  // No more than the day's share.
  const files = await own.execute();
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + Number(size), 0) };
}

/** Says that a file has come from this person, wherever they list it, on record. `false`: it had come from them before. */
export async function noteReceived(
  database: Kysely<Tables>,
  file: { readonly hash: string; readonly size: number; readonly mediaType: EvidenceType },
  personId: string,
  now: Date,
): Promise<boolean> {
  const at = now.toISOString();
  const { hash: content_hash, size, mediaType: media_type } = file;
  return await database.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    await refuseDeleted(transaction, content_hash);
    const kept = { uploaded_by: personId, received_at: at, deleted_at: null, deleted_by: null, delete_reason: null };
    await transaction
      .insertInto("evidence_files")
      .values({ content_hash, size, media_type, ...kept })
      .onConflict((conflict) => conflict.column("content_hash").doNothing())
      .execute();
    const added = await transaction
      .insertInto("evidence_senders")
      .values({ content_hash, person_id: personId, sent_at: at })
      .onConflict((conflict) => conflict.columns(["content_hash", "person_id"]).doNothing())
      .returning("content_hash")
      .execute();
    if (added.length === 0) return false;
    await transaction
      .updateTable("evidence")
      .set({ received_at: at })
      .where("content_hash", "=", content_hash)
      .where("received_at", "is", null)
      .where("submission_id", "in", (e) => e.selectFrom("submissions").select("id").where("author_id", "=", personId))
      .execute();
    await recordThings(transaction, at, [{ kind: "file", id: content_hash }], personId);
    return true;
  });
}
