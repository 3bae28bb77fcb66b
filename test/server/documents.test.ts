import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueDocument, loadDocuments, makeDraft, readDocument } from "../../server/documents/documents.ts";
import { writeMinutes } from "../../server/documents/minutes.ts";
import { deleteEvidence, removeUnreferenced } from "../../server/evidence/evidence-retention.ts";
import { openEvidenceStore } from "../../server/evidence/evidence-store.ts";
import { minutesStandOf, recordStand } from "../../server/inspections/minutes-stand.ts";
import { findFaults } from "../../server/verify/verify.ts";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { type DocumentKind, documentKinds, emptyMinutes, type Minutes } from "../../shared/documents/document.ts";
import { newId } from "../../shared/id.ts";
import type { Evidence } from "../../shared/sheets/answer.ts";
import { longestTurn } from "../bench/turns.ts";
import { fullMinutes, opensWithTeam, partsOf, printed } from "../support/documents.ts";
import { sendsPicture } from "../support/evidence.ts";
import { send } from "../support/lead-verbs.ts";
import { type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeVisitor } from "../support/visitor.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const now = () => server.context.now();
const needs = () => ({ database: server.context.database, store: openEvidenceStore(server.dataDir), publicUrl: "https://phieucham.test" });
const lead = () => server.asLead().personId;
const draft = (inspectionId: string, kind: DocumentKind) => makeDraft(needs(), inspectionId, kind, now());

async function writes(inspectionId: string, minutes: Minutes, seen = 0): Promise<number> {
  const actor = { actorId: server.asInspector("chi").personId, now: now() };
  return await writeMinutes(server.context.database, inspectionId, { minutes, seen }, actor);
}

/** `more`: evidence beside one quotation for each criterion. */
async function sends(
  at: { inspectionId: string; unitId: string },
  name: PersonName,
  seed: number,
  note = "",
  { checklist = defaultChecklist, more = {} }: { checklist?: Checklist; more?: Readonly<Record<string, readonly Evidence[]>> } = {},
): Promise<void> {
  const sheet = makeSheet({ ...at, seed, checklist, visitedOn: "2026-10-05" });
  const quote = { type: "quote" as const, prefix: "", suffix: "", url: "https://tinh.test/suoi-ngan/tthc/dat-dai", title: "Thủ tục" };
  const entries = Object.fromEntries(
    Object.entries(sheet.entries).map(([id, entry], n) => [
      id,
      {
        ...entry,
        note: note === "" ? entry.note : `${note} (${n})`,
        evidence: [{ ...quote, id: newId(), exact: `Mục ${n} niêm yết`, capturedAt: sheet.sentAt }, ...(more[id] ?? [])],
      },
    ]),
  );
  expect((await server.asInspector(name).submits({ ...sheet, entries })).status).toBe(201);
}

async function posts(path: string, body: unknown): Promise<void> {
  const answer = await send(server.asLead(), "POST", path, body);
  expect([path, answer.status < 300 ? "done" : await answer.text()]).toEqual([path, "done"]);
}

/** Sent by two, settled, two findings, concluded. */
async function concludes(
  at: { inspectionId: string; unitId: string },
  more: Readonly<Record<string, readonly Evidence[]>> = {},
): Promise<void> {
  await sends(at, "an", 3, "", { more });
  await sends(at, "binh", 4, "Theo sổ theo dõi");
  const rest = { by: "inspector", personId: server.asInspector("an").personId, reason: "Có biên bản" };
  await posts(`/api/inspections/${at.inspectionId}/appraisal`, { id: newId(), decisions: {}, rest });
  for (const text of ["Còn 50/392 TTHC chưa công khai", "Biển phòng còn ghi tên xã cũ"]) {
    const finding = { inspectionId: at.inspectionId, criterion: "NYTT-02", text };
    expect((await send(server.asLead(), "PUT", `/api/findings/${newId()}`, finding)).status).toBeLessThan(300);
  }
  await posts(`/api/inspections/${at.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
}

/** For whoever wants to look at them: `DOCUMENTS=folder`. */
function keep(name: string, bytes: Uint8Array): void {
  const folder = process.env["DOCUMENTS"];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${name}.docx`, bytes);
}

