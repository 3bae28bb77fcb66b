import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { removeUnreferenced } from "../../server/evidence/evidence-retention.ts";
import { openEvidenceStore } from "../../server/evidence/evidence-store.ts";
import { newId } from "../../shared/id.ts";
import { pictureBytes } from "../support/evidence.ts";
import { leadVerbs, refusalOf, send } from "../support/lead-verbs.ts";
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

const { post, sentByBoth, history, stages } = leadVerbs(() => server);

async function unitDevice(name: string, unit: number): Promise<Device> {
  const { id } = await makeOffice(server, name, server.unitIds[unit] ?? "");
  return await makeDevice(server, server.app, id, "unit");
}

const question = { criterion: "NYTT-01", text: "Ảnh bảng niêm yết không đọc được, gửi lại", dueOn: "2026-11-25" };
const ask = (inspectionId: string, body: object = question, device = server.asLead(), id = newId()) =>
  send(device, "PUT", `/api/inspections/${inspectionId}/explanations/${id}`, body);
const answer = (explanation: string, body: object, device = office, id = newId()) =>
  send(device, "PUT", `/api/explanations/${explanation}/answers/${id}`, body);
const list = async (inspectionId: string, device = server.asLead()) =>
  (await (await device.fetch(`/api/inspections/${inspectionId}/explanations`)).json()).explanations;

async function asked(): Promise<{ inspectionId: string; id: string }> {
  const { inspectionId } = await sentByBoth();
  const id = newId();
  expect((await ask(inspectionId, question, server.asLead(), id)).status).toBe(201);
  return { inspectionId, id };
}

test("is asked for after the reveal and until the conclusion, on a criterion that is judged, until a day to come, by a lead", async () => {
  const open = await server.opens({ team: ["an", "binh"] });
  await server.asInspector("an").submits(makeSheet({ ...open, seed: 3 }));
  expect(await refusalOf(ask(open.inspectionId))).toEqual([409, "not-all-sent"]);
  const { inspectionId } = await sentByBoth();
  expect(await refusalOf(ask(inspectionId, { ...question, criterion: "XYZ-1" }))).toEqual([422, "unknown-criterion"]);
  expect(await refusalOf(ask(inspectionId, { ...question, dueOn: "2026-11-21" }))).toEqual([400, "malformed"]);
  expect(await refusalOf(ask(inspectionId, { ...question, text: " " }))).toEqual([400, "malformed"]);
  expect(await refusalOf(ask(newId()))).toEqual([404, "not-found"]);
  for (const device of [office, server.asInspector("an")])
    expect(await refusalOf(ask(inspectionId, question, device))).toEqual([403, "not-allowed"]);
  expect((await post(inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" })).status).toBe(200);
  expect(await refusalOf(ask(inspectionId))).toEqual([409, "inspection-concluded"]);
  expect(await list(inspectionId)).toEqual([]);
});

test("is asked for once however often it is sent, and stands in the history", async () => {
  const { inspectionId, id } = await asked();
  expect((await ask(inspectionId, question, server.asLead(), id)).status).toBe(200);
  expect(await refusalOf(ask(inspectionId, { ...question, text: "Khác" }, server.asLead(), id))).toEqual([409, "id-taken"]);
  const told = (await history(inspectionId)).filter(({ action }) => action === "explanation.asked");
  expect(told).toMatchObject([{ reason: question.text, changes: [{ field: "NYTT-01.explanation", to: "2026-11-25" }] }]);
});

test("is not asked for while the unit does not know of the visit", async () => {
  const { inspectionId } = await sentByBoth();
  await server.context.database.write.updateTable("inspections").set({ announced: 0 }).where("id", "=", inspectionId).execute();
  expect(await refusalOf(ask(inspectionId))).toEqual([409, "visit-unannounced"]);
});

test("is answered by its own unit alone, only where it was asked, with its own files; the self-score stays as it is", async () => {
  const { inspectionId, id } = await asked();
  const said = { text: "Bảng mới ở tầng 1" };
  expect(await refusalOf(answer(id, said, other))).toEqual([404, "not-found"]);
  expect(await refusalOf(answer(newId(), said))).toEqual([404, "not-found"]);
  expect(await refusalOf(answer(id, said, server.asLead()))).toEqual([403, "not-allowed"]);
  const bytes = pictureBytes();
  const hash = createHash("sha256").update(bytes).digest("hex");
  expect(await refusalOf(answer(id, { ...said, evidence: [hash] }))).toEqual([422, "evidence-unknown"]);
  await office.fetch(`/api/evidence/${hash}`, { method: "PUT", body: bytes });
  expect((await server.asLead().fetch(`/api/evidence/${hash}`)).status).toBe(404);
  const before = await stages(inspectionId);
  const step = newId();
  expect((await answer(id, { ...said, evidence: [hash, hash] }, office, step)).status).toBe(201);
  expect((await answer(id, { ...said, evidence: [hash, hash] }, office, step)).status).toBe(200);
  expect(await refusalOf(answer(id, said, office, step))).toEqual([409, "id-taken"]);
  expect(await stages(inspectionId)).toEqual(before);
  expect((await server.asLead().fetch(`/api/evidence/${hash}`)).status).toBe(200);
  expect((await server.asInspector("an").fetch(`/api/evidence/${hash}`)).status).toBe(404);
  const [own] = await list(inspectionId, office);
  expect(own).toMatchObject({ id, askedBy: null, answers: [{ text: said.text, late: false, evidence: [hash] }] });
  const [leads] = await list(inspectionId);
  expect(leads.askedBy).toBe(server.asInspector("lan").personId);
  expect((await other.fetch(`/api/inspections/${inspectionId}/explanations`)).status).toBe(404);
  now = new Date("2099-01-01T00:00:00Z");
  const store = openEvidenceStore(server.dataDir);
  await removeUnreferenced(server.context.database, store, now);
  expect(await store.has(hash)).toBe(true);
  now = new Date("2026-11-22T03:00:00Z");
});

test("an answer after the deadline says so, and none is taken after the conclusion", async () => {
  const { inspectionId, id } = await asked();
  now = new Date("2026-11-25T17:30:00Z");
  expect((await answer(id, { text: "Gửi muộn" })).status).toBe(201);
  now = new Date("2026-11-22T03:00:00Z");
  expect((await list(inspectionId))[0].answers).toMatchObject([{ text: "Gửi muộn", late: true }]);
  expect((await post(inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" })).status).toBe(200);
  expect(await refusalOf(answer(id, { text: "Thêm" }))).toEqual([409, "inspection-concluded"]);
});
