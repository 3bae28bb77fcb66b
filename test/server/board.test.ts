import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findFaults } from "../../server/verify/verify.ts";
import { sendJson } from "../support/decided.ts";
import { browserOf } from "../support/newcomers.ts";
import { type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { administers, type Visitor } from "../support/visitor.ts";

let server: TestServer;
/** Monday. The sheets of 5 October were due on the 8th. */
let now: Date;
let lead: Visitor;
beforeEach(async () => {
  now = new Date("2026-10-12T03:00:00Z");
  server = await startTestServer({ now: () => now });
  lead = await browserOf(server, server.asLead().personId);
});
afterEach(() => server.remove());

const as = async (name: PersonName) => await browserOf(server, server.asInspector(name).personId);
const read = async (visitor: Visitor | Promise<Visitor>, path = "/inspections") => {
  const answer = await (await visitor).visits(path);
  expect([path, answer.status]).toEqual([path, 200]);
  return await answer.text();
};
/** The rows of a step that are shown, each as its words. */
const rowsAt = (page: string, step: string): string[] => {
  const section = page.split(`<section id="${step}"`)[1]?.split("</section>")[0] ?? "";
  return [...section.matchAll(/<tr role="row"([^>]*)data-name.*?<\/tr>/gs)]
    .filter(([, attributes = ""]) => !/ hidden/.test(attributes))
    .map(([row]) =>
      row
        .replace(/<[^>]+>/g, " ")
        .replace(/\s+/g, " ")
        .trim(),
    );
};
const decides = (id: string, what: string, body: unknown) => sendJson(server.asLead(), "POST", `/api/inspections/${id}/${what}`, body);

describe("the board", () => {
  test("stands by what each inspection waits for, and says how late by the plan's limits and the calendar", async () => {
    const waiting = await server.opens({ team: ["an", "binh"] });
    await server.asInspector("an").submits(makeSheet(waiting));
    await server.opens({ unit: 1, visitedOn: "2026-10-20" });
    const full = await server.opens({ unit: 2 });
    await server.asInspector("an").submits(makeSheet(full));
    const over = await server.opens({ unit: 3 });
    await server.asInspector("an").submits(makeSheet(over));
    await decides(over.inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" });
    let page = await read(lead);
    expect(rowsAt(page, "visit")).toEqual([expect.stringContaining("chưa đến ngày kiểm tra")]);
    expect(rowsAt(page, "sheets")).toEqual([
      expect.stringMatching(
        /Lê Thị An: đã gửi 12\/10\/2026 .*Trần Văn Bình: chưa gửi .*quá 2 ngày làm việc hạn 08\/10\/2026 Nhắc Trần Văn Bình/,
      ),
    ]);
    expect(rowsAt(page, "settling")).toEqual([]);
    expect(rowsAt(page, "conclusion")).toEqual([expect.stringMatching(/không còn việc phải chốt .*hạn 26\/10\/2026 Xem trước kết luận/)]);
    expect(rowsAt(page, "concluded")).toEqual([expect.stringMatching(/kết luận 12\/10\/2026 đúng hạn/)]);
    expect(page).toContain("Chưa nhập lịch nghỉ năm 2026");
    await sendJson(server.asLead(), "PUT", "/api/calendar/2026", { holidays: [{ day: "2026-10-09", name: "Nghỉ" }], workingDays: [] });
    page = await read(lead);
    expect(rowsAt(page, "sheets")).toEqual([expect.stringContaining("quá 1 ngày làm việc")]);
    expect(page).not.toContain("Chưa nhập lịch nghỉ");
    await sendJson(server.asLead(), "PATCH", `/api/plans/${server.planId}`, { limits: { sheets: 10 } });
    expect(rowsAt(await read(lead), "sheets")).toEqual([expect.stringContaining("hạn 20/10/2026")]);
  });

  test("says what is left to settle, what came back and what came late, and never any points", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    await server.asInspector("an").submits(makeSheet({ ...at, seed: 1 }));
    const none = { "NYTT-10": { type: "notApplicable" as const, reason: "Không phát sinh" } };
    await server.asInspector("binh").submits(makeSheet({ ...at, seed: 9, answers: none }));
    expect(rowsAt(await read(lead), "settling")).toEqual([expect.stringMatching(/còn (\d+) \/ \1 việc phải chốt · 1 không phát sinh/)]);
    await decides(at.inspectionId, "return", { personId: server.asInspector("an").personId, reason: "Xem lại" });
    expect(rowsAt(await read(lead), "sheets")).toEqual([expect.stringContaining("An: trả lại 12/10/2026, chưa gửi lại")]);
    expect(rowsAt(await read(as("an")), "sheets")).toEqual([expect.stringContaining("Bạn: trả lại 12/10/2026")]);
    expect(rowsAt(await read(as("binh")), "sheets")).toEqual([expect.stringContaining("Bạn: đã gửi 12/10/2026")]);
    expect(await read(lead)).not.toMatch(/chỉ số|điểm số/);
  });

  test("shows an inspector and a secretary their own inspections and their own state, byte by byte whatever others have sent", async () => {
    const at = await server.opens({ team: ["an", "binh", "chi"] });
    const before = await Promise.all([read(as("an")), read(as("binh"))]);
    expect(before[0]).not.toMatch(/Bình|Chi\b/);
    expect(rowsAt(before[0] ?? "", "sheets")).toEqual([expect.stringContaining("Bạn: chưa gửi")]);
    await server.asInspector("chi").submits(makeSheet(at));
    expect(await Promise.all([read(as("an")), read(as("binh"))])).toEqual(before);
    await server.asInspector("an").submits(makeSheet({ ...at, seed: 2 }));
    const [own, other] = await Promise.all([read(as("an")), read(as("binh"))]);
    expect(rowsAt(own, "sheets")).toEqual([expect.stringContaining("Bạn: đã gửi")]);
    expect(other).toEqual(before[1]);
    // Of another team nothing, under no address.
    const unseen = await server.opens({ unit: 1, team: ["binh"] });
    for (const path of ["/inspections", `/inspections?plan=${server.planId}&q=giao&all=yes`])
      expect(await read(as("an"), path)).not.toContain(unseen.inspectionId);
  });

  test("finds without marks and filters by the address, without scripts", async () => {
    await server.opens({ unit: 0, team: ["an"] });
    await server.opens({ unit: 1, team: ["binh"], visitedOn: "2026-10-12" });
    const all = rowsAt(await read(lead), "sheets");
    expect(all).toHaveLength(2);
    const found = rowsAt(await read(lead, "/inspections?q=so%20y%20te"), "sheets");
    expect(found).toEqual([expect.stringContaining("Sở Y tế")]);
    const binh = server.asInspector("binh").personId;
    expect(rowsAt(await read(lead, `/inspections?member=${binh}`), "sheets")).toEqual([expect.stringContaining("Bình")]);
    expect(rowsAt(await read(lead, "/inspections?overdue=yes"), "sheets")).toEqual(found);
    expect(rowsAt(await read(as("an"), "/inspections?mine=yes"), "sheets")).toHaveLength(1);
    expect((await lead.visits("/inspections?plan=none")).status).toBe(404);
  });

  test("is one screen of 300 inspections", { timeout: 60_000 }, async () => {
    const team = (["an", "binh", "chi"] as const).map((name) => ({
      personId: server.asInspector(name).personId,
      position: "member",
      scores: true,
    }));
    const of = { planId: server.planId, unitIds: server.unitIds.slice(0, 4), kind: "planned", form: "both", announced: true, team };
    for (let day = 1; day <= 75; day++) {
      const visitedOn = new Date(Date.UTC(2026, 6, day)).toISOString().slice(0, 10);
      await sendJson(server.asLead(), "POST", "/api/inspections", { ...of, visitedOn });
    }
    const page = await read(lead);
    expect(rowsAt(page, "sheets").length + rowsAt(page, "visit").length).toBe(300);
  });

  test("gives a table of the same to take away", async () => {
    await server.opens({ team: ["an"] });
    const answer = await lead.visits("/inspections.xlsx");
    expect([answer.status, answer.headers.get("content-disposition")]).toEqual([200, 'attachment; filename="cuoc-kiem-tra-2026.xlsx"']);
    expect(new Uint8Array(await answer.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]));
  });
});

