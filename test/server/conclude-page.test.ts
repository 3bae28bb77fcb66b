import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordStand } from "../../server/inspections/minutes-stand.ts";
import { newId } from "../../shared/id.ts";
import { concludeWords as words } from "../../shared/words/cycle/conclude.ts";
import { sendJson } from "../support/decided.ts";
import { leadVerbs } from "../support/lead-verbs.ts";
import { browserOf } from "../support/newcomers.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { concludes, makeAccount, signedIn, type Visitor } from "../support/visitor.ts";

let server: TestServer;
let lead: Visitor;
const { as, conclude, giveBack, history, settleByMean, stages } = leadVerbs(() => server);
beforeAll(async () => {
  server = await startTestServer();
  lead = await signedIn(server, (await makeAccount(server, "Thu Hà", ["lead"])).email);
});
afterAll(() => server.remove());

async function sent(team: readonly ("an" | "binh")[] = ["an", "binh"], form: "both" | "remote" = "remote") {
  const { inspectionId, unitId } = await server.opens({ team, form });
  for (const [i, name] of team.entries())
    expect((await as(name).submits(makeSheet({ inspectionId, unitId, form, seed: 3 + i * 5 }))).status).toBe(201);
  return inspectionId;
}

const page = async (id: string) => await (await lead.visits(`/inspections/${id}/conclude?lang=vi`)).text();
const press = (id: string, form: Record<string, string> = {}) => concludes(lead, id, { back: "/results", ...form });
const openIn = (html: string) =>
  [...(/id="open">(.*?)<\/section>/s.exec(html)?.[1] ?? "").matchAll(/href="([^"]+)"[^>]*>([^<]+)</g)].map(([, way, said]) => [way, said]);

describe("the page before a conclusion", () => {
  test("lists what is open, each with its way, and its button does nothing until it is decided", async () => {
    const id = await sent(["an", "binh"], "both");
    const before = await page(id);
    expect(openIn(before)).toEqual([
      [`/inspections/${id}/settle`, expect.stringMatching(/^\d+ tiêu chí các phiếu khác nhau hoặc chốt dở$/)],
      [`/inspections/${id}/minutes`, expect.stringContaining("Biên bản chưa có bản ký")],
    ]);
    expect(before).toContain("còn 2 việc ở trên");
    // No mean stands for what nobody has settled.
    expect(before).toContain("Chưa có chỉ số: các phiếu còn khác nhau.");
    expect(before).not.toContain('class="outcome"');
    expect((await press(id)).status).toBe(409);
    expect((await stages(id)).state).toBe("submitted");
    await settleByMean(id);
    const stand = { id: newId(), stand: "refused", reason: "Thủ trưởng vắng" } as const;
    await recordStand(server.context.database, id, stand, { actorId: server.asLead().personId, now: new Date() });
    const ready = await page(id);
    expect(ready).not.toContain("aria-disabled");
    expect(ready).toContain("Đơn vị từ chối ký biên bản, đã ghi lý do.");
    expect((await press(id)).status).toBe(303);
    expect((await stages(id)).state).toBe("concluded");
    expect((await lead.visits(`/inspections/${id}/conclude?back=/results`)).headers.get("location")).toBe("/results");
  });

  test("says what will be printed: what was reopened, who replaced a sheet after the reveal and who was excused", async () => {
    const id = await sent();
    await giveBack(id, "an");
    const [first] = (await stages(id)).sheets;
    const again = makeSheet({ inspectionId: id, unitId: server.unitIds[0] ?? "", form: "remote", seed: 4 });
    const replaces = { id: first?.submissionId ?? "", reason: "Nhập nhầm mẫu số" };
    expect(openIn(await page(id))[0]).toEqual([`/inspections/${id}/settle`, "1 phiếu đang ở người chấm, chờ gửi lại"]);
    expect((await as("an").submits({ ...again, replaces })).status).toBe(201);
    const [open] = (await (await server.asLead().fetch(`/api/inspections/${id}/choices`)).json()).criteria.filter(
      ({ state }: { state: string }) => state === "open",
    );
    const choice = `/api/inspections/${id}/choices/${open.criterion}`;
    await sendJson(server.asLead(), "PUT", choice, { seen: 0, decision: { by: "inspector", personId: as("an").personId } });
    await sendJson(server.asLead(), "POST", `${choice}/reopen`, { seen: 1, reason: "Có thêm ảnh" });
    const html = await page(id);
    expect(html).toContain("thay phiếu sau khi mở điểm, không còn độc lập: Nhập nhầm mẫu số");
    expect(html).toContain(`${open.criterion} đã mở lại`);
    expect(html).toContain("Có thêm ảnh");
  });

  test("names the findings with their deadlines, and what the button does", async () => {
    const id = await sent(["an"]);
    const [first, second] = (await stages(id)).criteria.map(({ criterion }) => criterion);
    await sendJson(server.asLead(), "PUT", `/api/findings/${newId()}`, { inspectionId: id, criterion: first, text: "Bảng cũ <i>" });
    const named = { inspectionId: id, criterion: second, text: "Thiếu mẫu", dueOn: "2099-12-01" };
    await sendJson(server.asLead(), "PUT", `/api/findings/${newId()}`, named);
    const html = await page(id);
    for (const said of ["Bảng cũ &lt;i>", "15 ngày sau kết luận", "01/12/2099", "gửi 2 tồn tại cho Sở Y tế"]) expect(html).toContain(said);
  });

  test("concludes what it showed: what has been decided since is shown first", async () => {
    const id = await sent(["an"]);
    const [drawn, [criterion = ""]] = [await page(id), (await stages(id)).criteria.map((one) => one.criterion)];
    const seen = /name="seen" value="([^"]*)"/.exec(drawn)?.[1]?.replaceAll("&quot;", '"') ?? "";
    const question = { criterion, text: "Gửi thêm ảnh", dueOn: "2099-12-01" };
    expect((await sendJson(server.asLead(), "PUT", `/api/inspections/${id}/explanations/${newId()}`, question)).status).toBe(201);
    for (const stale of [seen, ""]) {
      const answer = await lead.sends(`/inspections/${id}/conclude`, { back: "/results", asked: "yes", seen: stale });
      expect([answer.status, (await answer.text()).includes(words.changedSince.vi)]).toEqual([409, true]);
    }
    expect((await stages(id)).state).toBe("submitted");
  });

  test("is not there for who scored it while somebody else could conclude, nor before the reveal", async () => {
    const own = await server.opens({ team: ["lan"], form: "remote" });
    const id = own.inspectionId;
    expect((await as("lan").submits(makeSheet({ ...own, form: "remote", seed: 3 }))).status).toBe(201);
    const visitor = await browserOf(server, as("lan").personId);
    expect(await (await visitor.visits(`/inspections/${id}/conclude`)).text()).toContain("người khác phải kết luận");
    expect((await visitor.sends(`/inspections/${id}/conclude`, { back: "/results", asked: "yes" })).status).toBe(409);
    const { inspectionId } = await server.opens({ team: ["an", "binh"] });
    await as("an").submits(makeSheet({ inspectionId, unitId: server.unitIds[0] ?? "", seed: 3 }));
    const blind = await lead.visits(`/inspections/${inspectionId}/conclude?back=/results`);
    expect([blind.status, await blind.text()]).toEqual([303, ""]);
  });

  test("a late sheet that nobody has decided about keeps it open, for the API too", async () => {
    const { inspectionId: id, unitId } = await server.opens({ team: ["an", "binh"], form: "remote" });
    await as("an").submits(makeSheet({ inspectionId: id, unitId, form: "remote", seed: 3 }));
    await sendJson(server.asLead(), "POST", `/api/inspections/${id}/excuse`, { personId: as("binh").personId, reason: "Ốm" });
    await as("binh").submits(makeSheet({ inspectionId: id, unitId, form: "remote", seed: 8 }));
    expect(openIn(await page(id))).toEqual([[`/inspections/${id}/settle`, "1 phiếu muộn chờ quyết định"]]);
    expect((await (await conclude(id)).json()).code).toBe("late-open");
  });
});

