import * as v from "valibot";
import { Draft, Owner } from "../../shared/sheets/draft.ts";
import { Receipt } from "../../shared/sheets/submission.ts";
import { Instant, text, Uuid } from "../../shared/text.ts";
import type { Store, Writing } from "./database.ts";
import { StorageFailed } from "./storage-failed.ts";

/** What the server, or the way to it, said last. `code` is the problem's, or `no-network`, `timed-out`, `unreadable-answer`. */
export const LastProblem = v.strictObject({
  code: v.pipe(v.string(), v.maxLength(100)),
  detail: v.pipe(v.string(), v.maxLength(4_000)),
  values: v.record(v.string(), v.string()),
  at: Instant,
});
export type LastProblem = v.InferOutput<typeof LastProblem>;

/**
 * A score sheet that left its draft. Its id and bytes never change: every attempt sends the same ones.
 * It is `accepted` by the server's receipt and by nothing else; `sending` may or may not have arrived.
 */
export const OutboxItem = v.strictObject({
  format: v.literal(1),
  id: Uuid,
  owner: Owner,
  state: v.picklist(["waiting", "sending", "refused", "signInNeeded", "accepted"]),
  /** The exact JSON to be sent. */
  bytes: v.string(),
  /** To edit it again. */
  draft: Draft,
  queuedAt: Instant,
  attempts: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  lastTriedAt: v.nullable(Instant),
  nextTryAt: v.nullable(Instant),
  lastProblem: v.nullable(LastProblem),
  /** Its bytes were put on the way at least once, and no answer says that the server does not hold them. */
  maybeArrived: v.boolean(),
  receipt: v.nullable(Receipt),
  /** Ids under which this sheet was transmitted before it was edited; if one of them turns out accepted, this item replaces it. */
  earlierIds: v.array(Uuid),
  /** The later sheet of ours that the server took in its place. */
  replacedBy: v.nullable(Uuid),
  withdrawn: v.nullable(v.strictObject({ at: Instant, reason: text(2_000) })),
  /** The server's epoch that gave the receipt; at a new one (restored from a backup) the item is offered again. */
  epoch: v.nullable(v.number()),
});
export type OutboxItem = v.InferOutput<typeof OutboxItem>;

/** The item as it is stored now. Throws `missing` where it is gone, `broken` where it cannot be read. */
export async function storedItem(transaction: { objectStore: Writing["objectStore"] }, id: string): Promise<OutboxItem> {
  const raw = await transaction.objectStore("outbox").get(id);
  if (raw === undefined) throw new StorageFailed("missing");
  return parseItem(raw);
}

/** Nothing is written that could not be read again. */
export async function putItem(transaction: Writing, item: OutboxItem): Promise<void> {
  const valid = v.safeParse(OutboxItem, item);
  if (!valid.success) throw new StorageFailed("invalid", { cause: new v.ValiError(valid.issues) });
  await transaction.objectStore("outbox" satisfies Store).put(valid.output);
}

/** Throws `broken` where this version cannot read the record. */
export function parseItem(raw: unknown): OutboxItem {
  const item = v.safeParse(OutboxItem, raw);
  if (!item.success) throw new StorageFailed("broken", { cause: new v.ValiError(item.issues) });
  return item.output;
}
