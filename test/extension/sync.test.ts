import { fakeBrowser, worker } from "./fake-extension.ts";
import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { closeDatabase } from "../../extension/drafts/database.ts";
import { changeDraft, createDraft, listDrafts } from "../../extension/drafts/drafts.ts";
import { loadField, loadStoredField } from "../../extension/drafts/field.ts";
import { changeOutboxItem, editAgain, listOutbox, loadOutboxItem, queueSubmission } from "../../extension/drafts/outbox.ts";
import { deviceName } from "../../extension/sync/device-name.ts";
import { startSync, syncHandlers } from "../../extension/sync/handlers.ts";
import { nextTry } from "../../extension/sync/pause.ts";
import { serverAddress } from "../../extension/sync/server-address.ts";
import { newId } from "../../shared/id.ts";
import { bytesOf, field, fullDraft, inspection, unit } from "./sample-sheets.ts";
import { smallServer } from "./small-server.ts";

const caller = { tabId: undefined, frameId: undefined, path: "/desk.html" };
const address = "https://cham.example";
let server = smallServer();

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
  fakeBrowser.reset();
  server = smallServer();
  vi.stubGlobal("fetch", server.fetch);
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2026-11-22T02:00:00Z") });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  await closeDatabase();
});

function pass(milliseconds: number): void {
  vi.setSystemTime(Date.now() + milliseconds);
}

function approve(as: "approved" | "denied" = "approved"): void {
  for (const code of server.state.deviceCodes.keys()) server.state.deviceCodes.set(code, as);
}

const ask = {
  startSignIn: (typed = address) => syncHandlers.startSignIn({ server: typed }, caller),
  signInState: () => syncHandlers.signInState({}, caller),
  signOut: () => syncHandlers.signOut({}, caller),
  refreshField: () => syncHandlers.refreshField({}, caller),
  sendNow: () => syncHandlers.sendNow({}, caller),
  withdraw: (submissionId: string, reason: string) => syncHandlers.withdraw({ submissionId, reason }, caller),
};

async function signIn(): Promise<void> {
  await ask.startSignIn();
  approve();
  pass(6_000);
  await ask.signInState();
  await vi.waitFor(async () => expect(await loadField()).toBeDefined());
  // What follows a sign-in looks into the outbox once more, and nobody can wait for it; it must not meet what a test does next.
  await new Promise((resolve) => setTimeout(resolve, 50));
}

let oldest = Date.parse("2026-11-22T01:00:00Z");
/** Queues a complete sheet of an inspection of its own; gives the submission's id. */
async function queue(sheet = fullDraft(inspection(unit("UBND xã Suối Ngàn")))): Promise<string> {
  await createDraft(sheet);
  const submissionId = newId();
  const bytes = bytesOf(sheet, submissionId);
  oldest += 1_000;
  await queueSubmission({ draftId: sheet.id, revision: sheet.revision, submissionId, bytes }, new Date(oldest));
  return submissionId;
}

async function states(): Promise<string[]> {
  return (await listOutbox()).items.map(({ state }) => state);
}

/** The alarm of the browser rings, and its work is over. */
async function alarmRings(): Promise<void> {
  await fakeBrowser.alarms.onAlarm.trigger({ name: "phieu-cham-send", scheduledTime: 0, persistAcrossSessions: true });
  await settled();
}

async function settled(): Promise<void> {
  await navigator.locks.request("phieu-cham-send", () => {});
  await new Promise((resolve) => setTimeout(resolve, 30));
}

/** What a browser would take for a host. */
const noAddresses = [
  "abc",
  "123",
  "máychủ",
  "văn phòng",
  "cham..example",
  "cham_vn.example",
  "-cham.example",
  "cham.123",
  "1.2",
  "https://0x7f.1",
  "https://1",
  ".",
];

describe("a server's address", () => {
  it.each([
    "http://cham.example",
    "ftp://cham.example",
    "javascript:alert(1)",
    "https://lan:mk@cham.example",
    "",
    "https://",
    ...noAddresses,
  ])("%j is refused", (typed) => {
    expect(serverAddress(typed)).toBeUndefined();
  });
  it.each([
    ["cham.example", "https://cham.example"],
    [" https://cham.example/duong/dan?x=1 ", "https://cham.example"],
    ["CHAM.SoNoiVu.example.vn:8443", "https://cham.sonoivu.example.vn:8443"],
    ["https://cham", "https://cham"],
    ["10.1.2.3", "https://10.1.2.3"],
    ["https://[2001:db8::1]:8443/", "https://[2001:db8::1]:8443"],
    ["chấm.vn", "https://xn--chm-9gz.vn"],
    ["http://localhost:8787/", "http://localhost:8787"],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8787"],
  ])("%j is %s", (typed, expected) => {
    expect(serverAddress(typed)).toBe(expected);
  });
});

