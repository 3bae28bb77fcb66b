import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { concludeInspection } from "../../server/decisions/conclude.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { recordUnitEvent } from "../../server/units/unit-events.ts";
import type { Finding } from "../../shared/findings/finding.ts";
import { newId } from "../../shared/id.ts";
import type { UnitEvent } from "../../shared/units/unit-events.ts";
import { pictureBytes } from "../support/evidence.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeOffice } from "../support/visitor.ts";

let server: TestServer;
const now = new Date("2026-11-22T03:00:00Z");
/** Sở Y tế and Sở Xây dựng, which become one; Sở Tài chính, which goes on after a part leaves it; and those that begin. */
let health: string, building: string, finance: string, heir: string, part: string;
const found = new Map<string, string>();
let heirOffice: Device, partOffice: Device, oldOffice: Device;

const happens = async (event: UnitEvent) => (await recordUnitEvent(server.context.database, event, "quan", now)).unitIds;
const put = async (device: Device, path: string, body: unknown) => {
  const answer = await device.fetch(path, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return [answer.status, (await answer.json()).code];
};
const office = async (name: string, unitId: string) => {
  const { id } = await makeOffice(server, name, unitId);
  return await makeDevice(server, server.app, id, "unit");
};

async function visit(unitId: string, visitedOn: string, sends = true): Promise<string> {
  const members = [{ personId: server.asInspector("an").personId, position: "member" as const, scores: true }];
  const [inspectionId = ""] = await openInspections(
    server.context.database,
    { planId: server.planId, unitIds: [unitId], kind: "planned", form: "both", visitedOn, announced: true, team: members },
    server.asInspector("lan").personId,
    now,
  );
  if (!sends) return inspectionId;
  expect((await server.asInspector("an").submits(makeSheet({ inspectionId, unitId, visitedOn }))).status).toBe(201);
  await concludeInspection(server.context.database, inspectionId, server.asInspector("lan").personId, now, {
    waiveMinutes: "Biên bản giấy nộp sau",
  });
  return inspectionId;
}

async function finds(name: string, unitId: string, visitedOn: string): Promise<void> {
  const id = newId();
  found.set(name, id);
  expect(
    await put(server.asLead(), `/api/findings/${id}`, { inspectionId: await visit(unitId, visitedOn), criterion: "NYTT-01", text: name }),
  ).toEqual([201, undefined]);
}

const carriedInto = async (inspectionId: string, device = server.asLead()): Promise<Finding[]> =>
  (await (await device.fetch(`/api/inspections/${inspectionId}/findings`)).json()).carried;
const list = async (device: Device, query = ""): Promise<Finding[]> =>
  (await (await device.fetch(`/api/findings?${query}`)).json()).findings;
const texts = (findings: readonly Finding[]) => findings.map(({ text }) => text).sort();

beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  [health = "", building = "", finance = ""] = server.unitIds;
  oldOffice = await office("Old Office", health);
  await finds("health", health, "2026-02-02");
  await finds("building", building, "2026-02-03");
  await finds("finance", finance, "2026-02-04");
  await finds("health, remedied", health, "2026-02-05");
  expect(
    await put(server.asLead(), `/api/findings/${found.get("health, remedied")}/verdicts/${newId()}`, { fixed: true, reason: "Đã đủ" }),
  ).toEqual([201, undefined]);
  const decided = { on: "2026-06-01", decision: "NQ 1" };
  const department = { kind: "department" as const, block: "Sở, ban, ngành", websites: [], traits: [] };
  [heir = ""] = await happens({
    kind: "merge",
    ...decided,
    before: [health, building],
    after: { ...department, name: "Sở Y tế và Xây dựng" },
  });
  [, part = ""] = await happens({
    kind: "split",
    ...decided,
    before: finance,
    after: [{ id: finance }, { ...department, name: "Sở Giá" }],
  });
  await finds("finance, after the split", finance, "2026-07-01");
  const [, , , commune = ""] = server.unitIds;
  await finds("commune", commune, "2026-02-06");
  await happens({ kind: "merge", on: "2026-10-15", decision: "NQ 2", before: [commune], after: { id: finance } });
  heirOffice = await office("Heir Office", heir);
  partOffice = await office("Part Office", part);
});
afterAll(() => server.remove());

