import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { comesBack, leavesAlone, makeAccount } from "../support/visitor.ts";

let server: TestServer;
/** Where a test says which day it is. */
let clock: Date | undefined;
let office: Device;
let other: Device;
let admin: Device;
beforeAll(async () => {
  server = await startTestServer({ now: () => clock ?? new Date() });
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  office = await unitDevice("Office", 0);
  other = await unitDevice("Elsewhere", 1);
});
afterAll(() => server.remove());

async function unitDevice(name: string, unit: number): Promise<Device> {
  const { id } = await makeAccount(server, name, ["unit"]);
  const set = await send(admin, "PUT", `/api/people/${id}/unit`, { unitId: server.unitIds[unit] });
  expect(set.status).toBe(204);
  return await makeDevice(server, server.app, id, "unit");
}

async function send(device: Device, method: string, path: string, body: unknown): Promise<Response> {
  return await device.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
}

async function refusalOf(answer: Response | Promise<Response>): Promise<[number, string]> {
  const { status, code } = await (await answer).json();
  return [status, code];
}

const self = (sheet: Submission): Submission => ({ ...sheet, stage: "self" });
const settle = (device: Device, inspectionId: string, request: object = {}) =>
  send(device, "POST", `/api/inspections/${inspectionId}/appraisal`, { id: newId(), decisions: {}, ...request });
const giveBack = (inspectionId: string, personId: string, reason = "Xem lại số liệu") =>
  send(server.asLead(), "POST", `/api/inspections/${inspectionId}/return`, { personId, reason });
const stages = async (inspectionId: string, device = server.asLead()) =>
  await (await device.fetch(`/api/inspections/${inspectionId}/stages`)).json();

/** Two inspectors who differ, the unit's own score, all sent. */
async function sentByAll() {
  const at = await server.opens({ team: ["an", "binh"] });
  const sheets = { an: makeSheet({ ...at, seed: 3 }), binh: makeSheet({ ...at, seed: 8 }), unit: self(makeSheet(at)) };
  for (const [device, sheet] of [
    [office, sheets.unit],
    [server.asInspector("an"), sheets.an],
    [server.asInspector("binh"), sheets.binh],
  ] as const)
    expect((await device.submits(sheet)).status).toBe(201);
  return { ...at, sheets };
}

describe("a unit's self-score", () => {
  test("is refused from another unit, from an inspector, and as an inspector's sheet", async () => {
    const at = await server.opens();
    expect(await refusalOf(other.submits(self(makeSheet(at))))).toEqual([422, "inspection-unknown"]);
    expect(await refusalOf(server.asInspector("an").submits(self(makeSheet(at))))).toEqual([422, "stage-not-open"]);
    expect(await refusalOf(office.submits(makeSheet(at)))).toEqual([422, "stage-not-open"]);
    const surprise = {
      planId: server.planId,
      unitId: at.unitId,
      form: "both",
      visitedOn: "2026-10-05",
      openedAt: new Date().toISOString(),
    } as const;
    expect(await refusalOf(office.submits({ ...self(makeSheet({ ...at, inspectionId: newId() })), surprise }))).toEqual([
      422,
      "inspection-unknown",
    ]);
  });

  test("is hidden from everybody else until the reveal, and never reveals anything itself", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    expect((await office.submits(self(makeSheet(at)))).status).toBe(201);
    await server.asInspector("an").submits(makeSheet({ ...at, seed: 3 }));
    expect(await stages(at.inspectionId)).toMatchObject({
      revealed: false,
      sheets: [],
      criteria: [],
      deviation: null,
      sheetsExpected: 2,
      sheetsSent: 1,
    });
    expect(await stages(at.inspectionId, server.asInspector("binh"))).toMatchObject({ revealed: false, sheets: [], sheetsSent: null });
    expect(await stages(at.inspectionId, office)).toMatchObject({ revealed: false, sheets: [], state: "open" });
    expect(await refusalOf(other.fetch(`/api/inspections/${at.inspectionId}/stages`))).toEqual([404, "not-found"]);
    expect(await refusalOf(server.asInspector("chi").fetch(`/api/inspections/${at.inspectionId}/stages`))).toEqual([404, "not-found"]);
  });

  test("is one for the unit: a colleague replaces it by naming it", async () => {
    const colleague = await unitDevice("Colleague", 0);
    const at = await server.opens({ team: ["an", "binh"] });
    const first = self(makeSheet({ ...at, seed: 2 }));
    await office.submits(first);
    expect(await refusalOf(colleague.submits(self(makeSheet(at))))).toEqual([409, "already-scored"]);
    const second = { ...self(makeSheet({ ...at, seed: 5 })), replaces: { id: first.id, reason: "Cập nhật" } };
    clock = new Date("2026-10-04T16:59:00Z");
    expect((await colleague.submits(second)).status).toBe(201);
    clock = undefined;
    const own = await (await office.fetch("/api/self-scores")).json();
    expect(own.inspections.find(({ id }: { id: string }) => id === at.inspectionId).current).toBe(second.id);
    expect(own.checklists).toHaveLength(1);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });
});

