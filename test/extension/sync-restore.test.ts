import "./fake-extension.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { changeDraft, createDraft, listDrafts } from "../../extension/drafts/drafts.ts";
import { loadField } from "../../extension/drafts/field.ts";
import { surpriseDraft } from "../../extension/drafts/new-draft.ts";
import { changeOutboxItem, editAgain, listOutbox } from "../../extension/drafts/outbox.ts";
import { startSync, syncHandlers } from "../../extension/sync/handlers.ts";
import { createApp } from "../../server/app.ts";
import { backUp } from "../../server/backup/backup.ts";
import { restore } from "../../server/backup/restore.ts";
import { concludeInspection } from "../../server/decisions/conclude.ts";
import { changeInspection } from "../../server/inspections/inspection-changes.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { type Opened, openContext } from "../../server/serve.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import type { Quote } from "../../shared/sheets/answer.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { fakeBrowser, worker } from "./fake-extension.ts";
import { caller, item, plugIn, queues, scoresAll, sendNow, settled, signIn as signInAs, unplug, type Wire } from "./real-server.ts";
import { fullEntries } from "./sample-sheets.ts";

let server: TestServer;
let wire: Wire;
let place: string;
/** The server as it came back, or another one. */
let opened: Opened | undefined;

beforeEach(async () => {
  server = await startTestServer();
  wire = plugIn(server);
  place = mkdtempSync(join(tmpdir(), "phieu-cham-restore-"));
});
afterEach(async () => {
  await unplug();
  await opened?.close();
  opened = undefined;
  await server.remove();
  rmSync(place, { recursive: true, force: true });
});

const an = () => server.asInspector("an").personId;
const signIn = () => signInAs(wire.server, an());
const backsUp = () => backUp(server.context.env, join(place, "backup"), new Date());

/** The server stops, is restored from the backup by the real command's function, and runs again. */
async function restores(): Promise<void> {
  await (opened ?? server).close();
  await restore(server.context.env, join(place, "backup"), new Date());
  opened = await openContext(server.context.env, { log: pino({ level: "silent" }) });
  wire.server = { ...opened, app: createApp(opened.context) };
  wire.puts = [];
}

/** What the restored server holds: each sheet's state, the oldest in its chain first. */
async function held(): Promise<[id: string, status: string, inspectionId: string][]> {
  const { database, keys } = wire.server.context;
  expect(await findFaults(database, keys)).toEqual([]);
  const rows = await database.read.selectFrom("submissions").select(["id", "status", "inspection_id"]).orderBy("position").execute();
  return rows.map((row) => [row.id, row.status, row.inspection_id]);
}

const sends = async (inspectionId?: string) => {
  const id = await queues(await scoresAll(inspectionId));
  await sendNow();
  expect(await item(id)).toMatchObject({ state: "accepted" });
  return id;
};

