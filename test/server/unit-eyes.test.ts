import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openInspections } from "../../server/inspections/inspections.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { sendJson } from "../support/decided.ts";
import { concludeUnsettled } from "../support/earlier-conclusion.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { addressesOfUnits, readAsUnit } from "../support/unit-walk.ts";
import { makeAccount, makeOffice, signedIn, type Visitor } from "../support/visitor.ts";

/*
 * What a unit may see, byte by byte over every route that it may call: before the conclusion nothing that inspectors and leads do changes
 * anything; afterwards it reads points, reasons and the evidence of what was lowered, and nobody's name.
 */
const timeout = 60_000;
let now = new Date("2026-11-22T03:00:00Z");
let server: TestServer;
let office: Device;
let page: Visitor;
let lead: Device;
beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  const account = await makeOffice(server, "Office", server.unitIds[0] ?? "");
  office = await makeDevice(server, server.app, account.id, "unit");
  page = await signedIn(server, account.email);
  const leader = await makeAccount(server, "Trưởng Đoàn Kín", ["lead"]);
  lead = await makeDevice(server, server.app, leader.id, "lead");
});
afterAll(() => server.remove());

async function stored(device: Device) {
  const bytes = Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(newId())]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  expect((await device.fetch(`/api/evidence/${sha256}`, { method: "PUT", body: bytes })).status).toBe(201);
  return { type: "file" as const, id: newId(), sha256, mediaType: "image/jpeg" as const, size: bytes.byteLength };
}

type Stored = Awaited<ReturnType<typeof stored>>;

/** Every note and every file says whose it is. */
function marked(sheet: Submission, mark: string, file?: Stored, on: readonly string[] = []): Submission {
  for (const [id, entry] of Object.entries(sheet.entries)) {
    entry.note = `${mark} đã ghi ${id}`;
    if (file && on.includes(id)) entry.evidence = [{ ...file, name: `anh-cua-${mark}.jpg`, capturedAt: sheet.sentAt }];
  }
  return sheet;
}

const walk = async (ids: readonly string[], hashes: readonly string[]) =>
  await readAsUnit(office, page, addressesOfUnits({ id: ids, sha256: hashes, file: ["x"] }));

const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
  [...after].filter(([address, said]) => said !== before.get(address)).map(([address]) => address);

