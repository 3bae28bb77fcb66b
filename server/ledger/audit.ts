import type { Kysely, Transaction } from "kysely";
import { canonicalJson } from "../../shared/canonical.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Database } from "../database/open.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { sha256 } from "../host/hash.ts";
import { inTurns } from "../host/turns.ts";
import type { Deed, DeedName } from "./deeds.ts";
import { hashesOf } from "./record-hashes.ts";
import { changedThings, gone, lastRecord, type RecordAction, recordAction, type Thing, tamperedAction } from "./records.ts";

/*
 * What is done is put on record here, so that nothing is changed unseen. The audit chain takes an entry for every deed (deeds.ts), each
 * hashing the one before; beside deeds stands what the rows that they changed have become (records.ts, record-hashes.ts). Receipts are
 * signed with the keys of keys.ts, and a request sent again is known by requests.ts. Everything that decides something locks the chain's
 * head first: decisions follow one another. No rule of the field stands here.
 */

/** What an entry says: a deed, or what rows have become; or, read back, whatever stands there. */
type Said<Action extends string> = Omit<Deed, "action"> & { readonly action: Action };

/** The last entry: what the next one follows. */
export interface Head {
  readonly position: number;
  readonly hash: string;
}

type Entry = NewRow<"audit">;

/** Databases take so many values in one statement and no more. */
const mostAtOnce = 400;

/** The chain's last entry, locked to the end of the transaction: nobody else appends meanwhile, on either database. */
export async function lockHead(transaction: Transaction<Tables>): Promise<Head> {
  const head = await transaction
    .updateTable("audit_head")
    .set((e) => ({ position: e.ref("position") }))
    .where("id", "=", 1)
    .returning(["position", "hash"])
    .executeTakeFirstOrThrow();
  return { position: Number(head.position), hash: head.hash };
}

/** The entry that follows `head`. */
export function entryAfter(head: Head, at: string, { actorId, action, subject, contentHash }: Said<string>): Entry {
  const entry = {
    position: head.position + 1,
    previous_hash: head.hash,
    at,
    actor_id: actorId,
    action,
    subject,
    content_hash: contentHash,
  };
  return { ...entry, hash: sha256(canonicalJson(entry)) };
}

/** Writes entries that follow the locked head, and makes the last one the head. */
export async function appendEntries(transaction: Transaction<Tables>, entries: readonly Entry[]): Promise<void> {
  const last = entries.at(-1);
  if (!last) return;
  for (let at = 0; at < entries.length; at += mostAtOnce) {
    await transaction
      .insertInto("audit")
      .values(entries.slice(at, at + mostAtOnce))
      .execute();
  }
  await transaction.updateTable("audit_head").set({ position: last.position, hash: last.hash }).where("id", "=", 1).execute();
}

/**
 * Records deeds in their order, in the transaction that does them and after its last change: with the deeds stands what the rows of the
 * things that they changed have become, of those named by their subjects and of those in `besides`.
 */
export async function recordDeeds(
  transaction: Transaction<Tables>,
  at: Date,
  deeds: readonly Deed[],
  besides: readonly Thing[] = [],
): Promise<void> {
  const actorId = deeds[0]?.actorId ?? "system";
  const things = [...(await changedThings(transaction, deeds)), ...besides];
  await append(transaction, at.toISOString(), [...deeds, ...(await recordsOf(transaction, things, actorId))]);
}

/**
 * To be said before these things change: where their rows are no longer what is on record, something else changed them, and that is put on
 * record for good. Without this the next record would make it look like this program's own work. What was never recorded is let be.
 */
export async function noteTampering(transaction: Transaction<Tables>, at: Date, things: readonly Thing[]): Promise<void> {
  const found: Said<RecordAction>[] = [];
  for (const { kind, id } of things) {
    const recorded = await lastRecord(transaction, kind, id);
    const hash = recorded === undefined ? undefined : (await hashesOf(transaction, kind, [id])).get(id);
    if (hash !== undefined && hash !== recorded)
      found.push({ actorId: "system", action: tamperedAction(kind), subject: id, contentHash: hash });
  }
  await append(transaction, at.toISOString(), found);
}