describe("a device gives a restored server back what it lacks", () => {
  it.each([
    ["at the alarm", () => fakeBrowser.alarms.onAlarm.trigger({ name: "phieu-cham-send", scheduledTime: 0, persistAcrossSessions: true })],
    ["when the network comes back", () => worker.dispatchEvent(new Event("online"))],
    ["when the desk is opened", () => sendNow()],
  ])("%s, and what it has is answered with the first receipt", async (_, happens) => {
    startSync();
    const [first, second] = [await server.opens({ unit: 0 }), await server.opens({ unit: 1 })];
    await signIn();
    const kept = await sends(first.inspectionId);
    await backsUp();
    const lost = await sends(second.inspectionId);
    const before = [await item(kept), await item(lost)];
    await restores();
    expect((await held()).map(([id]) => id)).toEqual([kept]);
    await happens();
    await settled();

    expect(await held()).toEqual([
      [kept, "current", first.inspectionId],
      [lost, "current", second.inspectionId],
    ]);
    const { epoch } = wire.server.context.instance;
    expect(epoch).toBeGreaterThan(before[0]?.epoch ?? 0);
    const after = [await item(kept), await item(lost)];
    expect(after).toMatchObject(before.map(({ bytes }) => ({ state: "accepted", bytes, epoch, replacedBy: null })));
    expect(after[0]?.receipt).toEqual(before[0]?.receipt);
    expect(after[1]?.receipt).toMatchObject({ submissionId: lost, contentHash: before[1]?.receipt?.contentHash });
    expect(after[1]?.receipt?.signature).not.toBe(before[1]?.receipt?.signature);

    wire.puts = [];
    await sendNow();
    expect(wire.puts).toEqual([]);
  });

  it("with its quotations, byte for byte, and also an inspection that was opened on the device", async () => {
    await signIn();
    await backsUp();
    const field = await loadField();
    const [plan, unit] = [field?.plans[0], field?.units[0]];
    if (!field || !plan || !unit) throw new Error("the field is empty");
    const draft = surpriseDraft({ plan, unit, form: "onsite" }, { field }, new Date());
    const [criterionId = "", entry] = Object.entries(fullEntries("onsite"))[0] ?? [];
    if (!entry) throw new Error("there is no criterion");
    const said = { exact: "Lịch tiếp công dân", prefix: "", suffix: "", url: "https://soyte.test/", title: "Sở Y tế" };
    const quote: Quote = { type: "quote", id: newId(), ...said, capturedAt: new Date().toISOString() };
    const entries = { ...fullEntries("onsite"), [criterionId]: { ...entry, evidence: [quote] } };
    const id = await queues(await createDraft({ ...draft, entries }));
    await sendNow();
    await restores();
    expect(await held()).toEqual([]);
    await sendNow();
    expect(await held()).toEqual([[id, "current", draft.inspectionId]]);
    const row = await wire.server.context.database.read
      .selectFrom("submissions")
      .select("document")
      .where("id", "=", id)
      .executeTakeFirst();
    expect(row?.document).toBe((await item(id)).bytes);
    expect(row?.document).toContain(quote.id);
  });

  it("in the order in which it came, with replacements and withdrawals, although requests and answers get lost", async () => {
    const [one, other] = [await server.opens({ unit: 0 }), await server.opens({ unit: 1 })];
    await signIn();
    await backsUp();
    const first = await sends(one.inspectionId);
    const again = await editAgain(first, new Date());
    const second = await queues(await changeDraft(again.id, { type: "replaceReason", reason: "Đếm lại" }, new Date()));
    const back = await sends(other.inspectionId);
    expect(await syncHandlers.withdraw({ submissionId: back, reason: "Nhầm đơn vị" }, caller)).toEqual({ ok: true });
    const anew = await sends(other.inspectionId);
    const wanted = [
      [first, "replaced", one.inspectionId],
      [second, "current", one.inspectionId],
      [back, "withdrawn", other.inspectionId],
      [anew, "current", other.inspectionId],
    ];
    expect((await held()).sort()).toEqual([...wanted].sort());
    const shown = async () =>
      (await listOutbox()).items.map(({ id, state, withdrawn, replacedBy }) => [id, state, withdrawn?.reason, replacedBy]);
    const before = await shown();

    await restores();
    wire.loseRequests.add(`/api/submissions/${first}`);
    wire.loseRequests.add(`/api/submissions/${back}/withdrawal`);
    for (const lost of [0, 1, 2, 0, 0]) {
      wire.loseAnswers = lost;
      await sendNow();
    }
    expect(wire.loseRequests.size).toBe(0);
    expect((await held()).sort()).toEqual([...wanted].sort());
    expect(await shown()).toEqual(before);
  });

  it("after a sign-in, where its own was made after the backup", async () => {
    const { inspectionId } = await server.opens();
    await backsUp();
    await signIn();
    const id = await sends(inspectionId);
    await restores();
    await sendNow();
    expect(wire.puts).toEqual([]);
    expect(await syncHandlers.signInState({}, caller)).toMatchObject({ state: "failed", code: "not-signed-in" });
    // What it knows is that there was a receipt; nothing is taken for sent or lost meanwhile.
    expect(await item(id)).toMatchObject({ state: "accepted", receipt: { submissionId: id } });
    await signIn();
    expect(await held()).toEqual([[id, "current", inspectionId]]);
    expect(await item(id)).toMatchObject({ state: "accepted", epoch: wire.server.context.instance.epoch });
  });
});

