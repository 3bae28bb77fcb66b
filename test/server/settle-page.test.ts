import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../shared/id.ts";
import { settlingWords as words } from "../../shared/words/settling.ts";
import { leadVerbs, notApplicable } from "../support/lead-verbs.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeOffice, signedIn, type Visitor } from "../support/visitor.ts";

let server: TestServer;
let lan: Visitor;
let quan: Visitor;
let chi: Visitor;
let office: Device;
beforeAll(async () => {
  server = await startTestServer();
  lan = await signedIn(server, "lan@cham.test");
  quan = await signedIn(server, "quan@cham.test");
  chi = await signedIn(server, "chi@cham.test");
  office = await makeDevice(server, server.app, (await makeOffice(server, "Office", server.unitIds[0] ?? "")).id, "unit");
});
afterAll(() => server.remove());

const { as, sentByBoth, stages, history, post } = leadVerbs(() => server);
const pathOf = (id: string, criterion?: string) => `/inspections/${id}/settle${criterion ? `?criterion=${criterion}` : ""}`;
const page = async (visitor: Visitor, path: string) => await (await visitor.visits(path)).text();
const does = (id: string, form: Record<string, string>, visitor = lan) => visitor.sends(pathOf(id), form);

async function asSecretary(inspectionId: string): Promise<void> {
  const row = { inspection_id: inspectionId, person_id: as("chi").personId, position: "secretary" as const, scores: 0 };
  const nothing = { excused_at: null, excused_by: null, excuse_reason: null };
  await server.context.database.write
    .insertInto("positions")
    .values({ ...row, ...nothing })
    .execute();
}

describe("before the reveal", () => {
  test("the page says who has sent and when, to leads alone, and nothing of what was sent, byte by byte", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    await asSecretary(at.inspectionId);
    const none = await page(lan, pathOf(at.inspectionId));
    await office.submits({ ...makeSheet({ ...at, seed: 5 }), stage: "self" });
    const withSelf = await page(lan, pathOf(at.inspectionId));
    expect(withSelf).toBe(none);
    const secretary = await page(chi, pathOf(at.inspectionId));
    await as("an").submits(makeSheet({ ...at, seed: 3 }));
    const first = await page(lan, pathOf(at.inspectionId));
    expect(first).toContain("Lê Thị An: đã gửi");
    expect(first).toContain("Trần Văn Bình: chưa gửi");
    expect(await page(chi, pathOf(at.inspectionId))).toBe(secretary);
    expect(secretary).not.toContain("Lê Thị An");
    const again = await server.opens({ team: ["an", "binh"] });
    await as("an").submits(makeSheet({ ...again, seed: 0 }));
    const clean = (text: string) =>
      text
        .replaceAll(at.inspectionId, "")
        .replaceAll(again.inspectionId, "")
        .replace(/\d\d:\d\d/g, "");
    expect(clean(await page(lan, pathOf(again.inspectionId)))).toBe(clean(first));
  });
});

describe("who may look and press", () => {
  test("a secretary sees everything and nothing to press; other members, units and strangers are refused", async () => {
    const { inspectionId } = await sentByBoth({ seed: 3 }, { seed: 8 });
    expect((await chi.visits(pathOf(inspectionId))).status).toBe(404);
    await asSecretary(inspectionId);
    const shown = await page(chi, pathOf(inspectionId));
    expect(shown).toContain(words.readOnlySecretary.vi);
    expect(shown.match(/<button(?! class="linklike"| class="btn small quiet" type="button"| class="btn small" type="button")/g)).toBeNull();
    expect(shown).not.toContain('name="decision"');
    expect((await does(inspectionId, { do: "decide", criterion: "DDCV-01" }, chi)).status).toBe(403);
    expect((await chi.visits(`/inspections/${newId()}/settle`)).status).toBe(404);
    expect((await server.anonymous(pathOf(inspectionId))).status).toBe(401);
    const an = await signedIn(server, "an@cham.test");
    expect((await an.visits(pathOf(inspectionId))).status).toBe(404);
    expect((await an.visits(`${pathOf(inspectionId)}/pulse`)).status).toBe(404);
  });

  test("who scores the inspection is told that others decide", async () => {
    const at = await server.opens({ team: ["an", "lan"] });
    for (const name of ["an", "lan"] as const) await as(name).submits(makeSheet({ ...at, seed: name === "an" ? 3 : 8 }));
    const shown = await page(lan, pathOf(at.inspectionId));
    expect(shown).toContain(words.readOnlyScorer.vi);
    expect(shown).not.toContain('name="decision"');
    expect(await page(quan, pathOf(at.inspectionId))).toContain('name="decision"');
  });
});

