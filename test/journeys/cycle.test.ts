import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser as PlainBrowser } from "puppeteer-core";
import { afterEach, describe, expect, test } from "vitest";
import { findPersonByEmail } from "../../server/people/people.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { canonicalJson } from "../../shared/canonical.ts";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { type Browser, type BrowserName, browsersFor, findPage, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { answersBest, type CycleServer, comes, type Hands, launchPlain, openCycle } from "../support/cycle.ts";
import { databasesToTest } from "../support/databases.ts";
import { clickOn, fillIn, sees } from "../support/hands.ts";
import { connectExtension } from "../support/journey.ts";
import { scoreByKeyboard } from "../support/keyboard-scoring.ts";
import { showPanel } from "../support/overlay.ts";
import { pageAnswer } from "../support/pages.ts";
import { makeSheet } from "../support/sheets.ts";
import { type Site, serveSite } from "../support/site.ts";
import { readStore } from "../support/stored.ts";
import { password } from "../support/visitor.ts";

/** The visit of the story. */
const visitedOn = "2026-10-09";
const unitName = "UBND xã Suối Ngàn";

/** What Lê Thị An and Trần Văn Bình answered differently, and what they earned by it, of 3, 5 and 1 points. */
const answers: Readonly<Record<"an" | "binh", Readonly<Record<string, Answer>>>> = {
  // 1,5 · 4 · 1
  an: { "DDCV-01": { type: "levels", level: 1 }, "NYTT-01": { type: "ratio", numerator: 95, denominator: 100 } },
  // 3 · 1,5 · 0
  binh: { "NYTT-01": { type: "ratio", numerator: 80, denominator: 100 }, "NYTT-14": { type: "levels", level: 2 } },
};
/** The same by keyboard; everything else is answered in the best way. */
const keys: Readonly<Record<"an" | "binh", Readonly<Record<string, readonly string[]>>>> = {
  an: { "DDCV-01": ["2"], "NYTT-01": ["1", "=95", "Tab", "=100", "Escape"] },
  binh: { "NYTT-01": ["1", "=80", "Tab", "=100", "Escape"], "NYTT-14": ["3", "n", "=Không có nhãn.", "Escape"] },
};
/** What was settled by hand: 1,5 of 3 · (4 + 1,5) ÷ 2 of 5 · 0,5 of 1, so 100 − 1,5 − 2,25 − 0,5. */
const index = "95,75";

const long = process.env["LONG"] !== undefined;
const databases = (["sqlite", "postgres"] as const).filter((kind) => databasesToTest(process.env, long).databases.includes(kind));
const rounds = browsersFor("chromium").flatMap((browser) => databases.map((database) => ({ browser, database })));
/** Quick: in one browser, on one database. */
const wanted = long ? rounds : rounds.slice(0, 1);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

describe("from an empty server to a finding that is fixed", () => {
  for (const { browser: name, database } of wanted)
    test(`in ${name} on ${database}: plan, self-score, two sheets, settling, minutes, conclusion, objection, finding`, async () => {
      const server = await openCycle(database, new Date("2026-10-01T02:00:00Z"));
      open.push(server);
      const browser = await launchPlain(name);
      open.push({ close: () => browser.close() });
      const site = await serveSite(pageAnswer);
      open.push(site);
      await cycle(name, browser, site, server);
    }, 600_000);
});

type Name = keyof typeof people;
const people = {
  lan: { name: "Phạm Ngọc Lan", role: "lead" },
  an: { name: "Lê Thị An", role: "inspector" },
  binh: { name: "Trần Văn Bình", role: "inspector" },
  chi: { name: "Hoàng Kim Chi", role: "inspector" },
  unit: { name: "Văn phòng xã Suối Ngàn", role: "unit" },
} as const;
const emailOf = (name: Name | "quan") => `${name}@lamgiang.example`;

type Everybody = Readonly<Record<Name, Hands>>;
interface Story {
  readonly server: CycleServer;
  readonly who: Everybody;
  readonly inspectionId: string;
  readonly unitId: string;
  readonly id: Readonly<Record<Name, string>>;
  readonly inspectors: Readonly<Record<"an" | "binh", Inspector>>;
}

/** How an inspector's sheet comes: the long run scores with the extension, the quick one sends what a device would. */
interface Inspector {
  scores(story: Story): Promise<void>;
  /** Their sheet came back: of NYTT-14 they know better now. */
  corrects(story: Story): Promise<void>;
}

