import "./fake-extension.ts";
import "fake-indexeddb/auto";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { closeDatabase } from "../../extension/drafts/database.ts";
import { changeDraft, createDraft, deleteDraft, loadDraft } from "../../extension/drafts/drafts.ts";
import { loadHalfTyped, saveHalfTyped } from "../../extension/sheet/half-typed.ts";
import { openSheet, type SheetStore } from "../../extension/sheet/sheet-store.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { fakeBrowser } from "./fake-extension.ts";
import { draft, inspection, unit } from "./sample-sheets.ts";

let sheet: SheetStore;
let stored: Draft;

beforeEach(async () => {
  fakeBrowser.reset();
  globalThis.indexedDB = new IDBFactory();
  stored = await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
  sheet = openSheet(stored);
});
afterEach(async () => {
  sheet.close();
  vi.restoreAllMocks();
  await closeDatabase();
});

function answer(level: number): void {
  sheet.change({ type: "entry", criterionId: "DDCV-01", entry: { answer: { type: "levels", level } } });
}
function note(text: string): void {
  sheet.change({ type: "entry", criterionId: "DDCV-01", entry: { note: text } });
}
async function kept(): Promise<Draft["entries"][string] | undefined> {
  return (await loadDraft(stored.id))?.entries["DDCV-01"];
}
/** The disk is full from now on; gives the way to free it. */
function fillDisk(): () => void {
  const full = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
    throw new DOMException("full", "QuotaExceededError");
  });
  return () => full.mockRestore();
}

describe("what could not be saved", () => {
  it("is said at once, stays on the screen, and is saved when there is room again", async () => {
    const free = fillDisk();
    answer(1);
    expect(await sheet.flush()).toBe(false);
    expect(sheet.get().saving).toMatchObject({ state: "failed", reason: "quota" });
    expect(sheet.get().draft.entries["DDCV-01"]?.answer).toEqual({ type: "levels", level: 1 });
    expect(await kept()).toBeUndefined();

    free();
    expect(await sheet.flush()).toBe(true);
    expect(sheet.get().saving.state).toBe("saved");
    expect((await kept())?.answer).toEqual({ type: "levels", level: 1 });
  });

  it("is not lost by typing on", async () => {
    const free = fillDisk();
    answer(1);
    await sheet.flush();
    note("Không có văn bản.");
    await sheet.flush();
    free();
    await sheet.flush();
    expect(await kept()).toMatchObject({ answer: { level: 1 }, note: "Không có văn bản." });
  });

  it("is reported as gone where the draft was sent or deleted elsewhere", async () => {
    await deleteDraft(stored.id);
    answer(0);
    expect(await sheet.flush()).toBe(false);
    expect(sheet.get()).toMatchObject({ gone: true, saving: { state: "failed", reason: "missing" } });
  });
});

describe("saving", () => {
  it("says saved only after the transaction", async () => {
    answer(0);
    expect(sheet.get().saving.state).toBe("saving");
    await sheet.flush();
    expect(sheet.get().saving.state).toBe("saved");
    expect((await kept())?.answer).toEqual({ type: "levels", level: 0 });
  });

  it("joins what is typed while a transaction runs, and drops nothing", async () => {
    for (const text of ["B", "Ba", "Ba n", "Ba người"]) note(text);
    expect(sheet.get().draft.entries["DDCV-01"]?.note).toBe("Ba người");
    await sheet.flush();
    const after = await loadDraft(stored.id);
    expect(after?.entries["DDCV-01"]?.note).toBe("Ba người");
    expect(after?.revision, "two transactions: the first letter, and the rest together").toBe(2);
  });

  it("keeps what another panel changed meanwhile", async () => {
    await changeDraft(stored.id, { type: "entry", criterionId: "DDCV-03", entry: { answer: { type: "levels", level: 2 } } }, new Date());
    answer(0);
    await sheet.flush();
    expect(sheet.get().draft.entries["DDCV-03"]?.answer).toEqual({ type: "levels", level: 2 });
    expect((await loadDraft(stored.id))?.entries["DDCV-03"]?.answer).toEqual({ type: "levels", level: 2 });
  });

  it("shows another panel's change by itself", async () => {
    await changeDraft(stored.id, { type: "entry", criterionId: "DDCV-03", entry: { note: "từ bàn làm việc" } }, new Date());
    await vi.waitFor(() => expect(sheet.get().draft.entries["DDCV-03"]?.note).toBe("từ bàn làm việc"));
  });
});

describe("undoing", () => {
  it("has nothing to undo at first", () => {
    expect(sheet.get().canUndo).toBe(false);
    expect(sheet.undo()).toBeUndefined();
  });

  it("takes back the last change, and says where", async () => {
    answer(0);
    answer(2);
    expect(sheet.undo()).toBe("DDCV-01");
    await sheet.flush();
    expect((await kept())?.answer).toEqual({ type: "levels", level: 0 });
    sheet.undo();
    await sheet.flush();
    expect((await kept())?.answer).toBeNull();
  });

  it("takes back a knock-out and a cleared score", async () => {
    sheet.change({ type: "entry", criterionId: "DDCV-04", entry: { answer: { type: "deduct", counts: [0, 0] } } });
    sheet.change({ type: "entry", criterionId: "DDCV-04", entry: { knockedOut: true } });
    sheet.change({ type: "clearAnswer", criterionId: "DDCV-04" });
    sheet.undo();
    expect(sheet.get().draft.entries["DDCV-04"]).toMatchObject({ knockedOut: true, answer: { counts: [0, 0] } });
    sheet.undo();
    await sheet.flush();
    const entry = (await loadDraft(stored.id))?.entries["DDCV-04"];
    expect(entry).toMatchObject({ answer: { counts: [0, 0] } });
    expect(entry).not.toHaveProperty("knockedOut");
  });

  it("takes a note typed in one go back as one step", async () => {
    for (const text of ["v", "vắ", "vắng"]) note(text);
    sheet.undo();
    await sheet.flush();
    expect((await kept())?.note).toBe("");
    expect(sheet.get().canUndo).toBe(false);
  });
});

describe("what is typed and no answer yet", () => {
  it("loses nothing by one text that is too long: its beginning is kept, and all the rest whole", async () => {
    const pasted = "Gặp bốn cán bộ ".repeat(2_000);
    const typed = { "DDCV-05": { numerator: "11", denominator: pasted }, "DDCV-02": { time: "16h" } };
    const cut = { ...typed, "DDCV-05": { numerator: "11", denominator: pasted.slice(0, 100) } };
    await saveHalfTyped(stored.id, typed);
    expect(await fakeBrowser.storage.local.get()).toEqual({ [`half:${stored.id}`]: cut });
    expect(await loadHalfTyped(stored.id)).toEqual(cut);
  });

  it("is read too where an older version kept a text of any length", async () => {
    await fakeBrowser.storage.local.set({
      [`half:${stored.id}`]: { "DDCV-05": { numerator: "1".repeat(101) }, "DDCV-02": { time: "16h" } },
    });
    expect(await loadHalfTyped(stored.id)).toEqual({ "DDCV-05": { numerator: "1".repeat(100) }, "DDCV-02": { time: "16h" } });
  });
});