describe("the page of corrections", () => {
  const concluded = async () => {
    const id = await sent(["an"]);
    expect((await conclude(id)).status).toBe(200);
    return id;
  };
  const correct = async (id: string) => await (await lead.visits(`/inspections/${id}/correct?lang=vi`)).text();
  const form = { "points-NYTT-03": "0,25", "why-NYTT-03": "Cộng sai", reason: "Điểm ghi nhầm dòng", objection: "" };

  test("proposes, declines, proposes again and approves; what is wrong is said beside it", async () => {
    const id = await concluded();
    const propose = (more: object = {}) => lead.sends(`/inspections/${id}/correct`, { ...form, correction: newId(), ...more });
    for (const wrong of [{ "points-NYTT-03": "" }, { "points-NYTT-03": "999" }, { "points-NYTT-03": "abc" }, { reason: " " }])
      expect((await propose(wrong)).status).toBe(400);
    const [first, second] = [newId(), newId()];
    expect((await propose({ correction: first })).headers.get("location")).toBe(`/inspections/${id}/correct?said=proposed`);
    const waiting = await correct(id);
    for (const said of ["Điểm ghi nhầm dòng", "Cộng sai", "Thu Hà đề nghị", "0,25"]) expect(waiting).toContain(said);
    expect((await propose()).status).toBe(409);
    const answer = (correction: string, more: object) =>
      lead.sends(`/corrections/${correction}/answer`, { inspection: id, sheet: newId(), decline: "", answer: "approve", ...more });
    expect((await answer(first, { answer: "decline" })).status).toBe(400);
    expect((await answer(first, { answer: "decline", decline: "Điểm đúng" })).status).toBe(303);
    expect(await correct(id)).toContain("Điểm đúng");
    expect((await propose({ correction: second })).status).toBe(303);
    expect((await answer(second, {})).headers.get("location")).toBe(`/inspections/${id}/correct?said=approved`);
    expect((await history(id)).at(-1)).toMatchObject({ action: "inspection.corrected" });
    const given = (await stages(id)).criteria.find(({ criterion }) => criterion === "NYTT-03")?.given;
    expect(given?.at(-1)).toMatchObject({ points: 25, note: "Cộng sai" });
  });

  test("before the conclusion it says so, and shows no points", async () => {
    const id = await sent(["an"]);
    const html = await correct(id);
    expect(html).toContain("chưa kết luận");
    expect(html).not.toContain("points-NYTT-03");
  });
});
