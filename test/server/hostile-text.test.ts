import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDraft } from "../../server/documents/documents.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { formatNumber } from "../../shared/text.ts";
import { partsOf, printed } from "../support/documents.ts";
import { fileOf } from "../support/evidence.ts";
import { makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, signedIn, type Visitor } from "../support/visitor.ts";

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

describe("one inspection of six hostile sheets, as full as a sheet may be", () => {
  const inspectors = 6;
  /** A criterion takes 50 pieces and a sheet 1 MB: with notes of 4,000 characters, which are 11 kB, there is room for 48. */
  const pieces = 48;
  const hostile = `<img src=x onerror=alert(1)><script>alert(2)</script>{#team}]]>&amp; =cmd|' /C calc'!A0 \u202egnp.exe\u2066 \u0007`;
  const note = (n: number) => `=HYPERLINK("https://evil.test","${n}") ${hostile} `.padEnd(4_000, "ệ");
  let inspectionId: string;
  let lead: Visitor;
  let sheets: readonly Submission[];
  beforeAll(async () => {
    const makes = async (_: unknown, n: number) => {
      const { id } = await makeAccount(server, `Thanh tra ${n}`, ["inspector"]);
      return await makeDevice(server, server.app, id, "inspector");
    };
    const team = await Promise.all(Array.from({ length: inspectors }, makes));
    const unitId = server.unitIds[0] ?? "";
    const members = team.map(({ personId }) => ({ personId, position: "member" as const, scores: true }));
    const of = {
      planId: server.planId,
      unitIds: [unitId],
      kind: "planned",
      form: "both",
      visitedOn: "2026-10-05",
      announced: true,
    } as const;
    [inspectionId = ""] = await openInspections(server.context.database, { ...of, team: members }, admin.personId, new Date());
    lead = await signedIn(server, (await makeAccount(server, "Lê Hiền", ["lead"])).email);
    const broken = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from("no picture at all")]);
    sheets = await Promise.all(
      team.map(async (device, n) => {
        const sheet = makeSheet({ inspectionId, unitId, seed: 3 + n });
        const file = fileOf(broken, { name: `${hostile.slice(0, 150)}.jpg`, mediaType: "image/jpeg" });
        if (n === 0) expect((await device.fetch(`/api/evidence/${file.sha256}`, { method: "PUT", body: broken })).status).toBe(201);
        for (const [id, entry] of Object.entries(sheet.entries)) {
          entry.note = note(n);
          const quotes = Array.from({ length: pieces - (n === 0 ? 1 : 0) }, (_, i) => ({
            ...{ type: "quote" as const, id: newId(), prefix: "", suffix: "", url: "https://soyte.test/", title: `=${n}<b>\u202e` },
            ...{ exact: `${i} ${n} ${id} <b>{unit}`, capturedAt: sheet.sentAt },
          }));
          entry.evidence = n === 0 ? [{ ...file, id: newId() }, ...quotes] : quotes;
        }
        return sheet;
      }),
    );
    for (const [n, device] of team.entries()) expect((await device.submits(sheets[n] as Submission)).status).toBe(201);
  });

  /** What people wrote is no markup, is shown whole, and turns no line round but its own. */
  const isWhole = (html: string) => {
    expect(html).toMatch(/<\/html>\s*$/);
    expect(html).toMatch(/&lt;script(>|&gt;)alert\(2\)/);
    expect(html).not.toMatch(/<script>alert|<img src=x/);
    const around = html.replace(/<bdi>[^<]*<\/bdi>| (alt|title|aria-label)="[^"]*"/g, "").matchAll(/.{0,60}[\u202a-\u202e\u2066-\u2069]/g);
    expect([...around].map(([where]) => where)).toEqual([]);
  };

  test("its pages stay whole and bounded", async () => {
    for (const page of ["", "?criterion=NYTT-02", "?order=area&history=all", "/settle", "/settle?criterion=NYTT-02"]) {
      const answer = await lead.visits(`/inspections/${inspectionId}${page}`);
      const html = await answer.text();
      expect([page, answer.status, html.length < 2_000_000 ? "bounded" : html.length]).toEqual([page, 200, "bounded"]);
      isWhole(html);
    }
  });

  test("its annex lists 1,000 pieces of evidence and says how many more there are", async () => {
    const bytes = await makeDraft(server.context, inspectionId, "scoreAnnex", new Date());
    const text = await printed(bytes);
    const lowered = defaultChecklist.criteria.filter(({ id, maxPoints }) =>
      sheets.some(({ entries }) => (entries[id]?.points ?? maxPoints) < maxPoints),
    );
    const more = formatNumber(lowered.length * pieces * inspectors - 1_000, "vi");
    expect(text).toContain(`và ${more} bằng chứng khác, xem trên hệ thống`);
    expect(text.match(/^“\d+ \d .*<b>\{unit\}”/gm)?.length).toBe(1_000 - Math.ceil(1_000 / (pieces * inspectors)));
    expect(text).toContain(`<script>alert(2)</script>{#team}]]>&amp; =cmd|' /C calc'!A0 gnp.exe`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(text.trimEnd()).toMatch(/không thay chữ ký, con dấu\.$/);
    expect(bytes.byteLength).toBeLessThan(2_000_000);
  });

  test("its workbooks and its answers hold text and no formulas", async () => {
    const text = `=1+1 ${hostile}`;
    const finding = { inspectionId, criterion: "NYTT-02", text };
    expect((await send("PUT", `/api/findings/${newId()}`, finding)).status).toBeLessThan(300);
    const workbook = Buffer.from(await (await lead.visits("/findings.xlsx")).arrayBuffer());
    const parts = await partsOf(workbook);
    expect(Object.values(parts).join("")).not.toMatch(/<f[ >]|<script>/);
    expect(JSON.stringify(await readSheet(workbook))).toContain("alert(2)");
    const results = await partsOf(Buffer.from(await (await admin.fetch("/api/results.xlsx?basis=live")).arrayBuffer()));
    expect(Object.values(results).join("")).not.toMatch(/<f[ >]/);
    const answers = await (await admin.fetch("/api/answers.csv")).text();
    expect(answers).not.toMatch(/(^|;)"?=/m);
    expect(answers.match(/HYPERLINK/g)).toHaveLength(inspectors * Object.keys(sheets[0]?.entries ?? {}).length);
  });
});
