import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Submission } from "../../shared/sheets/submission.ts";
import { makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

// PostgreSQL holds no NUL in a text and fails where it is given one; half a character becomes another text on its way to any database.
const nul = "\0";
const half = "\ud83d";

let server: TestServer;
let admin: Awaited<ReturnType<typeof makeDevice>>;
beforeAll(async () => {
  server = await startTestServer();
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterAll(() => server.remove());

const send = (method: string, path: string, body: unknown) =>
  admin.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const refusalOf = async (answer: Promise<Response>) => {
  const { status, code, values } = await (await answer).json();
  return [status, code, values.where];
};

describe("a NUL or half a character", () => {
  test.for([nul, half])("%j in what a person wrote is left out or marked, and stored as it is told", async (odd) => {
    const unit = { name: `Sở ${odd}Nội vụ`, kind: "department", block: `Sở${odd}` };
    const added = await send("POST", "/api/units", { units: [unit] });
    expect(added.status).toBe(201);
    const [id] = (await added.json()).unitIds;
    const clean = odd === nul ? "" : "\ufffd";
    expect((await (await admin.fetch(`/api/units/${id}`)).json()).unit).toMatchObject({ name: `Sở ${clean}Nội vụ`, block: `Sở${clean}` });
  });

  test.for([nul, half])("%j in a note or a quotation is no reason to lose a sheet", async (odd) => {
    const at = await server.opens({ unit: odd === nul ? 1 : 2 });
    const sheet = makeSheet(at);
    const entries = Object.fromEntries(Object.entries(sheet.entries).map(([id, entry]) => [id, { ...entry, note: `Đã${odd} xem` }]));
    const sent: Submission = { ...sheet, entries };
    expect((await server.asInspector("an").submits(sent)).status).toBe(201);
    expect((await server.asInspector("an").submits(sent)).status).toBe(200);
    const own = await (await server.asInspector("an").fetch(`/api/submissions/${sheet.id}`)).json();
    expect(new Set(Object.values<{ note: string }>(own.document.entries).map(({ note }) => note))).toEqual(
      new Set([`Đã${odd === nul ? "" : "\ufffd"} xem`]),
    );
  });

  test.for([nul, half])("%j in a name or an address is refused where it stands", async (odd) => {
    const { inspectionId } = await server.opens({ unit: 3 });
    const refused = [400, "malformed", "body"];
    expect(await refusalOf(send("PATCH", `/api/plans/${server.planId}`, { checklist: { id: `a${odd}`, version: "1" } }))).toEqual(refused);
    expect(await refusalOf(send("PATCH", `/api/inspections/${inspectionId}`, { areas: [odd] }))).toEqual(refused);
    const site = { origin: `https://a${odd}.test`, path: "/" };
    expect(await refusalOf(send("POST", "/api/units", { units: [{ name: "A", kind: "ward", block: "B", websites: [site] }] }))).toEqual(
      refused,
    );
    const sheet = makeSheet({ inspectionId, unitId: server.unitIds[3] ?? "" });
    expect(await refusalOf(server.asInspector("an").submits({ ...sheet, checklist: { id: odd, version: "1" } }))).toEqual(refused);
    const [entry] = Object.values(sheet.entries);
    if (!entry) throw new Error("the sheet is empty");
    expect(await refusalOf(server.asInspector("an").submits({ ...sheet, entries: { ...sheet.entries, [odd]: entry } }))).toEqual(refused);
  });

  test("in a query is left out of words and refused in an address, and in a path there is nothing of that name", async () => {
    for (const path of ["units?q=S%00", "units?block=a%00b", "results?block=%00"])
      expect((await admin.fetch(`/api/${path}`)).status, path).toBe(200);
    expect(await refusalOf(admin.fetch("/api/units/by-address?url=%00"))).toEqual([400, "malformed", "query"]);
    expect(await refusalOf(admin.fetch("/api/checklists/a/1/changes?since=%00"))).toEqual([400, "malformed", "query"]);
    for (const path of [
      "submissions/%00",
      "inspections/%00/stages",
      "inspections/%00/findings",
      "checklists/%00/1",
      "inspections/%00/history",
    ]) {
      const answer = await (path.startsWith("submissions") ? server.asInspector("an") : admin).fetch(`/api/${path}`);
      expect([answer.status, (await answer.json()).code], path).toEqual([404, "not-found"]);
    }
  });

  test("in a table is refused with its row", async () => {
    const table = "Tên;Loại;Khối\nSở A;department;Sở\nSở B\0;department;Sở";
    const answer = await admin.fetch("/api/units/import", { method: "POST", headers: { "content-type": "text/csv" }, body: table });
    const { status, code, values } = await answer.json();
    expect([status, code, values.why]).toEqual([415, "not-table", "row 3 holds what is no text"]);
  });

  test("in a page's address or form is refused there too", async () => {
    const lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
    expect((await lead.visits("/units/%00")).status).toBe(404);
    expect((await lead.sends("/account/devices/%00/revoke")).status).toBe(404);
    expect((await lead.sends("/admin/plan", { title: nul, year: "2027" })).status).toBe(400);
    expect((await lead.visits("/invitation/%00")).status).toBe(404);
  });
});
