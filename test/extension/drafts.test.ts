import "fake-indexeddb/auto";
import { readFileSync } from "node:fs";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { deleteDB, openDB } from "idb";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { onChanged } from "../../extension/drafts/changed.ts";
import { closeDatabase } from "../../extension/drafts/database.ts";
import { changeDraft, createDraft, deleteDraft, followVisits, listDrafts, loadDraft } from "../../extension/drafts/drafts.ts";
import { loadField, loadStoredField, ownerOf, saveField } from "../../extension/drafts/field.ts";
import {
  acceptOutboxItem,
  changeOutboxItem,
  deleteItem,
  editAgain,
  forgetConcluded,
  listOutbox,
  loadOutboxItem,
  queueSubmission,
} from "../../extension/drafts/outbox.ts";
import type { OutboxItem } from "../../extension/drafts/outbox-item.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import { contextOf } from "../../shared/sheets/draft.ts";
import { scoreSheet } from "../../shared/sheets/scoring.ts";
import { bytesOf, draft, field, fullDraft, inspection, unit } from "./sample-sheets.ts";

const now = new Date("2026-11-22T02:00:00Z");
const later = new Date("2026-11-22T03:00:00Z");

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await closeDatabase();
});

/** What is in a store, as another program would read it. */
async function raw(store: string): Promise<unknown[]> {
  const database = await openDB("phieu-cham", 1);
  const all = await database.getAll(store);
  database.close();
  return all;
}

async function putRaw(store: string, value: unknown): Promise<void> {
  const database = await openDB("phieu-cham", 1);
  await database.put(store, value);
  database.close();
}

/** Another tab: the same modules with a connection of their own. */
async function anotherTab() {
  vi.resetModules();
  return {
    ...(await import("../../extension/drafts/drafts.ts")),
    ...(await import("../../extension/drafts/outbox.ts")),
    ...(await import("../../extension/drafts/database.ts")),
  };
}

async function queued(sheet = fullDraft(inspection(unit("UBND xã Suối Ngàn")))) {
  await createDraft(sheet);
  const submissionId = newId();
  await queueSubmission({ draftId: sheet.id, revision: sheet.revision, submissionId, bytes: bytesOf(sheet, submissionId) }, now);
  return { sheet, submissionId };
}

function receiptFor(submissionId: string): NonNullable<OutboxItem["receipt"]> {
  const signed = { keyId: "k1", signature: "s", contentHash: "a".repeat(64), instanceId: "snv-1" };
  return { submissionId, position: 7, receivedAt: now.toISOString(), status: "accepted", flags: [], ...signed };
}

describe("a change that cannot be kept", () => {
  it("throws when the device is full, and the draft stays as it was", async () => {
    const sheet = await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const change = changeDraft(sheet.id, { type: "entry", criterionId: "DDCV-01", entry: { note: "x" } }, now);
    await expect(change).rejects.toMatchObject({ name: "StorageFailed", reason: "quota" });
    vi.restoreAllMocks();
    expect(await loadDraft(sheet.id)).toEqual(sheet);
  });

  it("throws when the disk is full only at the end of the transaction", async () => {
    const sheet = await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, ...args) {
      const request = put.apply(this, args);
      request.addEventListener("success", () => this.transaction.abort());
      return request;
    });
    await expect(changeDraft(sheet.id, { type: "replaceReason", reason: "x" }, now)).rejects.toMatchObject({ name: "StorageFailed" });
    vi.restoreAllMocks();
    expect(await loadDraft(sheet.id)).toEqual(sheet);
  });

  it("throws when the draft is gone", async () => {
    await expect(changeDraft(newId(), { type: "replaceReason", reason: "x" }, now)).rejects.toMatchObject({ reason: "missing" });
  });

  it("throws when it would make the draft unreadable", async () => {
    const sheet = await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
    const tooLong = changeDraft(sheet.id, { type: "entry", criterionId: "DDCV-01", entry: { note: "x".repeat(4_001) } }, now);
    await expect(tooLong).rejects.toMatchObject({ reason: "invalid" });
    expect(await loadDraft(sheet.id)).toEqual(sheet);
  });

  it("tells an old tab that the database is newer than it", async () => {
    await closeDatabase();
    (await openDB("phieu-cham", 2)).close();
    await expect(listDrafts()).rejects.toMatchObject({ reason: "newer" });
    await deleteDB("phieu-cham");
  });
});