describe("what a restored server cannot take", () => {
  it("because it lacks the inspection stays on the device, and moves to the one that the lead opens again", async () => {
    await signIn();
    await backsUp();
    const { inspectionId } = await server.opens();
    const id = await sends(inspectionId);
    const { receipt } = await item(id);
    await restores();
    await sendNow();
    expect(await item(id)).toMatchObject({ state: "refused", receipt, lastProblem: { code: "inspection-unknown" } });
    expect(await held()).toEqual([]);

    const { planId, unitIds } = server;
    const team = [{ personId: an(), position: "member", scores: true }] as const;
    const open = {
      planId,
      unitIds: unitIds.slice(0, 1),
      kind: "planned",
      form: "both",
      visitedOn: "2026-10-05",
      announced: true,
      team,
    } as const;
    const [reopened = ""] = await openInspections(wire.server.context.database, open, server.asInspector("lan").personId, new Date());
    await syncHandlers.refreshField({}, caller);
    const again = await editAgain(id, new Date());
    expect(again).toMatchObject({ inspectionId: reopened, replaces: { id, reason: expect.stringContaining("khôi phục") } });
    expect(again.entries).toEqual((await item(id)).draft.entries);
    // A second look opens the same draft, not another.
    expect((await editAgain(id, new Date())).id).toBe(again.id);
    const second = await queues(again);
    await sendNow();
    expect(await held()).toEqual([[second, "current", reopened]]);
    expect(await item(second)).toMatchObject({ state: "accepted" });
    expect(await item(id)).toMatchObject({ replacedBy: second, receipt });
    expect((await listDrafts()).drafts).toEqual([]);
    wire.puts = [];
    await sendNow();
    expect(wire.puts).toEqual([]);
  });

  it("because a lead's deed is lost is offered again within the hour, and taken as it is once that is made good", async () => {
    const { inspectionId } = await server.opens({ team: ["binh"] });
    await signIn();
    await backsUp();
    const team = [server.asInspector("binh").personId, an()].map((personId) => ({ personId, position: "member" as const, scores: true }));
    const joins = () => changeInspection(wire.server.context.database, inspectionId, { team }, "*", server.asLead().personId, new Date());
    await joins();
    const id = await sends(inspectionId);
    await restores();
    await sendNow();
    expect(await item(id)).toMatchObject({ state: "refused", lastProblem: { code: "inspection-unknown" } });
    await joins();
    startSync();
    const alarmRings = async () => {
      await fakeBrowser.alarms.onAlarm.trigger({ name: "phieu-cham-send", scheduledTime: 0, persistAcrossSessions: true });
      await settled();
    };
    await alarmRings();
    expect(await item(id)).toMatchObject({ state: "refused" });
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
    await changeOutboxItem(id, (now) => ({ ...now, lastProblem: now.lastProblem && { ...now.lastProblem, at: anHourAgo } }));
    await alarmRings();
    expect(await item(id)).toMatchObject({ state: "accepted", replacedBy: null });
    expect(await held()).toEqual([[id, "current", inspectionId]]);
  });

  it("back, because it is shown by now, stands, and is shown so", async () => {
    const { inspectionId } = await server.opens();
    await signIn();
    const id = await sends(inspectionId);
    await backsUp();
    expect(await syncHandlers.withdraw({ submissionId: id, reason: "Nhầm đơn vị" }, caller)).toEqual({ ok: true });
    await restores();
    await concludeInspection(wire.server.context.database, inspectionId, server.asLead().personId, new Date(), {
      waiveMinutes: "Biên bản giấy nộp sau",
    });
    await sendNow();
    expect(await item(id)).toMatchObject({ state: "accepted", withdrawn: null });
    expect((await held()).map(([, status]) => status)).toEqual(["current"]);
  });
});

it("another server at the same address, restored or not, gets nothing", async () => {
  const { inspectionId } = await server.opens();
  await signIn();
  const id = await sends(inspectionId);
  const before = await item(id);
  const other = await startTestServer({ fresh: true });
  try {
    wire.server = other;
    wire.puts = [];
    await sendNow();
    await signInAs(other, other.asInspector("an").personId);
    await sendNow();
    expect(wire.puts).toEqual([]);
    expect(await item(id)).toEqual(before);
  } finally {
    vi.useRealTimers();
    await other.remove();
  }
});
