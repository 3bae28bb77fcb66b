import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../shared/id.ts";
import { pictureBytes } from "../support/evidence.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeOffice } from "../support/visitor.ts";

let server: TestServer;
let office: Device;
let other: Device;
let now = new Date("2026-11-22T03:00:00Z");
beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  office = await unitDevice("Office", 0);
  other = await unitDevice("Elsewhere", 1);
});
afterAll(() => server.remove());

async function unitDevice(name: string, unit: number): Promise<Device> {
  const { id } = await makeOffice(server, name, server.unitIds[unit] ?? "");
  return await makeDevice(server, server.app, id, "unit");
}

const put = (device: Device, path: string, body: unknown) =>
  device.fetch(path, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const raise = (body: object, id = newId(), device = server.asLead()) => put(device, `/api/findings/${id}`, body);
const answer = (finding: string, body: object, device = office, id = newId()) =>
  put(device, `/api/findings/${finding}/answers/${id}`, body);
const judge = (finding: string, body: object, id = newId()) => put(server.asLead(), `/api/findings/${finding}/verdicts/${id}`, body);
const list = async (query = "", device = server.asLead()) => (await (await device.fetch(`/api/findings?${query}`)).json()).findings;

async function refusalOf(answer: Response | Promise<Response>): Promise<[number, string]> {
  const { status, code } = await (await answer).json();
  return [status, code];
}

async function revealed(visitedOn: string, unit = 0) {
  const at = await server.opens({ unit, visitedOn });
  const sheet = makeSheet({ ...at, visitedOn, seed: 3 });
  await server.asInspector("an").submits(sheet);
  return { ...at, sheet };
}

const post = (inspectionId: string, deed: string, body: object) =>
  server.asLead().fetch(`/api/inspections/${inspectionId}/${deed}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

async function inspected(visitedOn: string, unit = 0) {
  const at = await revealed(visitedOn, unit);
  expect((await post(at.inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" })).status).toBe(200);
  return at;
}

async function raised(inspectionId: string): Promise<string> {
  const id = newId();
  expect((await raise({ inspectionId, criterion: "NYTT-01", text: "Bảng niêm yết cũ" }, id)).status).toBe(201);
  return id;
}

describe("a finding", () => {
  test("is refused before the reveal, for a criterion that is not judged, for a deadline before the notice, and from anybody but a lead", async () => {
    const open = await server.opens();
    expect(await refusalOf(raise({ inspectionId: open.inspectionId, criterion: "NYTT-01", text: "Cũ" }))).toEqual([409, "not-all-sent"]);
    const { inspectionId } = await inspected("2026-03-02");
    const finding = { inspectionId, criterion: "NYTT-01", text: "Cũ" };
    expect(await refusalOf(raise({ ...finding, criterion: "XYZ-1" }))).toEqual([422, "unknown-criterion"]);
    expect(await refusalOf(raise({ ...finding, text: " " }))).toEqual([400, "malformed"]);
    expect(await refusalOf(raise({ ...finding, dueOn: "2026-11-01" }))).toEqual([400, "malformed"]);
    expect(await refusalOf(raise({ ...finding, inspectionId: newId() }))).toEqual([404, "not-found"]);
    expect(await refusalOf(raise(finding, newId(), office))).toEqual([403, "not-allowed"]);
    expect(await refusalOf(raise(finding, newId(), server.asInspector("an")))).toEqual([403, "not-allowed"]);
    expect(await list("which=unfixed")).toEqual([]);
  });

  test("is due 15 days after the notice unless the lead says otherwise, and is raised once however often it is sent", async () => {
    const { inspectionId, unitId } = await inspected("2026-04-01", 1);
    const [id, later] = [newId(), newId()];
    const finding = { inspectionId, criterion: "NYTT-01", text: "Bảng niêm yết cũ" };
    expect((await raise({ ...finding, noticeOn: "2026-12-20" }, id)).status).toBe(201);
    expect((await raise({ ...finding, noticeOn: "2026-12-20" }, id)).status).toBe(200);
    expect(await refusalOf(raise({ ...finding, noticeOn: "2026-12-21" }, id))).toEqual([409, "id-taken"]);
    await raise({ ...finding, dueOn: "2027-02-01" }, later);
    expect((await list(`unit=${unitId}`)).map(({ id, noticeOn, dueOn }: Record<string, string>) => [id, noticeOn, dueOn])).toEqual([
      [id, "2026-12-20", "2027-01-04"],
      [later, "2026-11-22", "2027-02-01"],
    ]);
  });

  test("is answered by its own unit alone, with files that are there", async () => {
    const id = await raised((await inspected("2026-05-04")).inspectionId);
    const said = { text: "Đã thay bảng mới" };
    expect(await refusalOf(answer(id, said, other))).toEqual([404, "not-found"]);
    expect(await refusalOf(answer(newId(), said))).toEqual([404, "not-found"]);
    expect(await refusalOf(answer(id, { text: "" }))).toEqual([400, "out-of-bounds"]);
    expect((await put(server.asLead(), `/api/findings/${id}/answers/${newId()}`, said)).status).toBe(403);
    const bytes = pictureBytes();
    const hash = createHash("sha256").update(bytes).digest("hex");
    expect(await refusalOf(answer(id, { ...said, evidence: [hash] }))).toEqual([422, "evidence-unknown"]);
    await office.fetch(`/api/evidence/${hash}`, { method: "PUT", body: bytes });
    expect((await server.asLead().fetch(`/api/evidence/${hash}`)).status).toBe(404);
    const step = newId();
    expect((await answer(id, { ...said, evidence: [hash, hash] }, office, step)).status).toBe(201);
    expect((await answer(id, { ...said, evidence: [hash, hash] }, office, step)).status).toBe(200);
    expect(await refusalOf(answer(id, said, office, step))).toEqual([409, "id-taken"]);
    const own = (await list("", office)).find((finding: { id: string }) => finding.id === id);
    expect(own).toMatchObject({ state: "answered", steps: [{ kind: "answer", text: "Đã thay bảng mới", evidence: [hash] }] });
    expect((await list("", other)).some((finding: { id: string }) => finding.id === id)).toBe(false);
    expect((await server.asLead().fetch(`/api/evidence/${hash}`)).status).toBe(200);
    expect((await other.fetch(`/api/evidence/${hash}`)).status).toBe(404);
  });

  test("is hidden from its unit until the conclusion, whose day starts the time to remedy", async () => {
    const at = await revealed("2026-09-07", 1);
    const finding = { inspectionId: at.inspectionId, criterion: "NYTT-01", text: "NYTT-01 chỉ được 0 điểm" };
    const [byDefault, dated, noticed, judged] = [newId(), newId(), newId(), newId()];
    await raise(finding, byDefault);
    await raise({ ...finding, dueOn: "2027-02-01" }, dated);
    await raise({ ...finding, noticeOn: "2026-11-20" }, noticed);
    await raise(finding, judged);
    const proof = Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(newId())]);
    const hash = createHash("sha256").update(proof).digest("hex");
    await server.asLead().fetch(`/api/evidence/${hash}`, { method: "PUT", body: proof });
    await judge(judged, { fixed: false, reason: "Vẫn thiếu", dueOn: "2027-03-01", evidence: [hash] });
    expect((await other.fetch(`/api/evidence/${hash}`)).status).toBe(404);
    const seen = async () =>
      (await list(`unit=${at.unitId}`, other)).filter((one: { inspectionId: string }) => one.inspectionId === at.inspectionId);
    const ofInspection = async () => (await (await other.fetch(`/api/inspections/${at.inspectionId}/findings`)).json()).raised;
    expect([await seen(), await ofInspection()]).toEqual([[], []]);
    const next = await server.opens({ unit: 1, visitedOn: "2026-12-14" });
    const carried = async (device: Device) => (await (await device.fetch(`/api/inspections/${next.inspectionId}/findings`)).json()).carried;
    const own = (findings: { inspectionId: string }[]) => findings.filter(({ inspectionId }) => inspectionId === at.inspectionId);
    expect([own(await carried(other)), own(await carried(server.asLead())).length]).toEqual([[], 4]);
    expect(await refusalOf(answer(byDefault, { text: "Đã thay" }, other))).toEqual([404, "not-found"]);

    const began = now;
    now = new Date("2026-11-30T03:00:00Z");
    expect((await post(at.inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" })).status).toBe(200);
    const dates = (await seen()).map(({ id, noticeOn, dueOn }: Record<string, string>) => [id, [noticeOn, dueOn]]);
    expect(Object.fromEntries(dates)).toEqual({
      [byDefault]: ["2026-11-30", "2026-12-15"],
      [dated]: ["2026-11-30", "2027-02-01"],
      [noticed]: ["2026-11-20", "2026-12-05"],
      [judged]: ["2026-11-30", "2027-03-01"],
    });
    expect([(await ofInspection()).length, own(await carried(other)).length]).toEqual([4, 4]);
    expect((await answer(byDefault, { text: "Đã thay" }, other)).status).toBe(201);
    expect((await other.fetch(`/api/evidence/${hash}`)).status).toBe(200);

    now = began;
  });

  test("that is not fixed stays open with a new deadline; fixed it is closed", async () => {
    const at = await inspected("2026-06-01");
    const id = await raised(at.inspectionId);
    const elsewhere = await inspected("2026-06-01", 2);
    expect(await refusalOf(judge(id, { fixed: false, reason: "Vẫn thiếu", inspectionId: elsewhere.inspectionId }))).toEqual([
      422,
      "unit-unknown",
    ]);
    expect((await judge(id, { fixed: false, reason: "Vẫn thiếu", dueOn: "2027-03-01" })).status).toBe(201);
    const read = async () => (await list(`unit=${at.unitId}`)).find((finding: { id: string }) => finding.id === id);
    expect(await read()).toMatchObject({ state: "notFixed", dueOn: "2027-03-01" });
    expect((await judge(id, { fixed: true, reason: "Đã đủ", inspectionId: at.inspectionId })).status).toBe(201);
    expect(await read()).toMatchObject({ state: "fixed", overdue: false });
    expect(await refusalOf(judge(id, { fixed: false, reason: "Lại thiếu" }))).toEqual([409, "finding-closed"]);
    expect(await refusalOf(answer(id, { text: "Cảm ơn" }))).toEqual([409, "finding-closed"]);
  });

  test("is overdue the day after its deadline in Việt Nam, until it is fixed", async () => {
    const id = await raised((await inspected("2026-07-01", 2)).inspectionId);
    const overdue = async () => (await list("which=overdue")).some((finding: { id: string }) => finding.id === id);
    const began = now;
    now = new Date("2026-12-07T16:59:00Z");
    expect(await overdue()).toBe(false);
    now = new Date("2026-12-07T17:00:00Z");
    const late = await list("which=overdue");
    expect(late.find((finding: { id: string }) => finding.id === id)).toMatchObject({ overdue: true, dueOn: "2026-12-07" });
    await judge(id, { fixed: true, reason: "Đã thay" });
    expect(await overdue()).toBe(false);
    now = began;
  });

  test("is carried into the next inspection of its unit, and goes along on the inspector's device", async () => {
    const first = await inspected("2026-08-03", 3);
    const [open, fixed] = [await raised(first.inspectionId), await raised(first.inspectionId)];
    await judge(fixed, { fixed: true, reason: "Đã thay" });
    const next = await server.opens({ unit: 3, visitedOn: "2026-12-01", team: ["binh"] });
    const read = async (inspectionId: string, device = server.asLead()) =>
      await (await device.fetch(`/api/inspections/${inspectionId}/findings`)).json();
    const ids = (findings: { id: string }[]) => findings.map(({ id }) => id).sort();
    const carried = await read(next.inspectionId, server.asInspector("binh"));
    expect([ids(carried.raised), ids(carried.carried)]).toEqual([[], [open]]);
    expect(ids((await read(first.inspectionId)).raised)).toEqual([open, fixed].sort());
    expect((await server.asInspector("chi").fetch(`/api/inspections/${next.inspectionId}/findings`)).status).toBe(404);
    expect((await office.fetch(`/api/inspections/${next.inspectionId}/findings`)).status).toBe(404);
    const field = await (await server.asInspector("binh").fetch("/api/field")).json();
    expect(ids(field.findings)).toEqual([open]);
    expect((await (await server.asInspector("chi").fetch("/api/field")).json()).findings).toEqual([]);
  });
});
