import { afterEach, describe, expect, test } from "vitest";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { optionsWords } from "../../shared/words/options.ts";
import { fullEntries } from "../extension/sample-sheets.ts";
import { browsersFor, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { clickOn, fillIn, sees } from "../support/hands.ts";
import { better, connectExtension, openProvince, type Province } from "../support/journey.ts";

const all = criteriaOf(defaultChecklist, "onsite").length;
const complete = `Đủ ${all} tiêu chí. Chỉ số 100,00.`;

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

describe.each(browsersFor("chromium"))("the desk in %s", (name) => {
  test("an office is inspected with no site and no network, sent once from two windows, corrected and withdrawn", async () => {
    const province = await openProvince("http://unit.test");
    open.push({ close: () => province.remove() });
    const browser = await launchWithExtension(name);
    open.push({ close: () => browser.close() });
    await connectExtension(browser, province.address, async () => {});
    const desk = await browser.open(`${browser.extensionOrigin}/desk.html`);
    await sees(desk, "Cuộc kiểm tra của tôi");
    const before = await received(province);

    province.wire.cut();
    await browser.setOnline(false);
    await sees(desk, "Ngoại tuyến từ");
    const draftId = await opensSurprise(desk);
    await scoresEverything(desk, draftId);

    const address = `${browser.extensionOrigin}/desk.html#/review/${draftId}`;
    const other = await browser.open(address);
    await sees(other, complete);
    await desk.bringToFront();
    await desk.goto(address);
    await sees(desk, complete);
    await clickOn(desk, "Gửi phiếu");
    await clickOn(desk, "Gửi phiếu").catch(() => {});
    await sees(desk, "Chờ gửi");
    await sees(desk, "Chưa có mạng. Có mạng lại thì phiếu tự đi.");
    await sees(other, "Bản nháp này không còn trên máy.");
    await other.close();
    expect(await received(province)).toBe(before);

    province.wire.restore();
    await browser.setOnline(true);
    await sees(desk, "Biên nhận số", 60_000);
    expect(await received(province)).toBe(before + 1);

    // The lists follow, with the inspection that was opened here; then nothing moves any more.
    await until("the new inspection in the list", () =>
      desk.evaluate(() => document.querySelectorAll("[aria-labelledby=inspections] .row").length === 4),
    );
    await correctsIt(desk);
    expect(await received(province)).toBe(before + 2);
    await withdrawsIt(desk);
    // Firefox notes every request that a lost network cost, the background's too.
    expect((await desk.errors()).filter((error) => !error.startsWith("Cross-Origin Request Blocked"))).toEqual([]);
  });

  test("what is stored here is kept when the disk is nearly full, and options and desk say that alone", async () => {
    const browser = await launchWithExtension(name);
    open.push({ close: () => browser.close() });
    const page = await browser.open(`${browser.extensionOrigin}/manifest.json`);
    // Before a screen asked. Chromium answers `false` for extensions that it never clears (`unlimitedStorage`; see manifest.test.ts).
    if (name === "firefox") await until("the promise", () => page.evaluate(() => navigator.storage.persisted()));
    await page.goto(`${browser.extensionOrigin}/options.html`);
    await sees(page, optionsWords.persisted.vi);
    await page.goto(`${browser.extensionOrigin}/desk.html`);
    await sees(page, deskWords.persisted.vi);
    expect(await page.evaluate(() => document.body.innerText)).not.toContain("có thể dọn");
  });

  test("what cannot be stored is said at once, and what cannot be read stays and can be exported", async () => {
    const browser = await launchWithExtension(name);
    open.push({ close: () => browser.close() });
    const desk = await browser.open(`${browser.extensionOrigin}/desk.html`);
    await sees(desk, "Không có bản nháp nào.");
    await putRecord(desk, "drafts", { id: "01990000-0000-7000-8000-0000000000ff", format: 99 });
    await putRecord(desk, "outbox", { id: "01990000-0000-7000-8000-0000000000fe", format: 99 });
    await desk.reload();
    await sees(desk, "Bản ghi này hỏng hoặc do phiên bản khác ghi.");
    expect(await desk.evaluate(() => document.querySelectorAll(".row.refused").length)).toBe(2);
    await desk.evaluate(async () => {
      const { name } = (await indexedDB.databases())[0] ?? {};
      const request = indexedDB.open(name ?? "", 99);
      await new Promise((resolve) => {
        request.onsuccess = resolve;
      });
      request.result.close();
    });
    await desk.reload();
    await sees(desk, "Không mở được chỗ lưu trên máy");
    await sees(desk, "Tiện ích vừa được cập nhật.");
  });
});

async function opensSurprise(desk: Page): Promise<string> {
  await clickOn(desk, "Mở cuộc kiểm tra đột xuất");
  await clickOn(desk, "Mở và chấm");
  await sees(desk, "Chọn một đơn vị trước.");
  await fillIn(desk, "Tìm đơn vị (gõ không dấu cũng được)", "ben mot");
  await sees(desk, "1 đơn vị");
  await clickOn(desk, `${better} Khối phường`);
  await clickOn(desk, "Mở và chấm");
  await sees(desk, "Đột xuất, trực tiếp");
  return (await desk.evaluate(() => location.hash)).split("/")[2] ?? "";
}

/** One criterion by a real click; the others straight into the stored draft, as another window would. */
async function scoresEverything(desk: Page, draftId: string): Promise<void> {
  await sees(desk, `Còn thiếu ${all}`);
  await desk.press("1");
  await sees(desk, `Còn thiếu ${all - 1}`);
  await sees(desk, "Đã lưu trên máy");
  await desk.evaluate(
    async (id, entries) => {
      const request = indexedDB.open("phieu-cham", 1);
      await new Promise((resolve) => {
        request.onsuccess = resolve;
      });
      const store = request.result.transaction("drafts", "readwrite").objectStore("drafts");
      const stored = store.get(id);
      await new Promise((resolve) => {
        stored.onsuccess = resolve;
      });
      const put = store.put({ ...stored.result, entries: JSON.parse(entries), revision: stored.result.revision + 1 });
      await new Promise((resolve) => {
        put.transaction?.addEventListener("complete", resolve);
      });
      request.result.close();
      new BroadcastChannel("phieu-cham").postMessage("drafts");
    },
    draftId,
    JSON.stringify(fullEntries("onsite")),
  );
  await sees(desk, "Chỉ số 100,00");
}

async function correctsIt(desk: Page): Promise<void> {
  await clickOn(desk, `Sửa và thay… ${better}`);
  await clickOn(desk, "Mở bản nháp để sửa");
  await sees(desk, "Đã mở bản nháp");
  await desk.evaluate(() => {
    location.hash = location.hash.replace("score", "review");
  });
  await sees(desk, "Còn 1 việc trước khi gửi");
  await fillIn(desk, "Lý do thay phiếu đã gửi", "Ghi nhầm số người có mặt");
  await sees(desk, complete);
  await clickOn(desk, "Gửi phiếu");
  await sees(desk, "Đã được thay", 30_000);
}

async function withdrawsIt(desk: Page): Promise<void> {
  await clickOn(desk, `Biên nhận: ${better}`);
  await sees(desk, "Khớp với bản trên máy này.");
  await clickOn(desk, "Rút phiếu…");
  await clickOn(desk, "Rút phiếu");
  await sees(desk, "Ghi lý do rút trước.");
  await fillIn(desk, "Lý do rút", "Chấm nhầm đơn vị");
  await clickOn(desk, "Rút phiếu");
  await sees(desk, "Đã rút phiếu.");
}

async function putRecord(desk: Page, store: string, record: { readonly id: string; readonly format: number }): Promise<void> {
  await desk.evaluate(
    async (into, value) => {
      const request = indexedDB.open("phieu-cham", 1);
      await new Promise((resolve) => {
        request.onsuccess = resolve;
      });
      const put = request.result.transaction(into, "readwrite").objectStore(into).put(value);
      await new Promise((resolve) => {
        put.transaction?.addEventListener("complete", resolve);
      });
      request.result.close();
    },
    store,
    { ...record },
  );
}

async function received(province: Province): Promise<number> {
  const { database } = province.server().context;
  const { count } = await database.read
    .selectFrom("submissions")
    .select(({ fn }) => fn.countAll<number | string>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}