describe("drafts", () => {
  it("keeps both changes when two tabs change one draft at the same time", async () => {
    const sheet = await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
    const other = await anotherTab();
    const yes = { type: "boolean" as const, yes: true };
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        const tab = i % 2 === 0 ? changeDraft : other.changeDraft;
        return tab(sheet.id, { type: "entry", criterionId: `C-${i}`, entry: { answer: yes } }, now);
      }),
    );
    const stored = await loadDraft(sheet.id);
    expect(Object.keys(stored?.entries ?? {})).toHaveLength(20);
    expect(stored?.revision).toBe(20);
    await other.closeDatabase();
  });

  it("opens one draft of an inspection a person, and a second one for another person", async () => {
    const visit = inspection(unit("UBND xã Suối Ngàn"));
    const first = await createDraft(draft(visit));
    expect((await createDraft(draft(visit))).id).toBe(first.id);
    const other = draft(visit, { owner: { accountId: "minh", instanceId: "snv-1" } });
    expect((await createDraft(other)).id).toBe(other.id);
    expect((await listDrafts()).drafts).toHaveLength(2);
  });

  it("lists a record it cannot read, with its content, and leaves it where it is", async () => {
    const sheet = await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
    const odd = { id: newId(), format: 99, entries: "?" };
    await putRaw("drafts", odd);
    expect(await listDrafts()).toEqual({ drafts: [sheet], broken: [{ id: odd.id, raw: odd }] });
    await expect(loadDraft(odd.id)).rejects.toMatchObject({ reason: "broken" });
    await expect(changeDraft(odd.id, { type: "replaceReason", reason: "" }, now)).rejects.toMatchObject({ reason: "broken" });
    expect(await raw("drafts")).toContainEqual(odd);
    await deleteDraft(odd.id);
    expect((await listDrafts()).broken).toEqual([]);
  });

  it("tells this context and others that drafts have changed, after the change", async () => {
    const heard: string[] = [];
    const stop = onChanged((what) => heard.push(what));
    await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
    await vi.waitFor(() => expect(heard).toEqual(["drafts"]));
    stop();
  });

  it("opens a connection again after another version asked it to make way", async () => {
    const sheet = await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
    await deleteDB("phieu-cham");
    expect(await loadDraft(sheet.id)).toBeUndefined();
  });
});

