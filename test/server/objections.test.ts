import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadObjections } from "../../server/decisions/objections.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import { sendJson } from "../support/decided.ts";
import { browserOf } from "../support/newcomers.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeOffice, type Visitor } from "../support/visitor.ts";

let now = new Date("2026-11-16T03:00:00Z");
let server: TestServer;
let office: Device;
let elsewhere: Device;
beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  const device = async (name: string, unit: number) =>
    await makeDevice(server, server.app, (await makeOffice(server, name, server.unitIds[unit] ?? "")).id, "unit");
  office = await device("Office", 0);
  elsewhere = await device("Elsewhere", 1);
});
afterAll(() => server.remove());

async function refusalOf(answer: Promise<Response>): Promise<[number, string]> {
  const { status, code } = await (await answer).json();
  return [status, code];
}

const put = (device: Device, path: string, body: unknown) =>
  device.fetch(path, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const object = (inspectionId: string, body: object = {}, device = office, id = newId()) =>
  put(device, `/api/inspections/${inspectionId}/objections/${id}`, { criterion: "NYTT-05", text: "Đã niêm yết đúng hạn", ...body });
const answer = (id: string, body: object, device = server.asLead()) => put(device, `/api/objections/${id}/answer`, body);

async function sent(visitedOn: string) {
  const at = await server.opens({ visitedOn });
  expect((await server.asInspector("an").submits(makeSheet({ ...at, visitedOn, seed: 3 }))).status).toBe(201);
  return at.inspectionId;
}

async function concluded(visitedOn: string) {
  const id = await sent(visitedOn);
  await sendJson(server.asLead(), "POST", `/api/inspections/${id}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  return id;
}

describe("an objection", () => {
  test("is refused before the conclusion, from another unit, on what is not judged, a second time, and after the limit", async () => {
    expect(await refusalOf(object(await sent("2026-10-01")))).toEqual([409, "not-concluded"]);
    const id = await concluded("2026-10-02");
    expect(await refusalOf(object(id, {}, elsewhere))).toEqual([404, "not-found"]);
    expect((await object(id, {}, server.asLead())).status).toBe(403);
    expect(await refusalOf(object(id, { criterion: "XYZ-1" }))).toEqual([422, "unknown-criterion"]);
    expect(await refusalOf(object(id, { text: " " }))).toEqual([400, "malformed"]);
    expect((await object(id)).status).toBe(201);
    expect(await refusalOf(object(id))).toEqual([409, "already-there"]);
    // Concluded on Monday: five working days later it is Monday again, and over after it.
    now = new Date("2026-11-23T16:59:00Z");
    expect((await object(id, { criterion: "NYTT-01" })).status).toBe(201);
    now = new Date("2026-11-23T17:00:00Z");
    expect(await refusalOf(object(id, { criterion: "NYTT-02" }))).toEqual([409, "objection-closed"]);
    expect((await loadObjections(server.context.database.read, id)).map(({ criterion }) => criterion)).toEqual(["NYTT-05", "NYTT-01"]);
  });

  test("is answered once, by a lead, with a reason; the unit reads it without a name, and it stands in the history", async () => {
    const id = await concluded("2026-10-05");
    const [accepted, declined] = [newId(), newId()];
    expect((await object(id, {}, office, accepted)).status).toBe(201);
    expect((await object(id, {}, office, accepted)).status).toBe(200);
    expect(await refusalOf(object(id, { text: "Khác" }, office, accepted))).toEqual([409, "id-taken"]);
    now = new Date(now.getTime() + 1_000);
    expect((await object(id, { criterion: "NYTT-01" }, office, declined)).status).toBe(201);
    expect(await refusalOf(answer(accepted, { accepted: true, reason: "" }))).toEqual([400, "out-of-bounds"]);
    expect(await refusalOf(answer(newId(), { accepted: true, reason: "Đúng" }))).toEqual([404, "not-found"]);
    expect((await answer(accepted, { accepted: true, reason: "Đúng" }, office)).status).toBe(403);
    expect((await answer(accepted, { accepted: true, reason: "Đúng" })).status).toBe(201);
    expect((await answer(accepted, { accepted: true, reason: "Đúng" })).status).toBe(200);
    expect(await refusalOf(answer(accepted, { accepted: false, reason: "Nghĩ lại" }))).toEqual([409, "id-taken"]);
    expect((await answer(declined, { accepted: false, reason: "Ảnh chụp sau hạn" })).status).toBe(201);
    const own = await (await office.fetch(`/api/inspections/${id}/objections`)).json();
    expect(own.objections.map(({ answer }: { answer: object }) => answer)).toMatchObject([
      { accepted: true, reason: "Đúng", by: null },
      { accepted: false, reason: "Ảnh chụp sau hạn", by: null },
    ]);
    expect((await elsewhere.fetch(`/api/inspections/${id}/objections`)).status).toBe(404);
    const leads = await (await server.asLead().fetch(`/api/inspections/${id}/objections`)).json();
    expect(leads.objections[0].answer.by).toBe(server.asLead().personId);
    const { history } = await (await server.asLead().fetch(`/api/inspections/${id}/history`)).json();
    const actions = history.map(({ action }: { action: string }) => action);
    expect(actions.slice(-4)).toEqual(["objection.raised", "objection.raised", "objection.accepted", "objection.declined"]);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });
});

describe("what waits for leads after a conclusion", () => {
  const text = async (visitor: Visitor, path: string) => (await (await visitor.visits(path)).text()).replace(/&#39;|&quot;/g, "");
  /** The concluded rows that are shown, as their words. */
  const rowsOf = (page: string) =>
    [...(page.split('<section id="concluded"')[1]?.split("</section>")[0] ?? "").matchAll(/<tr role="row"([^>]*)data-name.*?<\/tr>/gs)]
      .filter(([, attributes = ""]) => !/ hidden/.test(attributes))
      .map(([row]) => row.replace(/<[^>]+>/g, " ").replace(/\s+/g, " "));

  test("is on the board before everything concluded, as the next thing to do, on the inspection's page, and nobody else's", async () => {
    now = new Date("2026-11-24T03:00:00Z");
    const [lead, an] = [await browserOf(server, server.asLead().personId), await browserOf(server, server.asInspector("an").personId)];
    const id = await concluded("2026-09-01");
    now = new Date("2026-11-25T03:00:00Z");
    for (const day of ["2026-09-02", "2026-09-03", "2026-09-04", "2026-09-05", "2026-09-06"]) await concluded(day);
    const before = await text(lead, "/inspections");
    expect(before).toContain(`/inspections/${id}"`);
    expect(rowsOf(before).join()).not.toContain("01/09/2026");
    const own = await text(an, "/inspections");
    const [first, second] = [newId(), newId()];
    expect((await object(id, {}, office, first)).status).toBe(201);
    now = new Date("2026-11-26T03:00:00Z");
    expect((await object(id, { criterion: "NYTT-01" }, office, second)).status).toBe(201);

    const board = await text(lead, "/inspections");
    // Before it nothing, after it those of the first tests, then the latest.
    const [row = "", other = "", accepted = "", ...latest] = rowsOf(board);
    expect(row).toMatch(/01\/09\/2026 .*2 kiến nghị chưa trả lời, sớm nhất từ 25\/11\/2026/);
    expect(row).toMatch(/phải được trả lời .*kiến nghị được đến 01\/12\/2026 .*Trả lời kiến nghị/);
    expect(other).toMatch(/02\/10\/2026 .*2 kiến nghị chưa trả lời/);
    expect(accepted).toMatch(/05\/10\/2026 1 kiến nghị đã chấp nhận, chưa đính chính điểm .*Đề nghị đính chính/);
    expect([latest.length, latest.join().includes("kiến nghị")]).toEqual([4, false]);
    expect(board).toContain(`href="/inspections/${id}/objections"`);
    expect(rowsOf(await text(lead, "/inspections?mine=yes"))).toEqual([row, other, accepted]);
    const page = await text(lead, `/inspections/${id}`);
    expect(page).toContain("Trả lời kiến nghị (2)");
    expect(page).toContain(`href="/inspections/${id}/correct"`);
    expect(await text(lead, `/inspections/${id}/objections`)).toContain(`href="/inspections/${id}/correct"`);
    // Of the team, who leads nothing is told nothing.
    expect((await text(an, "/inspections")).replaceAll("26/11/2026", "25/11/2026")).toBe(own);
    expect(await text(an, `/inspections/${id}`)).not.toMatch(/Trả lời kiến nghị|\/correct"/);

    const ownRow = async () => rowsOf(await text(lead, "/inspections")).find((one) => one.includes("01/09/2026")) ?? "";
    for (const one of [first, second]) expect((await answer(one, { accepted: true, reason: "Đúng" })).status).toBe(201);
    const decisions = { "NYTT-05": { by: "lead", points: 25, reason: "Cộng lại" } };
    const correction = newId();
    const path = `/api/inspections/${id}/corrections/${correction}`;
    await sendJson(server.asLead(), "PUT", path, { decisions, reason: "Cộng nhầm", objectionId: first });
    expect(await ownRow()).toMatch(/1 kiến nghị đã chấp nhận, chưa đính chính điểm .*1 đề nghị đính chính chờ duyệt .*Duyệt đính chính/);
    expect(await text(lead, `/inspections/${id}`)).toContain("Duyệt đính chính (1)");
    await sendJson(server.asLead(), "PUT", `/api/corrections/${correction}/answer`, { approved: false, reason: "Không có căn cứ" });
    // What was accepted is still somebody's task, until a correction answers it: by its name, or on its criterion.
    expect(await ownRow()).toMatch(/2 kiến nghị đã chấp nhận, chưa đính chính điểm .*Đề nghị đính chính/);
    expect(await text(lead, `/inspections/${id}`)).toContain("Đề nghị đính chính (2)");
    const both = { ...decisions, "NYTT-01": { by: "lead", points: 25, reason: "Cộng lại" } };
    const again = newId();
    const stands = { decisions: both, reason: "Theo hai kiến nghị", objectionId: first };
    const proposed = await sendJson(server.asLead(), "PUT", `/api/inspections/${id}/corrections/${again}`, stands);
    expect(proposed.status).toBe(201);
    expect(await ownRow()).not.toContain("đã chấp nhận");
    await sendJson(server.asLead(), "PUT", `/api/corrections/${again}/answer`, { approved: true, id: newId() });
    expect(await ownRow()).toBe("");
  });
});

