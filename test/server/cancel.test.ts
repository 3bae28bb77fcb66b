import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import { sendJson } from "../support/decided.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ now: () => new Date("2026-10-20T00:00:00Z") });
});
afterEach(() => server.remove());

const sends = (path: string, body: unknown, method = "POST") =>
  server.asLead().fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const cancels = (id: string, reason = "Đoàn không đi được vì bão") => sends(`/api/inspections/${id}/cancellation`, { reason });
const codeOf = async (answer: Response) => [answer.status, (await answer.json()).code];
const asks = async (path: string) => await (await server.asLead().fetch(path)).json();
const refused = [409, "inspection-cancelled"];

describe("an inspection is cancelled", () => {
  test("with a reason, which its history keeps; not without one, not once it is concluded, and not twice", async () => {
    const { inspectionId: id } = await server.opens({ team: ["an", "binh"] });
    expect((await codeOf(await cancels(id, " ")))[0]).toBe(400);
    expect((await cancels(id)).status).toBe(204);
    expect(await codeOf(await cancels(id))).toEqual(refused);
    expect((await asks(`/api/inspections/${id}`)).state).toBe("cancelled");
    const { history } = await asks(`/api/inspections/${id}/history`);
    expect(history.at(-1)).toMatchObject({ action: "inspection.cancelled", reason: "Đoàn không đi được vì bão" });
    const over = await server.opens();
    await server.asInspector("an").submits(makeSheet(over));
    await sendJson(server.asLead(), "POST", `/api/inspections/${over.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    expect(await codeOf(await cancels(over.inspectionId))).toEqual([409, "inspection-concluded"]);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("and then takes no sheet, no withdrawal and no decision, and its sheets are kept and read by nobody else", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    const sheet = makeSheet(at);
    await an.submits(sheet);
    await cancels(at.inspectionId);
    expect(await codeOf(await binh.submits(makeSheet({ ...at, seed: 2 })))).toEqual(refused);
    expect(await codeOf(await an.withdraws(sheet.id))).toEqual(refused);
    // What was received before is still known: a lost answer is given again.
    expect((await an.submits(sheet)).status).toBe(200);
    const of = (what: string) => `/api/inspections/${at.inspectionId}/${what}`;
    const person = { personId: binh.personId, reason: "Ốm" };
    const bodies: Readonly<Record<string, unknown>> = {
      excuse: person,
      "excuse/undo": person,
      return: person,
      "return/undo": person,
      appraisal: { id: newId(), decisions: {} },
      conclusion: {},
      "not-applicable": { ...person, criterion: "NYTT-10", approved: true },
      late: { submissionId: sheet.id, accepted: true, reason: "Nhận" },
    };
    for (const [what, body] of Object.entries(bodies))
      expect([what, ...(await codeOf(await sends(of(what), body)))]).toEqual([what, ...refused]);
    expect(await codeOf(await sends(of("adjustments"), { adjustments: [] }, "PUT"))).toEqual(refused);
    expect(await codeOf(await sends(`/api/inspections/${at.inspectionId}`, { kind: "combined" }, "PATCH"))).toEqual(refused);
    const finding = { inspectionId: at.inspectionId, criterion: "NYTT-01", text: "Chưa niêm yết" };
    expect(await codeOf(await sends(`/api/findings/${newId()}`, finding, "PUT"))).toEqual(refused);
    expect((await asks(of("stages"))).sheets).toEqual([]);
    expect(server.counts()).toMatchObject({ submissions: 1 });
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("and leaves results, coverage and waiting lists, and its unit's and inspectors' lists, which say why", async () => {
    const at = await server.opens({ team: ["an"] });
    const doubt = { "NYTT-10": { type: "notApplicable" as const, reason: "Không phát sinh" } };
    await server.asInspector("an").submits(makeSheet({ ...at, answers: doubt }));
    const query = `?plan=${server.planId}`;
    expect((await asks(`/api/not-applicable${query}`)).pending).toHaveLength(1);
    await cancels(at.inspectionId);
    expect((await asks(`/api/not-applicable${query}`)).pending).toEqual([]);
    const live = await asks(`/api/results${query}&basis=live`);
    expect(JSON.stringify(live)).not.toContain(at.inspectionId);
    expect(JSON.stringify(await asks(`/api/coverage${query}`))).not.toContain(at.inspectionId);
    const field = await (await server.asInspector("an").fetch("/api/field")).json();
    expect([field.inspections, field.current]).toEqual([[], []]);
    expect(field.cancelled).toEqual([
      { inspectionId: at.inspectionId, reason: "Đoàn không đi được vì bão", at: "2026-10-20T00:00:00.000Z" },
    ]);
    expect((await (await server.asInspector("binh").fetch("/api/field")).json()).cancelled).toEqual([]);
  });

  test("and another of the same unit, day, form and kind can be opened in its place", async () => {
    const asked = {
      planId: server.planId,
      unitIds: [server.unitIds[0]],
      kind: "planned",
      form: "both",
      visitedOn: "2026-10-05",
      announced: true,
    };
    const opens = () =>
      server.asLead().fetch("/api/inspections", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": newId() },
        body: JSON.stringify(asked),
      });
    const [id] = (await (await opens()).json()).inspectionIds;
    expect(await codeOf(await opens())).toEqual([409, "already-there"]);
    await cancels(id);
    expect((await opens()).status).toBe(201);
  });
});
