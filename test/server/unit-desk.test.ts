import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEvidenceStore } from "../../server/evidence/evidence-store.ts";
import { keepFormFile } from "../../server/evidence/form-upload.ts";
import { UploadQuota } from "../../server/evidence/upload-quota.ts";
import { sha256 } from "../../server/host/hash.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import { typedFields } from "../../shared/sheets/self-form.ts";
import { sendJson } from "../support/decided.ts";
import { pictureBytes } from "../support/evidence.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { addressesOfUnits, readAsUnit } from "../support/unit-walk.ts";
import { makeAccount, makeOffice, signedIn, type Visitor } from "../support/visitor.ts";

let now = new Date("2026-11-16T03:00:00Z");
let server: TestServer;
let office: Visitor;
let colleague: Visitor;
let elsewhere: Visitor;
let lead: Visitor;
beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  const sign = async (name: string, unit: number) =>
    await signedIn(server, (await makeOffice(server, name, server.unitIds[unit] ?? "")).email);
  office = await sign("Sùng Thị Dua", 0);
  colleague = await sign("Giàng A Sử", 0);
  elsewhere = await sign("Elsewhere", 1);
  lead = await signedIn(server, (await makeAccount(server, "Reading", ["lead"])).email);
});
afterAll(() => server.remove());

const visitedOn = "2026-12-09";
const opens = async () => (await server.opens({ visitedOn, team: ["an", "binh"] })).inspectionId;
const at = (id: string) => `/unit/inspections/${id}/self-score`;
const text = async (answer: Response | Promise<Response>) => await (await answer).text();
const jpeg = (mark: string) =>
  Buffer.concat([Buffer.from("ffd8ffe1000a4578696600004750ffda000401", "hex"), Buffer.from(mark), Buffer.from("ffd9", "hex")]);

/** As the form sends what these fields hold: counts of one kind are a list. */
function formOf(fields: Readonly<Record<string, string>>): Record<string, string | string[]> {
  const form: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(fields)) {
    const list = /^count-/.test(name) ? "fault" : /^figure-/.test(name) ? "figure" : undefined;
    if (list) form[list] = [...[form[list] ?? []].flat(), value];
    else form[name] = value;
  }
  return form;
}

async function save(visitor: Visitor, id: string, criterion: string, fields: Record<string, string | string[]>, revision = 0) {
  return await visitor.sends(at(id), { criterion, revision: String(revision), go: "stay", ...fields });
}

async function fillAll(visitor: Visitor, id: string, seed = 3) {
  const sheet = makeSheet({ inspectionId: id, unitId: server.unitIds[0] ?? "", visitedOn, seed });
  for (const criterion of criteriaOf(defaultChecklist, "both")) {
    const entry = sheet.entries[criterion.id];
    if (!entry) continue;
    expect((await save(visitor, id, criterion.id, formOf(typedFields(criterion, entry)))).status).toBe(303);
  }
  return sheet;
}

const selfScores = async () =>
  await server.context.database.read.selectFrom("submissions").selectAll().where("stage", "=", "self").orderBy("position").execute();

