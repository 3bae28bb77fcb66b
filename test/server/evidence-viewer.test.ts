import { createHash } from "node:crypto";
import { unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../shared/id.ts";
import { vietnamDay } from "../../shared/text.ts";
import { opensWithTeam } from "../support/documents.ts";
import { fileOf, pictureBytes, quoteOf, sendsPicture, withEvidence } from "../support/evidence.ts";
import { dropGuards } from "../support/intruder.ts";
import { send } from "../support/lead-verbs.ts";
import { makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeOffice, signedIn, type Visitor } from "../support/visitor.ts";

let server: TestServer;
let visitors: Record<"lead" | "admin" | "an" | "binh" | "chi" | "office", Visitor>;
beforeAll(async () => {
  server = await startTestServer();
  const one = async (name: string, roles: ("lead" | "admin")[]) => await signedIn(server, (await makeAccount(server, name, roles)).email);
  const known = async (name: "an" | "binh" | "chi") => await signedInAs(name);
  const office = await makeOffice(server, "Office", server.unitIds[0] ?? "");
  visitors = {
    lead: await one("Lead", ["lead"]),
    admin: await one("Admin", ["admin"]),
    an: await known("an"),
    binh: await known("binh"),
    chi: await known("chi"),
    office: await signedIn(server, office.email),
  };
});
afterAll(() => server.remove());

async function signedInAs(name: "an" | "binh" | "chi"): Promise<Visitor> {
  const { email } = await server.context.database.read
    .selectFrom("people")
    .select("email")
    .where("id", "=", server.asInspector(name).personId)
    .executeTakeFirstOrThrow();
  return await signedIn(server, email);
}

const criterion = "DDCV-01";
const hostile = `<img src=x onerror="alert(1)"><script>alert(1)</script>\u202etxt.exe`;

/** An's sheet lists two pictures, a file that has not come, and quotations, one of them hostile. */
async function listed(team: readonly ("an" | "binh")[] = ["an", "binh"]) {
  const at = await server.opens({ team });
  const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
  const [first, second] = [await sendsPicture(an), await sendsPicture(an)];
  const outstanding = fileOf(pictureBytes(), { name: "chua-gui.png" });
  const evidence = [
    first,
    quoteOf("Phòng Tài nguyên"),
    { ...second, name: `${hostile}.html` },
    outstanding,
    quoteOf(hostile, { title: hostile }),
  ];
  const sheet = withEvidence(makeSheet({ ...at, seed: 3 }), criterion, evidence);
  expect((await an.submits(sheet)).status).toBe(201);
  const own = `/inspections/${at.inspectionId}/evidence`;
  const other = withEvidence(makeSheet({ ...at, seed: 5 }), criterion, [quoteOf("của Bình")]);
  return { ...at, own, sheet, other, first, second, outstanding, reveal: async () => expect((await binh.submits(other)).status).toBe(201) };
}

const placeOf = (hash: string) => join(server.dataDir, "evidence", hash.slice(0, 2), hash.slice(2));
const saidBy = async (answer: Promise<Response>) => {
  const got = await answer;
  return `${got.status} ${(await got.text()).replaceAll(/"reference":"\w+"/g, "")}`;
};

describe("before the reveal", () => {
  test("only its author sees evidence; to everybody else it is as if there were none, whichever way they ask", async () => {
    const { own, sheet, first } = await listed();
    const paths = [`${own}/${first.sha256}`, `${own}/${first.sha256}/file`, `${own}/${sheet.id}/${criterion}/1`];
    const none = [`${own}/${"0".repeat(64)}`, `${own}/${"0".repeat(64)}/file`, `${own}/${server.planId}/${criterion}/1`];
    for (const path of paths) expect([path, (await visitors.an.visits(path)).status]).toEqual([path, 200]);
    for (const reader of ["lead", "admin", "binh", "chi"] as const) {
      for (const [i, path] of paths.entries()) {
        const said = await saidBy(visitors[reader].visits(path));
        const absent = await saidBy(visitors[reader].visits(none[i] ?? ""));
        expect(said.replaceAll(path, ""), `${reader} ${path}`).toBe(absent.replaceAll(none[i] ?? "", ""));
        expect(said.slice(0, 3)).toBe("404");
      }
    }
    const removal = await visitors.admin.sends(`${own}/${first.sha256}/deletion`, { reason: "Thử" });
    expect(removal.status).toBe(404);
    expect((await visitors.an.visits(`${own}/${first.sha256}/file`)).status).toBe(200);
  });

  test("nothing of the record beside its own sheet is told, which could say who has sent", async () => {
    const { own, first } = await listed();
    const before = await (await visitors.an.visits(`${own}/${first.sha256}`)).text();
    expect(before.match(/<ol class="chain">.*?<\/ol>/s)?.[0].match(/<li/g)).toHaveLength(1);
  });
});

describe("after the reveal", () => {
  test("leads and the team see it, others and the unit do not", async () => {
    const { own, sheet, first, reveal } = await listed();
    await reveal();
    for (const path of [`${own}/${first.sha256}`, `${own}/${first.sha256}/file`, `${own}/${sheet.id}/${criterion}/1`]) {
      for (const reader of ["lead", "admin", "an", "binh"] as const)
        expect([path, (await visitors[reader].visits(path)).status]).toEqual([path, 200]);
      expect((await visitors.chi.visits(path)).status).toBe(404);
      expect((await visitors.office.visits(path)).status).toBe(403);
    }
    // A file is asked for at its own inspection alone.
    const elsewhere = await listed(["an"]);
    expect((await visitors.lead.visits(`${elsewhere.own}/${first.sha256}/file`)).status).toBe(404);
    expect((await visitors.lead.visits(`${elsewhere.own}/${elsewhere.first.sha256}/file`)).status).toBe(200);
  });

  test("a quotation stands in its context as text, with its page, both times, its place and what it proves", async () => {
    const { own, sheet, other, reveal } = await listed();
    await reveal();
    const page = await (await visitors.lead.visits(`${own}/${sheet.id}/${criterion}/1`)).text();
    expect(page).toContain("…Cơ quan thực hiện: ");
    expect(page).toContain("<mark>Phòng Tài nguyên</mark>");
    expect(page).toContain("05/10/2026 08:47 giờ máy");
    expect(page).toContain("Khớp");
    expect(page).toContain("Không chứng tỏ:");
    expect(page.match(/<ol class="chain">.*?<\/ol>/s)?.[0].match(/<li/g)).toHaveLength(3);
    expect(page).toContain(`href="https://xadongbai.test/thu-tuc/dat-dai?trang=1#:~:text=Ph%C3%B2ng%20T%C3%A0i%20nguy%C3%AAn"`);
    // The way on and back leads through everything once.
    const met: string[] = [];
    for (
      let path: string | undefined =
        `${own}/${sheet.entries[criterion]?.evidence[0]?.type === "file" ? sheet.entries[criterion].evidence[0].sha256 : ""}`;
      path;
    ) {
      met.push(path);
      const body: string = await (await visitors.lead.visits(path)).text();
      path = /rel="next" href="([^"]+)"/.exec(body)?.[1];
    }
    expect(met).toHaveLength(6);
    expect(met.at(-1)).toBe(`${own}/${other.id}/${criterion}/0`);
    for (const at of ["0", "9", "x", "1e1", "-1"])
      expect((await visitors.lead.visits(`${own}/${sheet.id}/${criterion}/${at}`)).status).toBe(404);
  });

  test("what a page or a file's name says is never markup, and a file is handed out to be kept under a name of its own type", async () => {
    const { own, sheet, second, reveal } = await listed();
    await reveal();
    for (const path of [`${own}/${sheet.id}/${criterion}/4`, `${own}/${second.sha256}`]) {
      const page = await (await visitors.lead.visits(path)).text();
      expect(page).toContain("&lt;script>alert(1)");
      expect(page.match(/<script(?! type="module" src="\/assets\/evidence\.js")|onerror="/g)).toBeNull();
    }
    const { headers } = await visitors.lead.visits(`${own}/${second.sha256}/file`);
    expect(headers.get("content-security-policy")).toBe("sandbox; default-src 'none'; frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-type")).toBe("image/png");
    const [, name = ""] = /^attachment; filename\*=UTF-8''(.+)$/.exec(headers.get("content-disposition") ?? "") ?? [];
    expect(decodeURIComponent(name)).toMatch(/txt\.exe\.html\.png$/);
    expect(decodeURIComponent(name)).not.toMatch(/[\u202e/\\]/);
  });

  test("a file whose bytes are not those that were sent is said so, and neither shown nor handed out", async () => {
    const { own, first, second, outstanding, reveal } = await listed();
    await reveal();
    writeFileSync(placeOf(first.sha256), Buffer.concat([pictureBytes(), Buffer.from("khác")]));
    const page = await (await visitors.lead.visits(`${own}/${first.sha256}`)).text();
    expect(page).toContain("Không khớp");
    expect(page).toContain("Không chứng tỏ được gì");
    expect(page).not.toContain("<img");
    expect((await visitors.lead.visits(`${own}/${first.sha256}/file`)).status).toBe(409);
    unlinkSync(placeOf(second.sha256));
    const gone = await (await visitors.lead.visits(`${own}/${second.sha256}`)).text();
    expect(gone).toContain("Không có trên máy chủ");
    expect((await visitors.lead.visits(`${own}/${second.sha256}/file`)).status).toBe(404);
    const waiting = await (await visitors.lead.visits(`${own}/${outstanding.sha256}`)).text();
    expect(waiting).toContain("Chưa về máy chủ");
    expect(waiting).not.toContain("<img");
    expect((await visitors.lead.visits(`${own}/${outstanding.sha256}/file`)).status).toBe(404);
  });

  test("a sheet that was changed behind the server's back proves nothing", async () => {
    const { own, sheet, reveal } = await listed();
    await reveal();
    const change = `update submissions set document = replace(document, 'Phòng Tài nguyên', 'Phòng khác') where id = '${sheet.id}'`;
    dropGuards(server.stored);
    server.tampers((file) => file.exec(change));
    const page = await (await visitors.lead.visits(`${own}/${sheet.id}/${criterion}/1`)).text();
    expect(page).toContain("Không khớp");
    expect(page).toContain("Không chứng tỏ được gì");
  });

  test("the administrator deletes a file with a reason; who looks for it finds who did it, when and why", async () => {
    const { own, first, reveal } = await listed();
    await reveal();
    const path = `${own}/${first.sha256}`;
    expect(await (await visitors.lead.visits(path)).text()).not.toContain("/deletion");
    expect((await visitors.lead.sends(`${path}/deletion`, { reason: "Thấy rõ mặt" })).status).toBe(403);
    expect((await visitors.admin.sends(`${path}/deletion`, { reason: "  " })).status).toBe(400);
    expect((await visitors.lead.visits(`${path}/file`)).status).toBe(200);
    const done = await visitors.admin.sends(`${path}/deletion`, { reason: "Thấy rõ mặt công dân" });
    expect([done.status, done.headers.get("location")]).toEqual([303, `${path}?said=removed`]);
    expect((await visitors.lead.visits(`${path}/file`)).status).toBe(410);
    const page = await (await visitors.lead.visits(path)).text();
    for (const said of ["Đã xóa", "Admin", "Thấy rõ mặt công dân", first.sha256]) expect(page).toContain(said);
    expect(page).not.toContain("<img");
  });
});

