import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadDocuments } from "../../server/documents/documents.ts";
import { deleteEvidence } from "../../server/evidence/evidence-retention.ts";
import { openEvidenceStore } from "../../server/evidence/evidence-store.ts";
import { minutesStandOf } from "../../server/inspections/minutes-stand.ts";
import { newId } from "../../shared/id.ts";
import { opensWithTeam, printed, typedMinutes } from "../support/documents.ts";
import { pictureBytes } from "../support/evidence.ts";
import { browserOf } from "../support/newcomers.ts";
import { type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeOffice, makeVisitor, signedIn, type Visitor } from "../support/visitor.ts";

let server: TestServer;
const people = new Map<string, Visitor>();
const as = (name: PersonName | "office") => people.get(name) as Visitor;
beforeAll(async () => {
  server = await startTestServer({ now: () => new Date("2026-11-25T03:00:00Z") });
  for (const name of ["an", "binh", "chi", "lan"] as const) people.set(name, await browserOf(server, server.asInspector(name).personId));
  people.set("office", await signedIn(server, (await makeOffice(server, "Office", server.unitIds[3] ?? "")).email));
});
afterAll(() => server.remove());

const page = (id: string, rest: string) => `/inspections/${id}/${rest}`;
const pdf = () => new File(["%PDF-1.7 bản ký"], "Biên bản đã ký.pdf");

