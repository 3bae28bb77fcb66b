import { createHash } from "node:crypto";
import { publishChecklist } from "../../server/checklists/checklists.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { createPlan } from "../../server/plans/plans.ts";
import { addDraftEvidence, saveSelfDraft } from "../../server/submissions/self-draft.ts";
import type { Checklist } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { typedMinutes } from "./documents.ts";
import { givesPassword } from "./newcomers.ts";
import { type Device, makeDevice, type PersonName, type TestServer } from "./server.ts";
import { makeSheet, type SheetOf } from "./sheets.ts";
import { makeAccount, signedIn } from "./visitor.ts";

const title = { vi: "Sáng kiến", en: "Initiative" };
const chosen = ["DDCV-01", "DDCV-05", "VHCS-06", "VHCS-08", "NYTT-02", "NYTT-03"];

/** Criteria of each method, in the default checklist's own words, so that a database of many sheets stays small. */
const checklist: Checklist = {
  ...defaultChecklist,
  id: "few",
  version: "1",
  criteria: defaultChecklist.criteria
    .filter(({ id }) => chosen.includes(id))
    .map(({ websiteSignals: _, ...criterion }) => ({ ...criterion, legal: [] })),
  adjustments: { cap: { bonus: 300, penalty: 500 }, list: [{ id: "initiative", kind: "bonus", points: 150, title }] },
};

/** What the story leaves behind that stands in no table: the tokens of the lead, and of An and Bình, who inspect. */
export interface Told {
  readonly tokens: Readonly<Record<"lead" | "an" | "binh", string>>;
  readonly planId: string;
}

/** Who administers, and can sign in. */
export const administrator = "thu@tinh.test";

/**
 * A year of a province in a few minutes: something in every table, each row written by the server's own code. Whoever adds a table adds
 * here what fills it, and makes a fixture of it (`make-database-fixture.ts`).
 */
export async function tellStory(server: TestServer, now: () => Date): Promise<Told> {
  const { database } = server.context;
  await publishChecklist(database, checklist, "system", now());
  const plan = {
    year: 2026,
    title: "Kiểm tra chuyên đề năm 2026",
    targetPercent: 30,
    checklist: { id: checklist.id, version: checklist.version },
    periods: [{ kind: "year" as const, from: "2025-12-15", to: "2026-12-14" }],
    team: [],
    unitIds: [...server.unitIds],
  };
  const quan = server.asInspector("quan").personId;
  const teller = { server, now, planId: await createPlan(database, plan, quan, now()) };
  await limits(teller);
  const admin = await makeDevice(server, server.app, quan, "lead");
  const office = await accounts(teller, admin);
  await wholeSheets(teller);
  await stages(teller, office);
  await decisions(teller);
  await evidenceAndFindings(teller, office, admin);
  await documents(teller);
  await registry(teller, admin);
  const tokens = { lead: server.asLead().token, an: server.asInspector("an").token, binh: server.asInspector("binh").token };
  return { tokens, planId: teller.planId };
}

interface Teller {
  readonly server: TestServer;
  readonly now: () => Date;
  readonly planId: string;
}

/** An answer that says it was done. */
async function done(answer: Response | Promise<Response>): Promise<Response> {
  const { status, url } = await answer;
  if (status >= 400) throw new Error(`${url} answered ${status}: ${await (await answer).text()}`);
  return await answer;
}

async function send(
  device: Pick<Device, "fetch">,
  method: string,
  path: string,
  body: unknown,
  type = "application/json",
): Promise<Response> {
  return await done(
    device.fetch(path, { method, headers: { "content-type": type }, body: typeof body === "string" ? body : JSON.stringify(body) }),
  );
}

/** Another time to send in, and a calendar with a holiday. */
async function limits({ server, planId }: Teller): Promise<void> {
  const days = { holidays: [{ day: "2026-09-02", name: "Quốc khánh" }], workingDays: [{ day: "2026-08-22", name: "Làm bù" }] };
  await send(server.asLead(), "PATCH", `/api/plans/${planId}`, { limits: { sheets: 4 } });
  await send(server.asLead(), "PUT", "/api/calendar/2026", days);
}