describe("a self-score on the web", () => {
  test("is typed criterion by criterion, says what is missing, is sent once with a receipt, and is what a device would have sent", async () => {
    const id = await opens();
    const empty = await text(office.visits(at(id)));
    expect(empty).toContain('aria-disabled="true"');
    expect((await office.sends(`${at(id)}/sending`, { key: newId() })).headers.get("location")).toBe(at(id));
    expect(await selfScores()).toEqual([]);
    const sheet = await fillAll(office, id);
    const complete = await text(office.visits(at(id)));
    expect(complete).not.toContain('aria-disabled="true"');
    const key = newId();
    for (let n = 0; n < 2; n += 1)
      expect((await office.sends(`${at(id)}/sending`, { key })).headers.get("location")).toContain("said=sent");
    const [sent, more] = await selfScores();
    expect([sent?.id, more]).toEqual([key, undefined]);
    const document = JSON.parse(sent?.document ?? "");
    expect([document.index, Object.keys(document.entries).length]).toEqual([sheet.index, Object.keys(sheet.entries).length]);
    for (const [criterion, { points, answer }] of Object.entries(sheet.entries))
      expect([criterion, document.entries[criterion].points, document.entries[criterion].answer]).toEqual([criterion, points, answer]);
    expect(await text(office.visits(`${at(id)}?said=sent`))).toContain(`mã phiếu ${key}`);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("is replaced until the day before the visit with a reason, late ones say so, and from the day on nothing is taken", async () => {
    const id = await opens();
    await fillAll(office, id);
    now = new Date("2026-12-07T03:00:00Z");
    expect(await text(office.visits(at(id)))).toContain("được ghi là gửi muộn");
    await office.sends(`${at(id)}/sending`, { key: newId() });
    expect(await text(office.visits(at(id)))).toContain("Gửi sau hạn 04/12/2026");
    expect((await save(colleague, id, "NYTT-05", { answer: "level-1", note: "Chín ngày làm việc" }, 1)).status).toBe(303);
    expect(await text(office.visits(at(id)))).toContain("Có thay đổi chưa gửi");
    expect((await colleague.sends(`${at(id)}/sending`, { key: newId() })).status).toBe(400);
    const replaced = await colleague.sends(`${at(id)}/sending`, { key: newId(), replaceReason: "Đếm lại ngày" });
    expect(replaced.headers.get("location")).toContain("said=sent");
    const own = (await selfScores()).filter((row) => row.inspection_id === id);
    expect(own.map(({ status }) => status)).toEqual(["replaced", "current"]);
    now = new Date(`${visitedOn}T03:00:00+07:00`);
    expect((await save(office, id, "NYTT-05", { answer: "level-0" }, 2)).status).toBe(409);
    expect((await office.uploads(`${at(id)}/proof/files`, { criterion: "NYTT-05", files: new File([jpeg("x")], "x.jpg") })).status).toBe(
      409,
    );
    expect(await text(office.visits(at(id)))).toContain("không sửa được");
    now = new Date("2026-11-16T03:00:00Z");
  });

  test("nobody overwrites unseen: the second sees both, keeps the stored one or saves theirs knowing it", async () => {
    const id = await opens();
    expect((await save(office, id, "NYTT-05", { answer: "level-0", note: "Bản của Dua" })).status).toBe(303);
    const second = await save(colleague, id, "NYTT-05", { answer: "level-2", note: "Bản của Sử" });
    const both = await text(second);
    expect([second.status, both.includes("Bản của Dua"), both.includes("Bản của Sử"), both.includes("Sùng Thị Dua")]).toEqual([
      409,
      true,
      true,
      true,
    ]);
    const stored = async () =>
      (await server.context.database.read.selectFrom("self_drafts").selectAll().where("inspection_id", "=", id).execute()).map(
        ({ revision, fields }) => [Number(revision), JSON.parse(fields).note],
      );
    expect(await stored()).toEqual([[1, "Bản của Dua"]]);
    // The page names the revision that it shows: saving again is a decision.
    expect(/name="revision" value="(\d+)"/.exec(both)?.[1]).toBe("1");
    expect((await save(colleague, id, "NYTT-05", { answer: "level-2", note: "Bản của Sử" }, 1)).status).toBe(303);
    expect(await stored()).toEqual([[2, "Bản của Sử"]]);
    // Another criterion is nobody's conflict, and the same again is none either.
    expect((await save(office, id, "NYTT-07", { note: "Khác" })).status).toBe(303);
    expect((await save(office, id, "NYTT-05", { answer: "level-2", note: "Bản của Sử" })).status).toBe(303);
    const island = await office.sends(at(id), { criterion: "NYTT-05", revision: "0", note: "Cũ", go: "wait" });
    expect([island.status, await island.json()]).toEqual([409, { revision: 2 }]);
    // A page that is left while its save is under way: after its own, whichever comes first; never after a colleague's.
    const leaving = (visitor: Visitor, note: string) =>
      visitor.sends(at(id), { criterion: "NYTT-05", revision: "2", note, go: "wait", follows: "yes" });
    expect((await leaving(colleague, "Sử viết tiếp, chưa có bản nào ở giữa")).status).toBe(200);
    expect((await leaving(office, "Dua không thấy bản của Sử")).status).toBe(409);
    expect((await leaving(colleague, "Sử viết nốt")).status).toBe(200);
    expect((await stored()).find(([, note]) => note.startsWith("Sử"))).toEqual([4, "Sử viết nốt"]);
  });

  test("keeps what is half typed and too long as it was typed, and counts it as nothing", async () => {
    const id = await opens();
    const long = "Dài quá ".repeat(2_500).trim();
    expect((await save(office, id, "NYTT-02", { numerator: "12 trên", denominator: "100", note: long })).status).toBe(303);
    const page = await text(office.visits(`${at(id)}?criterion=NYTT-02`));
    expect([page.includes('value="12 trên"'), page.includes(long)]).toEqual([true, true]);
    expect(page).toContain("Có ô chưa đọc được: Giải trình, Tử số");
    expect((await save(office, id, "NYTT-02", { note: "x".repeat(20_001) }, 1)).status).toBe(400);
    expect((await save(office, id, "NYTT-02", { note: "x".repeat(70_000) }, 1)).status).toBe(413);
    const hostile = `<img src=x onerror=alert(1)>\u202e"'\`=SUM(1)`;
    expect((await save(office, id, "NYTT-02", { note: hostile }, 1)).status).toBe(303);
    expect(await text(office.visits(`${at(id)}?criterion=NYTT-02`))).not.toContain("<img");
  });

  test("begins again with what was sent otherwise, and its proof stays readable for the unit alone", async () => {
    const id = await opens();
    expect((await save(office, id, "NYTT-05", { answer: "level-0", note: "Bản nháp cũ" })).status).toBe(303);
    const person = await server.context.database.read
      .selectFrom("people")
      .select("id")
      .where("name", "=", "Giàng A Sử")
      .executeTakeFirstOrThrow();
    const device = await makeDevice(server, server.app, person.id, "unit");
    const sheet = { ...makeSheet({ inspectionId: id, unitId: server.unitIds[0] ?? "", visitedOn, seed: 2 }), stage: "self" as const };
    expect((await device.submits(sheet)).status).toBe(201);
    const page = await text(office.visits(`${at(id)}?criterion=NYTT-05`));
    expect([page.includes("Bản nháp cũ"), page.includes("Đã xem tại chỗ.")]).toEqual([false, true]);
    const revision = Number(/name="revision" value="(\d+)"/.exec(page)?.[1]);
    expect((await save(office, id, "NYTT-05", { answer: "level-1", note: "Sửa một tiêu chí" }, revision)).status).toBe(303);
    const kept = await server.context.database.read
      .selectFrom("self_drafts")
      .select("criterion_id")
      .where("inspection_id", "=", id)
      .execute();
    expect(kept.length).toBe(Object.keys(sheet.entries).length);
  });
});

describe("proof", () => {
  test("pictures lose their metadata before they are hashed; a colleague's file goes with the sheet; other units and leads see nothing of it", async () => {
    const id = await opens();
    const upload = (visitor: Visitor, file: File) => visitor.uploads(`${at(id)}/proof/files`, { criterion: "NYTT-05", files: file });
    expect((await upload(colleague, new File([jpeg("pixels")], "../../b\u202egpj.exe\r\n.jpg"))).status).toBe(303);
    const page = await text(office.visits(`${at(id)}?criterion=NYTT-05`));
    const [, hash = ""] = /\/unit\/evidence\/(\w{64})/.exec(page) ?? [];
    const own = await colleague.visits(`/unit/evidence/${hash}`);
    const bytes = Buffer.from(await own.arrayBuffer());
    expect([own.status, bytes.includes("Exif"), bytes.includes("pixels")]).toEqual([200, false, true]);
    expect(own.headers.get("content-disposition")).toMatch(/^attachment; filename\*=UTF-8''[\w.%-]+$/);
    expect([own.headers.get("x-content-type-options"), own.headers.get("content-security-policy")]).toEqual([
      "nosniff",
      "sandbox; default-src 'none'; frame-ancestors 'none'",
    ]);
    // The page of a colleague leads to it, before anything is sent.
    expect((await office.visits(`/unit/evidence/${hash}`)).status).toBe(200);
    expect((await elsewhere.visits(`/unit/evidence/${hash}`)).status).toBe(404);
    expect((await lead.visits(`/unit/evidence/${hash}`)).status).toBe(403);
    expect((await server.asLead().fetch(`/api/evidence/${hash}`)).status).toBe(404);
    await fillAll(office, id);
    expect((await office.sends(`${at(id)}/sending`, { key: newId() })).headers.get("location")).toContain("said=sent");
    const sent = (await selfScores()).find((row) => row.inspection_id === id);
    expect(JSON.parse(sent?.document ?? "").entries["NYTT-05"].evidence[0]).toMatchObject({ sha256: hash, mediaType: "image/jpeg" });
    const listed = await server.context.database.read.selectFrom("evidence").selectAll().where("content_hash", "=", hash).execute();
    expect(listed.every(({ received_at }) => received_at !== null)).toBe(true);
    expect((await office.visits(`/unit/evidence/${hash}`)).status).toBe(200);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("of several files one that is not taken takes none of the others with it into the draft: the form is sent again whole", async () => {
    const id = await opens();
    const upload = (...files: File[]) => office.uploads(`${at(id)}/proof/files`, { criterion: "NYTT-05", files });
    const board = new File([jpeg("board")], "bang.jpg");
    expect((await upload(board, new File(["<svg/>"], "a.svg"))).status).toBe(415);
    expect((await upload(board, new File([jpeg("door")], "cua.jpg"))).status).toBe(303);
    const page = await text(office.visits(`${at(id)}?criterion=NYTT-05`));
    expect(page.match(/\/unit\/evidence\/\w{64}/g)?.length).toBe(2);
  });

  test("a file that two of the unit have sent counts once in its day", async () => {
    now = new Date("2027-01-05T03:00:00Z");
    const { database, env } = server.context;
    const receiving = { database, store: openEvidenceStore(env.dataDir), quota: new UploadQuota({ files: 3, bytes: 1_000_000 }) };
    const accounts = await database.read
      .selectFrom("people")
      .select("id")
      .where("unit_id", "=", server.unitIds[0] ?? "")
      .execute();
    const keep = async (mark: string, by = accounts) => {
      for (const { id: personId } of by) await keepFormFile(receiving, jpeg(mark), { personId, unitId: server.unitIds[0] ?? "" }, now);
    };
    await keep("one");
    await keep("two");
    await keep("three", accounts.slice(0, 1));
    await expect(keep("four")).rejects.toMatchObject({ code: "upload-quota" });
    now = new Date("2026-11-16T03:00:00Z");
  });

  test("by the API is no picture that still carries metadata, and counts in the unit's day with what came by pages", async () => {
    const small = await startTestServer({ now: () => now, env: { UPLOAD_FILES_PER_DAY: "3" } });
    try {
      const accounts = [
        await makeOffice(small, "Page", small.unitIds[0] ?? ""),
        await makeOffice(small, "Program", small.unitIds[0] ?? ""),
      ];
      const [page, program] = [
        await signedIn(small, accounts[0]?.email ?? ""),
        await makeDevice(small, small.app, accounts[1]?.id ?? "", "unit"),
      ];
      const put = async (device: Device, bytes: Buffer<ArrayBuffer>) => {
        const path = `/api/evidence/${sha256(bytes)}`;
        const answer = await device.fetch(path, { method: "PUT", body: bytes });
        if (answer.ok) return answer.status;
        expect((await device.fetch(path)).status).toBe(404);
        const { status, code, detail } = await answer.json();
        return [status, code, detail];
      };
      const refused = [422, "picture-metadata", expect.stringContaining("trang của đơn vị")];
      expect(await put(program, jpeg("pixels"))).toEqual(refused);
      expect(await put(program, pictureBytes("chụp tại nhà riêng"))).toEqual(refused);
      expect(await put(program, Buffer.concat([pictureBytes(), Buffer.from("phía sau")]))).toEqual(refused);
      expect(await put(program, jpeg("pixels").subarray(0, -2))).toEqual([415, "evidence-type", expect.any(String)]);
      // What a device of an inspector has hashed is kept as it came.
      expect(await put(small.asInspector("an"), jpeg("pixels"))).toBe(201);

      const { inspectionId } = await small.opens({ visitedOn });
      const form = (mark: string) => ({ criterion: "NYTT-05", files: new File([jpeg(mark)], "x.jpg") });
      expect((await page.uploads(`${at(inspectionId)}/proof/files`, form("one"))).status).toBe(303);
      expect(await put(program, pictureBytes())).toBe(201);
      expect(await put(program, Buffer.from("%PDF-1.7 ba"))).toBe(201);
      expect(await put(program, pictureBytes())).toEqual([429, "upload-quota", expect.any(String)]);
      expect((await page.uploads(`${at(inspectionId)}/proof/files`, form("two"))).status).toBe(429);
      expect(await put(small.asInspector("an"), pictureBytes())).toBe(201);
    } finally {
      await small.remove();
    }
  });

  test("is no SVG, no broken picture, no macro, no program and nothing too large; Word and Excel are", async () => {
    const id = await opens();
    const upload = async (bytes: Uint8Array | string, name: string) =>
      (await office.uploads(`${at(id)}/proof/files`, { criterion: "NYTT-05", files: new File([bytes as BlobPart], name) })).status;
    expect(await upload("<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg")).toBe(415);
    expect(await upload(jpeg("pixels").subarray(0, -2), "cut.jpg")).toBe(415);
    expect(await upload("MZ", "a.pdf")).toBe(415);
    expect(await upload(zip("word/document.xml", "word/vbaProject.bin"), "a.docx")).toBe(415);
    expect(await upload(zip("word/document.xml").subarray(0, 60), "a.docx")).toBe(415);
    expect(await upload(zip("word/document.xml"), "a.docx")).toBe(303);
    expect(await upload(zip("xl/workbook.xml"), "a.xlsx")).toBe(303);
    expect(await upload("%PDF-1.7 xin chào", "a.pdf")).toBe(303);
    expect(await upload(Buffer.alloc(12_000_000), "a.jpg")).toBe(413);
    const page = await office.sends(`${at(id)}/proof/pages`, { criterion: "NYTT-05", proofUrl: "javascript:alert(1)", proofText: "x" });
    expect(page.status).toBe(400);
  });
});

/** A ZIP file of these names and `[Content_Types].xml`, with a bomb in each. */
function zip(...names: string[]): Buffer {
  const packed = deflateRawSync(Buffer.alloc(2_000_000));
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let place = 0;
  for (const name of ["[Content_Types].xml", ...names]) {
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(place, 42);
    locals.push(local, Buffer.from(name), packed);
    directory.push(entry, Buffer.from(name));
    place += 30 + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length + 1, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(place, 16);
  return Buffer.concat([...locals, ...directory, end]);
}

test("what a unit drafts changes nothing that anybody else can read, byte by byte", async () => {
  const id = await opens();
  const inspection = `/api/inspections/${id}`;
  const others = async () => {
    const said: string[] = [];
    for (const path of [
      `${inspection}/stages`,
      `${inspection}/history`,
      `${inspection}/evidence`,
      inspection,
      `/api/deviations?plan=${server.planId}`,
    ])
      said.push(await text(server.asLead().fetch(path)));
    const walk = addressesOfUnits({ id: [id], sha256: [], file: ["x"] });
    const other = await readAsUnit(
      server.asInspector("an"),
      elsewhere,
      walk.filter((path) => path.startsWith("/unit")),
    );
    said.push(...other.values(), await text(server.asInspector("an").fetch("/api/field")), await text(lead.visits("/results")));
    return said.map((one) => one.replaceAll(/"(serverTime|computedAt)":"[^"]+"|name="key" value="[\w-]+"|"reference":"\w+"/g, ""));
  };
  const before = await others();
  await save(office, id, "NYTT-05", { answer: "level-1", note: "Chỉ đơn vị biết" });
  await office.uploads(`${at(id)}/proof/files`, { criterion: "NYTT-05", files: new File([jpeg(newId())], "a.jpg") });
  expect(await others()).toEqual(before);
});

test("the desk lists what is to be done by deadline, and leads to where it is done", async () => {
  const { inspectionId } = await server.opens({ visitedOn: "2026-11-02" });
  const sheet = makeSheet({ inspectionId, unitId: server.unitIds[0] ?? "", visitedOn: "2026-11-02", seed: 3 });
  expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
  const asked = newId();
  const question = { criterion: "NYTT-01", text: "Gửi thêm ảnh bảng", dueOn: "2026-11-20" };
  await sendJson(server.asLead(), "PUT", `/api/inspections/${inspectionId}/explanations/${asked}`, question);
  expect(await text(office.visits("/unit"))).toContain("Giải trình: Gửi thêm ảnh bảng");
  const explained = await office.uploads(`/unit/explanations/${asked}/answer`, {
    ...{ of: inspectionId, key: newId(), explanation: "Ảnh kèm theo" },
    files: new File([jpeg("board")], "bang.jpg"),
  });
  expect(explained.headers.get("location")).toContain("said=reply");
  expect(await text(office.visits("/unit"))).not.toContain("Giải trình: Gửi thêm ảnh bảng");
  const finding = newId();
  await sendJson(server.asLead(), "PUT", `/api/findings/${finding}`, { inspectionId, criterion: "NYTT-01", text: "Bảng niêm yết cũ" });
  expect(await text(office.visits("/unit"))).not.toContain("Bảng niêm yết cũ");
  await sendJson(server.asLead(), "POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });

  const desk = await text(office.visits("/unit"));
  expect([desk.includes("Trả lời tồn tại: Bảng niêm yết cũ"), desk.includes("Đọc kết luận"), desk.includes("Gửi phiếu tự chấm")]).toEqual([
    true,
    true,
    true,
  ]);
  expect((await office.visits("/")).headers.get("location")).toBe("/unit");
  const refused = await office.sends(`/unit/findings/${finding}/answer`, { says: "extension", until: "31/02/2027", reply: "Chờ in" });
  expect(refused.status).toBe(400);
  const key = newId();
  for (let n = 0; n < 2; n += 1) {
    const answered = await office.sends(`/unit/findings/${finding}/answer`, {
      key,
      says: "extension",
      until: "20/12/2026",
      reply: "Chờ in",
    });
    expect(answered.headers.get("location")).toContain("said=reply");
  }
  const thread = await text(office.visits(`/unit/findings/${finding}`));
  expect(thread).toContain("đến 20/12/2026");
  expect(thread.split("Chờ in").length).toBe(2);
  expect((await elsewhere.visits(`/unit/findings/${finding}`)).status).toBe(404);
  expect((await elsewhere.visits(`/unit/inspections/${inspectionId}`)).status).toBe(404);

  const conclusion = await text(office.visits(`/unit/inspections/${inspectionId}?show=all`));
  expect(conclusion).toContain("Đã xem tại chỗ.");
  expect(conclusion).not.toContain("Lê Thị An");
  const path = `/unit/inspections/${inspectionId}/objections`;
  expect((await office.sends(path, { criterion: "NYTT-01", objection: " " })).status).toBe(400);
  expect((await office.sends(path, { key, criterion: "NYTT-01", objection: "Đã thay bảng từ tháng 9" })).status).toBe(303);
  const leads = await text(lead.visits(`/inspections/${inspectionId}/objections`));
  expect(leads).toContain("Đã thay bảng từ tháng 9");
  const answer = (form: Record<string, string>) => lead.sends(`/inspections/${inspectionId}/objections/${key}`, form);
  expect((await answer({ decision: "decline", answer: "" })).status).toBe(400);
  expect((await answer({ decision: "decline", answer: "Ảnh chụp sau hạn" })).status).toBe(303);
  expect(await text(office.visits(`/unit/inspections/${inspectionId}`))).toContain("Không chấp nhận: Ảnh chụp sau hạn");
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
});