describe("minutes and their documents", () => {
  test("are for head, secretary and leads: to members, other teams and units they are not there", async () => {
    const { inspectionId: id } = await opensWithTeam(server, ["an", "binh"]);
    const { inspectionId: other } = await opensWithTeam(server, ["binh"]);
    for (const name of ["an", "chi", "lan"] as const) {
      expect([name, (await as(name).visits(page(id, "minutes"))).status]).toEqual([name, 200]);
      expect([name, (await as(name).visits(page(id, "documents/draft/minutes"))).status]).toEqual([name, 200]);
    }
    const ways = ["minutes", "minutes/scan", "documents", "documents/draft/minutes", `documents/${newId()}/file`];
    for (const way of ways) {
      expect([way, (await as("binh").visits(page(id, way))).status]).toEqual([way, 404]);
      expect([way, (await as("an").visits(page(other, way))).status]).toEqual([way, 404]);
      expect([way, (await as("office").visits(page(id, way))).status]).toEqual([way, 403]);
    }
    for (const way of ["minutes", "minutes/stand", "documents"])
      expect([way, (await as("binh").sends(page(id, way), { ...typedMinutes, kind: "minutes" })).status]).toEqual([way, 404]);
    expect((await as("chi").visits(page(id, "documents/draft/scoreSheet"))).status).toBe(404);
    expect((await as("chi").sends(page(id, "documents"), { kind: "scoreSheet" })).status).toBe(404);
    expect((await as("chi").sends(page(id, "minutes/stand"), { stand: "waived", waivedReason: "x" })).status).toBe(403);
  });

  test("are typed by the secretary, and whoever saves over newer ones is shown both", async () => {
    const { inspectionId: id } = await opensWithTeam(server);
    expect((await as("chi").sends(page(id, "minutes"), typedMinutes)).headers.get("location")).toBe(page(id, "minutes?said=saved"));
    const shown = await (await as("an").visits(page(id, "minutes"))).text();
    expect(shown).toContain("Niêm yết 342/392 thủ tục");
    expect(shown).toContain("Thay biển phòng | 20/10/2026");
    const late = await as("an").sends(page(id, "minutes"), { ...typedMinutes, facts: "Có mặt 20/26 người" });
    expect(late.status).toBe(409);
    const both = await late.text();
    for (const text of ["Hoàng Kim Chi", "Có mặt 24/26 người", "Có mặt 20/26 người"]) expect(both).toContain(text);
    expect(both).toContain('name="revision" value="1"');
    const wrong = await as("chi").sends(page(id, "minutes"), {
      ...typedMinutes,
      revision: "1",
      requests: "Thay | 31/02/2026",
      copies: "x".repeat(600),
    });
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringMatching(/Không có ngày này[\s\S]*nhận nhiều nhất 500 ký tự/)]);
    // The next inspection's minutes begin under the same head.
    const { inspectionId: next } = await opensWithTeam(server, ["an"]);
    expect(await (await as("chi").visits(page(next, "minutes"))).text()).toContain('value="Sở Nội vụ"');
  });

  test("that were signed come back as a file, and nobody changes them then", async () => {
    const { inspectionId: id } = await opensWithTeam(server);
    await as("chi").sends(page(id, "minutes"), typedMinutes);
    const html = new File(["<script>alert(1)</script>"], "x.pdf");
    expect((await as("chi").uploads(page(id, "minutes/stand"), { stand: "signed", file: html })).status).toBe(415);
    expect((await as("chi").uploads(page(id, "minutes/stand"), { stand: "signed", file: pdf() })).status).toBe(303);
    expect(await minutesStandOf(server.context.database.read, id)).toBe("signed");
    const scan = await as("an").visits(page(id, "minutes/scan"));
    expect([scan.headers.get("content-disposition"), await scan.text()]).toEqual([
      expect.stringContaining("attachment"),
      "%PDF-1.7 bản ký",
    ]);
    for (const file of [
      scan,
      await as("an").visits(page(id, "documents/draft/minutes")),
      await as("lan").visits("/admin/templates/default/minutes"),
    ])
      expect(file.headers.get("content-security-policy")).toMatch(/^sandbox; default-src 'none'/);
    expect((await as("an").visits(page(id, "documents"))).headers.get("content-security-policy")).toMatch(/script-src 'self'/);
    expect((await as("an").sends(page(id, "minutes"), { ...typedMinutes, revision: "1", facts: "khác" })).status).toBe(409);
    // One that was photographed says no more than what is on it.
    const { inspectionId: photographed } = await opensWithTeam(server);
    const photo = new File([pictureBytes("chụp tại nhà riêng")], "x.png");
    expect((await as("chi").uploads(page(photographed, "minutes/stand"), { stand: "signed", file: photo })).status).toBe(303);
    const kept = Buffer.from(await (await as("an").visits(page(photographed, "minutes/scan"))).arrayBuffer());
    expect([kept.includes("IDAT"), kept.includes("tEXt")]).toEqual([true, false]);
    // On the disk it is another file by now.
    const { content_hash: hash } = await server.context.database.read
      .selectFrom("minutes_stands")
      .select("content_hash")
      .where("inspection_id", "=", id)
      .executeTakeFirstOrThrow();
    writeFileSync(join(server.dataDir, "evidence", hash?.slice(0, 2) ?? "", hash?.slice(2) ?? ""), "%PDF-1.7 bản khác");
    expect((await as("an").visits(page(id, "minutes/scan"))).status).not.toBe(200);
    expect(await (await as("an").visits(page(id, "minutes"))).text()).toContain("Biên bản đã ký.pdf");
  });

  test("are files like all others: within the day's share of who sends them, and not again once they were deleted", async () => {
    const small = await startTestServer({ env: { UPLOAD_FILES_PER_DAY: "2" } });
    try {
      const chi = await browserOf(small, small.asInspector("chi").personId);
      const { inspectionId: id } = await opensWithTeam(small);
      const sends = async (text: string) =>
        (await chi.uploads(page(id, "minutes/stand"), { stand: "signed", file: new File([`%PDF-1.7 ${text}`], "a.pdf") })).status;
      expect(await sends("một")).toBe(303);
      const { content_hash: hash } = await small.context.database.read.selectFrom("minutes_stands").selectAll().executeTakeFirstOrThrow();
      await deleteEvidence(small.context.database.write, hash ?? "", "Quét nhầm người", small.asLead().personId, new Date());
      await openEvidenceStore(small.dataDir).remove(hash ?? "");
      expect(await sends("một")).toBe(410);
      expect(await openEvidenceStore(small.dataDir).has(hash ?? "")).toBe(false);
      expect(await sends("hai")).toBe(303);
      expect(await sends("ba")).toBe(429);
    } finally {
      await small.remove();
    }
  });

  test("say nothing of sheets before the reveal, byte for byte", async () => {
    const at = await opensWithTeam(server);
    const id = at.inspectionId;
    await as("chi").sends(page(id, "minutes"), typedMinutes);
    const bytes = async (name: "chi" | "lan", way: string) => {
      const text = Buffer.from(await (await as(name).visits(page(id, way))).arrayBuffer()).toString("latin1");
      // The key of a form is another one each time.
      return text.replace(/value="[0-9a-f-]{36}"/g, "");
    };
    const ways = ["minutes", "documents", "documents/draft/minutes"];
    const all = async () => [
      ...(await Promise.all(ways.map((way) => bytes("chi", way)))),
      ...(await Promise.all(ways.map((way) => bytes("lan", way)))),
    ];
    const before = await all();
    expect((await server.asInspector("an").submits(makeSheet({ ...at, seed: 3, visitedOn: "2026-10-05" }))).status).toBe(201);
    expect(await all()).toEqual(before);
  });
});

