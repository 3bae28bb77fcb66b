import { afterEach, beforeEach, expect, test } from "vitest";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import { sendJson } from "../support/decided.ts";
import { leadVerbs, refusalOf } from "../support/lead-verbs.ts";
import { browserOf } from "../support/newcomers.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import type { Visitor } from "../support/visitor.ts";

let server: TestServer;
let admin: Device;
let lead: Visitor;
beforeEach(async () => {
  server = await startTestServer({ now: () => new Date("2026-10-20T03:00:00Z") });
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  lead = await browserOf(server, server.asLead().personId);
});
afterEach(async () => {
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  await server.remove();
});

const { history } = leadVerbs(() => server);
const gives = (id: string, body: object, device = server.asLead()) =>
  device.fetch(`/api/inspections/${id}/handover`, {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": newId() },
    body: JSON.stringify(body),
  });

/** Xã Suối Ngàn and Phường Bến Đá become one commune on that day; its id. */
async function merges(on: string): Promise<string> {
  const before = [server.unitIds[3] ?? "", server.unitIds[4] ?? ""];
  const after = { name: "Xã Suối Đá", kind: "commune", block: "Cấp xã" };
  const event = { kind: "merge", on, decision: "1685/NQ-UBTVQH15", before, after };
  const answer = await admin.fetch("/api/units/events", {
    method: "POST",
    headers: { "content-type": "application/json", "idempotency-key": newId() },
    body: JSON.stringify(event),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()).unitIds[0];
}

const detail = async (id: string) => await (await server.asLead().fetch(`/api/inspections/${id}`)).json();
const text = async (path: string) => await (await lead.visits(`${path}${path.includes("?") ? "&" : "?"}lang=vi`)).text();
const seenOn = (page: string) => /name="seen" value="([^"]*)"/.exec(page)?.[1]?.replaceAll("&quot;", '"') ?? "";

test("the inspection of a unit that has ended waits on the board, and goes to the successor with its day, form and team", async () => {
  const at = await server.opens({ unit: 3, team: ["an", "binh"] });
  const other = await server.opens({ unit: 0 });
  const [an] = [server.asInspector("an")];
  await an.submits(makeSheet(at));
  expect(await text("/inspections")).not.toContain("Giao hoặc hủy");
  const successor = await merges("2026-10-01");
  const board = await text("/inspections");
  expect(board.match(/đơn vị ngừng từ 01\/10\/2026: giao hoặc hủy/g)).toHaveLength(1);
  expect(board).toContain(`href="/inspections/${at.inspectionId}/change"`);
  expect(await (await (await browserOf(server, an.personId)).visits("/inspections")).text()).not.toContain("đơn vị ngừng từ");
  expect(await text(`/inspections/${other.inspectionId}/change`)).not.toContain('value="handover"');

  const path = `/inspections/${at.inspectionId}/change`;
  const page = await text(path);
  expect(page).toContain("Xã Suối Đá (từ 01/10/2026, 1685/NQ-UBTVQH15)");
  const sends = (form: Record<string, string>) => lead.sends(path, { what: "handover", seen: seenOn(page), successor, ...form });
  const empty = await sends({ reason: " " });
  expect([empty.status, (await empty.text()).includes('id="reason-error"')]).toEqual([400, true]);
  const wrong = await sends({ successor: server.unitIds[0] ?? "", reason: "Sáp nhập" });
  expect(wrong.status).toBe(409);
  expect(await wrong.text()).toContain("đơn vị kế thừa còn hoạt động");
  expect((await detail(at.inspectionId)).state).not.toBe("cancelled");

  const done = await sends({ reason: "Đơn vị đã sáp nhập" });
  const [, opened = ""] = /^\/inspections\/([\w-]+)\/change\?said=handedOver$/.exec(done.headers.get("location") ?? "") ?? [];
  expect(await text(done.headers.get("location") ?? "")).toContain("Đã giao cho đơn vị kế thừa");
  const before = await detail(at.inspectionId);
  expect(before.state).toBe("cancelled");
  expect(await detail(opened)).toMatchObject({
    ...{ unitId: successor, unitName: "Xã Suối Đá", state: "open", planId: before.planId },
    ...{ kind: before.kind, form: before.form, visitedOn: before.visitedOn, checklist: before.checklist },
    team: before.team.map(({ personId, position, scores }: Record<string, unknown>) => ({ personId, position, scores, excused: false })),
  });
  expect((await history(at.inspectionId)).at(-1)).toMatchObject({ action: "inspection.cancelled", reason: "Đơn vị đã sáp nhập" });
  // Once more with the same page: the one that ended takes nothing any more, and no second one is opened.
  expect((await sends({ reason: "Lần nữa" })).status).toBe(409);
  expect((await an.submits(makeSheet({ inspectionId: opened, unitId: successor }))).status).toBe(201);
});

test("is refused to who is no successor, and where the visit came before the end", async () => {
  const early = await server.opens({ unit: 4, visitedOn: "2026-10-04" });
  const at = await server.opens({ unit: 3 });
  const to = (id: string, unitId: string) => refusalOf(gives(id, { unitId, reason: "Sáp nhập" }));
  expect(await to(at.inspectionId, server.unitIds[0] ?? "")).toEqual([409, "not-successor"]);
  const successor = await merges("2026-10-05");
  expect(await to(early.inspectionId, successor)).toEqual([409, "not-successor"]);
  expect(await to(at.inspectionId, newId())).toEqual([409, "not-successor"]);
  expect(await to(newId(), successor)).toEqual([404, "not-found"]);
  expect(await refusalOf(gives(at.inspectionId, { unitId: successor, reason: "x" }, server.asInspector("an")))).toEqual([
    403,
    "not-allowed",
  ]);
  const given = await gives(at.inspectionId, { unitId: successor, reason: "Sáp nhập" });
  expect(given.status).toBe(201);
  // The successor has one of that day now: a second is not opened for the other half without asking.
  const second = await server.opens({ unit: 0 });
  await sendJson(server.asLead(), "POST", `/api/inspections/${second.inspectionId}/cancellation`, { reason: "Thử" });
  expect(await to(second.inspectionId, successor)).toEqual([409, "inspection-cancelled"]);
});

test("a unit that ended without a successor can only be cancelled, and the page says what to do", async () => {
  const at = await server.opens({ unit: 3 });
  const event = { kind: "close", on: "2026-10-02", decision: null, unitIds: [at.unitId] };
  await sendJson(admin, "POST", "/api/units/events", event);
  const page = await text(`/inspections/${at.inspectionId}/change`);
  expect(page).toContain("không có đơn vị kế thừa nào");
  expect(page).not.toContain('value="handover"');
});