test("a unit that tries to change its self-score is told the same before the reveal and after it, and by its receipt neither", async () => {
  const tries = async (at: { inspectionId: string; unitId: string }) => {
    const first = self(makeSheet({ ...at, seed: 2 }));
    const sent = await (await office.submits(first)).json();
    const again = await office.submits({ ...self(makeSheet({ ...at, seed: 5 })), replaces: { id: first.id, reason: "Nâng điểm" } });
    const withdrawn = await office.withdraws(first.id);
    const said = [sent.receipt.flags, again.status, await again.json(), withdrawn.status, await withdrawn.json()];
    return [said, await stages(at.inspectionId, office)] as const;
  };
  const hidden = await server.opens({ team: ["an", "binh"] });
  await server.asInspector("an").submits(makeSheet({ ...hidden, seed: 3 }));
  const shown = await server.opens({ team: ["an", "binh"] });
  for (const name of ["an", "binh"] as const) await server.asInspector(name).submits(makeSheet({ ...shown, seed: 3 }));
  const [before, stagesBefore] = await tries(hidden);
  const [after, stagesAfter] = await tries(shown);
  expect(await stages(shown.inspectionId)).toMatchObject({ revealed: true });
  expect(before[2]).toMatchObject({ code: "self-score-closed", values: { visitedOn: "2026-10-05" } });
  expect(after).toEqual(before);
  expect({ ...stagesAfter, inspectionId: "" }).toEqual({ ...stagesBefore, inspectionId: "" });

  // Withdrawn the day before, and sent again after the others have sent: the receipt says nothing of them.
  const moved = await server.opens({ team: ["an", "binh"] });
  const first = self(makeSheet({ ...moved, seed: 2 }));
  await office.submits(first);
  clock = new Date("2026-10-04T16:59:00Z");
  expect((await office.withdraws(first.id)).status).toBe(200);
  clock = undefined;
  for (const name of ["an", "binh"] as const) await server.asInspector(name).submits(makeSheet({ ...moved, seed: 3 }));
  const late = await (await office.submits(self(makeSheet({ ...moved, seed: 4 })))).json();
  expect(late.receipt.flags).toEqual([]);
  const leads = await stages(moved.inspectionId);
  expect(leads.sheets.find(({ stage }: { stage: string }) => stage === "self").blind).toBe(false);
});