describe("/verify", () => {
  async function issued(): Promise<{ code: string; bytes: Uint8Array<ArrayBuffer>; id: string }> {
    const { inspectionId: id } = await opensWithTeam(server);
    await as("chi").sends(page(id, "minutes"), typedMinutes);
    const key = newId();
    for (const _ of [1, 2]) expect((await as("chi").sends(page(id, "documents"), { kind: "minutes", key })).status).toBe(303);
    const [document, second] = await loadDocuments(server.context.database.read, id);
    expect(second).toBeUndefined();
    const file = await as("chi").visits(page(id, `documents/${document?.id}/file`));
    return { id, code: document?.code ?? "", bytes: new Uint8Array(await file.arrayBuffer()) };
  }
  let far = 1;
  const stranger = () => makeVisitor(server.app, `198.51.100.${far++}`);

  test("tells a stranger kind, unit, day, published index and whether it is current, and nothing else", async () => {
    const { code, bytes, id } = await issued();
    expect(await printed(bytes)).toContain(code);
    const typed = code.toLowerCase().replaceAll("-", " ").replaceAll("0", "o");
    const answer = await stranger().sends("/verify", { code: typed });
    expect(answer.status).toBe(200);
    const text = await answer.text();
    for (const said of ["hiện hành", "Biên bản kiểm tra", "Xã Suối Ngàn", "05/10/2026", "không có"]) expect(text).toContain(said);
    for (const kept of [id, "Sở Nội vụ", "342/392", "Hoàng Kim Chi", "Lê Thị An"]) expect(text).not.toContain(kept);
    const file = await stranger().uploads("/verify", { file: new File([bytes], "a.docx") });
    expect(await file.text()).toContain("đúng nguyên văn bản đã phát hành");
    await as("an").sends(page(id, "documents"), { kind: "minutes", key: newId() });
    const old = await (await stranger().visits(`/verify/${code}`)).text();
    expect(old).toContain("đã bị thay thế");
  });

  test("answers everything unknown in one and the same way, and so many times from one network and no more", async () => {
    const { bytes } = await issued();
    const changed = Uint8Array.from(bytes);
    changed[200] = (changed[200] ?? 0) ^ 1;
    const answers = [
      await stranger().sends("/verify", { code: "0000-0000-0000-0000" }),
      await stranger().sends("/verify", { code: "' or 1=1 --" }),
      await stranger().sends("/verify"),
      await stranger().uploads("/verify", { file: new File([changed], "a.docx") }),
      await stranger().uploads("/verify", { file: new File(["x"], "a.docx"), code: "0000-0000-0000-0000" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    const [first, ...others] = (await Promise.all(answers.map((answer) => answer.text()))).map((text) =>
      text.replace(/ value(="[^"]*")?/g, ""),
    );
    for (const other of others) expect(other).toBe(first);
    const one = stranger();
    const statuses: number[] = [];
    for (let n = 0; n < 31; n += 1) statuses.push((await one.sends("/verify", { code: "0000-0000-0000-0000" })).status);
    expect(statuses).toEqual([...Array(30).fill(404), 429]);
    expect((await stranger().uploads("/verify", { file: new File([new Uint8Array(5_200_000)], "a.docx") })).status).toBe(413);
  });
});
