import type { ExpressionBuilder, Kysely } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { hashOf, lockHead, noteTampering, recordDeeds, recordGone } from "../ledger/audit.ts";
import type { ContentOf } from "../ledger/deeds.ts";
import type { EvidenceStore } from "./evidence-store.ts";

/** Files that no submission lists are kept this long: a sheet may wait in an outbox. */
const keptDays = 90;
const partSize = 500;

/** Removes files that nobody lists for 90 days and those that were deleted; how many. The server may run. */
export async function removeUnreferenced({ write }: Pick<Database, "write">, store: EvidenceStore, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  const [old, young]: [string[], string[]] = [[], []];
  for await (const { hash, since } of store.list()) (since < before ? old : young).push(hash);
  const removed = await removeInParts(store, old, (part) => forgetUnreferenced(write, part, before, now));
  return removed + (await removeInParts(store, young, (part) => findDeleted(write, part)));
}

async function removeInParts(
  store: EvidenceStore,
  hashes: readonly string[],
  which: (part: readonly string[]) => Promise<string[]>,
): Promise<number> {
  let removed = 0;
  for (let at = 0; at < hashes.length; at += partSize) {
    for (const hash of await which(hashes.slice(at, at + partSize))) {
      await store.remove(hash);
      removed += 1;
    }
  }
  return removed;
}

/** Of these hashes those that were deleted: their files have no business on the disk, however young they are. */
async function findDeleted(read: Kysely<Tables>, hashes: readonly string[]): Promise<string[]> {
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
async function forgetUnreferenced(database: Kysely<Tables>, hashes: readonly string[], before: Date, now: Date): Promise<string[]> {
  if (hashes.length === 0) return [];
  return await database.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const forgotten = await transaction
      .deleteFrom("evidence_files")
      .where("content_hash", "in", hashes)
      .where("deleted_at", "is", null)
      .where("received_at", "<", before.toISOString())
      .where(noSheetLists)
      .where(noRemedyNames)
      .where(noDraftNames)
      .where(noExplanationNames)
      .where(noMinutesName)
      .returning("content_hash")
      .execute();
    await transaction.deleteFrom("evidence_senders").where("content_hash", "in", hashes).where(noFileStands).execute();
    const things = forgotten.map(({ content_hash: id }) => ({ kind: "file" as const, id }));
    await recordGone(transaction, now, things, "system");
    const kept = await transaction
      .selectFrom("evidence_files")
      .select("content_hash")
      .where("content_hash", "in", hashes)
      .where("deleted_at", "is", null)
      .execute();
    const issued = await transaction.selectFrom("documents").select("content_hash").where("content_hash", "in", hashes).execute();
    const wanted = new Set([...kept, ...issued].map((file) => file.content_hash));
    return hashes.filter((hash) => !wanted.has(hash));
  });
}

function noSheetLists(e: ExpressionBuilder<Tables, "evidence_files">) {
  const naming = e.selectFrom("evidence as e").select("e.submission_id");
  return e.not(e.exists(naming.whereRef("e.content_hash", "=", "evidence_files.content_hash")));
}

function noRemedyNames(e: ExpressionBuilder<Tables, "evidence_files">) {
  const naming = e.selectFrom("finding_evidence as g").select("g.step_id");
  return e.not(e.exists(naming.whereRef("g.content_hash", "=", "evidence_files.content_hash")));
}

function noExplanationNames(e: ExpressionBuilder<Tables, "evidence_files">) {
  const naming = e.selectFrom("explanation_evidence as x").select("x.answer_id");
  return e.not(e.exists(naming.whereRef("x.content_hash", "=", "evidence_files.content_hash")));
}

function noMinutesName(e: ExpressionBuilder<Tables, "evidence_files">) {
  const naming = e.selectFrom("minutes_stands as m").select("m.id");
  return e.not(e.exists(naming.whereRef("m.content_hash", "=", "evidence_files.content_hash")));
}

/** A unit's draft may wait for its visit longer than a sheet in an outbox. */
function noDraftNames(e: ExpressionBuilder<Tables, "evidence_files">) {
  const naming = e.selectFrom("self_draft_evidence as d").select("d.id");
  return e.not(e.exists(naming.whereRef("d.content_hash", "=", "evidence_files.content_hash")));
}

function noFileStands(e: ExpressionBuilder<Tables, "evidence_senders">) {
  const file = e.selectFrom("evidence_files as f").select("f.size");
  return e.not(e.exists(file.whereRef("f.content_hash", "=", "evidence_senders.content_hash")));
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
    const contentHash = hashOf({ reason } satisfies ContentOf<"evidence.deleted">);
    await recordDeeds(transaction, now, [{ actorId, action: "evidence.deleted", subject: hash, contentHash }]);
  });
}