describe("a finding of a unit that was merged or split", () => {
  test("is carried into the next inspection of what it became, and says by which event", async () => {
    const carried = await carriedInto(await visit(heir, "2026-09-01"));
    // The remedied one was open until after that day.
    expect(texts(carried)).toEqual(["building", "health", "health, remedied"]);
    const [one] = carried.filter(({ text }) => text === "health");
    expect(one).toMatchObject({
      unitId: health,
      unitName: "Sở Y tế",
      through: { kind: "merge", on: "2026-06-01", decision: "NQ 1", toUnits: [heir] },
    });
    expect(one?.through?.label.vi).toMatch(
      /^Sở (Y tế|Xây dựng), Sở (Y tế|Xây dựng) sáp nhập thành Sở Y tế và Xây dựng từ ngày 01\/06\/2026 \(NQ 1\)$/,
    );
    expect(texts(await carriedInto(await visit(heir, "2026-11-23", false)))).toEqual(["building", "health"]);
  });

  test("is carried to each side of a split where it was found before; a unit's own ones need no event", async () => {
    const toPart = await carriedInto(await visit(part, "2026-09-01", false));
    expect(texts(toPart)).toEqual(["finance"]);
    expect(toPart[0]?.through?.label.en).toMatch(/^Sở Tài chính was split into/);
    // Two months later a commune is merged into it as well.
    const toRest = await carriedInto(await visit(finance, "2026-09-01", false));
    expect(toRest.map(({ text, through }) => [text, through]).sort()).toEqual([
      ["finance", null],
      ["finance, after the split", null],
    ]);
  });

  test("is not carried into a visit that took place before the event", async () => {
    const before = await visit(health, "2026-03-01", false);
    expect(texts(await carriedInto(before))).toEqual(["health", "health, remedied"]);
  });

  test("goes along on the inspector's device, and stands in the lists of whoever has to remedy it", async () => {
    const field = await (await server.asInspector("an").fetch("/api/field")).json();
    const taken = field.findings.find(({ text }: Finding) => text === "building");
    expect(taken).toMatchObject({ unitId: building });
    expect(texts(field.findings)).toEqual(["building", "commune", "finance", "finance, after the split", "health"]);
    expect(texts(await list(heirOffice))).toEqual(["building", "health", "health, remedied"]);
    expect((await list(heirOffice)).map(({ through }) => through?.toUnits)).toEqual([[heir], [heir], [heir]]);
    expect(texts(await list(oldOffice))).toEqual(["health", "health, remedied"]);
    // Sở Tài chính goes on and remedies its own.
    expect(texts(await list(partOffice))).toEqual([]);
    expect(texts(await list(server.asLead(), `unit=${heir}&which=unfixed`))).toEqual(["building", "health"]);
    expect(texts(await list(server.asLead(), `unit=${part}`))).toEqual([]);
  });

  test("goes along on the device of an inspector who inspects what it became alone", async () => {
    const members = [{ personId: server.asInspector("chi").personId, position: "member" as const, scores: true }];
    const opening = {
      planId: server.planId,
      unitIds: [heir, part],
      kind: "planned" as const,
      form: "both" as const,
      visitedOn: "2026-11-23",
      announced: true,
      again: true,
    };
    await openInspections(server.context.database, { ...opening, team: members }, "lan", now);
    const { findings } = await (await server.asInspector("chi").fetch("/api/field")).json();
    expect(texts(findings)).toEqual(["building", "finance", "health"]);
    const taken = findings.find(({ text }: Finding) => text === "building");
    expect(taken.through).toMatchObject({ toUnits: [heir], label: { en: expect.stringContaining("merged into Sở Y tế và Xây dựng") } });
  });

  test("is answered by the unit that it came to, with proof that it sees, and by no other", async () => {
    const id = found.get("building");
    const said = { text: "Đã thay bảng mới" };
    expect(await put(partOffice, `/api/findings/${id}/answers/${newId()}`, said)).toEqual([404, "not-found"]);
    expect(await put(partOffice, `/api/findings/${found.get("finance")}/answers/${newId()}`, said)).toEqual([404, "not-found"]);
    const bytes = pictureBytes();
    const hash = createHash("sha256").update(bytes).digest("hex");
    await heirOffice.fetch(`/api/evidence/${hash}`, { method: "PUT", body: bytes });
    expect(await put(heirOffice, `/api/findings/${id}/answers/${newId()}`, { ...said, evidence: [hash] })).toEqual([201, undefined]);
    const colleague = await office("Colleague", heir);
    expect([(await colleague.fetch(`/api/evidence/${hash}`)).status, (await partOffice.fetch(`/api/evidence/${hash}`)).status]).toEqual([
      200, 404,
    ]);
  });

  test("is judged in an inspection of the unit that it came to, not in one of another or of before", async () => {
    const judge = (name: string, inspectionId: string) =>
      put(server.asLead(), `/api/findings/${found.get(name)}/verdicts/${newId()}`, { fixed: false, reason: "Vẫn thiếu", inspectionId });
    const later = await visit(heir, "2026-10-01", false);
    expect(await judge("building", await visit(part, "2026-10-01", false))).toEqual([422, "unit-unknown"]);
    expect(await judge("building", await visit(health, "2026-03-05", false))).toEqual([422, "unit-unknown"]);
    expect(await judge("building", later)).toEqual([201, undefined]);
    expect(await judge("finance, after the split", await visit(part, "2026-10-02", false))).toEqual([422, "unit-unknown"]);
    expect(await judge("finance", await visit(part, "2026-10-03", false))).toEqual([201, undefined]);
  });
});