describe("minutes", () => {
  test("say what was typed, in the layout's order, with dots where nothing is known, and that they are a draft", async () => {
    const { inspectionId } = await opensWithTeam(server);
    const empty = await draft(inspectionId, "minutes");
    keep("empty", empty);
    const blank = await printed(empty);
    expect(blank).toContain("DỰ THẢO");
    expect(blank).toMatch(/hồi ……, ngày 05 tháng 10 năm 2026, tại ……, …… tiến hành/);
    expect(blank).toContain("Không có kiến nghị phải khắc phục.");
    expect(await writes(inspectionId, fullMinutes)).toBe(1);
    const bytes = await draft(inspectionId, "minutes");
    keep("minutes", bytes);
    const text = await printed(bytes);
    const order = [
      "DỰ THẢO",
      "Sở Nội vụ tỉnh Lam Giang",
      "Số: 12/BB-ĐKTCV",
      "BIÊN BẢN",
      "I. THÀNH PHẦN",
      "Ông Hoàng Văn Thụ",
      "II. NỘI DUNG",
    ];
    order.push(
      "lồng ghép; trực tiếp và qua môi trường số",
      "III. KẾT QUẢ",
      "vắng không lý do 01 người",
      "98,61%",
      "tên xã cũ",
      "IV. KIẾN NGHỊ",
    );
    order.push("20/10/2026", "V. Ý KIẾN", "cam kết", "16 giờ 30 phút", "ĐẠI DIỆN ĐƠN VỊ", "THƯ KÝ", "TRƯỞNG ĐOÀN", "Nơi nhận:");
    const places = order.map((part) => text.indexOf(part));
    expect(places.filter((place) => place < 0)).toEqual([]);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
    expect(text).not.toMatch(/[{}]|undefined|NaN|null/);
  });

  test("hold nothing of any sheet before the reveal: the same bytes whoever has sent what, and still the same after it", async () => {
    const at = await opensWithTeam(server);
    await writes(at.inspectionId, fullMinutes);
    const before = await draft(at.inspectionId, "minutes");
    await sends(at, "an", 3, "ghi-chú-kín");
    expect(Buffer.compare(await draft(at.inspectionId, "minutes"), before)).toBe(0);
    for (const kind of documentKinds.filter((one) => one !== "minutes"))
      await expect(draft(at.inspectionId, kind)).rejects.toMatchObject({ code: "not-all-sent" });
    await sends(at, "binh", 4, "ghi-chú-kín");
    expect(Buffer.compare(await draft(at.inspectionId, "minutes"), before)).toBe(0);
  });

  test("are not overwritten unseen, and the same text again changes nothing", async () => {
    const { inspectionId } = await opensWithTeam(server);
    expect(await writes(inspectionId, fullMinutes)).toBe(1);
    expect(await writes(inspectionId, fullMinutes)).toBe(1);
    await expect(writes(inspectionId, { ...fullMinutes, opinion: "khác" }, 0)).rejects.toMatchObject({ code: "minutes-changed" });
    expect(await writes(inspectionId, { ...fullMinutes, opinion: "khác" }, 1)).toBe(2);
  });

  test("that were signed or refused stay as they are; a waiver ends where paper comes", async () => {
    const { inspectionId } = await opensWithTeam(server);
    const { database } = server.context;
    await writes(inspectionId, fullMinutes);
    const actor = { actorId: lead(), now: now() };
    expect(await minutesStandOf(database.read, inspectionId)).toBe("none");
    await recordStand(database, inspectionId, { id: newId(), stand: "waived", reason: "Kiểm tra qua mạng" }, actor);
    expect(await minutesStandOf(database.read, inspectionId)).toBe("waived");
    const refused = { id: newId(), stand: "refused" as const, reason: "Không nhất trí số liệu" };
    await recordStand(database, inspectionId, refused, actor);
    await recordStand(database, inspectionId, refused, actor);
    expect(await minutesStandOf(database.read, inspectionId)).toBe("refused");
    await expect(recordStand(database, inspectionId, { ...refused, reason: "khác" }, actor)).rejects.toMatchObject({ code: "id-taken" });
    await expect(writes(inspectionId, emptyMinutes, 1)).rejects.toMatchObject({ code: "minutes-signed" });
    const waiver = { id: newId(), stand: "waived" as const, reason: "muộn" };
    await expect(recordStand(database, inspectionId, waiver, actor)).rejects.toMatchObject({ code: "minutes-signed" });
  });

  test("take what is hostile as text, and stay whole", async () => {
    const { inspectionId } = await opensWithTeam(server);
    const hostile = `<w:p>{unit}{#team} &amp; ]]> =cmd|' /C calc'!A0 \u202egnp.exe \u0007\u0001 ${"dài ".repeat(300)}`;
    await writes(inspectionId, { ...fullMinutes, facts: [hostile], opinion: hostile, place: hostile.slice(0, 400) });
    const bytes = await draft(inspectionId, "minutes");
    const text = await printed(bytes);
    expect(text).toContain("<w:p>{unit}{#team} &amp; ]]> =cmd|' /C calc'!A0 gnp.exe");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
  });
});

