import * as v from "valibot";
import type { Field } from "../../shared/field.ts";
import { Draft, type DraftChange, type Owner, withChange } from "../../shared/sheets/draft.ts";
import { announce } from "./changed.ts";
import { read, type Writing, write } from "./database.ts";
import { StorageFailed } from "./storage-failed.ts";

/** A stored record that this version cannot read. It is never dropped: its raw content can be saved to a file. */
export interface Broken {
  readonly id: string;
  readonly raw: unknown;
}

/**
 * Stores a new draft. One person has one open draft of an inspection: where there is one already, that one is given back and
 * nothing is stored.
 */
export async function createDraft(draft: Draft): Promise<Draft> {
  const kept = await write(["drafts"], async (transaction) => {
    const open = await openDraftOf(transaction, draft);
    if (open) return open;
    await putDraft(transaction, draft);
    return draft;
  });
  announce("drafts");
  return kept;
}

/** `undefined`: sent, deleted or never there. Throws `broken` where it is there but cannot be read. */
export async function loadDraft(id: string): Promise<Draft | undefined> {
  const raw = await read(["drafts"], (transaction) => transaction.objectStore("drafts").get(id));
  return raw === undefined ? undefined : parseDraft(raw);
}

/** The last changed first. */
export async function listDrafts(): Promise<{ drafts: Draft[]; broken: Broken[] }> {
  const records = await read(["drafts"], async (transaction) => {
    const store = transaction.objectStore("drafts");
    const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
    return keys.map((id, i) => ({ id, raw: values[i] }));
  });
  const drafts: Draft[] = [];
  const broken: Broken[] = [];
  for (const record of records) {
    const draft = v.safeParse(Draft, record.raw);
    if (draft.success) drafts.push(draft.output);
    else broken.push(record);
  }
  return { drafts: drafts.sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)), broken };
}

/**
 * Applies the change to the draft as it is stored now, so that two open panels do not undo each other. Resolves with the new draft
 * after it is on the disk; throws `StorageFailed` where it is not.
 */
export async function changeDraft(id: string, change: DraftChange, now: Date): Promise<Draft> {
  const changed = await write(["drafts"], async (transaction) => {
    const next = withChange(await storedDraft(transaction, id), change, now);
    await putDraft(transaction, next);
    return next;
  });
  announce("drafts");
  return changed;
}

/** Drafts go with their inspections where a lead has moved these to another day; the unit is then as it is on that day. */
export async function followVisits({ inspections }: Pick<Field, "inspections">, owner: Owner, now: Date): Promise<void> {
  const planned = new Map(inspections.map((inspection) => [inspection.id, inspection]));
  const followed = await write(["drafts"], async (transaction) => {
    let count = 0;
    for (const raw of await transaction.objectStore("drafts").getAll()) {
      const read = v.safeParse(Draft, raw);
      const draft = read.success ? read.output : undefined;
      const moved = draft && !draft.surprise && sameOwner(draft.owner, owner) ? planned.get(draft.inspectionId) : undefined;
      if (!draft || !moved || moved.visitedOn === draft.inspection.visitedOn) continue;
      const { visitedOn, unit, id: inspectionId } = moved;
      await putDraft(
        transaction,
        withChange(draft, { type: "unit", inspectionId, inspection: { ...draft.inspection, visitedOn }, unit }, now),
      );
      count += 1;
    }
    return count;
  });
  if (followed > 0) announce("drafts");
}

/** For good; also a broken one. */
export async function deleteDraft(id: string): Promise<void> {
  await write(["drafts"], (transaction) => transaction.objectStore("drafts").delete(id));
  announce("drafts");
}

/** The draft as it is now, within a transaction. Throws `missing` where it is gone, `broken` where it cannot be read. */
export async function storedDraft(transaction: Writing, id: string): Promise<Draft> {
  const raw = await transaction.objectStore("drafts").get(id);
  if (raw === undefined) throw new StorageFailed("missing");
  return parseDraft(raw);
}

/** Nothing is written that could not be read again. */
export async function putDraft(transaction: Writing, draft: Draft): Promise<void> {
  const valid = v.safeParse(Draft, draft);
  if (!valid.success) throw new StorageFailed("invalid", { cause: new v.ValiError(valid.issues) });
  await transaction.objectStore("drafts").put(valid.output);
}

/** The open draft of the same inspection and owner; a broken one does not count. */
export async function openDraftOf(
  transaction: Writing,
  { inspectionId, owner }: Pick<Draft, "inspectionId" | "owner">,
): Promise<Draft | undefined> {
  const candidates = await transaction.objectStore("drafts").index("inspectionId").getAll(inspectionId);
  for (const raw of candidates) {
    const draft = v.safeParse(Draft, raw);
    if (draft.success && sameOwner(draft.output.owner, owner)) return draft.output;
  }
  return undefined;
}

/** The same account on the same server. */
export function sameOwner(a: Owner, b: Owner): boolean {
  return a.accountId === b.accountId && a.instanceId === b.instanceId;
}

function parseDraft(raw: unknown): Draft {
  const draft = v.safeParse(Draft, raw);
  if (!draft.success) throw new StorageFailed("broken", { cause: new v.ValiError(draft.issues) });
  return draft.output;
}