/** People who sign in, one who is shut out, an invitation, a device that waits, and a unit's own token. */
async function accounts({ server }: Teller, admin: Device): Promise<Device> {
  const { id: unitPerson } = await makeAccount(server, "Office", ["unit"]);
  await send(admin, "PUT", `/api/people/${unitPerson}/unit`, { unitId: server.unitIds[0] });
  await makeAccount(server, "Thu", ["admin", "lead"]);
  const { id: gone } = await makeAccount(server, "Vinh", ["inspector"]);
  const visitor = await signedIn(server, administrator);
  await done(visitor.sends("/admin/people/invitation", { name: "Mai", email: "mai@tinh.test", roles: ["inspector"] }));
  await done(visitor.sends("/admin/people/invitation", { name: "Văn thư", email: "vanthu@tinh.test", roles: ["unit"], unit: "Sở Y tế" }));
  await done(visitor.sends("/admin/people/invitation", { name: "Nga", email: "nga@tinh.test", roles: ["inspector"] }));
  const wrong = (await server.context.identity.loadLinks()).find(({ email }) => email === "nga@tinh.test");
  await done(visitor.sends(`/admin/people/links/${wrong?.id}/cancellation`));
  await done(visitor.sends(`/admin/people/${gone}/disabled`));
  const body = JSON.stringify({ deviceName: "Máy tính xách tay" });
  await done(server.anonymous("/api/device/code", { method: "POST", headers: { "content-type": "application/json" }, body }));
  const { identity } = server.context;
  const { deviceCode, userCode } = await identity.startDevice("Máy tính bảng", { place: "127.0.0.1", before: undefined });
  await identity.approveDevice(await givesPassword(server.context, server.asInspector("chi").personId, ["inspector"]), userCode);
  await identity.exchangeDevice(deviceCode);
  return await makeDevice(server, server.app, unitPerson, "unit");
}