describe("signing in", () => {
  it("fails with a reason for an address where nobody answers, and for one that is no server of ours", async () => {
    server.state.down = true;
    expect(await ask.startSignIn()).toEqual({ state: "failed", code: "no-network", detail: "" });
    server.state.down = false;
    server.state.captivePortal = true;
    expect(await ask.startSignIn()).toEqual({ state: "failed", code: "unreadable-answer", detail: "" });
    expect(await ask.startSignIn("http://cham.example")).toMatchObject({ state: "failed", code: "server-address" });
  });

  it("fails when it was denied on the server's page", async () => {
    await ask.startSignIn();
    approve("denied");
    pass(6_000);
    expect(await ask.signInState()).toMatchObject({ state: "failed", code: "code-denied" });
  });

  it("waits with the code, and shows no secret to the screen", async () => {
    const waiting = await ask.startSignIn();
    expect(waiting).toMatchObject({ state: "waiting", userCode: "BCDF-GHJK" });
    pass(6_000);
    expect(await ask.signInState()).toMatchObject({ state: "waiting" });
    approve();
    pass(6_000);
    const signedIn = await ask.signInState();
    expect(signedIn).toMatchObject({
      state: "signedIn",
      server: address,
      accountId: "lan",
      name: "Trần Thị Lan",
      identity: { instanceId: "snv-1" },
    });
    expect(JSON.stringify([waiting, signedIn])).not.toMatch(/token|device-code/);
  });

  it("asks for the token once when two screens wait for it", async () => {
    await ask.startSignIn();
    approve();
    pass(6_000);
    const both = await Promise.all([ask.signInState(), ask.signInState()]);
    expect(both.map(({ state }) => state)).toEqual(["signedIn", "signedIn"]);
  });

  it("does not give up while the network is away, but when the code has expired", async () => {
    await ask.startSignIn();
    server.state.down = true;
    pass(6_000);
    expect(await ask.signInState()).toMatchObject({ state: "waiting" });
    pass(700_000);
    expect(await ask.signInState()).toMatchObject({ state: "failed", code: "code-expired" });
  });

  it("signing out forgets the token and tells the server, and keeps the outbox", async () => {
    await signIn();
    server.state.busy = 1;
    await queue();
    expect(await ask.signOut()).toEqual({ state: "signedOut" });
    expect(server.state.revoked).toEqual(["token-1"]);
    expect(JSON.stringify(await fakeBrowser.storage.local.get(null))).not.toContain("token-1");
    expect(await states()).toEqual(["waiting"]);
  });
});

