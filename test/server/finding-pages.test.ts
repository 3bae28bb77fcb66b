import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadProposals } from "../../server/desks/findings/proposals.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import { sendJson } from "../support/decided.ts";
import { leadVerbs } from "../support/lead-verbs.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeOffice, signedIn, type Visitor } from "../support/visitor.ts";

let now = new Date("2026-11-16T03:00:00Z");
let server: TestServer;
let lead: Visitor;
let office: Device;
let unit: Visitor;
const { as, conclude, settleByMean } = leadVerbs(() => server);
beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  lead = await signedIn(server, (await makeAccount(server, "Thu", ["lead"])).email);
  const account = await makeOffice(server, "Office", server.unitIds[0] ?? "");
  office = await makeDevice(server, server.app, account.id, "unit");
  unit = await signedIn(server, account.email);
});
afterAll(() => server.remove());

async function sent(team: readonly ("an" | "binh")[] = ["an"], unit = 0) {
  const at = await server.opens({ unit, team });
  for (const [i, name] of team.entries()) expect((await as(name).submits(makeSheet({ ...at, seed: 3 + i * 5 }))).status).toBe(201);
  return at.inspectionId;
}

const page = async (path: string, lang = "vi") => await (await lead.visits(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`)).text();
const found = () => findFaults(server.context.database, server.context.keys);
const proposed = async (id: string) => (await loadProposals(server.context.database.read, id)).proposals;

/** The form as the page has it, all ticked but `without`. */
function formOf(html: string, without: readonly string[] = []): Record<string, string> {
  const ids = [...html.matchAll(/name="id-([\w-]+)" value="([0-9a-f-]{36})"/g)];
  const texts = new Map(
    [...html.matchAll(/name="text-([\w-]+)"[^>]*>([^<]*)</g)].map(([, criterion = "", text = ""]) => [criterion, text]),
  );
  return Object.fromEntries(
    ids.flatMap(([, criterion = "", id = ""]) => [
      [`id-${criterion}`, id],
      ...(without.includes(criterion) ? [] : [[`tick-${criterion}`, "yes"]]),
      [`text-${criterion}`, (texts.get(criterion) ?? "").trim()],
      [`due-${criterion}`, ""],
    ]),
  );
}

describe("findings are raised from criteria", () => {
  test("each that lost points proposes one; what is ticked is raised at once, and the same form again changes nothing", async () => {
    const id = await sent();
    const all = await proposed(id);
    expect(all.length).toBeGreaterThan(3);
    expect(all.every(({ points, maxPoints }) => points < maxPoints)).toBe(true);
    const [first, second] = all;
    const html = await page(`/inspections/${id}/findings`);
    const form = { ...formOf(html, [second?.criterion ?? ""]), [`due-${first?.criterion}`]: "01/12/2026" };
    expect(Object.keys(form).filter((name) => name.startsWith("id-"))).toHaveLength(all.length);
    const answer = await lead.sends(`/inspections/${id}/findings`, form);
    expect(answer.headers.get("location")).toBe(`/inspections/${id}/findings?raised=${all.length - 1}`);
    const again = await lead.sends(`/inspections/${id}/findings`, form);
    expect(again.headers.get("location")).toBe(`/inspections/${id}/findings?raised=0`);
    const { raised } = await (await server.asLead().fetch(`/api/inspections/${id}/findings`)).json();
    expect(raised).toHaveLength(all.length - 1);
    const own = raised.find(({ criterion }: { criterion: string }) => criterion === first?.criterion);
    expect(own).toMatchObject({ dueOn: "2026-12-01", state: "open" });
    expect(formOf(await page(`/inspections/${id}/findings`))).toHaveProperty([`id-${second?.criterion}`]);
    expect(await found()).toEqual([]);
  });

  test("not before the reveal, not where sheets differ, and nothing where a text is missing", async () => {
    const hidden = await server.opens({ unit: 0, team: ["an", "binh"] });
    await as("an").submits(makeSheet({ ...hidden, seed: 3 }));
    expect((await lead.visits(`/inspections/${hidden.inspectionId}/findings`)).status).toBe(409);
    const id = await sent(["an", "binh"]);
    const before = (await proposed(id)).length;
    expect(await page(`/inspections/${id}/findings`, "en")).toMatch(/On \d+ criteria the sheets differ/);
    await settleByMean(id);
    const after = await proposed(id);
    expect(after.length).toBeGreaterThan(before);
    const form = { ...formOf(await page(`/inspections/${id}/findings`)), [`text-${after[0]?.criterion}`]: " " };
    const refused = await lead.sends(`/inspections/${id}/findings`, form);
    expect(refused.status).toBe(400);
    expect((await lead.sends(`/inspections/${id}/findings`, {})).status).toBe(400);
    const { raised } = await (await server.asLead().fetch(`/api/inspections/${id}/findings`)).json();
    expect(raised).toEqual([]);
  });
});

describe("the list of findings", () => {
  test("groups by whose turn it is; a late one that was answered stays overdue, and says that it waits", async () => {
    const id = await sent(["an"], 1);
    const elsewhere = await sent(["an"], 0);
    const raise = async (inspectionId: string, text: string, dueOn: string) => {
      const findingId = newId();
      await sendJson(server.asLead(), "PUT", `/api/findings/${findingId}`, { inspectionId, criterion: "NYTT-01", text, dueOn });
      return findingId;
    };
    await raise(id, "Chưa kết luận nên chưa gửi", "2026-12-30");
    expect((await conclude(elsewhere)).status).toBe(200);
    const late = await raise(elsewhere, "Bảng mờ đã trả lời muộn", "2026-11-18");
    const fixed = await raise(elsewhere, "Biển tên đã thay xong", "2026-11-30");
    const part = await raise(elsewhere, "Thiếu biểu mẫu ở Bộ phận Một cửa", "2026-12-05");
    await sendJson(office, "PUT", `/api/findings/${part}/answers/${newId()}`, { text: "Đang làm", says: "extension", until: "2026-12-20" });
    await sendJson(office, "PUT", `/api/findings/${late}/answers/${newId()}`, { text: "Đã thay bảng" });
    await sendJson(server.asLead(), "PUT", `/api/findings/${fixed}/verdicts/${newId()}`, { fixed: true, reason: "Đã xem" });
    now = new Date("2026-11-20T03:00:00Z");
    const html = await page(`/findings?plan=${server.planId}`);
    const groups = new Map(
      html
        .split('data-group="')
        .slice(1)
        .map((part: string): [string, string] => [part.slice(0, part.indexOf('"')), part]),
    );
    expect([...groups.keys()]).toEqual(["overdue", "team", "unit", "waiting", "fixed"].filter((turn) => groups.has(turn)));
    expect(groups.get("overdue")).toContain("Bảng mờ đã trả lời muộn");
    expect(groups.get("overdue")).toContain("Quá hạn, chờ xác nhận");
    expect(groups.get("overdue")).toContain("quá 2 ngày");
    expect(groups.get("team")).toContain("Xin gia hạn");
    expect(groups.get("waiting")).toContain("Chưa kết luận nên chưa gửi");
    expect(groups.get("fixed")).toContain("đúng hạn");
    const hiddenIn = (body: string, text: string) => {
      const row = body.slice(0, body.indexOf(text)).lastIndexOf('<tr role="row"');
      return /^<tr role="row"[^>]*\shidden/.test(body.slice(row));
    };
    const asked = await page(`/findings?plan=${server.planId}&q=bien ten`);
    expect([hiddenIn(asked, "Biển tên đã thay xong"), hiddenIn(asked, "Bảng mờ đã trả lời muộn")]).toEqual([false, true]);
    const ofUnit = await page(`/findings?plan=${server.planId}&unit=${server.unitIds[1]}`);
    expect([ofUnit.includes("Chưa kết luận nên chưa gửi"), ofUnit.includes("Biển tên đã thay xong")]).toEqual([true, false]);
    const csv = await (await lead.visits(`/findings.csv?plan=${server.planId}`)).text();
    expect(csv).toMatch(/^Đơn vị;Lĩnh vực;/);
    expect(csv).toContain("Xin gia hạn đến 20/12/2026: Đang làm");
    expect((await lead.visits(`/findings.xlsx?plan=${server.planId}`)).headers.get("content-type")).toContain("spreadsheetml");
  });

  test("is a lead's: an inspector and a unit have no page of it", async () => {
    for (const role of ["inspector", "unit"] as const) {
      const visitor = await signedIn(server, (await makeAccount(server, role, [role])).email);
      for (const path of ["/findings", "/findings.csv", `/findings/${newId()}`]) expect((await visitor.visits(path)).status).toBe(403);
    }
    expect((await lead.visits(`/findings/${newId()}`)).status).toBe(404);
  });
});

/** A small JPEG that says in its metadata where it was taken. */
const exifPicture = Buffer.concat([
  Buffer.from("ffd8ffe1000a4578696600004750ffda000401", "hex"),
  Buffer.from("dấu vết"),
  Buffer.from("ffd9", "hex"),
]);

describe("one finding", () => {
  test("is judged with a reason, given more time, followed up by somebody, and closed; the unit reads no name", async () => {
    const inspectionId = await sent();
    await conclude(inspectionId);
    const id = newId();
    await sendJson(server.asLead(), "PUT", `/api/findings/${id}`, { inspectionId, criterion: "NYTT-01", text: "Bảng cũ <b>" });
    await sendJson(office, "PUT", `/api/findings/${id}/answers/${newId()}`, { text: "Xin thêm", says: "extension", until: "2026-12-20" });
    const html = await page(`/findings/${id}`);
    expect(html).toContain("Bảng cũ &lt;b>");
    expect(html).toContain("Xin gia hạn đến 20/12/2026");
    const verdict = { step: newId(), verdict: "extended", reason: "Chờ in bảng", dueOn: "20/12/2026", visit: "" };
    for (const [wrong, status] of [
      [{ ...verdict, reason: " " }, 400],
      [{ ...verdict, dueOn: "" }, 400],
      [{ ...verdict, dueOn: "31/02/2026" }, 400],
      [{ ...verdict, dueOn: "01/12/2026" }, 400],
      [{ ...verdict, verdict: "" }, 400],
      [{ ...verdict, verdict: "notFixed", dueOn: "01/01/2000" }, 400],
    ] as const)
      expect((await lead.sends(`/findings/${id}/verdict`, wrong)).status).toBe(status);
    for (let i = 0; i < 2; i += 1) expect((await lead.sends(`/findings/${id}/verdict`, verdict)).status).toBe(303);
    const an = as("an").personId;
    expect((await lead.sends(`/findings/${id}/responsible`, { person: an })).status).toBe(303);
    const finding = async (device: Device) =>
      (await (await device.fetch("/api/findings")).json()).findings.find((one: { id: string }) => one.id === id);
    expect(await finding(server.asLead())).toMatchObject({ dueOn: "2026-12-20", state: "open", responsible: an });
    expect((await finding(server.asLead())).steps).toMatchObject([{ kind: "answer" }, { kind: "extended", dueOn: "2026-12-20" }]);
    // Nobody reads that it was found not fixed.
    const said = [await page(`/findings/${id}`), await (await unit.visits(`/unit/findings/${id}`)).text()];
    said.push(await (await lead.visits(`/findings.csv?plan=${server.planId}`)).text());
    for (const text of said) expect(text).toContain("Gia hạn đến 20/12/2026");
    expect(said[2]).toContain("Gia hạn đến 20/12/2026: Chờ in bảng");
    said.push(await (await unit.visits("/unit")).text(), await page(`/findings?plan=${server.planId}`));
    for (const text of said) expect(text).not.toMatch(/Chưa đạt(?!<\/span> <kbd>| <kbd>)/);
    for (const text of [said[1], said[3], said[4]]) expect(text).toContain("Đã gia hạn");
    expect(await finding(office)).toMatchObject({ responsible: null, raisedBy: null });
    expect(JSON.stringify(await finding(office))).not.toContain(an);
    const closing = { step: newId(), verdict: "fixed", reason: "Đã xem tại chỗ", dueOn: "", visit: "" };
    // With a picture of what was seen there, which loses where it was taken, once however often it is sent.
    const seen = () => new File([exifPicture], "bang-moi.jpg");
    expect((await lead.uploads(`/findings/${id}/verdict`, { ...closing, files: new File(["#!/bin/sh"], "x.sh") })).status).toBe(415);
    for (let i = 0; i < 2; i += 1) expect((await lead.uploads(`/findings/${id}/verdict`, { ...closing, files: seen() })).status).toBe(303);
    const [hash = ""] = (await finding(server.asLead())).steps.at(-1).evidence;
    expect(await page(`/findings/${id}`)).toContain(`/inspections/${inspectionId}/evidence/${hash}"`);
    expect((await lead.visits(`/inspections/${inspectionId}/evidence/${hash}`)).status).toBe(200);
    const kept = Buffer.from(await (await unit.visits(`/unit/evidence/${hash}`)).arrayBuffer());
    expect([kept.includes("GP"), kept.includes("dấu vết")]).toEqual([false, true]);
    expect(await page(`/findings/${id}`)).toContain("Đã khắc phục, hồ sơ đóng.");
    expect((await lead.sends(`/findings/${id}/verdict`, { ...closing, step: newId() })).status).toBe(409);
    const nobody = { personId: newId() };
    const refused = await server.asLead().fetch(`/api/findings/${id}/responsible`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(nobody),
    });
    expect((await refused.json()).code).toBe("person-unknown");
    expect(await found()).toEqual([]);
  });
});