describe("a reminder", () => {
  const reminds = (id: string, ...names: PersonName[]) =>
    lead.sends(`/inspections/${id}/reminder`, { person: names.map((name) => server.asInspector(name).personId), plan: server.planId });

  test("is read on the front page and the device until the sheet is in, and can be given again after a day", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    const field = async () => (await (await an.fetch("/api/field")).json()).reminders;
    expect(await field()).toEqual([]);
    expect((await reminds(at.inspectionId, "an")).status).toBe(303);
    expect(await field()).toEqual([{ inspectionId: at.inspectionId, count: 1, lastAt: now.toISOString() }]);
    const front = async (name: PersonName) => (await read(as(name), "/")).includes("Bạn được nhắc gửi phiếu");
    expect([await front("an"), await front("binh")]).toEqual([true, false]);
    expect(rowsAt(await read(lead), "sheets")).toEqual([
      expect.stringMatching(/Đã nhắc 1 lần, lần cuối 12\/10\/2026 10:00 .*Nhắc Trần Văn Bình/),
    ]);
    expect((await reminds(at.inspectionId, "an")).status).toBe(409);
    now = new Date("2026-10-13T03:00:00Z");
    expect((await reminds(at.inspectionId, "an", "binh")).status).toBe(303);
    expect(await field()).toMatchObject([{ count: 2 }]);
    await an.submits(makeSheet(at));
    expect([await front("an"), await field()]).toEqual([false, []]);
    expect((await reminds(at.inspectionId, "an")).status).toBe(404);
    await binh.submits(makeSheet({ ...at, seed: 2 }));
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("is read where a lead arrives who scores too, and by the head who decides; what a sheet or a decision has ended is not", async () => {
    const [an, binh, lan, chi] = (["an", "binh", "lan", "chi"] as const).map((name) => server.asInspector(name));
    const at = await server.opens({ team: ["an", "lan"] });
    await administers(server, `/admin/people/${chi?.personId}/roles`, { roles: ["inspector", "lead"] });
    const chief = await as("chi");
    const arrives = async (visitor: Visitor) => await read(visitor, (await visitor.visits("/")).headers.get("location") ?? "/");
    const [toSend, toDecide] = ["Bạn được nhắc gửi phiếu", "Bạn được nhắc chốt điểm, kết luận"];
    const remindedBy = (by: Visitor, personId = "") => by.sends(`/inspections/${at.inspectionId}/reminder`, { person: personId });
    expect((await remindedBy(chief, lan?.personId)).status).toBe(303);
    expect(await arrives(lead)).toContain(toSend);
    // Nobody decides before all sheets are in.
    const member = { position: "member", scores: true };
    const team = [
      { personId: an?.personId, ...member },
      { personId: lan?.personId, ...member },
      { personId: chi?.personId, position: "head", scores: false },
    ];
    await sendJson(server.asLead(), "PATCH", `/api/inspections/${at.inspectionId}`, { team });
    expect((await remindedBy(lead, chi?.personId)).status).toBe(404);
    const sheet = makeSheet(at);
    await an?.submits(sheet);
    await lan?.submits(makeSheet({ ...at, seed: 1 }));
    expect(await arrives(lead)).not.toContain(toSend);
    // Conclusion or settling is late by now, and who scored leaves it to the head.
    now = new Date("2026-11-02T03:00:00Z");
    const late = [...rowsAt(await read(lead), "settling"), ...rowsAt(await read(lead), "conclusion")];
    expect(late).toEqual([expect.stringContaining("Nhắc Hoàng Kim Chi")]);
    expect((await remindedBy(lead, binh?.personId)).status).toBe(404);
    expect((await remindedBy(lead, chi?.personId)).status).toBe(303);
    expect([(await arrives(chief)).includes(toDecide), (await read(chief)).includes(toDecide)]).toEqual([true, true]);
    expect(await read(lead)).toMatch(/Đã nhắc 1 lần, lần cuối 02\/11\/2026/);
    // Given back: what was said before that is no reminder of it, and one can be given at once.
    now = new Date("2026-11-02T04:00:00Z");
    await sendJson(server.asLead(), "POST", `/api/inspections/${at.inspectionId}/return`, { personId: lan?.personId, reason: "Xem lại" });
    expect([await arrives(lead), await arrives(chief)].filter((page) => page.includes("Bạn được nhắc"))).toEqual([]);
    expect(rowsAt(await read(lead), "sheets")).toEqual([expect.not.stringContaining("Đã nhắc")]);
    now = new Date("2026-11-02T05:00:00Z");
    expect((await remindedBy(chief, lan?.personId)).status).toBe(303);
    expect(await arrives(lead)).toMatch(/nhắc 1 lần, lần cuối 02\/11\/2026 12:00/);
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("is not given of what was cancelled, and nothing of it is kept", async () => {
    const at = await server.opens({ team: ["an"] });
    await decides(at.inspectionId, "cancellation", { reason: "Bão" });
    expect((await reminds(at.inspectionId, "an")).status).toBe(409);
    const { history } = await (await server.asLead().fetch(`/api/inspections/${at.inspectionId}/history`)).json();
    expect(history.map(({ action }: { action: string }) => action)).not.toContain("inspector.reminded");
  });

  test("is a lead's alone", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const form = { person: server.asInspector("binh").personId, plan: server.planId };
    expect((await (await as("an")).sends(`/inspections/${at.inspectionId}/reminder`, form)).status).toBe(403);
  });
});

describe("what is done with an inspection beside it", () => {
  const seenOf = (page: string) => /name="seen" value="([^"]*)"/.exec(page)?.[1]?.replaceAll("&quot;", '"') ?? "";

  test("is done on one page: moved, another team, an excuse and its end, with reasons, by who has seen what stands", async () => {
    const { inspectionId } = await server.opens({ team: ["an", "binh"] });
    const path = `/inspections/${inspectionId}/change`;
    const stands = async () => await (await server.asLead().fetch(`/api/inspections/${inspectionId}`)).json();
    const sends = async (form: Record<string, string>) => lead.sends(path, { seen: seenOf(await read(lead, path)), ...form });
    const old = seenOf(await read(lead, path));
    const move = { what: "move", visitedOn: "14/10/2026", form: "onsite", announced: "yes" };
    expect((await sends({ ...move, reason: " " })).status).toBe(400);
    expect((await sends({ ...move, reason: "Đường sạt lở" })).status).toBe(303);
    expect(await stands()).toMatchObject({ visitedOn: "2026-10-14", form: "onsite" });
    const late = await lead.sends(path, { what: "move", seen: old, visitedOn: "15/10/2026", form: "onsite", reason: "Mưa" });
    expect([late.status, (await late.text()).includes("Trong lúc đó đã thay đổi")]).toEqual([412, true]);
    const [an, binh] = [server.asInspector("an").personId, server.asInspector("binh").personId];
    const team = { [`position-${an}`]: "head", [`scores-${an}`]: "yes", [`position-${binh}`]: "member", [`scores-${binh}`]: "yes" };
    const unsaid = await sends({ what: "team", ...team });
    // What was chosen is not lost with the reason that is missing.
    expect([unsaid.status, /<option value="head" selected/.test(await unsaid.text())]).toEqual([400, true]);
    expect((await sends({ what: "team", ...team, reason: "Thêm trưởng đoàn" })).status).toBe(303);
    expect((await stands()).team).toContainEqual(expect.objectContaining({ personId: an, position: "head" }));
    expect((await sends({ what: "excuse", person: binh, reason: "" })).status).toBe(400);
    expect((await sends({ what: "excuse", person: binh, reason: "Ốm" })).status).toBe(303);
    expect((await stands()).team).toContainEqual(expect.objectContaining({ personId: binh, excused: true }));
    expect((await sends({ what: "undo", person: binh, reason: "Đã khỏe" })).status).toBe(303);
    expect((await sends({ what: "cancel", reason: " " })).status).toBe(400);
    expect((await sends({ what: "cancel", reason: "Bão" })).headers.get("location")).toContain("said=cancelled");
    expect(await stands()).toMatchObject({ state: "cancelled" });
    const { history } = await (await server.asLead().fetch(`/api/inspections/${inspectionId}/history`)).json();
    const reasons = history.map(({ reason }: { reason: string | null }) => reason);
    expect(reasons).toEqual([null, "Đường sạt lở", "Thêm trưởng đoàn", "Ốm", "Đã khỏe", "Bão"]);
    const page = await read(lead);
    expect([rowsAt(page, "visit"), page.includes("Đã hủy: 1"), page.includes("Bão")]).toEqual([[], true, true]);
    expect(await read(lead, path)).toContain("không đổi được nữa");
    expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  });

  test("is done by one of two leads who decide in the same instant; the other is told what has changed", async () => {
    const { inspectionId } = await server.opens({ team: ["an", "binh", "chi"] });
    const path = `/inspections/${inspectionId}/change`;
    const other = await browserOf(server, server.asInspector("quan").personId);
    const [an, binh] = [server.asInspector("an").personId, server.asInspector("binh").personId];
    const at = async (first: Record<string, string>, second: Record<string, string>) => {
      const seen = seenOf(await read(lead, path));
      const answers = await Promise.all([lead.sends(path, { seen, ...first }), other.sends(path, { seen, ...second })]);
      return answers.map(({ status }) => status).sort();
    };
    const reason = "Ốm";
    expect(await at({ what: "excuse", person: an, reason }, { what: "excuse", person: binh, reason })).toEqual([303, 412]);
    for (const person of [an, binh]) await lead.sends(path, { seen: seenOf(await read(lead, path)), what: "excuse", person, reason });
    expect(await at({ what: "undo", person: an, reason }, { what: "undo", person: binh, reason })).toEqual([303, 412]);
    const moved = { what: "move", visitedOn: "14/10/2026", form: "both", announced: "yes", reason };
    expect(await at(moved, { ...moved, visitedOn: "15/10/2026" })).toEqual([303, 412]);
    expect((await (await server.asLead().fetch(`/api/inspections/${inspectionId}`)).json()).state).toBe("open");
  });

  test("is told with its reason among what happened to the inspection", async () => {
    const at = await server.opens({ team: ["an"] });
    const path = `/inspections/${at.inspectionId}/change`;
    const move = { what: "move", visitedOn: "06/10/2026", form: "both", reason: "Đường sạt lở" };
    expect((await lead.sends(path, { seen: seenOf(await read(lead, path)), ...move })).status).toBe(303);
    await server.asInspector("an").submits(makeSheet({ ...at, visitedOn: "2026-10-06" }));
    expect((await read(lead, `/inspections/${at.inspectionId}`)).replace(/<[^>]+>/g, "")).toContain("Đổi cuộc kiểm tra“Đường sạt lở”");
  });

  test("keeps the day once somebody has sent, and says why", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    await server.asInspector("an").submits(makeSheet(at));
    const path = `/inspections/${at.inspectionId}/change`;
    const seen = seenOf(await read(lead, path));
    const moved = await lead.sends(path, { what: "move", seen, visitedOn: "14/10/2026", form: "both", reason: "Bão" });
    expect([moved.status, (await moved.text()).includes("Đã có phiếu gửi")]).toEqual([409, true]);
    expect((await lead.sends(path, { what: "move", seen, visitedOn: "05/10/2026", form: "both", reason: "Không báo trước" })).status).toBe(
      303,
    );
  });
});