test("an answer to a finding says how far it is fixed, or asks for a day; one without that is read as before", async () => {
  const inspectionId = await concluded("2026-10-06");
  const id = newId();
  await sendJson(server.asLead(), "PUT", `/api/findings/${id}`, { inspectionId, criterion: "NYTT-01", text: "Bảng cũ" });
  const says = (body: object) => put(office, `/api/findings/${id}/answers/${newId()}`, { text: "Đang làm", ...body });
  expect(await refusalOf(says({ says: "extension" }))).toEqual([400, "malformed"]);
  expect(await refusalOf(says({ says: "part", until: "2026-12-20" }))).toEqual([400, "malformed"]);
  expect(await refusalOf(says({ says: "later" }))).toEqual([400, "malformed"]);
  const before = (await (await office.fetch("/api/findings")).json()).findings[0].dueOn;
  for (const body of [{}, { says: "part" }, { says: "extension", until: "2026-12-20" }]) {
    now = new Date(now.getTime() + 1_000);
    expect((await says(body)).status).toBe(201);
  }
  const [finding] = (await (await office.fetch("/api/findings")).json()).findings;
  expect(finding.steps.map((step: { says: string; asksUntil: string }) => [step.says, step.asksUntil])).toEqual([
    [null, null],
    ["part", null],
    ["extension", "2026-12-20"],
  ]);
  // Only the lead moves a deadline.
  expect(finding.dueOn).toBe(before);
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
});