async function cycle(name: BrowserName, browser: PlainBrowser, site: Site, server: CycleServer): Promise<void> {
  const who = await prepares(browser, server, site.http("unit.test"));
  const inspector = (one: "an" | "binh") => (long ? withExtension(name, one, site) : withDevice(one));
  const story = { server, who, inspectors: { an: inspector("an"), binh: inspector("binh") }, ...(await known(server)) };
  await scoresItself(story);
  server.passes(8);
  await inspectorsSend(story);
  await settles(story);
  await givesBack(story);
  await writesMinutes(story);
  await raises(story);
  const code = await concludes(story);
  await objects(story);
  await remedies(story);
  await saysTheSame(browser, story, code);
  expect(Object.values(who).flatMap(({ complaints }) => complaints)).toEqual([]);
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
}

/** The administrator's link, units, people, a plan, and an inspection of one unit. */
async function prepares(browser: PlainBrowser, server: CycleServer, website: string): Promise<Everybody> {
  const quan = await comes(browser, server.address);
  await quan.goes(server.setupLink);
  await quan.types("name", "Đỗ Minh Quân");
  await quan.types("email", emailOf("quan"));
  await chooses(quan);
  await quan.goes("/admin/units");
  await quan.types("text", `tên;loại;khối;website\n${unitName};xã;Cấp xã;${website}/\nUBND phường Bến Đá;phường;Cấp xã;`);
  await quan.presses("Kiểm tra thử");
  await quan.presses("Nhập 2 đơn vị");

  const joins = async (name: Name): Promise<Hands> => {
    const { role } = people[name];
    await quan.goes("/admin/people");
    await quan.types("name", people[name].name);
    await quan.types("email", emailOf(name));
    const ticked = await quan.page.$eval('[name="roles"][value="inspector"]', (box) => (box as HTMLInputElement).checked);
    if (ticked !== (role === "inspector")) await quan.page.click('[name="roles"][value="inspector"]');
    if (role !== "inspector") await quan.page.click(`[name="roles"][value="${role}"]`);
    if (role === "unit") await quan.types("unit", unitName);
    await quan.presses("Mời");
    const guest = await comes(browser, server.address);
    await guest.goes(await quan.page.$eval(".notice code", (code) => code.textContent ?? ""));
    await chooses(guest);
    return guest;
  };
  const lan = await joins("lan");
  const [an, binh, chi] = [await joins("an"), await joins("binh"), await joins("chi")];
  const unit = await joins("unit");

  await lan.goes("/admin/plan");
  await lan.page.select(`select[aria-label="Chức danh của ${people.lan.name}"]`, "head");
  await lan.page.select(`select[aria-label="Chức danh của ${people.chi.name}"]`, "secretary");
  for (const name of ["an", "binh"] as const) {
    await lan.page.select(`select[aria-label="Chức danh của ${people[name].name}"]`, "member");
    await lan.page.click(`input[aria-label="${people[name].name} chấm điểm"]`);
  }
  await lan.presses("Lập kế hoạch");
  await opensVisit(lan, "09/10/2026");
  return { lan, an, binh, chi, unit };
}

/** A visit to the unit, announced. */
async function opensVisit(lan: Hands, day: string): Promise<void> {
  await lan.goes("/admin/inspections");
  await lan.types("find", "suoi ngan");
  await lan.presses("Lọc");
  await lan.page.click('[name="all"]');
  await lan.types("visitedOn", day);
  await lan.page.click('[name="announced"]');
  await lan.presses("Mở cuộc kiểm tra");
  await lan.sees("Đã mở 1 cuộc kiểm tra.");
}

async function chooses(guest: Hands): Promise<void> {
  await guest.types("password", password);
  await guest.types("again", password);
  await guest.presses("Tạo tài khoản");
}

async function known({ context }: CycleServer): Promise<Pick<Story, "inspectionId" | "unitId" | "id">> {
  const { read } = context.database;
  const { id: inspectionId, unit_id: unitId } = await read.selectFrom("inspections").select(["id", "unit_id"]).executeTakeFirstOrThrow();
  const ids = await Promise.all(
    (Object.keys(people) as Name[]).map(async (name) => [name, (await findPersonByEmail(read, emailOf(name)))?.id ?? ""]),
  );
  return { inspectionId, unitId, id: Object.fromEntries(ids) };
}

