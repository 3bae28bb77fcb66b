import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findDifferences } from "../../server/submissions/rebuild.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { accepts, signsDeviceIn } from "../support/newcomers.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

/** The visit is on 5 October; Việt Nam is seven hours ahead. */
const beforeMidnight = new Date("2026-10-04T16:59:00Z");
const afterMidnight = new Date("2026-10-04T17:01:00Z");

let server: TestServer;
let clock = afterMidnight;
let office: string;
beforeAll(async () => {
  clock = afterMidnight;
  server = await startTestServer({ now: () => clock });
  const admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  const invited = { name: "Văn thư", email: "vanthu@tinh.test", roles: ["unit"], unitId: server.unitIds[0] };
  const { address } = await (await send(admin, "POST", "/api/people/invitations", invited)).json();
  office = await signsDeviceIn(server.app, await accepts(server.app, new URL(address).pathname, "Văn thư"));
});
afterAll(() => server.remove());

const send = (device: Device, method: string, path: string, body: unknown) =>
  device.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const scoresItself = (sheet: Submission) =>
  server.app.request(`/api/submissions/${sheet.id}`, {
    method: "PUT",
    headers: { "content-type": "application/json", authorization: `Bearer ${office}`, "accept-language": "vi" },
    body: JSON.stringify({ ...sheet, stage: "self" }),
  });

describe("an inspector's sheet of a visit after the day of receipt", () => {
  test("is refused with both days at 23:59 and taken at 00:01, Việt Nam's time", async () => {
    const sheet = makeSheet(await server.opens());
    clock = beforeMidnight;
    const rows = server.counts();
    const refused = await server.asInspector("an").submits(sheet, { "accept-language": "vi" });
    const { code, values, detail } = await refused.json();
    expect([refused.status, code, values]).toEqual([422, "visit-in-future", { visitedOn: "2026-10-05", receivedOn: "2026-10-04" }]);
    expect(detail).toContain("ngày kiểm tra 05/10/2026, sau ngày máy chủ nhận là 04/10/2026");
    expect(server.counts()).toEqual(rows);
    clock = afterMidnight;
    expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
  });

  test("is never refused where it was taken before: the first receipt comes again though the clock went back", async () => {
    clock = afterMidnight;
    const sheet = makeSheet(await server.opens());
    const first = await (await server.asInspector("an").submits(sheet)).json();
    clock = beforeMidnight;
    const again = await server.asInspector("an").submits(sheet);
    expect([again.status, await again.json()]).toEqual([200, first]);
    clock = afterMidnight;
  });

  test("opens no surprise inspection", async () => {
    const [unitId = "", planId] = [server.unitIds[1], server.planId];
    const surprise = { planId, unitId, form: "both" as const, visitedOn: "2026-12-01", openedAt: clock.toISOString() };
    const sheet = { ...makeSheet({ inspectionId: newId(), unitId, visitedOn: "2026-12-01" }), surprise };
    const rows = server.counts();
    const refused = await server.asInspector("an").submits(sheet);
    expect([refused.status, (await refused.json()).code]).toEqual([422, "visit-in-future"]);
    expect(server.counts()).toEqual(rows);
  });
});

describe("a self-score", () => {
  test("comes before its visit, and follows it to another day: it is no beginning", async () => {
    clock = beforeMidnight;
    const at = await server.opens();
    const path = `/api/inspections/${at.inspectionId}`;
    expect((await scoresItself(makeSheet(at))).status).toBe(201);
    const moved = await send(server.asLead(), "PATCH", path, { visitedOn: "2026-10-02", again: true });
    expect([moved.status, (await moved.json()).visitedOn]).toEqual([200, "2026-10-02"]);
    // The office still holds the old day, and corrects what it sent.
    const { submissions } = await (await server.app.request("/api/submissions", { headers: { authorization: `Bearer ${office}` } })).json();
    const replaces = { id: submissions[0].receipt.submissionId, reason: "Đếm lại" };
    clock = new Date("2026-10-01T16:59:00Z");
    expect((await scoresItself({ ...makeSheet({ ...at, seed: 3 }), replaces })).status).toBe(201);
    clock = beforeMidnight;
    expect((await server.asInspector("an").submits(makeSheet({ ...at, visitedOn: "2026-10-02" }))).status).toBe(201);
    const stages = await (await server.asLead().fetch(`${path}/stages`)).json();
    expect(JSON.stringify(stages)).toContain('"self"');
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
    expect(await findDifferences(server.context.database)).toEqual([]);
  });

  test("keeps the form and the checklist that it was made by, and an inspector's sheet keeps the day too", async () => {
    clock = afterMidnight;
    const at = await server.opens();
    const change = async (what: object) => {
      const answer = await send(server.asLead(), "PATCH", `/api/inspections/${at.inspectionId}`, { again: true, ...what });
      return answer.status;
    };
    expect((await scoresItself(makeSheet(at))).status).toBe(201);
    expect(await change({ form: "onsite" })).toBe(409);
    expect(await change({ areas: ["DDCV"] })).toBe(409);
    expect(await change({ visitedOn: "2026-10-04" })).toBe(200);
    expect((await server.asInspector("an").submits(makeSheet({ ...at, visitedOn: "2026-10-04" }))).status).toBe(201);
    expect(await change({ visitedOn: "2026-10-03" })).toBe(409);
  });
});