describe("sending", () => {
  it("keeps one submission when the answer was lost and the same is sent again", async () => {
    await signIn();
    const id = await queue();
    const bytes = (await loadOutboxItem(id))?.bytes;
    server.state.loseAnswers = 1;
    await ask.sendNow();
    expect(await loadOutboxItem(id)).toMatchObject({
      state: "waiting",
      maybeArrived: true,
      attempts: 1,
      receipt: null,
      lastProblem: { code: "timed-out" },
    });
    await ask.sendNow();
    expect(await loadOutboxItem(id)).toMatchObject({ state: "accepted", receipt: { submissionId: id, position: 1 }, epoch: 1 });
    expect(server.state.puts).toEqual([id, id]);
    expect([...server.state.stored.entries()]).toEqual([[id, bytes]]);
  });

  it("sends the device's time with it", async () => {
    await signIn();
    await queue();
    await ask.sendNow();
    expect(server.state.deviceTimes).toEqual([new Date().toISOString()]);
  });

  it("lets a refused sheet block no other, and keeps why", async () => {
    await signIn();
    const first = await queue();
    const second = await queue();
    server.state.refuse.set(first, "inspection-unknown");
    await ask.sendNow();
    expect(await loadOutboxItem(first)).toMatchObject({
      state: "refused",
      maybeArrived: false,
      lastProblem: { code: "inspection-unknown" },
    });
    expect(await loadOutboxItem(second)).toMatchObject({ state: "accepted" });
    await ask.sendNow();
    expect(server.state.puts).toEqual([first, second]);
  });

  it("does not take a captive portal for a refusal", async () => {
    await signIn();
    const id = await queue();
    server.state.captivePortal = true;
    await ask.sendNow();
    expect(await loadOutboxItem(id)).toMatchObject({ state: "waiting", maybeArrived: false, lastProblem: { code: "unreadable-answer" } });
  });

  it("waits for signing in when the token is no longer taken, and goes by itself afterwards", async () => {
    await signIn();
    const id = await queue();
    server.state.tokens.clear();
    await ask.sendNow();
    expect(await loadOutboxItem(id)).toMatchObject({ state: "signInNeeded" });
    expect(await ask.signInState()).toMatchObject({ state: "failed", code: "not-signed-in" });
    await signIn();
    await vi.waitFor(async () => expect(await states()).toEqual(["accepted"]));
  });

  it("shows the token it had to the server that gave it when it asks for a code again, and to no other", async () => {
    await signIn();
    server.state.tokens.clear();
    await queue();
    await ask.sendNow();
    await ask.startSignIn("https://noi-khac.example");
    await ask.startSignIn();
    expect(server.state.askedWith).toEqual([null, null, "Bearer token-1"]);
    await ask.signOut();
    await ask.startSignIn();
    expect(server.state.askedWith.at(-1)).toBeNull();
  });

  it("sends nothing of another account, and shows it unchanged", async () => {
    await signIn();
    const id = await queue(fullDraft(inspection(unit("UBND xã Nậm Sen")), { owner: { accountId: "minh", instanceId: "snv-1" } }));
    await ask.sendNow();
    expect(server.state.puts).toEqual([]);
    expect(await loadOutboxItem(id)).toMatchObject({ state: "waiting", attempts: 0 });
  });

  it("sends nothing to another server that answers at the same address", async () => {
    await signIn();
    await queue();
    server.state.identity = { ...server.state.identity, instanceId: "somebody-else" };
    await ask.sendNow();
    expect(server.state.puts).toEqual([]);
    expect(await ask.signInState()).toMatchObject({ state: "failed", code: "another-server" });
    expect(await ask.refreshField()).toBe(false);
  });

  it("offers accepted sheets again to a server that was restored from a backup", async () => {
    await signIn();
    const kept = await queue();
    const lost = await queue();
    await ask.sendNow();
    server.state.stored.delete(lost);
    server.state.puts = [];
    server.state.identity = { ...server.state.identity, epoch: 2 };
    server.state.etag = '"2"';
    await ask.refreshField();
    await ask.sendNow();
    expect(server.state.puts).toEqual([kept, lost]);
    expect([...server.state.stored.keys()]).toEqual([kept, lost]);
    expect((await listOutbox()).items.map(({ state, epoch }) => [state, epoch])).toEqual([
      ["accepted", 2],
      ["accepted", 2],
    ]);
    await ask.sendNow();
    expect(server.state.puts).toHaveLength(2);
  });

  it("sends again what a killed background left as sending", async () => {
    await signIn();
    const id = await queue();
    await changeOutboxItem(id, (item) => ({ ...item, state: "sending", attempts: 1, maybeArrived: true }));
    await ask.sendNow();
    expect(await states()).toEqual(["accepted"]);
    expect([...server.state.stored.keys()]).toEqual([id]);
  });

  it("sends each sheet once when it is asked many times at the same time", async () => {
    await signIn();
    await Promise.all([queue(), queue(), queue()]);
    await Promise.all(Array.from({ length: 10 }, () => ask.sendNow()));
    expect(server.state.puts).toHaveLength(3);
    expect(await states()).toEqual(["accepted", "accepted", "accepted"]);
  });

  it("replaces the sheet that had arrived after all when it was edited without a receipt", async () => {
    await signIn();
    const first = await queue();
    server.state.loseAnswers = 1;
    await ask.sendNow();
    const again = await editAgain(first, new Date());
    const changed = await changeDraft(again.id, { type: "entry", criterionId: "DDCV-01", entry: { note: "xem lại" } }, new Date());
    const second = newId();
    await queueSubmission(
      { draftId: changed.id, revision: changed.revision, submissionId: second, bytes: bytesOf(changed, second) },
      new Date(),
    );
    server.state.refuse.set(second, "already-scored");
    server.state.values = { current: first };
    await ask.sendNow();
    const { items } = await listOutbox();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ state: "accepted", draft: { replaces: { id: first } } });
    const sent = JSON.parse(server.state.stored.get(items[0]?.id ?? "") ?? "{}");
    expect(sent).toMatchObject({ id: items[0]?.id, replaces: { id: first }, entries: { "DDCV-01": { note: "xem lại" } } });
    expect(server.state.stored.has(second)).toBe(false);
  });
});