/** The unit answers every criterion, with a file as proof, and sends. */
async function scoresItself({ who: { unit, lan }, inspectionId, server }: Story): Promise<void> {
  await unit.goes("/unit");
  await unit.sees("Gửi phiếu tự chấm", "hạn 06/10/2026");
  await unit.clicks(".todo a.btn");
  const criteria = criteriaOf(defaultChecklist, "both");
  await unit.clicks("tbody th a");
  const folder = mkdtempSync(join(tmpdir(), "phieu-cham-proof-"));
  const proof = join(folder, "bang-niem-yet.pdf");
  writeFileSync(proof, "%PDF-1.7\nBảng niêm yết ở tầng 1\n%%EOF");
  const files = await unit.page.$("#files");
  await (files as import("puppeteer-core").ElementHandle<HTMLInputElement>).uploadFile(proof);
  await unit.presses("Tải tệp lên");
  rmSync(folder, { recursive: true });
  for (const _ of criteria) {
    const id = await unit.page.$eval('#answer [name="criterion"]', (field) => (field as HTMLInputElement).value);
    const criterion = criteria.find((one) => one.id === id);
    if (!criterion) throw new Error(`${id} is not in the checklist`);
    await answersBest(unit, criterion);
    if (id === "DDCV-01") await unit.types("note", "Niêm yết ở tầng 1 và trên trang, ảnh kèm theo");
    await unit.presses("Lưu, sang tiêu chí còn thiếu");
  }
  await unit.sees("chỉ số tự chấm 100,00");
  await unit.presses("Gửi phiếu tự chấm");
  await unit.sees("Phiếu tự chấm đã nhận.");
  const stored = await server.context.database.read
    .selectFrom("submissions")
    .select("document")
    .where("inspection_id", "=", inspectionId)
    .where("stage", "=", "self")
    .executeTakeFirstOrThrow();
  const { entries }: Submission = JSON.parse(String(stored.document));
  expect(entries["DDCV-01"]).toMatchObject({
    note: "Niêm yết ở tầng 1 và trên trang, ảnh kèm theo",
    evidence: [{ type: "file", name: "bang-niem-yet.pdf" }],
  });
  // Before the reveal nobody is told what it says.
  await lan.goes(`/inspections/${inspectionId}/settle`);
  expect(await lan.reads()).not.toContain("100,00");
}

async function inspectorsSend(story: Story): Promise<void> {
  for (const name of ["an", "binh"] as const) {
    await story.inspectors[name].scores(story);
    const { lan } = story.who;
    await lan.goes(`/inspections/${story.inspectionId}/settle`);
    if (name === "an") await lan.sees("Lê Thị An", "chưa");
    if (name === "an") expect(await lan.reads()).not.toMatch(/9\d,\d\d/);
  }
}

function sheetOf({ inspectionId, unitId, server }: Story, answered: Readonly<Record<string, Answer>>): Submission {
  return makeSheet({ inspectionId, unitId, visitedOn, answers: answered, sentAt: server.context.now().toISOString() });
}

/** Their device is let in on the page for it, and sends canonical bytes, as the extension does. */
function withDevice(name: "an" | "binh"): Inspector {
  return {
    scores: (story) => sends(story, name, sheetOf(story, answers[name])),
    async corrects(story) {
      const [before] = await story.server.context.database.read
        .selectFrom("submissions")
        .select("id")
        .where("author_id", "=", story.id[name])
        .where("status", "=", "current")
        .execute();
      const again = sheetOf(story, { ...answers[name], "NYTT-14": { type: "levels", level: 1 } });
      await sends(story, name, { ...again, replaces: { id: before?.id ?? "", reason: better } });
    },
  };
}

