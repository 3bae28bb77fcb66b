import { expect } from "vitest";
import { newId } from "../../shared/id.ts";
import { type Device, makeDevice, type PersonName, type TestServer } from "./server.ts";
import { makeSheet } from "./sheets.ts";
import { checklistOf, criterion, makeSmallPlan } from "./small-plan.ts";

/** What a device is answered to a body of JSON. */
export async function sendJson(device: Device, method: string, path: string, body: unknown): Promise<Response> {
  const answer = await device.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  expect([path, answer.status < 300 ? "done" : await answer.clone().text()]).toEqual([path, "done"]);
  return answer;
}

/** Does one of everything that can be decided about inspections, findings, units and plans, so that there is a row of each. */
export async function decideEverything(server: TestServer): Promise<void> {
  const asLead = (method: string, path: string, body: unknown) => sendJson(server.asLead(), method, path, body);
  const personOf = (name: PersonName) => server.asInspector(name).personId;
  const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];

  const settled = await server.opens({ team: ["an", "binh", "chi"], visitedOn: "2026-09-01" });
  const of = (inspectionId: string, what: string) => `/api/inspections/${inspectionId}/${what}`;
  await an.submits(makeSheet({ ...settled, visitedOn: "2026-09-01" }));
  const doubt = { "NYTT-10": { type: "notApplicable" as const, reason: "Không phát sinh" } };
  await binh.submits(makeSheet({ ...settled, visitedOn: "2026-09-01", answers: doubt }));
  await asLead("POST", of(settled.inspectionId, "excuse"), { personId: personOf("chi"), reason: "Ốm" });
  const decision = { personId: personOf("binh"), criterion: "NYTT-10", approved: true, reason: "Đúng là không phát sinh" };
  await asLead("POST", of(settled.inspectionId, "not-applicable"), decision);
  const override = { by: "lead", points: 0, reason: "Chưa niêm yết" };
  await asLead("POST", of(settled.inspectionId, "appraisal"), { id: newId(), decisions: { "NYTT-10": override } });
  const findingId = newId();
  await asLead("PUT", `/api/findings/${findingId}`, { inspectionId: settled.inspectionId, criterion: "NYTT-10", text: "Chưa niêm yết đủ" });
  await asLead("PUT", `/api/findings/${findingId}/verdicts/${newId()}`, { fixed: false, reason: "Vẫn chưa niêm yết" });
  await asLead("POST", of(settled.inspectionId, "conclusion"), { waiveMinutes: "Biên bản giấy nộp sau" });

  const returned = await server.opens({ visitedOn: "2026-09-02" });
  await an.submits(makeSheet({ ...returned, visitedOn: "2026-09-02" }));
  await asLead("POST", of(returned.inspectionId, "return"), { personId: personOf("an"), reason: "Chấm lại" });
  const [takenBack, replaced] = [await server.opens({ unit: 3 }), await server.opens({ unit: 3 })];
  const [taken, first] = [makeSheet(takenBack), makeSheet(replaced)];
  await an.submits(taken);
  await an.withdraws(taken.id);
  await an.submits(first);
  await an.submits({ ...makeSheet({ ...replaced, seed: 3 }), replaces: { id: first.id, reason: "Đếm lại" } });

  const bonus = { id: "thuong", kind: "bonus" as const, points: 100, title: { vi: "Thưởng", en: "Bonus" } };
  const adjustments = { cap: { bonus: 500, penalty: 0 }, list: [bonus] };
  const checklist = checklistOf("bonus", [criterion("C1", "L1", 10_000, { type: "boolean", yes: 10_000, no: 0 })], { adjustments });
  const small = await makeSmallPlan(server, {
    checklist,
    units: [{ name: "Xã Cũ", kind: "commune", block: "X", websites: [] }],
    year: 2025,
  });
  const answers = { an: { C1: { type: "boolean" as const, yes: false } } };
  const { inspectionId } = await small.visits(0, { visitedOn: "2025-03-01", answers, concluded: false });
  await asLead("PUT", of(inspectionId, "adjustments"), { adjustments: [{ id: "thuong", times: 1, reason: "Sáng kiến" }] });
  const admin = await makeDevice(server, server.app, personOf("quan"), "lead");
  const merge = {
    kind: "merge",
    on: "2031-01-01",
    decision: "1/NQ",
    before: small.unitIds,
    after: { name: "Xã Mới", kind: "commune", block: "X" },
  };
  await sendJson(admin, "POST", "/api/units/events", merge);
}