describe("after the reveal", () => {
  test("nothing that was sent is replaced or withdrawn by itself; given back with a reason it is, marked as not blind", async () => {
    const { inspectionId, sheets, ...at } = await sentByAll();
    const an = server.asInspector("an");
    const again = { ...makeSheet({ ...at, inspectionId, seed: 9 }), replaces: { id: sheets.an.id, reason: "Đếm lại" } };
    const before = server.counts();
    expect(await refusalOf(an.submits(again))).toEqual([409, "revealed"]);
    expect(await refusalOf(an.withdraws(sheets.an.id))).toEqual([409, "revealed"]);
    expect(
      await refusalOf(
        office.submits({ ...self(makeSheet({ ...at, inspectionId, seed: 4 })), replaces: { id: sheets.unit.id, reason: "Nâng điểm" } }),
      ),
    ).toEqual([409, "self-score-closed"]);
    expect(server.counts()).toEqual(before);

    expect(await refusalOf(giveBack(inspectionId, an.personId, " "))).toEqual([400, "malformed"]);
    expect(await refusalOf(giveBack(inspectionId, server.asInspector("chi").personId))).toEqual([404, "not-found"]);
    expect((await giveBack(inspectionId, an.personId)).status).toBe(204);
    expect((await giveBack(inspectionId, an.personId)).status).toBe(204);
    expect(await (await an.fetch(`/api/submissions/${sheets.an.id}`)).json()).toMatchObject({ returned: { reason: "Xem lại số liệu" } });
    expect(await stages(inspectionId)).toMatchObject({ state: "returned" });
    expect(
      await refusalOf(
        send(server.asLead(), "POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" }),
      ),
    ).toEqual([409, "sheets-returned"]);
    // Only to whom it was given back.
    const binh = { ...makeSheet({ ...at, inspectionId, seed: 9 }), replaces: { id: sheets.binh.id, reason: "Đếm lại" } };
    expect(await refusalOf(server.asInspector("binh").submits(binh))).toEqual([409, "revealed"]);
    const replaced = await an.submits(again);
    expect([replaced.status, (await replaced.json()).receipt.flags]).toEqual([201, ["replacesRevealed"]]);
    const shown = await stages(inspectionId);
    expect(shown.state).toBe("submitted");
    expect(shown.sheets.map(({ stage, blind }: { stage: string; blind: boolean }) => [stage, blind])).toEqual([
      ["self", true],
      ["inspector", true],
      ["inspector", false],
    ]);
  });

  test("a sheet that was given back can be withdrawn, and what comes then is marked as not blind", async () => {
    const { inspectionId, sheets, ...at } = await sentByAll();
    const an = server.asInspector("an");
    await giveBack(inspectionId, an.personId);
    expect((await an.withdraws(sheets.an.id)).status).toBe(200);
    expect(await stages(inspectionId)).toMatchObject({ state: "open", revealed: false, sheets: [] });
    const anew = await an.submits(makeSheet({ ...at, inspectionId }));
    expect([anew.status, (await anew.json()).receipt.flags]).toEqual([201, ["replacesRevealed"]]);
  });

  test("one who scores alone may still correct their own sheet, until it is settled", async () => {
    const at = await server.opens();
    const an = server.asInspector("an");
    const first = makeSheet({ ...at, seed: 2 });
    await an.submits(first);
    const second = { ...makeSheet({ ...at, seed: 4 }), replaces: { id: first.id, reason: "Sửa" } };
    expect((await an.submits(second)).status).toBe(201);
    expect((await settle(server.asLead(), at.inspectionId)).status).toBe(201);
    expect(await refusalOf(an.submits({ ...makeSheet(at), replaces: { id: second.id, reason: "Sửa nữa" } }))).toEqual([409, "revealed"]);
  });
});