describe("documents of a concluded inspection", () => {
  test("hold each criterion once, sums that add up, and what has to be said; none of what is inner goes to the unit", async () => {
    const at = await opensWithTeam(server);
    await writes(at.inspectionId, fullMinutes);
    await concludes(at);
    const texts = new Map<DocumentKind, string>();
    for (const kind of documentKinds) {
      const bytes = await draft(at.inspectionId, kind);
      keep(kind, bytes);
      texts.set(kind, await printed(bytes));
    }
    const sheet = texts.get("scoreSheet") ?? "";
    expect(sheet.match(/Treo Quốc kỳ/g)).toHaveLength(1);
    expect(sheet).toContain("Đoàn chấm");
    for (const kind of ["scoreAnnex", "conclusionNotice", "findingsList"] as const) {
      expect(texts.get(kind)).not.toContain("Đoàn chấm");
      for (const name of ["Bình"]) expect(texts.get(kind)).not.toContain(name);
      expect(texts.get(kind)).not.toMatch(/[{}]|undefined|NaN|\bnull\b/);
    }
    expect(texts.get("conclusionNotice")).toContain("Còn 50/392 TTHC chưa công khai (tiêu chí III.2). Hạn khắc phục:");
    expect(texts.get("findingsList")).toContain("Biển phòng còn ghi tên xã cũ");
    expect(texts.get("scoreAnnex")).toMatch(/Chỉ số công bố: \d{1,3},\d\d; xếp loại: (Xuất sắc|Tốt|Khá|Trung bình|Yếu)\./);
  });

  test("of three inspectors with long notes are many pages, made beside the request loop", async () => {
    const at = await opensWithTeam(server, ["an", "binh", "lan"]);
    const note = "Ghi nhận tại chỗ, có đối chiếu sổ sách và phỏng vấn công dân; ".repeat(12);
    await sends(at, "an", 5, note);
    await sends(at, "binh", 6, note);
    await sends(at, "lan", 7, note);
    const { done: bytes, ms } = await longestTurn(() => draft(at.inspectionId, "scoreSheet"));
    keep("long-sheet", bytes);
    expect((await printed(bytes)).length).toBeGreaterThan(60_000);
    // Made in the loop it would be a second or more; what it holds the loop for is measured in the bench.
    expect(ms).toBeLessThan(300);
  });

  test("are issued with a code, kept as they were, and replaced by newer ones; nothing of it escapes verify", async () => {
    const at = await opensWithTeam(server);
    const { database } = server.context;
    await writes(at.inspectionId, fullMinutes);
    const asked = { inspectionId: at.inspectionId, actorId: lead(), now: now() };
    const first = { ...asked, id: newId(), kind: "minutes" as const };
    await expect(issueDocument(needs(), { ...first, kind: "conclusionNotice" })).rejects.toMatchObject({ code: "not-all-sent" });
    const { document, made } = await issueDocument(needs(), first);
    expect([made, document.code]).toEqual([true, expect.stringMatching(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/)]);
    const again = await issueDocument(needs(), first);
    expect([again.made, again.document.code]).toEqual([false, document.code]);
    await expect(issueDocument(needs(), { ...first, kind: "scoreSheet" })).rejects.toMatchObject({ code: "id-taken" });
    const { bytes } = await readDocument(needs(), at.inspectionId, document.id);
    keep("issued-minutes", bytes);
    const text = await printed(bytes);
    expect(text).toContain(`https://phieucham.test/verify/${document.code}`);
    expect(text).not.toContain("DỰ THẢO");
    await writes(at.inspectionId, { ...fullMinutes, opinion: "Ý kiến khác" }, 1);
    const { document: second } = await issueDocument(needs(), { ...first, id: newId() });
    const listed = await loadDocuments(database.read, at.inspectionId);
    expect(listed.map(({ code, replacedBy }) => [code, replacedBy])).toEqual([
      [second.code, null],
      [document.code, second.id],
    ]);
    expect(Buffer.compare((await readDocument(needs(), at.inspectionId, document.id)).bytes, bytes)).toBe(0);
    expect(await partsOf(bytes)).toHaveProperty(["word/document.xml"]);
    // Files that no sheet lists go after 90 days; what was issued stays.
    await removeUnreferenced(database, needs().store, new Date(now().getTime() + 200 * 86_400_000));
    expect(Buffer.compare((await readDocument(needs(), at.inspectionId, document.id)).bytes, bytes)).toBe(0);
    expect(await findFaults(database, server.context.keys)).toEqual([]);
  });

  test("say that they are no longer current once what they were made of has changed, until they are issued again", async () => {
    const at = await opensWithTeam(server);
    const { database } = server.context;
    await writes(at.inspectionId, fullMinutes);
    await concludes(at);
    const asked = { inspectionId: at.inspectionId, actorId: lead(), now: now() };
    const issue = async (kind: DocumentKind) => (await issueDocument(needs(), { ...asked, id: newId(), kind })).document;
    const [minutes, notice, annex] = [await issue("minutes"), await issue("conclusionNotice"), await issue("scoreAnnex")];
    const states = async () => {
      const listed = await loadDocuments(database.read, at.inspectionId);
      return [minutes, notice, annex].map(({ id }) => listed.find((one) => one.id === id)?.state);
    };
    const told = async ({ code }: { readonly code: string }) => await (await makeVisitor(server.app).visits(`/verify/${code}`)).text();
    expect(await states()).toEqual(["current", "current", "current"]);
    const correction = newId();
    const path = `/api/inspections/${at.inspectionId}/corrections/${correction}`;
    const decisions = { "NYTT-03": { by: "lead", points: 0, reason: "Cộng lại theo sổ" } };
    expect((await send(server.asLead(), "PUT", path, { decisions, reason: "Cộng nhầm" })).status).toBe(201);
    expect(await states()).toEqual(["current", "current", "current"]);
    const approval = { approved: true, id: newId() };
    expect((await send(server.asLead(), "PUT", `/api/corrections/${correction}/answer`, approval)).status).toBe(201);
    expect(await states()).toEqual(["current", "outdated", "outdated"]);
    expect(await told(notice)).toContain("không còn hiện hành");
    expect(await told(minutes)).toContain("Văn bản hiện hành");
    const newer = await issue("conclusionNotice");
    expect(newer.state).toBe("current");
    expect(await states()).toEqual(["current", "replaced", "outdated"]);
    expect(await told(newer)).toContain("Văn bản hiện hành");
    expect(await told(notice)).toContain("đã bị thay thế");
    expect(await findFaults(database, server.context.keys)).toEqual([]);
  });

  test("of minutes are no longer current when another text was typed", async () => {
    const { inspectionId } = await opensWithTeam(server);
    await writes(inspectionId, fullMinutes);
    const asked = { inspectionId, actorId: lead(), now: now(), kind: "minutes" as const };
    await issueDocument(needs(), { ...asked, id: newId() });
    await writes(inspectionId, { ...fullMinutes, opinion: "Ý kiến khác" }, 1);
    expect((await loadDocuments(server.context.database.read, inspectionId)).map(({ state }) => state)).toEqual(["outdated"]);
    await issueDocument(needs(), { ...asked, id: newId() });
    const states = (await loadDocuments(server.context.database.read, inspectionId)).map(({ state }) => state);
    expect(states).toEqual(["current", "replaced"]);
  });
});