describe("queueing", () => {
  it("is refused when the draft changed after it was reviewed, and the draft stays", async () => {
    const sheet = await createDraft(fullDraft(inspection(unit("UBND xã Suối Ngàn"))));
    await changeDraft(sheet.id, { type: "entry", criterionId: "DDCV-01", entry: { note: "thêm" } }, now);
    const submissionId = newId();
    const stale = queueSubmission({ draftId: sheet.id, revision: sheet.revision, submissionId, bytes: bytesOf(sheet, submissionId) }, now);
    await expect(stale).rejects.toMatchObject({ reason: "changed" });
    expect((await listDrafts()).drafts).toHaveLength(1);
    expect((await listOutbox()).items).toHaveLength(0);
  });

  it("happens once when two tabs queue the same draft at the same time", async () => {
    const sheet = await createDraft(fullDraft(inspection(unit("UBND xã Suối Ngàn"))));
    const other = await anotherTab();
    const ask = (submissionId: string) => ({ draftId: sheet.id, revision: 0, submissionId, bytes: bytesOf(sheet, submissionId) });
    const both = await Promise.allSettled([queueSubmission(ask(newId()), now), other.queueSubmission(ask(newId()), now)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect((await listOutbox()).items).toHaveLength(1);
    expect((await listDrafts()).drafts).toHaveLength(0);
    await other.closeDatabase();
  });

  it("leaves the draft and no item when it fails in the middle", async () => {
    const sheet = await createDraft(fullDraft(inspection(unit("UBND xã Suối Ngàn"))));
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    const submissionId = newId();
    const queue = queueSubmission({ draftId: sheet.id, revision: 0, submissionId, bytes: bytesOf(sheet, submissionId) }, now);
    await expect(queue).rejects.toMatchObject({ reason: "quota" });
    vi.restoreAllMocks();
    expect((await listDrafts()).drafts).toEqual([sheet]);
    expect((await listOutbox()).items).toEqual([]);
  });

  it("keeps the exact bytes and the draft they came from", async () => {
    const { sheet, submissionId } = await queued();
    const item = await loadOutboxItem(submissionId);
    expect(item).toMatchObject({ state: "waiting", attempts: 0, bytes: bytesOf(sheet, submissionId), draft: sheet, owner: sheet.owner });
  });
});

describe("the outbox", () => {
  it("does not give back or delete what is being sent", async () => {
    const { submissionId } = await queued();
    await changeOutboxItem(submissionId, (item) => ({ ...item, state: "sending" }));
    await expect(editAgain(submissionId, later)).rejects.toMatchObject({ reason: "inUse" });
    await expect(deleteItem(submissionId)).rejects.toMatchObject({ reason: "inUse" });
  });

  it("does not delete what waits or was accepted", async () => {
    const { submissionId } = await queued();
    await expect(deleteItem(submissionId)).rejects.toMatchObject({ reason: "inUse" });
    await acceptOutboxItem(submissionId, receiptFor(submissionId), 1);
    await expect(deleteItem(submissionId)).rejects.toMatchObject({ reason: "inUse" });
  });

  it("deletes what was refused", async () => {
    const { submissionId } = await queued();
    await changeOutboxItem(submissionId, (item) => ({ ...item, state: "refused" }));
    await deleteItem(submissionId);
    expect((await listOutbox()).items).toEqual([]);
  });

  it("gives a waiting item's draft back, and remembers the id it was transmitted under", async () => {
    const { sheet, submissionId } = await queued();
    await changeOutboxItem(submissionId, (item) => ({ ...item, maybeArrived: true }));
    const again = await editAgain(submissionId, later);
    expect(again).toEqual({ ...sheet, revision: 1, changedAt: later.toISOString() });
    expect((await listOutbox()).items).toEqual([]);
    const second = newId();
    await queueSubmission({ draftId: again.id, revision: again.revision, submissionId: second, bytes: bytesOf(again, second) }, later);
    expect((await loadOutboxItem(second))?.earlierIds).toEqual([submissionId]);
  });

  it("keeps an accepted item when it is edited, and the new draft replaces it", async () => {
    const { sheet, submissionId } = await queued();
    await acceptOutboxItem(submissionId, receiptFor(submissionId), 1);
    const again = await editAgain(submissionId, later);
    expect(again.id).not.toBe(sheet.id);
    expect(again.replaces).toEqual({ id: submissionId, reason: "" });
    expect(await loadOutboxItem(submissionId)).toMatchObject({ state: "accepted" });
  });

  it("marks the older sheet as replaced in the moment the newer one is accepted", async () => {
    const { submissionId } = await queued();
    await acceptOutboxItem(submissionId, receiptFor(submissionId), 1);
    const again = await editAgain(submissionId, later);
    const withReason = await changeDraft(again.id, { type: "replaceReason", reason: "Ghi nhầm số" }, later);
    const second = newId();
    await queueSubmission(
      { draftId: again.id, revision: withReason.revision, submissionId: second, bytes: bytesOf(withReason, second) },
      later,
    );
    await acceptOutboxItem(second, receiptFor(second), 1);
    expect((await loadOutboxItem(submissionId))?.replacedBy).toBe(second);
  });

  it("names the sheet the server already has when a refused one is edited", async () => {
    const { submissionId } = await queued();
    const current = newId();
    const lastProblem = { code: "already-scored", detail: "…", values: { current }, at: now.toISOString() };
    await changeOutboxItem(submissionId, (item) => ({ ...item, state: "refused", attempts: 1, lastProblem }));
    expect((await editAgain(submissionId, later)).replaces).toEqual({ id: current, reason: "" });
  });

  it("takes over the inspection as the server now has it when a sheet is edited", async () => {
    const visit = inspection(unit("UBND xã Suối Ngàn"));
    const { submissionId } = await queued(fullDraft(visit));
    await saveField(field([{ ...visit, visitedOn: "2026-11-23", form: "onsite" }]));
    await changeOutboxItem(submissionId, (item) => ({ ...item, state: "refused" }));
    expect((await editAgain(submissionId, later)).inspection).toMatchObject({ visitedOn: "2026-11-23", form: "onsite" });
  });

  it("lists an item it cannot read, with its content", async () => {
    const { submissionId } = await queued();
    const odd = { id: newId(), format: 2 };
    await putRaw("outbox", odd);
    const { items, broken } = await listOutbox();
    expect(items.map(({ id }) => id)).toEqual([submissionId]);
    expect(broken).toEqual([{ id: odd.id, raw: odd }]);
  });

  it("keeps accepted sheets until 90 days after the conclusion", async () => {
    const visit = inspection(unit("UBND xã Suối Ngàn"));
    const { submissionId } = await queued(fullDraft(visit));
    await acceptOutboxItem(submissionId, receiptFor(submissionId), 1);
    const concluded = field([{ ...visit, state: "concluded", concludedAt: "2026-11-30T00:00:00.000Z" }]);
    await forgetConcluded(concluded, new Date("2027-02-28T00:00:00Z"));
    expect((await listOutbox()).items).toHaveLength(1);
    await forgetConcluded(concluded, new Date("2027-02-28T00:00:01Z"));
    expect((await listOutbox()).items).toHaveLength(0);
  });
});

describe("the field", () => {
  it("is kept with its ETag and time, and whose it is", async () => {
    expect(await loadField()).toBeUndefined();
    const kept = field([inspection(unit("UBND xã Suối Ngàn"))]);
    await saveField(kept, { etag: '"7"', now });
    expect(await loadField()).toEqual(kept);
    expect(await loadStoredField()).toMatchObject({ etag: '"7"', savedAt: now.toISOString() });
    expect(ownerOf(kept)).toEqual({ accountId: "lan", instanceId: "snv-1" });
  });
});

describe("what earlier versions stored", () => {
  it("opens: drafts of format 1, with their points", async () => {
    for (const one of fixture("drafts/v1.json")) await putRawIn("drafts", one);
    const { drafts, broken } = await listDrafts();
    expect(broken).toEqual([]);
    expect(drafts).toHaveLength(3);
    const sums = drafts.map((one) => scoreSheet(one.entries, contextOf(one, defaultChecklist)));
    expect(sums.map(({ index }) => index).sort()).toEqual([10000, null, null].sort());
  });

  it("opens: outbox items of format 1, in every state", async () => {
    for (const one of fixture("outbox/v1.json")) await putRawIn("outbox", one);
    const { items, broken } = await listOutbox();
    expect(broken).toEqual([]);
    expect(items.map(({ state }) => state).sort()).toEqual(["accepted", "refused", "sending", "signInNeeded", "waiting"]);
    for (const item of items) expect(v.parse(v.object({ id: v.string() }), JSON.parse(item.bytes)).id).toBe(item.id);
  });
});

function fixture(path: string): unknown[] {
  return v.parse(v.array(v.unknown()), JSON.parse(readFileSync(new URL(`../fixtures/${path}`, import.meta.url), "utf8")));
}

async function putRawIn(store: "drafts" | "outbox", value: unknown): Promise<void> {
  await listDrafts();
  await putRaw(store, value);
}

describe("a visit that the lead has moved", () => {
  it("takes its draft along, and leaves alone answers, surprises and drafts of somebody else", async () => {
    const [planned, surprise, other] = [1, 2, 3].map(() => inspection(unit("UBND xã Suối Ngàn"), { visitedOn: "2026-11-30" }));
    if (!planned || !surprise || !other) throw new Error("there are three");
    const opened = {
      planId: surprise.planId,
      unitId: surprise.unit.id,
      form: surprise.form,
      visitedOn: "2026-11-30",
      openedAt: now.toISOString(),
    };
    const sheets = [
      fullDraft(planned),
      draft(surprise, { surprise: opened }),
      draft(other, { owner: { accountId: "minh", instanceId: "snv-1" } }),
    ];
    for (const sheet of sheets) await createDraft(sheet);
    const moved = [planned, surprise, other].map((one) => ({ ...one, visitedOn: "2026-11-21" }));
    await followVisits({ inspections: moved }, ownerOf(field(moved)), later);
    const [first, ...rest] = await Promise.all(sheets.map(({ id }) => loadDraft(id)));
    expect(first).toMatchObject({ inspection: { visitedOn: "2026-11-21" }, entries: sheets[0]?.entries, revision: 1 });
    expect(rest).toEqual(sheets.slice(1));
    await followVisits({ inspections: moved }, ownerOf(field(moved)), later);
    expect((await loadDraft(first?.id ?? ""))?.revision).toBe(1);
  });
});