/** The default checklist's sheets: one concluded, one of a unit without a desk. */
async function wholeSheets({ server, now }: Teller): Promise<void> {
  const first = await server.opens({ unit: 0 });
  await done(server.asInspector("an").submits(makeSheet({ ...first, seed: 1, sentAt: now().toISOString() })));
  await send(server.asLead(), "POST", `/api/inspections/${first.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  const form = "remote" as const;
  const second = await server.opens({ unit: 4, team: ["binh"], form });
  await done(
    server.asInspector("binh").submits(makeSheet({ ...second, form, seed: 2, unitTraits: ["noDesk"], sentAt: now().toISOString() })),
  );
}

/** Opens an inspection of the n-th unit by the small checklist. */
async function opens(
  { server, now, planId }: Teller,
  unit: number,
  team: readonly PersonName[],
): Promise<{ inspectionId: string; unitId: string }> {
  const unitId = server.unitIds[unit] ?? "";
  const members = team.map((name) => ({ personId: server.asInspector(name).personId, position: "member" as const, scores: true }));
  const asked = {
    planId,
    unitIds: [unitId],
    kind: "planned" as const,
    form: "both" as const,
    visitedOn: "2026-10-06",
    announced: true,
    again: true,
    team: members,
  };
  const [inspectionId = ""] = await openInspections(server.context.database, asked, server.asInspector("lan").personId, now());
  return { inspectionId, unitId };
}

function sheetOf({ now }: Teller, of: SheetOf, more: Partial<Submission> = {}): Submission {
  const sheet = makeSheet({ visitedOn: "2026-10-06", checklist, sentAt: now().toISOString(), ...of });
  const [id = ""] = Object.keys(sheet.entries);
  const entry = sheet.entries[id];
  const quote = {
    type: "quote" as const,
    id: newId(),
    exact: "Công khai thủ tục",
    prefix: "",
    suffix: "hành chính",
    url: "https://soyte.test/",
    title: "Sở Y tế",
  };
  const quoted = entry && { [id]: { ...entry, evidence: [{ ...quote, capturedAt: sheet.sentAt }] } };
  return { ...sheet, entries: { ...sheet.entries, ...quoted }, ...more };
}

/** Self-score, two inspectors, one sheet replaced before the reveal and one after it, settled with a reason, concluded. */
async function stages(teller: Teller, office: Device): Promise<void> {
  const { server } = teller;
  const [an, binh, lead] = [server.asInspector("an"), server.asInspector("binh"), server.asLead()];
  const at = await opens(teller, 0, ["an", "binh"]);
  const first = sheetOf(teller, { ...at, seed: 3 });
  await done(an.submits(first));
  const second = sheetOf(teller, { ...at, seed: 4 }, { replaces: { id: first.id, reason: "Đếm lại" } });
  await done(an.submits(second));
  await done(office.submits(sheetOf(teller, at, { stage: "self" })));
  await done(binh.submits(sheetOf(teller, { ...at, seed: 8 })));
  await send(lead, "POST", `/api/inspections/${at.inspectionId}/return`, { personId: an.personId, reason: "Xem lại số liệu" });
  await done(an.submits(sheetOf(teller, { ...at, seed: 5 }, { replaces: { id: second.id, reason: "Theo sổ" } })));
  const [asked, scan] = [newId(), Buffer.from("%PDF-1.7 explanation")];
  const question = { criterion: "NYTT-02", text: "Gửi thêm ảnh bảng niêm yết", dueOn: "2099-12-31" };
  await send(lead, "PUT", `/api/inspections/${at.inspectionId}/explanations/${asked}`, question);
  await done(office.fetch(`/api/evidence/${hashOf(scan)}`, { method: "PUT", body: scan }));
  const explained = { text: "Bảng ở tầng 1, xem ảnh", evidence: [hashOf(scan)] };
  await send(office, "PUT", `/api/explanations/${asked}/answers/${newId()}`, explained);
  await drafts(teller, at.inspectionId, office);
  const take = { by: "inspector", personId: an.personId, reason: "Theo ảnh chụp" };
  const choices = `/api/inspections/${at.inspectionId}/choices`;
  for (const criterion of ["NYTT-02", "NYTT-03"]) await send(lead, "PUT", `${choices}/${criterion}`, { seen: 0, decision: take });
  await send(lead, "POST", `${choices}/NYTT-02/reopen`, { seen: 1, reason: "Có thêm ảnh" });
  const rest = { by: "inspector", personId: binh.personId, reason: "Có biên bản" };
  await send(lead, "POST", `/api/inspections/${at.inspectionId}/appraisal`, { id: newId(), decisions: {}, rest });
  await send(lead, "POST", `/api/inspections/${at.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  const [accepted, declined] = [newId(), newId()];
  for (const [id, criterion] of [
    [accepted, "NYTT-02"],
    [declined, "NYTT-03"],
  ] as const)
    await send(office, "PUT", `/api/inspections/${at.inspectionId}/objections/${id}`, { criterion, text: "Có ảnh chụp trước hạn" });
  await send(lead, "PUT", `/api/objections/${accepted}/answer`, { accepted: true, reason: "Ảnh rõ ngày" });
  await send(lead, "PUT", `/api/objections/${declined}/answer`, { accepted: false, reason: "Ảnh chụp sau hạn" });
  const corrections = [newId(), newId()] as const;
  const decisions = (points: number) => ({ "NYTT-02": { by: "lead", points, reason: "Theo ảnh" } });
  for (const [i, id] of corrections.entries()) {
    const asked = { decisions: decisions(10 + i), reason: "Ý kiến của đơn vị có căn cứ", objectionId: accepted };
    await send(lead, "PUT", `/api/inspections/${at.inspectionId}/corrections/${id}`, asked);
    const answer = i === 0 ? { approved: false, reason: "Ghi nhầm điểm" } : { approved: true, id: newId() };
    await send(lead, "PUT", `/api/corrections/${id}/answer`, answer);
  }
}

/** A self-score that was given back is drafted anew, and stands in the end as it was. */
async function drafts({ server, now }: Teller, inspectionId: string, { personId }: Device): Promise<void> {
  const { database } = server.context;
  const back = { personId, reason: "Bổ sung minh chứng" };
  await send(server.asLead(), "POST", `/api/inspections/${inspectionId}/return`, back);
  const place = { inspectionId, criterionId: "NYTT-02", personId };
  await saveSelfDraft(database, place, { revision: 0, fields: { note: "Đang đếm lại" } }, now());
  const page = { exact: "Danh mục thủ tục", prefix: "", suffix: "", url: "https://soyte.test/thu-tuc", title: "" };
  await addDraftEvidence(database, place, [{ type: "quote", id: newId(), ...page, capturedAt: now().toISOString() }], now());
  await send(server.asLead(), "POST", `/api/inspections/${inspectionId}/return/undo`, back);
}

/** "Not applicable" approved, a bonus, an excuse, a withdrawal, a sheet that came late, and an inspection opened on the device. */
async function decisions(teller: Teller): Promise<void> {
  const { server, now, planId } = teller;
  const [an, chi, lead] = [server.asInspector("an"), server.asInspector("chi"), server.asLead()];
  const pending = await opens(teller, 1, ["an"]);
  const none: Answer = { type: "notApplicable", reason: "Không có phản ánh" };
  await done(an.submits(sheetOf(teller, { ...pending, seed: 6, answers: { "DDCV-05": none } })));
  const decision = { personId: an.personId, criterion: "DDCV-05", approved: true, reason: "Đúng" };
  await send(lead, "POST", `/api/inspections/${pending.inspectionId}/not-applicable`, decision);
  const adjustments = [{ id: "initiative", times: 1, reason: "Theo hồ sơ" }];
  await send(lead, "PUT", `/api/inspections/${pending.inspectionId}/adjustments`, { adjustments });
  await send(lead, "POST", `/api/inspections/${pending.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });

  const excused = await opens(teller, 2, ["an", "chi"]);
  const wrong = sheetOf(teller, { ...excused, seed: 7 });
  await done(an.submits(wrong));
  await done(an.withdraws(wrong.id));
  const contradiction: Answer = { type: "ratio", numerator: 12, denominator: 10, contradictionReason: "Theo số công bố" };
  await done(an.submits(sheetOf(teller, { ...excused, seed: 9, answers: { "NYTT-02": contradiction } })));
  await send(lead, "POST", `/api/inspections/${excused.inspectionId}/excuse`, { personId: chi.personId, reason: "Đi công tác" });
  await send(lead, "POST", `/api/inspections/${excused.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  const late = sheetOf(teller, { ...excused, seed: 10 });
  await done(chi.submits(late));
  await send(lead, "POST", `/api/inspections/${excused.inspectionId}/late`, { submissionId: late.id, accepted: false, reason: "Quá hạn" });

  const unitId = server.unitIds[3] ?? "";
  const form = "remote" as const;
  const surprise = { planId, unitId, form, visitedOn: "2026-10-07", openedAt: now().toISOString() };
  await done(an.submits(sheetOf(teller, { inspectionId: newId(), unitId, form, visitedOn: "2026-10-07", seed: 11 }, { surprise })));
}

/** A file that came, one that is waited for, one that was deleted; findings answered, judged and closed. */
async function evidenceAndFindings(teller: Teller, office: Device, admin: Device): Promise<void> {
  const { server } = teller;
  const [an, lead] = [server.asInspector("an"), server.asLead()];
  const [came, late, deleted] = [1, 2, 3].map((n) => Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(`picture ${n}`)]));
  if (!came || !late || !deleted) throw new Error("there are three files");
  const proof = Buffer.from("%PDF-1.7 remedy");
  const at = await opens(teller, 3, ["an"]);
  const sheet = sheetOf(teller, { ...at, seed: 12 });
  const [id = ""] = Object.keys(sheet.entries).slice(1);
  const entry = sheet.entries[id];
  if (!entry) throw new Error("the sheet is empty");
  const evidence = [came, late, deleted].map((bytes, n) => {
    const item = { type: "file" as const, id: newId(), sha256: hashOf(bytes), mediaType: "image/jpeg" as const, size: bytes.byteLength };
    return { ...item, name: `Ảnh ${n}.jpg`, capturedAt: sheet.sentAt };
  });
  for (const bytes of [came, deleted]) await done(an.fetch(`/api/evidence/${hashOf(bytes)}`, { method: "PUT", body: bytes }));
  await done(an.submits({ ...sheet, entries: { ...sheet.entries, [id]: { ...entry, evidence } } }));
  await send(admin, "POST", `/api/evidence/${hashOf(deleted)}/deletion`, { reason: "Lộ mặt người dân" });

  const inspected = await opens(teller, 0, ["an"]);
  await done(an.submits(sheetOf(teller, { ...inspected, seed: 13 })));
  await send(lead, "POST", `/api/inspections/${inspected.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  await done(office.fetch(`/api/evidence/${hashOf(proof)}`, { method: "PUT", body: proof }));
  const unconcluded = { inspectionId: at.inspectionId, criterion: "NYTT-02", text: "Thiếu biểu mẫu" };
  await send(lead, "PUT", `/api/findings/${newId()}`, unconcluded);
  const findings = [newId(), newId()];
  for (const finding of findings) {
    const raised = { inspectionId: inspected.inspectionId, criterion: "NYTT-02", text: "Bảng niêm yết cũ" };
    await send(lead, "PUT", `/api/findings/${finding}`, raised);
    await send(office, "PUT", `/api/findings/${finding}/answers/${newId()}`, { text: "Đã thay bảng mới", evidence: [hashOf(proof)] });
    await send(lead, "PUT", `/api/findings/${finding}/responsible`, { personId: an.personId });
    const asks = { text: "Chờ in bảng", says: "extension", until: "2099-01-31" };
    await send(office, "PUT", `/api/findings/${finding}/answers/${newId()}`, asks);
    const fixed = finding === findings[0];
    await send(lead, "PUT", `/api/findings/${finding}/verdicts/${newId()}`, { fixed, reason: fixed ? "Đã đủ" : "Vẫn thiếu" });
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Minutes typed, signed after a waiver; a template; two documents issued, one in place of the other. */
async function documents(teller: Teller): Promise<void> {
  const { server } = teller;
  const at = await opens(teller, 3, ["an"]);
  const writer = await signedIn(server, administrator);
  await done(writer.sends(`/inspections/${at.inspectionId}/minutes`, typedMinutes));
  const stand = `/inspections/${at.inspectionId}/minutes/stand`;
  await done(writer.sends(stand, { stand: "waived", waivedReason: "Kiểm tra qua mạng" }));
  await done(writer.uploads(stand, { stand: "signed", file: new File(["%PDF-1.7 bản ký"], "bien-ban.pdf") }));
  await done(writer.sends("/admin/templates", { kind: "minutes", step: "default" }));
  for (const _ of [1, 2]) await done(writer.sends(`/inspections/${at.inspectionId}/documents`, { kind: "minutes" }));
}

/** Units that were added, changed, renamed, merged and closed; lists of procedures; a checklist that is still a draft. */
async function registry({ server }: Teller, admin: Device): Promise<void> {
  const lead = server.asLead();
  const added = ["Xã Nà Pồ", "Xã Khuổi Luông"].map((name, n) => ({ name, kind: "commune", block: "Cấp xã", code: `00${n + 1}` }));
  const answer = await send(admin, "POST", "/api/units", { from: "2020-01-01", units: added });
  const { unitIds }: { unitIds: string[] } = await answer.json();
  await send(admin, "POST", `/api/units/${unitIds[0]}/changes`, { from: "2024-01-01", block: "Khối 1", traits: ["noDesk"] });
  const decision = "1656/NQ-UBTVQH15";
  const after = { name: "Xã Nà Luông", kind: "commune", block: "Cấp xã" };
  await send(admin, "POST", "/api/units/events", { kind: "merge", on: "2025-07-01", decision, before: unitIds, after });
  await send(admin, "POST", "/api/units/events", {
    kind: "rename",
    on: "2026-11-01",
    decision,
    unitId: server.unitIds[2],
    name: "Sở Tài chính – Kế hoạch",
  });
  const list = "Mã số;Tên;Lĩnh vực\n1.000001;Cấp giấy A;Hộ tịch\n1.000002;Cấp giấy B;Hộ tịch";
  await send(lead, "POST", "/api/catalogue/import?kind=commune&on=2026-01-01&decision=10/QĐ-UBND", list, "text/csv");
  const end = { owner: { kind: "commune" }, code: "1.000001", on: "2026-07-01", decision: "30/QĐ-UBND", replacedBy: ["1.000002"] };
  await send(lead, "POST", "/api/catalogue/ends", end);
  await send(lead, "PUT", `/api/checklists/${checklist.id}/2`, { ...checklist, version: "2", criteria: checklist.criteria.slice(0, 1) });
}