describe("without scripts", () => {
  test("a decision is a form that leads on to what is left; a reason that is missing is asked for with all that was typed", async () => {
    const { inspectionId } = await sentByBoth({ seed: 3 }, { seed: 8 });
    const shown = await page(lan, pathOf(inspectionId));
    const criterion = /name="criterion" value="([^"]+)"/.exec(shown)?.[1] ?? "";
    const next = /name="next" value="([^"]+)"/.exec(shown)?.[1] ?? "";
    const typed = { do: "decide", criterion, next, seen: "0", decision: "lead", points: "1,25", reason: "" };
    const refused = await does(inspectionId, typed);
    expect(refused.status).toBe(400);
    const again = await refused.text();
    expect(again).toContain('value="1,25"');
    expect(again).toContain('id="reason-error"');
    const wrong = await (await does(inspectionId, { ...typed, points: "nhiều", reason: "Theo sổ" })).text();
    expect(wrong).toContain('id="points-error"');
    expect(wrong).toContain("Theo sổ");
    const done = await does(inspectionId, { ...typed, reason: "Theo sổ" });
    expect(done.status).toBe(303);
    const where = done.headers.get("location") ?? "";
    expect(where).toContain(`criterion=${next}`);
    expect(await page(lan, where)).toContain("1,25, điểm khác");
    // Another lead who had not seen it is shown both, and their own words again.
    const meanwhile = await does(inspectionId, { ...typed, points: "0,5", reason: "Khác hẳn" }, quan);
    expect(meanwhile.status).toBe(409);
    const both = await meanwhile.text();
    expect(both).toContain("Phạm Ngọc Lan đã quyết định");
    expect(both).toContain("1,25");
    expect(both).toContain("Khác hẳn");
    expect(both).toMatch(/name="seen" value="1"/);
  });

  test("what may not apply is approved in its row, or another's answer taken", async () => {
    for (const form of [{ do: "approve" }, { take: as("binh").personId }] as Record<string, string>[]) {
      const { inspectionId } = await sentByBoth({ seed: 3, answers: notApplicable }, { seed: 3 });
      expect(await page(lan, pathOf(inspectionId))).toContain(words.approve.vi);
      expect((await does(inspectionId, { ...form, criterion: "NYTT-10", seen: "0" })).status).toBe(303);
      const shown = await page(lan, pathOf(inspectionId));
      expect(shown).toContain(words.noneLeft.vi);
      const sheet = /name="sheet" value="([^"]+)"/.exec(shown)?.[1] ?? "";
      expect((await does(inspectionId, { do: "finish", sheet })).status).toBe(303);
      expect(await stages(inspectionId)).toMatchObject({ state: "settled" });
      expect(await page(lan, pathOf(inspectionId))).toContain(`/inspections/${inspectionId}/conclude`);
    }
  });

  test("what may not apply is not approved by half: where another lead has decided the criterion meanwhile, nothing is", async () => {
    const { inspectionId } = await sentByBoth({ seed: 3, answers: notApplicable }, { seed: 3 });
    const told = async () => (await history(inspectionId)).map(({ action }) => action);
    expect((await does(inspectionId, { take: as("binh").personId, criterion: "NYTT-10", seen: "0" }, quan)).status).toBe(303);
    const before = await told();
    const approve = { do: "approve", criterion: "NYTT-10" };
    expect((await does(inspectionId, { ...approve, seen: "0" })).status).toBe(409);
    expect(await told()).toEqual(before);
    expect((await does(inspectionId, { ...approve, seen: "1" })).status).toBe(303);
    expect((await told()).slice(before.length)).toEqual(["notApplicable.approved", "criterion.chosen"]);
    // Again there is nothing that waits.
    expect((await does(inspectionId, { ...approve, seen: "2" })).status).toBe(303);
    expect(await told()).toHaveLength(before.length + 2);
  });

  test("a sheet goes back, the unit is asked, and both stand on the page", async () => {
    const { inspectionId } = await sentByBoth({ seed: 3 }, { seed: 8 });
    const question = { do: "ask", criterion: "NYTT-01", text: "Gửi ảnh bảng niêm yết", dueOn: "31/12/2099" };
    expect((await does(inspectionId, { ...question, dueOn: "khi nào cũng được" })).status).toBe(400);
    expect((await does(inspectionId, question)).status).toBe(303);
    expect(await page(lan, pathOf(inspectionId, "NYTT-01"))).toContain("Gửi ảnh bảng niêm yết");
    const back = { do: "return", person: as("an").personId };
    expect((await does(inspectionId, { ...back, reason: "" })).status).toBe(400);
    expect((await does(inspectionId, { ...back, reason: "Đếm lại mẫu số" })).status).toBe(303);
    expect(await page(lan, pathOf(inspectionId))).toContain("đã trả, chờ gửi lại: Đếm lại mẫu số");
    expect((await does(inspectionId, { do: "nothing" })).status).toBe(400);
  });

  test("one index is shown only when it is settled: before that it is a range", async () => {
    const { inspectionId } = await sentByBoth({ seed: 3 }, { seed: 8 });
    const shown = await page(lan, pathOf(inspectionId));
    expect(shown).toMatch(/vào khoảng từ \d+,\d\d đến \d+,\d\d\. Đây là khoảng, chưa phải chỉ số/);
    const settling = { id: newId(), decisions: {}, rest: { by: "mean", reason: "Lấy trung bình" } };
    await post(inspectionId, "appraisal", settling);
    await post(inspectionId, "conclusion", { waiveMinutes: "Biên bản giấy nộp sau" });
    const concluded = await page(lan, pathOf(inspectionId));
    expect(concluded).not.toContain('name="decision"');
  });

  test("who else is there is said, with the criterion that they have open", async () => {
    const { inspectionId } = await sentByBoth({ seed: 3 }, { seed: 8 });
    await page(quan, pathOf(inspectionId, "NYTT-02"));
    expect(await page(lan, pathOf(inspectionId, "NYTT-01"))).toContain("Đỗ Minh Quân đang mở NYTT-02");
    const pulse = await (await lan.visits(`${pathOf(inspectionId)}/pulse?criterion=NYTT-01`)).json();
    expect(pulse.present).toMatchObject([{ name: "Đỗ Minh Quân", criterion: "NYTT-02" }]);
    await post(inspectionId, "return", { personId: as("an").personId, reason: "Xem lại" });
    expect((await (await lan.visits(`${pathOf(inspectionId)}/pulse`)).json()).tag).not.toBe(pulse.tag);
  });
});