/** On a computer of their own: over the unit's website, by keyboard, then through the desk. */
function withExtension(browserName: BrowserName, name: "an" | "binh", site: Site): Inspector {
  let browser: Browser;
  const deskOf = () => findPage(browser, `${browser.extensionOrigin}/desk.html`);
  return {
    async scores({ server }) {
      browser = await launchWithExtension(browserName);
      open.push(browser);
      await connectExtension(browser, server.address, async () => {}, { email: emailOf(name), password });
      const page = await browser.open(`${site.http("unit.test")}/own/unit.html`);
      const shown = await showPanel(browser, page);
      if (!shown) throw new Error("no panel over the unit's page");
      await sees(shown.panel, unitName);
      await until("the focus in the panel", () => shown.panel.evaluate(() => document.hasFocus()));
      for (const criterion of criteriaOf(defaultChecklist, "both")) {
        await scoreByKeyboard(shown, criterion, keys[name][criterion.id]);
        await shown.hands.press("m");
      }
      await sees(shown.panel, "Đã lưu trên máy");
      await shown.hands.press("r");
      await arrives(await deskOf(), 1);
    },
    async corrects() {
      const desk = await deskOf();
      await desk.bringToFront();
      await clickOn(desk, `Sửa và thay… ${unitName}`);
      await clickOn(desk, "Mở bản nháp để sửa");
      await sees(desk, "Đã mở bản nháp");
      // The draft is said to be open before its criteria are drawn.
      await until("NYTT-14 to be listed", () => desk.evaluate(() => document.getElementById("line-NYTT-14") !== null));
      await desk.evaluate(() => document.getElementById("line-NYTT-14")?.click());
      await until("NYTT-14 to be open", () => desk.evaluate(() => document.getElementById("body-NYTT-14") !== null));
      await desk.press("2");
      await sees(desk, "Đã lưu trên máy");
      await clickOn(desk, "Xem lại và gửi");
      await fillIn(desk, "Lý do thay phiếu đã gửi", better);
      await arrives(desk, 2);
    },
  };
}

async function arrives(desk: Awaited<ReturnType<typeof findPage>>, count: number): Promise<void> {
  await desk.bringToFront();
  await clickOn(desk, "Gửi phiếu");
  const states = async () => (await readStore(desk, "outbox")).map((item) => (item as { readonly state: unknown }).state);
  await until(`${count} receipts`, async () => (await states()).filter((state) => state === "accepted").length === count, 60_000);
}

const better = "Đã thấy phiếu ở quầy";

const tokens = new WeakMap<Hands, string>();

async function sends({ server, who }: Story, name: "an" | "binh", sheet: Submission): Promise<void> {
  const asks = async (path: string, init: RequestInit) => {
    const answer = await fetch(`${server.address}${path}`, { ...init, headers: { "content-type": "application/json", ...init.headers } });
    expect(answer.ok, await answer.clone().text()).toBe(true);
    return await answer.json();
  };
  const post = (path: string, body: object) => asks(path, { method: "POST", body: JSON.stringify(body) });
  if (!tokens.has(who[name])) {
    const { deviceCode, userCode } = await post("/api/device/code", { deviceName: "Máy tính xách tay" });
    await who[name].goes(`/device?code=${userCode}`);
    await who[name].types("password", password);
    await who[name].clicks("main button[value=approve]");
    tokens.set(who[name], (await post("/api/device/token", { deviceCode })).token);
  }
  const authorization = `Bearer ${tokens.get(who[name])}`;
  await asks(`/api/submissions/${sheet.id}`, { method: "PUT", body: canonicalJson(sheet), headers: { authorization } });
}

const opened = ({ page }: Hands) => page.$eval("#decide [name=criterion]", (field) => (field as HTMLInputElement).value);
const choicesOf = async ({ server, inspectionId }: Story) =>
  await server.context.database.read
    .selectFrom("settling_choices")
    .select(["criterion_id", "how", "person_id", "points", "reason", "decided_by"])
    .where("inspection_id", "=", inspectionId)
    .orderBy("criterion_id")
    .orderBy("revision")
    .execute();

const mean = "Hai người đếm ở hai tầng, nên lấy trung bình";
const half = "Chỉ có phiếu khảo sát tại quầy, chưa có trên trang";

/** Three differences, by keyboard: one inspector's answer, the mean, other points. */
async function settles(story: Story): Promise<void> {
  const { lan } = story.who;
  await lan.goes("/inspections");
  await lan.clicks("table.inspections .act a");
  expect(lan.path()).toContain(`/inspections/${story.inspectionId}/settle`);
  const places: string[] = [];
  for (let i = 0; i < 3; i++) {
    const criterion = await opened(lan);
    places.push(criterion);
    if (criterion === "DDCV-01") await lan.keys("1", "Enter");
    else {
      await lan.page.keyboard.press(criterion === "NYTT-01" ? "3" : "4");
      if (criterion === "NYTT-14") await lan.page.keyboard.type("0,5");
      await lan.page.focus("#reason");
      await lan.page.keyboard.type(criterion === "NYTT-01" ? mean : half);
      await lan.page.keyboard.down("Control");
      await lan.keys("Enter");
      await lan.page.keyboard.up("Control");
    }
    await lan.page.waitForSelector(".notice.ok");
  }
  expect(places.sort()).toEqual(["DDCV-01", "NYTT-01", "NYTT-14"]);
  const by = { decided_by: story.id.lan };
  expect(await choicesOf(story)).toEqual([
    { criterion_id: "DDCV-01", how: "inspector", person_id: story.id.an, points: 150, reason: null, ...by },
    { criterion_id: "NYTT-01", how: "mean", person_id: null, points: 275, reason: mean, ...by },
    { criterion_id: "NYTT-14", how: "lead", person_id: null, points: 50, reason: half, ...by },
  ]);
}

