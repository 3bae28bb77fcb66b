import * as v from "valibot";
import { Field } from "../../shared/field.ts";
import type { Draft, Owner } from "../../shared/sheets/draft.ts";
import type { Receipt } from "../../shared/sheets/submission.ts";
import { Uuid } from "../../shared/text.ts";
import { announce } from "./changed.ts";
import { read, type Writing, write } from "./database.ts";
import { draftAgain } from "./draft-again.ts";
import { type Broken, openDraftOf, putDraft, storedDraft } from "./drafts.ts";
import { OutboxItem, parseItem, putItem, storedItem } from "./outbox-item.ts";
import { StorageFailed } from "./storage-failed.ts";

/** A sheet that was reviewed, and what becomes of it. */
export interface Queued {
  readonly draftId: string;
  /** The draft's revision that the person looked at. */
  readonly revision: number;
  readonly submissionId: string;
  readonly bytes: string;
}

/**
 * One transaction takes the draft out and puts the submission in. Throws `changed` where the draft is no longer the one that was
 * reviewed, and `missing` where it is gone (another tab has sent it): a sheet is queued once.
 */
export async function queueSubmission({ draftId, revision, submissionId, bytes }: Queued, now: Date): Promise<void> {
  await write(["drafts", "outbox", "meta"], async (transaction) => {
    const draft = await storedDraft(transaction, draftId);
    if (draft.revision !== revision) throw new StorageFailed("changed");
    const earlierIds = await earlierIdsOf(transaction, draftId);
    await transaction.objectStore("drafts").delete(draftId);
    await transaction.objectStore("meta").delete(earlierKey(draftId));
    await putItem(transaction, {
      format: 1,
      id: submissionId,
      owner: draft.owner,
      state: "waiting",
      bytes,
      draft,
      queuedAt: now.toISOString(),
      attempts: 0,
      lastTriedAt: null,
      nextTryAt: null,
      lastProblem: null,
      maybeArrived: false,
      receipt: null,
      earlierIds,
      replacedBy: null,
      withdrawn: null,
      epoch: null,
    });
  });
  announceBoth();
}

/** The oldest first. */
export async function listOutbox(): Promise<{ items: OutboxItem[]; broken: Broken[] }> {
  const records = await read(["outbox"], async (transaction) => {
    const store = transaction.objectStore("outbox");
    const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
    return keys.map((id, i) => ({ id, raw: values[i] }));
  });
  const items: OutboxItem[] = [];
  const broken: Broken[] = [];
  for (const record of records) {
    const item = v.safeParse(OutboxItem, record.raw);
    if (item.success) items.push(item.output);
    else broken.push(record);
  }
  return { items: items.sort((a, b) => (a.queuedAt < b.queuedAt ? -1 : 1)), broken };
}

/** `undefined`: deleted or never there. Throws `broken` where it is there but cannot be read. */
export async function loadOutboxItem(id: string): Promise<OutboxItem | undefined> {
  const raw = await read(["outbox"], (transaction) => transaction.objectStore("outbox").get(id));
  return raw === undefined ? undefined : parseItem(raw);
}

/** Changes the item as it is stored now, in one transaction. Throws `missing` where it is gone. */
export async function changeOutboxItem(id: string, change: (item: OutboxItem) => OutboxItem): Promise<OutboxItem> {
  const changed = await write(["outbox"], async (transaction) => {
    const next = change(await storedItem(transaction, id));
    await putItem(transaction, next);
    return next;
  });
  announce("outbox");
  return changed;
}

/**
 * Puts `next` in the place of the item `id`, under its own id: the sheet was edited after a transmission that turned out accepted,
 * and now travels as its replacement.
 */
export async function exchangeOutboxItem(id: string, change: (item: OutboxItem) => OutboxItem): Promise<OutboxItem> {
  const next = await write(["outbox"], async (transaction) => {
    const changed = change(await storedItem(transaction, id));
    await transaction.objectStore("outbox").delete(id);
    await putItem(transaction, changed);
    return changed;
  });
  announce("outbox");
  return next;
}