describe("an inspection that was announced", () => {
  test("shows nothing of what inspectors send and leads decide until it is concluded, and then nobody's name", { timeout }, async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    const files = { an: await stored(an), binh: await stored(binh), kept: await stored(binh) };
    const [self, ofAn, ofBinh] = [makeSheet(at), makeSheet({ ...at, seed: 3 }), makeSheet({ ...at, seed: 8 })];
    const less = (sheet: Submission) =>
      Object.keys(sheet.entries).filter((id) => (sheet.entries[id]?.points ?? 0) < (self.entries[id]?.points ?? 0));
    const [taken = ""] = less(ofBinh).filter((id) => ofAn.entries[id]?.points !== ofBinh.entries[id]?.points);
    const [equal = ""] = Object.keys(self.entries).filter((id) => self.entries[id]?.points === ofBinh.entries[id]?.points);
    expect((await office.submits({ ...marked(self, "DONVI"), stage: "self" })).status).toBe(201);
    marked(ofBinh, "BINH", files.binh, [taken]);
    const kept = ofBinh.entries[equal];
    if (kept) kept.evidence = [{ ...files.kept, name: "anh-khac-cua-BINH.jpg", capturedAt: ofBinh.sentAt }];

    const ids = [at.inspectionId, at.unitId, self.id, ofAn.id, ofBinh.id, an.personId, binh.personId, lead.personId];
    const hashes = Object.values(files).map(({ sha256 }) => sha256);
    const before = await walk(ids, hashes);
    expect([...before.values()].filter((said) => said.startsWith("200")).length).toBeGreaterThan(8);
    const unchanged = async () => expect(changed(before, await walk(ids, hashes))).toEqual([]);
    expect((await an.submits(marked(ofAn, "AN", files.an, [taken]))).status).toBe(201);
    await unchanged();
    expect((await binh.submits(ofBinh)).status).toBe(201);
    await unchanged();
    await sendJson(lead, "POST", `/api/inspections/${at.inspectionId}/return`, { personId: an.personId, reason: "LAN trả" });
    await unchanged();
    await sendJson(lead, "POST", `/api/inspections/${at.inspectionId}/return/undo`, { personId: an.personId, reason: "LAN thôi" });
    const rest = { by: "inspector", personId: binh.personId, reason: "Theo phiếu có ảnh" };
    await sendJson(lead, "POST", `/api/inspections/${at.inspectionId}/appraisal`, { id: newId(), decisions: {}, rest });
    await sendJson(lead, "PUT", `/api/findings/${newId()}`, { inspectionId: at.inspectionId, criterion: taken, text: "Phải sửa" });
    await unchanged();

    await sendJson(lead, "POST", `/api/inspections/${at.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    const after = await walk(ids, hashes);
    const unseen = [`AN đã ghi ${taken}`, "anh-cua-", "anh-khac", an.personId, binh.personId, lead.personId, "Trưởng Đoàn Kín"];
    for (const [address, said] of after) {
      // What was asked for by an id is repeated by the address alone.
      const own = address.split("/").reduce((text, part) => (part.length > 30 ? text.replaceAll(part, "") : text), said);
      expect([address, unseen.filter((mark) => own.includes(mark))]).toEqual([address, []]);
    }
    const shown = await (await office.fetch(`/api/inspections/${at.inspectionId}/stages`)).json();
    expect(shown.sheets.map(({ stage }: { stage: string }) => stage)).toEqual(["self"]);
    const of = (id: string) => shown.conclusion.criteria.find(({ criterion }: { criterion: string }) => criterion === id);
    expect(of(taken)).toMatchObject({
      points: ofBinh.entries[taken]?.points,
      reason: "Theo phiếu có ảnh",
      evidence: [{ type: "file", sha256: files.binh.sha256 }],
    });
    expect(of(equal)).toMatchObject({ points: self.entries[equal]?.points, evidence: [] });
    const status = async (hash: string) => (await office.fetch(`/api/evidence/${hash}`)).status;
    expect([await status(files.binh.sha256), await status(files.an.sha256), await status(files.kept.sha256)]).toEqual([200, 404, 404]);
    expect((await (await office.fetch("/api/findings")).json()).findings[0]).toMatchObject({ text: "Phải sửa", raisedBy: null, steps: [] });
  });

  test("concluded without an appraisal it shows the mean, and a note only where one stands for all", async () => {
    const at = await server.opens({ team: ["an", "binh"], visitedOn: "2026-10-06" });
    const sheets = [3, 8].map((seed) => makeSheet({ ...at, visitedOn: "2026-10-06", seed }));
    const [first, second] = sheets as [Submission, Submission];
    const differing = Object.keys(first.entries).find((id) => first.entries[id]?.points !== second.entries[id]?.points) ?? "";
    expect((await server.asInspector("an").submits(marked(first, "AN"))).status).toBe(201);
    expect((await server.asInspector("binh").submits(marked(second, "BINH"))).status).toBe(201);
    await concludeUnsettled(server, at.inspectionId, lead.personId);
    const { conclusion } = await (await office.fetch(`/api/inspections/${at.inspectionId}/stages`)).json();
    const of = (id: string) => conclusion.criteria.find(({ criterion }: { criterion: string }) => criterion === id);
    const [a, b] = [first.entries[differing]?.points ?? 0, second.entries[differing]?.points ?? 0];
    expect(of(differing)).toMatchObject({ points: Math.floor((a + b + 1) / 2), reason: "" });
    const results = await (await server.asLead().fetch(`/api/results?plan=${server.planId}`)).json();
    expect(conclusion.index).toBe(results.rows.find(({ unitId }: { unitId: string }) => unitId === at.unitId).index);
  });
});

test("an unannounced visit is not there for its unit, whatever it asks or sends, until it is concluded", { timeout }, async () => {
  const before = await walk([], []);
  const [id = ""] = await openInspections(
    server.context.database,
    {
      ...{ planId: server.planId, unitIds: [server.unitIds[0] ?? ""], kind: "surprise", form: "both", visitedOn: "2026-10-20" },
      ...{ announced: false, again: true },
      team: [{ personId: server.asInspector("an").personId, position: "head", scores: true }],
    },
    lead.personId,
    now,
  );
  const at = { inspectionId: id, unitId: server.unitIds[0] ?? "", visitedOn: "2026-10-20" };
  const secret = newId();
  const nowhere = await walk([newId()], []);
  const hidden = async () => {
    expect(changed(before, await walk([], []))).toEqual([]);
    const there = await walk([id], []);
    const said = (one: ReadonlyMap<string, string>) => [...one.values()].map((text) => text.slice(0, 3));
    expect(said(there)).toEqual(said(nowhere));
  };
  await hidden();
  const refused = await office.submits({ ...makeSheet(at), stage: "self" });
  expect([refused.status, (await refused.json()).code]).toEqual([422, "inspection-unknown"]);
  expect((await server.asInspector("an").submits(makeSheet({ ...at, seed: 3 }))).status).toBe(201);
  await sendJson(lead, "PUT", `/api/findings/${secret}`, { inspectionId: id, criterion: "NYTT-01", text: "Đột xuất" });
  await hidden();
  // An earlier finding that is looked at again there does not name it either.
  const told = (await (await office.fetch("/api/findings")).json()).findings[0];
  const verdict = { fixed: false, reason: "Vẫn còn", inspectionId: id };
  await sendJson(lead, "PUT", `/api/findings/${told.id}/verdicts/${newId()}`, verdict);
  expect(await (await office.fetch("/api/findings")).text()).not.toContain(id);

  now = new Date(now.getTime() + 60_000);
  await sendJson(lead, "POST", `/api/inspections/${id}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  const own = await (await office.fetch("/api/self-scores")).json();
  expect(own.inspections.map((one: { id: string }) => one.id)).toContain(id);
  expect(await (await office.fetch("/api/findings")).text()).toContain(secret);
});