describe("trying again", () => {
  it("grows from seconds to a quarter of an hour, never exactly alike", () => {
    const now = new Date(0);
    const pauses = [1, 2, 3, 4, 12].map((attempts) => nextTry(attempts, now, null, 0.5).getTime() / 1_000);
    expect(pauses).toEqual([5, 10, 20, 40, 900]);
    expect(nextTry(30, now, null, 1).getTime()).toBe(900_000);
    expect(nextTry(1, now, null, 0)).not.toEqual(nextTry(1, now, null, 1));
    expect(nextTry(1, now, 100, 0.5).getTime()).toBe(100_000);
  });

  it("happens at the alarm once the pause is over, and not before", async () => {
    startSync();
    await signIn();
    const id = await queue();
    server.state.busy = 1;
    await ask.sendNow();
    expect(await loadOutboxItem(id)).toMatchObject({ state: "waiting", lastProblem: { code: "server-busy" } });
    await alarmRings();
    expect(server.state.puts).toHaveLength(1);
    pass(60_000);
    await alarmRings();
    expect(server.state.puts).toHaveLength(2);
    expect(await states()).toEqual(["accepted"]);
  });

  it("happens at the next alarm when the device had no network and now has", async () => {
    startSync();
    await signIn();
    const id = await queue();
    server.state.down = true;
    Object.defineProperty(navigator, "onLine", { value: false, configurable: true });
    for (let i = 0; i < 8; i++) await ask.sendNow();
    expect(await loadOutboxItem(id)).toMatchObject({
      state: "waiting",
      maybeArrived: false,
      attempts: 8,
      lastProblem: { code: "no-network" },
    });
    await alarmRings();
    expect(await loadOutboxItem(id)).toMatchObject({ attempts: 8 });
    server.state.down = false;
    Object.defineProperty(navigator, "onLine", { value: true, configurable: true });
    await alarmRings();
    expect(await states()).toEqual(["accepted"]);
  });

  it("happens at once when the browser says that the network is back", async () => {
    startSync();
    await signIn();
    await queue();
    server.state.down = true;
    await ask.sendNow();
    server.state.down = false;
    worker.dispatchEvent(new Event("online"));
    await vi.waitFor(async () => expect(await states()).toEqual(["accepted"]));
  });

  it("wakes every half minute while something waits, and seldom otherwise", async () => {
    startSync();
    await signIn();
    await queue();
    server.state.down = true;
    await ask.sendNow();
    expect((await fakeBrowser.alarms.get("phieu-cham-send"))?.periodInMinutes).toBe(0.5);
    server.state.down = false;
    await ask.sendNow();
    expect((await fakeBrowser.alarms.get("phieu-cham-send"))?.periodInMinutes).toBe(5);
  });
});

describe("the field", () => {
  it("is fetched with the sign-in, and again only when it changed", async () => {
    await signIn();
    const visit = inspection(unit("UBND xã Suối Ngàn"));
    server.state.field = field([visit]);
    expect(await ask.refreshField()).toBe(true);
    expect((await loadField())?.inspections).toEqual([]);
    server.state.etag = '"2"';
    pass(1_000);
    expect(await ask.refreshField()).toBe(true);
    expect((await loadField())?.inspections).toEqual([visit]);
    expect(await loadStoredField()).toMatchObject({ etag: '"2"', savedAt: new Date().toISOString() });
  });

  it("is fetched again when a sheet was taken, because it changes the lists", async () => {
    await signIn();
    const visit = inspection(unit("UBND xã Suối Ngàn"));
    const id = await queue(fullDraft(visit));
    server.state.field = field([visit], { current: [{ inspectionId: visit.id, submissionId: id }] });
    server.state.etag = '"2"';
    await ask.sendNow();
    expect((await loadField())?.current).toEqual([{ inspectionId: visit.id, submissionId: id }]);
  });

  it("stays as it was without a network", async () => {
    await signIn();
    server.state.down = true;
    expect(await ask.refreshField()).toBe(false);
    expect(await loadField()).toBeDefined();
  });
});

describe("taking a sheet back", () => {
  it("says why it could not", async () => {
    const id = await queue();
    expect(await ask.withdraw(id, "Nhầm đơn vị")).toEqual({ ok: false, code: "not-signed-in", detail: "" });
    await signIn();
    server.state.down = true;
    expect(await ask.withdraw(id, "Nhầm đơn vị")).toEqual({ ok: false, code: "no-network", detail: "" });
  });

  it("marks it as taken back, with the reason", async () => {
    await signIn();
    const id = await queue();
    await ask.sendNow();
    expect(await ask.withdraw(id, "Nhầm đơn vị")).toEqual({ ok: true });
    expect(server.state.withdrawn).toEqual(new Set([id]));
    expect((await loadOutboxItem(id))?.withdrawn).toMatchObject({ reason: "Nhầm đơn vị" });
    const again = await editAgain(id, new Date());
    expect(again.replaces).toBeUndefined();
    expect((await listDrafts()).drafts).toHaveLength(1);
  });
});

it("a device is named by its browser and system", () => {
  expect(deviceName("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0")).toBe("Firefox 153, Linux");
  expect(
    deviceName("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"),
  ).toBe("Chrome 156, Windows");
});