/** The receipt and the state in one transaction; what this sheet replaces is marked as replaced. */
export async function acceptOutboxItem(id: string, receipt: Receipt, epoch: number | null): Promise<void> {
  await write(["outbox"], async (transaction) => {
    const item = await storedItem(transaction, id);
    await putItem(transaction, { ...item, state: "accepted", maybeArrived: true, receipt, epoch, lastProblem: null, nextTryAt: null });
    const replaced = item.draft.replaces?.id;
    const before = replaced === undefined ? undefined : await transaction.objectStore("outbox").get(replaced);
    const older = v.safeParse(OutboxItem, before);
    if (older.success) await putItem(transaction, { ...older.output, replacedBy: id });
  });
  announce("outbox");
}

/**
 * Opens the item's sheet as a draft again and gives it back. A waiting or refused item leaves the outbox; if it may have arrived, its
 * id is remembered, so that a late acceptance is replaced and not doubled. An item that ever had a receipt stays, and the new draft
 * replaces it. What the server has meanwhile (unit, form, day, checklist of the inspection) is taken over from the field. Where a draft of
 * the inspection is open already, that one is given back and nothing changes. Throws `inUse` while it is being sent.
 */
export async function editAgain(id: string, now: Date): Promise<Draft> {
  const draft = await write(["drafts", "outbox", "field", "meta"], async (transaction) => {
    const item = await storedItem(transaction, id);
    if (item.state === "sending") throw new StorageFailed("inUse");
    const next = draftAgain(item, await storedFieldOf(transaction, item.owner), now);
    const open = await openDraftOf(transaction, next);
    if (open) return open;
    await putDraft(transaction, next);
    if (item.receipt !== null) return next;
    await transaction.objectStore("outbox").delete(id);
    const earlier = item.maybeArrived ? [...item.earlierIds, id] : item.earlierIds;
    if (earlier.length > 0) await transaction.objectStore("meta").put(earlier, earlierKey(next.id));
    return next;
  });
  announceBoth();
  return draft;
}

/** What was taken along from the item's own server. */
async function storedFieldOf(transaction: Writing, owner: Owner): Promise<Field | undefined> {
  const raw: unknown = await transaction.objectStore("field").get("current");
  const stored = v.safeParse(v.object({ field: Field }), raw);
  return stored.success && stored.output.field.server.instanceId === owner.instanceId ? stored.output.field : undefined;
}

/** Only what was refused or withdrawn, or cannot be read; anything else throws `inUse`. */
export async function deleteItem(id: string): Promise<void> {
  await write(["outbox"], async (transaction) => {
    const raw = await transaction.objectStore("outbox").get(id);
    const item = v.safeParse(OutboxItem, raw);
    if (item.success && item.output.state !== "refused" && item.output.withdrawn === null) throw new StorageFailed("inUse");
    await transaction.objectStore("outbox").delete(id);
  });
  announce("outbox");
}

const keptDays = 90;

/** Accepted sheets stay on the device until their inspection is concluded and 90 days have passed; after that they are let go. */
export async function forgetConcluded(field: Field, now: Date): Promise<void> {
  const over = new Set(
    field.inspections
      .filter(({ concludedAt }) => concludedAt !== null && now.getTime() - Date.parse(concludedAt) > keptDays * 86_400_000)
      .map((inspection) => inspection.id),
  );
  if (over.size === 0) return;
  const { items } = await listOutbox();
  const done = items.filter(
    (item) => item.state === "accepted" && item.owner.instanceId === field.server.instanceId && over.has(item.draft.inspectionId),
  );
  if (done.length === 0) return;
  await write(["outbox"], async (transaction) => {
    for (const { id } of done) await transaction.objectStore("outbox").delete(id);
  });
  announce("outbox");
}

async function earlierIdsOf(transaction: Writing, draftId: string): Promise<string[]> {
  const stored = v.safeParse(v.array(Uuid), await transaction.objectStore("meta").get(earlierKey(draftId)));
  return stored.success ? stored.output : [];
}

function earlierKey(draftId: string): string {
  return `transmitted:${draftId}`;
}

function announceBoth(): void {
  announce("drafts");
  announce("outbox");
}