/**
 * How whatever changes these things begins, in one transaction: the chain's head is locked, so that nobody else decides about them
 * meanwhile, and what something else has changed of them is put on record. Only then does the work read them.
 */
export async function holding<T>(
  { write }: Pick<Database, "write">,
  things: readonly Thing[],
  now: Date,
  work: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return await inTransaction(write, async (transaction) => {
    await lockHead(transaction);
    await noteTampering(transaction, now, things);
    return await work(transaction);
  });
}

/** Records that this program has taken these things away. */
export async function recordGone(transaction: Transaction<Tables>, at: Date, things: readonly Thing[], actorId: string): Promise<void> {
  const records = things.map(({ kind, id }) => ({ actorId, action: recordAction(kind), subject: id, contentHash: gone }));
  await append(transaction, at.toISOString(), records);
}

/** Records what the rows of these things are now, without a deed. */
export async function recordThings(transaction: Transaction<Tables>, at: string, things: readonly Thing[], actorId: string): Promise<void> {
  await append(transaction, at, await recordsOf(transaction, things, actorId));
}

async function recordsOf(transaction: Transaction<Tables>, things: readonly Thing[], actorId: string): Promise<Said<RecordAction>[]> {
  const records: Said<RecordAction>[] = [];
  for (const [kind, some] of Map.groupBy(things, (thing) => thing.kind)) {
    const ids = [...new Set(some.map(({ id }) => id))];
    for await (const part of inTurns(ids)) {
      const hashes = await hashesOf(transaction, kind, part);
      for (const [subject, contentHash] of hashes) records.push({ actorId, action: recordAction(kind), subject, contentHash });
    }
  }
  return records;
}

/** Adds deeds, and nothing of what they changed. */
export async function append(transaction: Transaction<Tables>, at: string, deeds: readonly Said<DeedName | RecordAction>[]): Promise<void> {
  if (deeds.length === 0) return;
  let head = await lockHead(transaction);
  const entries: Entry[] = [];
  for await (const part of inTurns(deeds)) {
    for (const deed of part) {
      const entry = entryAfter(head, at, deed);
      entries.push(entry);
      head = entry;
    }
  }
  await appendEntries(transaction, entries);
}

/** A deed for each of these, in their order. */
export async function deedsOf<T>(rows: readonly T[], deedOf: (row: T, place: number) => Deed): Promise<Deed[]> {
  const deeds: Deed[] = [];
  for await (const part of inTurns(rows)) for (const row of part) deeds.push(deedOf(row, deeds.length));
  return deeds;
}

/** The hash that stands for what was done. */
export function hashOf(content: unknown): string {
  return sha256(canonicalJson(content));
}

/** Walks the whole chain; the first place where it is broken, in words. */
export async function findBreak(database: Kysely<Tables>): Promise<string | undefined> {
  let head: Head = { position: 0, hash: "" };
  for (;;) {
    const entries = await database
      .selectFrom("audit")
      .selectAll()
      .where("position", ">", head.position)
      .orderBy("position")
      .limit(1_000)
      .execute();
    if (entries.length === 0) break;
    for (const entry of entries) {
      const { actor_id: actorId, action, subject, content_hash: contentHash } = entry;
      const expected = entryAfter(head, entry.at, { actorId, action, subject, contentHash });
      if (Number(entry.position) !== expected.position) return `entry ${expected.position} is missing`;
      if (entry.previous_hash !== head.hash) return `entry ${entry.position} does not follow the one before`;
      if (entry.hash !== expected.hash) return `entry ${entry.position} was changed`;
      head = expected;
    }
  }
  const [stored, another] = await database.selectFrom("audit_head").selectAll().orderBy("id").limit(2).execute();
  if (another) return "it has two heads";
  if (Number(stored?.id) !== 1 || !stored || Number(stored.position) !== head.position || stored.hash !== head.hash)
    return `the chain ends at ${head.position}, its head says ${stored?.position}`;
  return undefined;
}