describe("settling", () => {
  test("is refused before the reveal, where the inspectors differ without a decision, and where a decision does not fit", async () => {
    const open = await server.opens({ team: ["an", "binh"] });
    expect(await refusalOf(settle(server.asLead(), open.inspectionId))).toEqual([409, "not-all-sent"]);
    expect(await refusalOf(settle(server.asLead(), newId()))).toEqual([404, "not-found"]);
    const { inspectionId } = await sentByAll();
    const before = server.counts();
    const lead = (points: number | null) => ({ by: "lead", points, reason: "Đối chiếu hồ sơ" });
    const rest = { by: "mean", reason: "Chênh lệch nhỏ" };
    expect(await refusalOf(settle(server.asLead(), inspectionId))).toEqual([422, "incomplete"]);
    expect(await refusalOf(settle(server.asLead(), inspectionId, { rest, decisions: { "XYZ-1": lead(0) } }))).toEqual([
      422,
      "unknown-criterion",
    ]);
    expect(await refusalOf(settle(server.asLead(), inspectionId, { rest, decisions: { "DDCV-01": lead(301) } }))).toEqual([
      422,
      "impossible-answer",
    ]);
    expect(await refusalOf(settle(server.asLead(), inspectionId, { rest, decisions: { "DDCV-01": lead(null) } }))).toEqual([
      422,
      "impossible-answer",
    ]);
    expect(await refusalOf(settle(server.asLead(), inspectionId, { rest, decisions: { "DDCV-01": lead(1.5) } }))).toEqual([
      400,
      "malformed",
    ]);
    expect(await refusalOf(settle(server.asLead(), inspectionId, { rest: { by: "inspector", personId: newId(), reason: "–" } }))).toEqual([
      404,
      "not-found",
    ]);
    expect(await refusalOf(settle(server.asInspector("an"), inspectionId, { rest }))).toEqual([403, "not-allowed"]);
    expect(server.counts()).toEqual(before);
  });

  test("takes, averages or overrides with a reason, keeps the originals, and results follow it", async () => {
    const { inspectionId, unitId, sheets } = await sentByAll();
    const an = server.asInspector("an").personId;
    const differing = Object.keys(sheets.an.entries).filter((id) => sheets.an.entries[id]?.points !== sheets.binh.entries[id]?.points);
    const [taken = "", set = ""] = differing;
    const request = {
      id: newId(),
      decisions: {
        [taken]: { by: "inspector", personId: an, reason: "An đếm tại chỗ" },
        [set]: { by: "lead", points: 1, reason: "Theo biên bản" },
      },
      rest: { by: "mean", reason: "Chênh lệch nhỏ" },
    };
    const first = await settle(server.asLead(), inspectionId, request);
    const settled = await first.json();
    expect([first.status, settled.byScorer]).toEqual([201, false]);
    const again = await settle(server.asLead(), inspectionId, request);
    expect([again.status, await again.json()]).toEqual([200, settled]);
    expect(await refusalOf(settle(server.asLead(), inspectionId, { ...request, decisions: {} }))).toEqual([409, "id-taken"]);

    const shown = await stages(inspectionId);
    expect(shown).toMatchObject({ state: "settled", settledByScorer: false });
    expect(shown.sheets.map(({ stage }: { stage: string }) => stage)).toEqual(["self", "inspector", "inspector", "appraisal"]);
    for (const { criterion, given, deviation } of shown.criteria) {
      const [own, a, b, appraised] = given.map(({ points }: { points: number }) => points);
      const expected = a === b || criterion === taken ? a : criterion === set ? 1 : Math.floor((a + b + 1) / 2);
      expect([criterion, appraised, deviation]).toEqual([criterion, expected, own - expected]);
    }
    const results = await (await server.asLead().fetch(`/api/results?plan=${server.planId}`)).json();
    expect(results.rows.find((row: { unitId: string }) => row.unitId === unitId)).toMatchObject({
      basis: "appraised",
      index: settled.index,
    });
    const deviations = await (await server.asLead().fetch(`/api/deviations?plan=${server.planId}`)).json();
    expect(deviations.deviations.find((row: { inspectionId: string }) => row.inspectionId === inspectionId)).toMatchObject({
      selfIndex: 10_000,
      appraisedIndex: settled.index,
      deviation: 10_000 - settled.index,
    });
    // Another lead settles anew, and says what is replaced and why: one appraised sheet stands.
    const { submissionId } = settled;
    const rest = { by: "inspector", personId: an, reason: "Theo An" };
    const refused = async (request: object) => {
      const { status, code, values } = await (await settle(admin, inspectionId, { rest, ...request })).json();
      return [status, code, values.current];
    };
    expect(await refused({})).toEqual([409, "already-settled", submissionId]);
    expect(await refused({ replaces: { id: newId(), reason: "Nhầm" } })).toEqual([409, "already-settled", submissionId]);
    const anew = await settle(admin, inspectionId, { rest, replaces: { id: submissionId, reason: "Thống nhất lại" } });
    expect(anew.status).toBe(201);
    expect(await refused({ replaces: { id: submissionId, reason: "Chậm một bước" } })).toEqual([
      409,
      "already-settled",
      (await anew.json()).submissionId,
    ]);
    const after = await stages(inspectionId);
    expect(after.sheets.filter(({ stage }: { stage: string }) => stage === "appraisal")).toMatchObject([
      { index: sheets.an.index, replaces: { id: submissionId, reason: "Thống nhất lại" } },
    ]);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
    // A sheet that is given back takes what was settled with it.
    await giveBack(inspectionId, an);
    expect((await stages(inspectionId)).sheets.map(({ stage }: { stage: string }) => stage)).toEqual(["self", "inspector", "inspector"]);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("is not for one who scored it; where nobody else is left it is on record and told", async () => {
    const at = await server.opens({ team: ["lan"] });
    await server.asInspector("lan").submits(makeSheet({ ...at, seed: 2 }));
    expect(await refusalOf(settle(server.asLead(), at.inspectionId))).toEqual([409, "scorer-settles"]);
    await leavesAlone(server, "lan", ["quan"]);
    const settled = await (await settle(server.asLead(), at.inspectionId)).json();
    expect(settled.byScorer).toBe(true);
    const concluded = await send(server.asLead(), "POST", `/api/inspections/${at.inspectionId}/conclusion`, {
      waiveMinutes: "Biên bản giấy nộp sau",
    });
    expect(await concluded.json()).toEqual({ byScorer: true });
    await comesBack(server, "lan", ["quan"]);
    admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
    expect(await stages(at.inspectionId)).toMatchObject({ state: "concluded", settledByScorer: true, concludedByScorer: true });
    expect(await refusalOf(settle(server.asLead(), at.inspectionId))).toEqual([409, "inspection-concluded"]);
    expect(await refusalOf(giveBack(at.inspectionId, server.asInspector("lan").personId))).toEqual([409, "inspection-concluded"]);
    // The unit sees what came of it now, and nobody's sheet.
    const seen = await stages(at.inspectionId, office);
    expect([seen.sheets, seen.settledByScorer, seen.conclusion.criteria.length]).toEqual([[], null, seen.criteria.length]);
  });
});

describe("“not applicable”", () => {
  const answers = { "NYTT-10": { type: "notApplicable", reason: "Không có biểu mẫu" } } as const;
  const decide = (inspectionId: string, personId: string, approved: boolean, reason = "Đúng") =>
    send(server.asLead(), "POST", `/api/inspections/${inspectionId}/not-applicable`, { personId, criterion: "NYTT-10", approved, reason });
  const pending = async () => (await (await server.asLead().fetch(`/api/not-applicable?plan=${server.planId}`)).json()).pending;

  test("waits in a list after the reveal, oldest first, until it is approved; refused, it waits for its author", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    const first = makeSheet({ ...at, answers });
    await an.submits(first);
    expect(await pending()).toEqual([]);
    expect(await refusalOf(decide(at.inspectionId, an.personId, true))).toEqual([404, "not-found"]);
    await binh.submits(makeSheet({ ...at, answers }));
    expect((await pending()).map(({ personId }: { personId: string }) => personId)).toEqual([an.personId, binh.personId]);
    expect((await pending())[0]).toMatchObject({ criterion: "NYTT-10", reason: "Không có biểu mẫu", submissionId: first.id });
    expect(await refusalOf(settle(server.asLead(), at.inspectionId, { rest: { by: "mean", reason: "–" } }))).toEqual([
      409,
      "not-applicable-pending",
    ]);
    expect(await refusalOf(decide(at.inspectionId, an.personId, false, ""))).toEqual([400, "malformed"]);
    expect((await decide(at.inspectionId, binh.personId, true)).status).toBe(204);
    expect((await decide(at.inspectionId, an.personId, false, "Có ba biểu mẫu")).status).toBe(204);
    expect(await pending()).toEqual([]);
    expect(await stages(at.inspectionId)).toMatchObject({ state: "returned" });
    const again = { ...makeSheet(at), replaces: { id: first.id, reason: "Theo ý kiến trưởng đoàn" } };
    expect((await an.submits(again)).status).toBe(201);
    expect(await stages(at.inspectionId)).toMatchObject({ state: "submitted" });
  });
});

describe("the history of an inspection", () => {
  const read = async (inspectionId: string) =>
    (await (await server.asLead().fetch(`/api/inspections/${inspectionId}/history`)).json()).history;
  const actions = (history: { action: string }[]) => history.map(({ action }) => action);

  test("tells of nothing sent before the reveal, and of everything afterwards, field by field", async () => {
    const at = await server.opens({ team: ["an", "binh", "chi"] });
    const an = server.asInspector("an");
    const first = makeSheet({ ...at, seed: 3 });
    await an.submits(first);
    const chi = { personId: server.asInspector("chi").personId, reason: "Đi công tác" };
    expect((await send(server.asLead(), "POST", `/api/inspections/${at.inspectionId}/excuse`, chi)).status).toBe(204);
    expect(actions(await read(at.inspectionId))).toEqual(["inspection.opened", "inspector.excused"]);
    await server.asInspector("binh").submits(makeSheet({ ...at, seed: 8 }));
    await giveBack(at.inspectionId, an.personId);
    const second = { ...first, id: newId(), replaces: { id: first.id, reason: "Sửa ghi chú" } };
    second.entries = { ...first.entries, "DDCV-01": { ...first.entries["DDCV-01"], note: "Khác" } as Submission["entries"][string] };
    expect((await an.submits(second)).status).toBe(201);
    await settle(server.asLead(), at.inspectionId, { rest: { by: "mean", reason: "–" } });
    await send(server.asLead(), "POST", `/api/inspections/${at.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    const history = await read(at.inspectionId);
    expect(actions(history).filter((action) => !action.startsWith("submission.appraisal"))).toEqual([
      "inspection.opened",
      "submission.inspector.received",
      "inspector.excused",
      "submission.inspector.received",
      "inspection.submitted",
      "submission.returned",
      "submission.inspector.replaced",
      "inspection.submitted",
      "inspection.settled",
      "minutes.waived",
      "inspection.concluded",
    ]);
    const states = history.flatMap(({ changes }: { changes: { field: string; from: string; to: string }[] }) =>
      changes.filter(({ field }) => field === "state").map(({ from, to }) => `${from} → ${to}`),
    );
    expect(states).toEqual([
      "open → submitted",
      "submitted → returned",
      "returned → submitted",
      "submitted → settled",
      "settled → concluded",
    ]);
    const replaced = history.find(({ action }: { action: string }) => action === "submission.inspector.replaced");
    expect(replaced).toMatchObject({ reason: "Sửa ghi chú", changes: [{ field: "DDCV-01.note", from: "Đã xem tại chỗ.", to: "Khác" }] });
    expect(await refusalOf(server.asLead().fetch(`/api/inspections/${newId()}/history`))).toEqual([404, "not-found"]);
  });
});

describe("an account of a unit", () => {
  test("speaks for the unit that an administrator says, and for no other account's", async () => {
    const { id } = await makeAccount(server, "Nobody yet", ["unit"]);
    const set = (device: Device, personId: string, unitId: string | null) =>
      refusalOf(send(device, "PUT", `/api/people/${personId}/unit`, { unitId }));
    expect(await set(server.asLead(), id, server.unitIds[0] ?? "")).toEqual([403, "not-allowed"]);
    expect(await set(admin, id, newId())).toEqual([422, "unit-unknown"]);
    expect(await set(admin, server.asInspector("an").personId, server.unitIds[0] ?? "")).toEqual([404, "not-found"]);
    const device = await makeDevice(server, server.app, id, "unit");
    expect((await (await device.fetch("/api/self-scores")).json()).inspections).toEqual([]);
    expect(await refusalOf(device.submits(self(makeSheet(await server.opens()))))).toEqual([422, "inspection-unknown"]);
    expect((await device.fetch("/api/results")).status).toBe(403);
    expect((await device.fetch("/api/field")).status).toBe(403);
  });
});