/** Bình's sheet goes back once; of what he changes alone is decided anew. */
async function givesBack(story: Story): Promise<void> {
  const { who, inspectionId, id } = story;
  const { lan } = who;
  await lan.page.click("#give-back summary");
  await lan.page.click(`#give-back [value="${id.binh}"]`);
  await lan.page.type("#return-reason", "Xem lại phiếu khảo sát ở quầy");
  await lan.presses("Trả phiếu");
  await story.inspectors.binh.corrects(story);
  await lan.goes(`/inspections/${inspectionId}/settle`);
  expect(await lan.page.$$eval("#queue ol li b", (all) => all.map((one) => one.textContent))).toEqual(["NYTT-14"]);
  await lan.keys("2", "Enter");
  expect((await choicesOf(story)).at(-1)).toMatchObject({ criterion_id: "NYTT-14", how: "inspector", person_id: id.binh, points: 50 });
  await lan.presses("Hoàn tất chốt điểm");
  await lan.sees("Đã chốt");
}

const facts = "Hồi 08 giờ 10 phút: có mặt 11/11 người.\nBảng niêm yết tầng 2 thiếu thủ tục mới.";
const refused = "Chủ tịch đi công tác, Phó Chủ tịch không ký";

/** The secretary types the minutes; the unit does not sign, which is put on record. */
async function writesMinutes({ who: { chi }, inspectionId, server, id }: Story): Promise<void> {
  await chi.goes("/");
  await chi.clicks("main a[href$='/minutes']");
  await chi.types("madeAt", "Lam Giang");
  await chi.types("facts", facts);
  await chi.types("requests", "Niêm yết đủ thủ tục ở tầng 2 | 30/10/2026");
  await chi.presses("Lưu biên bản");
  await chi.goes(`/inspections/${inspectionId}/documents`);
  await chi.presses("Phát hành: Biên bản kiểm tra");
  await chi.sees("phát hành, mã ");
  await chi.goes(`/inspections/${inspectionId}/minutes`);
  await chi.types("refusedReason", refused);
  await chi.presses("Ghi nhận từ chối ký");
  await chi.sees("Đã ghi nhận.", refused);
  const { read } = server.context.database;
  const stands = await read.selectFrom("minutes_stands").selectAll().where("inspection_id", "=", inspectionId).execute();
  expect(stands).toMatchObject([{ stand: "refused", reason: refused, recorded_by: id.chi }]);
  const [minutes] = await read.selectFrom("minutes").selectAll().where("inspection_id", "=", inspectionId).execute();
  expect(JSON.stringify(minutes)).toContain("Bảng niêm yết tầng 2 thiếu thủ tục mới.");
}

/** The lead concludes, and issues the notice; its code. */
async function concludes({ who: { lan }, inspectionId, server }: Story): Promise<string> {
  await lan.goes(`/inspections/${inspectionId}/settle`);
  await lan.clicks("#bar a.btn.primary");
  await lan.sees(index);
  await lan.clicks("form[action$='/conclude'] .btn.primary");
  const { state } = await server.context.database.read
    .selectFrom("inspections")
    .select("state")
    .where("id", "=", inspectionId)
    .executeTakeFirstOrThrow();
  expect(state).toBe("concluded");
  await lan.goes(`/inspections/${inspectionId}/documents`);
  await lan.presses("Phát hành: Thông báo kết luận");
  const [, code = ""] = /phát hành, mã ([0-9A-Z-]{19})/.exec(await lan.reads()) ?? [];
  expect(code).not.toBe("");
  return code;
}

const objection = "Quy tắc ứng xử đã đăng trên trang từ tháng 3, có ảnh kèm phiếu tự chấm";
const declined = "Ảnh chụp sau ngày kiểm tra; hôm đó trang chưa có";

