import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeDatabase } from "../../extension/drafts/database.ts";
import { changeDraft, createDraft, deleteDraft, listDrafts } from "../../extension/drafts/drafts.ts";
import { importSheets, sheetFile } from "../../extension/drafts/file.ts";
import { changeOutboxItem, listOutbox, queueSubmission } from "../../extension/drafts/outbox.ts";
import { newId } from "../../shared/id.ts";
import { bytesOf, draft, fullDraft, inspection, unit } from "./sample-sheets.ts";

const now = new Date("2026-11-22T02:00:00Z");

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(closeDatabase);

async function takes(sheets: Parameters<typeof sheetFile>[0]) {
  return await importSheets(sheetFile(sheets, now).text);
}

describe("a file of sheets", () => {
  it.each(["", "{}", "[]", '{"phieuCham":"sheets","format":2,"drafts":[],"outbox":[]}', "<html>"])(
    "%j is not one of ours",
    async (text) => {
      expect(await importSheets(text)).toBeUndefined();
    },
  );

  it("never brings an older copy over a newer one", async () => {
    const old = await createDraft(draft(inspection(unit("UBND xã Suối Ngàn"))));
    const newer = await changeDraft(old.id, { type: "entry", criterionId: "DDCV-01", entry: { note: "mới" } }, now);
    expect(await takes({ drafts: [old] })).toMatchObject({ drafts: [], kept: 1 });
    expect((await listDrafts()).drafts).toEqual([newer]);
  });

  it("never opens a second draft of one inspection", async () => {
    const visit = inspection(unit("UBND xã Suối Ngàn"));
    await createDraft(draft(visit));
    expect(await takes({ drafts: [draft(visit, { revision: 50 })] })).toMatchObject({ drafts: [], kept: 1 });
  });

  it("does not bring back what waits in the outbox", async () => {
    const sheet = await createDraft(fullDraft(inspection(unit("UBND xã Suối Ngàn"))));
    const submissionId = newId();
    await queueSubmission({ draftId: sheet.id, revision: 0, submissionId, bytes: bytesOf(sheet, submissionId) }, now);
    expect(await takes({ drafts: [sheet], outbox: (await listOutbox()).items })).toMatchObject({ drafts: [], queued: 2 });
  });

  it("counts what it cannot read and takes the rest", async () => {
    const sheet = draft(inspection(unit("UBND xã Suối Ngàn")));
    expect(await takes({ drafts: [sheet, { id: "?" }], outbox: [{ format: 9 }] })).toEqual({
      drafts: [sheet],
      kept: 0,
      queued: 0,
      unreadable: 2,
    });
    expect((await listDrafts()).drafts).toEqual([sheet]);
  });

  it("carries a draft and a refused sheet to another device", async () => {
    const [open, refused] = [await createDraft(draft(inspection(unit("A")))), await createDraft(fullDraft(inspection(unit("B"))))];
    const submissionId = newId();
    await queueSubmission({ draftId: refused.id, revision: 0, submissionId, bytes: bytesOf(refused, submissionId) }, now);
    await changeOutboxItem(submissionId, (item) => ({ ...item, state: "refused" }));
    const file = sheetFile({ drafts: [open], outbox: (await listOutbox()).items }, now);
    expect(file.name).toBe("phieu-cham-2026-11-22-020000.json");
    await closeDatabase();
    globalThis.indexedDB = new IDBFactory();
    expect(await importSheets(file.text)).toMatchObject({ kept: 0, queued: 0, unreadable: 0 });
    expect((await listDrafts()).drafts.map(({ unit: { name } }) => name).sort()).toEqual(["A", "B"]);
    await deleteDraft(open.id);
  });
});