test("a sheet on which a “not applicable” was refused waits for its author, who can be reminded", async () => {
  const at = await server.opens();
  const answers = { "NYTT-10": { type: "notApplicable", reason: "Không có biểu mẫu nào" } } as const;
  await server.asInspector("an").submits(makeSheet({ ...at, answers }));
  const word = { personId: server.asInspector("an").personId, criterion: "NYTT-10", approved: false, reason: "Đơn vị có biểu mẫu" };
  expect((await decides(at.inspectionId, "not-applicable", word)).status).toBe(204);
  expect(rowsAt(await read(lead), "sheets").join()).toMatch(/Lê Thị An: trả lại 12\/10\/2026/);
});

describe("limits and the calendar on screens", () => {
  test("are changed by a lead, and not over what somebody else has changed", async () => {
    const path = `/admin/limits?plan=${server.planId}`;
    const page = await read(lead, path);
    const seen = /name="seen" value="([^"]*)"/.exec(page)?.[1]?.replaceAll("&quot;", '"') ?? "";
    const form = {
      plan: server.planId,
      seen,
      selfScore: "2",
      sheets: "4",
      settling: "5",
      conclusion: "10",
      objection: "5",
      remedies: "15",
    };
    expect((await lead.sends("/admin/limits", { ...form, sheets: "một" })).status).toBe(400);
    expect((await lead.sends("/admin/limits", form)).status).toBe(303);
    expect((await lead.sends("/admin/limits", { ...form, sheets: "9" })).status).toBe(412);
    expect(await read(lead, path)).toMatch(/name="sheets"[^>]*value="4"|value="4"[^>]*name="sheets"/);
  });

  test("take a pasted list, a day a line, and say which line cannot be read", async () => {
    const path = "/admin/calendar?year=2027";
    const page = await read(lead, path);
    expect(page).toContain("Chưa ai nhập lịch năm 2027");
    const seen = /name="seen" value="([^"]*)"/.exec(page)?.[1]?.replaceAll("&quot;", '"') ?? "";
    const wrong = await lead.sends("/admin/calendar", { year: "2027", seen, holidays: "30/2/2027 Không có", workingDays: "" });
    expect([wrong.status, (await wrong.text()).includes("30/2/2027 Không có")]).toEqual([400, true]);
    const holidays = "1/1/2027\tTết Dương lịch\r\n05-02-2027, Tết Nguyên đán\n\n";
    expect((await lead.sends("/admin/calendar", { year: "2027", seen, holidays, workingDays: "20/02/2027" })).status).toBe(303);
    expect(await (await server.asLead().fetch("/api/calendar/2027")).json()).toMatchObject({
      holidays: [
        { day: "2027-01-01", name: "Tết Dương lịch" },
        { day: "2027-02-05", name: "Tết Nguyên đán" },
      ],
      workingDays: [{ day: "2027-02-20", name: "" }],
    });
    expect((await lead.sends("/admin/calendar", { year: "2027", seen, holidays: "", workingDays: "" })).status).toBe(412);
  });
});