/** The unit reads its conclusion and objects; the lead answers with a reason. */
async function objects({ who: { unit, lan }, inspectionId, server, id }: Story): Promise<void> {
  server.passes(1);
  await unit.goes("/unit");
  await unit.clicks("#conclusions tbody a");
  await unit.sees(index, "100,00", "DDCV-01", mean);
  expect(await unit.reads()).not.toContain("Lê Thị An");
  await unit.clicks("a[href*='object=DDCV-01']");
  await unit.types("objection", objection);
  await unit.presses("Gửi kiến nghị");
  await unit.sees("Kiến nghị đã gửi.");
  await lan.goes(`/inspections/${inspectionId}/objections`);
  await lan.sees(objection);
  await lan.types("answer", declined);
  await lan.presses("Không chấp nhận");
  await unit.goes(`/unit/inspections/${inspectionId}`);
  await unit.sees(declined);
  const stored = await server.context.database.read.selectFrom("objections").selectAll().execute();
  expect(stored).toMatchObject([{ criterion_id: "DDCV-01", text: objection, raised_by: id.unit }]);
}

const wrong = "Bảng niêm yết tầng 2 thiếu các thủ tục công bố trong quý III";
const reply = "Đã in và niêm yết đủ, chụp ảnh ngày hôm nay";
const judged = "Đã xem ảnh, đủ các thủ tục";

/** One finding, of what lost points. */
async function raises({ who: { lan }, inspectionId }: Story): Promise<void> {
  await lan.goes(`/inspections/${inspectionId}/findings`);
  for (const box of await lan.page.$$("main input[type=checkbox]"))
    if ((await box.evaluate((element) => element.id)) !== "tick-NYTT-01") await box.click();
  await lan.types("text-NYTT-01", wrong);
  await lan.clicks("main form button");
  await lan.sees("Đã lập 1 tồn tại.");
}

/** It is answered by the unit and judged. */
async function remedies({ who: { unit, lan }, server }: Story): Promise<void> {
  await unit.goes("/unit");
  await unit.clicks("#findings tbody a");
  await unit.types("reply", reply);
  await unit.presses("Gửi trả lời");
  await unit.sees("Đã gửi trả lời.");
  // Looked at again in the next visit to the unit.
  await opensVisit(lan, "20/11/2026");
  await lan.goes("/findings");
  await lan.clicks("table.found .about a");
  await lan.sees(reply);
  await lan.page.keyboard.press("1");
  const [, next = ""] = await lan.page.$$eval("#visit option", (options) => options.map((option) => (option as HTMLOptionElement).value));
  await lan.page.select("#visit", next);
  await lan.types("reason", judged);
  await lan.clicks("form.verdict button");
  await lan.sees("Đã ghi kết quả.", "20/11/2026");
  await unit.page.reload();
  await unit.sees(judged);
  const { read } = server.context.database;
  const steps = await read.selectFrom("finding_steps").selectAll().orderBy("done_at").execute();
  expect(steps).toMatchObject([
    { kind: "answer", text: reply },
    { kind: "fixed", text: judged, inspection_id: next },
  ]);
}

async function makesToken(lan: Hands): Promise<string> {
  await lan.goes("/account");
  await lan.types("purpose", "Tổng hợp của Sở");
  await lan.page.click('[name="scope"][value="lead"]');
  await lan.types("tokenPassword", password);
  await lan.presses("Tạo mã");
  const [token = ""] = /\bpc_[\w-]{43}/.exec(await lan.reads()) ?? [];
  expect(token).not.toBe("");
  return token;
}

/** The results page, the check of a document by a stranger, and the API tell one index. */
async function saysTheSame(browser: PlainBrowser, { who: { lan }, server, unitId }: Story, code: string): Promise<void> {
  await lan.goes("/results");
  await lan.sees(unitName, index);
  expect(await lan.page.$$eval("tbody tr", (rows) => rows.map((row) => row.textContent ?? ""))).toContainEqual(
    expect.stringMatching(new RegExp(`${unitName}.*${index}`)),
  );
  const stranger = await comes(browser, server.address);
  await stranger.goes("/verify");
  await stranger.types("code", code.toLowerCase());
  await stranger.clicks("main .btn.primary");
  await stranger.sees("Văn bản hiện hành.", unitName, index);
  const headers = { authorization: `Bearer ${await makesToken(lan)}` };
  const { rows } = await (await fetch(`${server.address}/api/results`, { headers })).json();
  expect(rows).toContainEqual(expect.objectContaining({ unitId, index: 9_575, rank: 1 }));
}