describe("every file of an inspection", () => {
  const scanOf = async (id: string) => {
    const bytes = `%PDF-1.7 ${id}`;
    const form = { stand: "signed", file: new File([bytes], "bien-ban.pdf") };
    expect((await visitors.chi.uploads(`/inspections/${id}/minutes/stand`, form)).status).toBe(303);
    return createHash("sha256").update(bytes).digest("hex");
  };

  /** Revealed and concluded, with files of every kind: proof, sheets (one of them replaced), explanation, remedy, verdict, signed scan. */
  async function told() {
    const lead = server.asLead();
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    const { id: officeId } = await makeOffice(server, `Office ${newId()}`, server.unitIds[0] ?? "");
    const office = await makeDevice(server, server.app, officeId, "unit");
    const at = await opensWithTeam(server, ["an", "binh"], 0);
    const { inspectionId: id } = at;
    const sheetBy = async (device: typeof an, more: object = {}) => {
      const file = await sendsPicture(device);
      const sheet = { ...withEvidence(makeSheet({ ...at, seed: 3 }), criterion, [file]), ...more };
      expect((await device.submits(sheet)).status).toBe(201);
      return { sheet, hash: file.sha256 };
    };
    const done = async (answer: Promise<Response>) => expect([200, 201]).toContain((await answer).status);
    const proof = await sheetBy(office, { stage: "self" });
    const first = await sheetBy(an);
    const second = await sheetBy(an, { replaces: { id: first.sheet.id, reason: "Sửa" } });
    const scan = await scanOf(id);
    const third = await sheetBy(binh);
    const [asked, finding] = [newId(), newId()];
    const [explained, fixed, judged] = [await sendsPicture(office), await sendsPicture(office), await sendsPicture(lead)];
    const due = { dueOn: vietnamDay(new Date(server.context.now().getTime() + 9 * 86_400_000)) };
    await done(send(lead, "PUT", `/api/inspections/${id}/explanations/${asked}`, { criterion, text: "Gửi ảnh khác", ...due }));
    const said = (file: { sha256: string }) => ({ text: "Xem ảnh", evidence: [file.sha256] });
    await done(send(office, "PUT", `/api/explanations/${asked}/answers/${newId()}`, said(explained)));
    await done(send(lead, "POST", `/api/inspections/${id}/conclusion`, {}));
    await done(send(lead, "PUT", `/api/findings/${finding}`, { inspectionId: id, criterion, text: "Thiếu bảng" }));
    await done(send(office, "PUT", `/api/findings/${finding}/answers/${newId()}`, said(fixed)));
    const verdict = { fixed: false, reason: "Chưa đủ", evidence: [judged.sha256], ...due };
    await done(send(lead, "PUT", `/api/findings/${finding}/verdicts/${newId()}`, verdict));
    const pages = [`/findings/${finding}`, `/inspections/${id}/settle?criterion=${criterion}`, `/inspections/${id}?criterion=${criterion}`];
    return {
      ...{
        id,
        pages: [...pages, `/inspections/${id}/minutes`],
        ofSheets: [proof.hash, second.hash, third.hash],
        replaced: first.hash,
        scan,
      },
      ofAnswers: [explained.sha256, fixed.sha256, judged.sha256],
    };
  }

  test("opens from every page that names it, for who may see it; to everybody else it is as if there were none", async () => {
    const { id, pages, ofSheets, replaced, ofAnswers, scan } = await told();
    const all = [...ofSheets, replaced, ...ofAnswers, scan];
    const outside = await signedIn(server, (await makeAccount(server, "Outside", ["inspector"])).email);
    const may: [Visitor, readonly string[]][] = [
      [visitors.lead, all],
      [visitors.admin, all],
      [visitors.an, [...ofSheets, replaced, scan]],
      [visitors.chi, [...ofSheets, replaced, scan]],
      [visitors.binh, [...ofSheets, replaced]],
      [outside, []],
    ];
    for (const [reader, own] of may) {
      const met = new Set<string>();
      for (const page of pages) {
        const answer = await reader.visits(page);
        if (answer.status !== 200) continue;
        const text = await answer.text();
        const ways = [...text.matchAll(/(?:href|src)="(\/inspections\/[\w-]+\/evidence\/(\w{64})(?:\/file)?)"/g)];
        for (const [, way = "", hash = ""] of ways) {
          met.add(hash);
          expect([page, way, (await reader.visits(way)).status]).toEqual([page, way, 200]);
        }
      }
      if (reader === visitors.lead) expect([...met].sort()).toEqual(all.filter((hash) => hash !== replaced).sort());
      for (const hash of all) {
        const expected = own.includes(hash) ? 200 : 404;
        const path = `/inspections/${id}/evidence/${hash}`;
        expect([hash, (await reader.visits(path)).status, (await reader.visits(`${path}/file`)).status]).toEqual([
          hash,
          expected,
          expected,
        ]);
      }
    }
  });

  test("is nobody's before the reveal but its author's, a replaced sheet's too; a signed scan is for who writes the minutes", async () => {
    const at = await opensWithTeam(server, ["an", "binh"], 0);
    const an = server.asInspector("an");
    const [first, second] = [await sendsPicture(an), await sendsPicture(an)];
    const sheet = withEvidence(makeSheet(at), criterion, [first, quoteOf("Phòng Tài nguyên")]);
    expect((await an.submits(sheet)).status).toBe(201);
    const replaces = { id: sheet.id, reason: "Sửa" };
    expect((await an.submits({ ...withEvidence(makeSheet(at), criterion, [second]), replaces })).status).toBe(201);
    const own = `/inspections/${at.inspectionId}/evidence`;
    const scan = await scanOf(at.inspectionId);
    const ofSheet = [`${own}/${first.sha256}`, `${own}/${sheet.id}/${criterion}/1`, `${own}/${second.sha256}`];
    const absent = [`${own}/${"0".repeat(64)}`, `${own}/${server.planId}/${criterion}/1`, `${own}/${"0".repeat(64)}`];
    for (const path of ofSheet) expect([path, (await visitors.an.visits(path)).status]).toEqual([path, 200]);
    for (const reader of ["lead", "admin", "binh", "chi"] as const) {
      for (const [i, path] of ofSheet.entries()) {
        const none = await saidBy(visitors[reader].visits(absent[i] ?? ""));
        expect((await saidBy(visitors[reader].visits(path))).replaceAll(path, ""), `${reader} ${path}`).toBe(
          none.replaceAll(absent[i] ?? "", ""),
        );
      }
      expect([reader, (await visitors[reader].visits(`${own}/${scan}`)).status]).toEqual([reader, reader === "binh" ? 404 : 200]);
    }
    expect((await visitors.an.visits(`${own}/${scan}`)).status).toBe(200);
    // At another inspection it is nothing.
    const elsewhere = await opensWithTeam(server, ["an"], 0);
    expect((await visitors.lead.visits(`/inspections/${elsewhere.inspectionId}/evidence/${scan}`)).status).toBe(404);
  });

  test("is deleted by the administrator with a reason wherever it stands, and its page says so", async () => {
    const { id, pages, replaced, ofAnswers, scan } = await told();
    for (const hash of [replaced, ...ofAnswers, scan]) {
      const path = `/inspections/${id}/evidence/${hash}`;
      expect((await visitors.lead.sends(`${path}/deletion`, { reason: "Thấy rõ mặt" })).status).toBe(403);
      const empty = await visitors.admin.sends(`${path}/deletion`, { reason: " " });
      expect([empty.status, (await visitors.lead.visits(`${path}/file`)).status]).toEqual([400, 200]);
      expect(await empty.text()).toContain(hash);
      const done = await visitors.admin.sends(`${path}/deletion`, { reason: "Thấy rõ mặt công dân" });
      expect([done.status, done.headers.get("location")]).toEqual([303, `${path}?said=removed`]);
      expect((await visitors.lead.visits(`${path}/file`)).status).toBe(410);
      const page = await (await visitors.lead.visits(path)).text();
      for (const said of ["Đã xóa", "Admin", "Thấy rõ mặt công dân", hash]) expect(page).toContain(said);
      expect(page).not.toMatch(/<img|deletion/);
    }
    for (const page of pages) expect((await visitors.lead.visits(page)).status).toBe(200);
  });
});