describe("what was issued is current as long as it would show the same if it were issued anew", () => {
  const issues = async (inspectionId: string, ...kinds: DocumentKind[]) => {
    for (const kind of kinds) await issueDocument(needs(), { id: newId(), inspectionId, kind, actorId: lead(), now: now() });
  };
  /** Of what was not replaced, by kind. */
  const states = async (inspectionId: string) => {
    const listed = await loadDocuments(server.context.database.read, inspectionId);
    return Object.fromEntries(listed.filter(({ replacedBy }) => replacedBy === null).map(({ kind, state }) => [kind, state]));
  };
  const puts = async (path: string, body: unknown) => {
    const answer = await send(server.asLead(), "PUT", path, body);
    expect([path, answer.status < 300 ? "done" : await answer.text()]).toEqual([path, "done"]);
  };
  const after = ["scoreAnnex", "conclusionNotice", "findingsList"] as const;

  test("findings: one raised outdates notice and list, one remedied the list alone", async () => {
    const at = await opensWithTeam(server);
    await concludes(at);
    await issues(at.inspectionId, ...after);
    const { id } = await server.context.database.read
      .selectFrom("findings")
      .select("id")
      .where("inspection_id", "=", at.inspectionId)
      .executeTakeFirstOrThrow();
    await puts(`/api/findings/${id}/verdicts/${newId()}`, { fixed: true, reason: "Đã công khai đủ" });
    expect(await states(at.inspectionId)).toEqual({ scoreAnnex: "current", conclusionNotice: "current", findingsList: "outdated" });
    await issues(at.inspectionId, "findingsList");
    expect(await states(at.inspectionId)).toMatchObject({ findingsList: "current" });
    await puts(`/api/findings/${newId()}`, { inspectionId: at.inspectionId, criterion: "NYTT-03", text: "Thiếu địa chỉ phản ánh" });
    expect(await states(at.inspectionId)).toEqual({ scoreAnnex: "current", conclusionNotice: "outdated", findingsList: "outdated" });
  });

  test("evidence: one deleted outdates what lists it", async () => {
    const at = await opensWithTeam(server);
    const picture = await sendsPicture(server.asInspector("an"));
    const lowered = makeSheet({ ...at, seed: 3 }).entries;
    const criterion = defaultChecklist.criteria.find(({ id, maxPoints }) => (lowered[id]?.points ?? maxPoints) < maxPoints)?.id ?? "";
    await concludes(at, { [criterion]: [picture] });
    await issues(at.inspectionId, "scoreSheet", ...after);
    const [document] = (await loadDocuments(server.context.database.read, at.inspectionId)).filter(({ kind }) => kind === "scoreAnnex");
    expect(await printed((await readDocument(needs(), at.inspectionId, document?.id ?? "")).bytes)).toContain(picture.name);
    await deleteEvidence(server.context.database.write, picture.sha256, "Có mặt công dân", lead(), now());
    const outdated = { scoreSheet: "outdated", scoreAnnex: "outdated" };
    expect(await states(at.inspectionId)).toEqual({ ...outdated, conclusionNotice: "current", findingsList: "current" });
    const told = await (await makeVisitor(server.app).visits(`/verify/${document?.code}`)).text();
    expect(told).toContain("không còn hiện hành");
    await issues(at.inspectionId, "scoreSheet", "scoreAnnex");
    expect(await states(at.inspectionId)).toMatchObject({ scoreSheet: "current", scoreAnnex: "current" });
  });

  test("what happens elsewhere, and what none of them prints, leaves all of them current", async () => {
    const at = await opensWithTeam(server);
    const other = await opensWithTeam(server, ["an", "binh"], 1);
    await writes(at.inspectionId, fullMinutes);
    await concludes(at);
    await issues(at.inspectionId, "minutes", "scoreSheet", ...after);
    await writes(other.inspectionId, fullMinutes);
    await concludes(other);
    await server.asInspector("an").fetch("/api/me");
    await recordStand(
      server.context.database,
      at.inspectionId,
      { id: newId(), stand: "refused", reason: "Không nhất trí" },
      {
        actorId: lead(),
        now: now(),
      },
    );
    expect(new Set(Object.values(await states(at.inspectionId)))).toEqual(new Set(["current"]));
    expect(Object.keys(await states(at.inspectionId))).toHaveLength(documentKinds.length);
  });

  test("the day that it prints is another one", async () => {
    const { inspectionId } = await opensWithTeam(server);
    await issues(inspectionId, "minutes");
    const move = { visitedOn: "2026-10-06" };
    expect((await send(server.asLead(), "PATCH", `/api/inspections/${inspectionId}`, move)).status).toBe(200);
    expect(await states(inspectionId)).toEqual({ minutes: "outdated" });
  });

  test("an inspection that was cancelled has no current documents", async () => {
    const { inspectionId } = await opensWithTeam(server);
    await issues(inspectionId, "minutes");
    await posts(`/api/inspections/${inspectionId}/cancellation`, { reason: "Đơn vị đã giải thể" });
    expect(await states(inspectionId)).toEqual({ minutes: "outdated" });
  });

  test("a score sheet from before the conclusion: settling, bonus and the conclusion itself outdate it", async () => {
    const checklist: Checklist = {
      ...defaultChecklist,
      version: "2027",
      adjustments: {
        cap: { bonus: 300, penalty: 500 },
        list: [{ id: "initiative", kind: "bonus", points: 150, title: { vi: "Sáng kiến", en: "Initiative" } }],
      },
    };
    await puts(`/api/checklists/${checklist.id}/2027`, checklist);
    await posts(`/api/checklists/${checklist.id}/2027/publication`, {});
    const version = { checklist: { id: checklist.id, version: "2027" } };
    expect((await send(server.asLead(), "PATCH", `/api/plans/${server.planId}`, version)).status).toBe(200);
    const at = await opensWithTeam(server, ["an"]);
    await sends(at, "an", 3, "", { checklist });
    const path = `/api/inspections/${at.inspectionId}`;
    const steps = [
      () => puts(`${path}/adjustments`, { adjustments: [{ id: "initiative", times: 1, reason: "Theo hồ sơ" }] }),
      () =>
        posts(`${path}/appraisal`, {
          id: newId(),
          decisions: {},
          rest: { by: "inspector", personId: server.asInspector("an").personId, reason: "Có biên bản" },
        }),
      () => posts(`${path}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" }),
    ];
    for (const step of steps) {
      await issues(at.inspectionId, "scoreSheet");
      expect(await states(at.inspectionId)).toEqual({ scoreSheet: "current" });
      await step();
      expect(await states(at.inspectionId)).toEqual({ scoreSheet: "outdated" });
    }
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });
});
