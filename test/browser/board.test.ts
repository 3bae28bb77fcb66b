import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../../server/demo/browsers.ts";
import { demoPassword } from "../../server/demo/people.ts";
import { type RunningDemo, runDemo } from "../../server/demo/run.ts";
import { readEnv } from "../../server/host/env.ts";
import { browsersToTest } from "../support/browser.ts";
import { freePort } from "../support/free-port.ts";

describe.runIf(browsersToTest().includes("chromium"))("the board of inspections in Chromium", () => {
  let browser: Browser;
  let demo: RunningDemo;
  beforeAll(async () => {
    demo = await runDemo(readEnv({ PORT: String(await freePort()), LOG_LEVEL: "silent" }), new Date());
    browser = await puppeteer.launch({
      executablePath: findBrowser("chromium") ?? "",
      headless: true,
      pipe: true,
      args: ["--no-sandbox", "--disable-gpu", "--lang=vi"],
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await demo?.close();
  });

  /** A lead on the board, in a browser of their own. */
  async function lead(scripts: boolean): Promise<Page> {
    const page = await (await browser.createBrowserContext()).newPage();
    await page.setJavaScriptEnabled(scripts);
    await page.goto(`${demo.server}/sign-in`);
    await page.type("#email", "truongdoan@lamgiang.example");
    await page.type("#password", demoPassword);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await page.goto(`${demo.server}/inspections`);
    return page;
  }

  const shown = async (page: Page) => {
    const rows = await page.$$("table.inspections tbody tr");
    const names: string[] = [];
    for (const row of rows) if (await row.isVisible()) names.push((await row.$eval("strong", (own) => own.textContent)) ?? "");
    return names;
  };

  test("is filtered at each key, with marks or without, and by boxes, and the address follows; without scripts by the button", async () => {
    const page = await lead(true);
    const before = await shown(page);
    const [wanted = ""] = before.filter((name) => name.includes("Nậm Sen"));
    await page.click("[name=q]");
    await page.keyboard.type("nam sen");
    expect(await shown(page)).toEqual([wanted]);
    await page.keyboard.down("Control");
    await page.keyboard.press("a");
    await page.keyboard.up("Control");
    await page.keyboard.type("Nậm Sen");
    await page.keyboard.press("Enter");
    expect(await shown(page)).toEqual([wanted]);
    expect(new URL(page.url()).searchParams.get("q")).toBe("Nậm Sen");
    expect(await page.$eval(".shown", (said) => said.textContent)).toMatch(/^Hiện 1 trên \d+ cuộc\.$/);
    await page.reload();
    expect(await shown(page)).toEqual([wanted]);
    const address = page.url();

    const plain = await lead(false);
    await plain.goto(address);
    expect(await shown(plain)).toEqual([wanted]);
    await plain.goto(`${demo.server}/inspections`);
    expect(await shown(plain)).toEqual(before);
    await plain.click("[name=overdue]");
    await Promise.all([plain.waitForNavigation(), plain.click("form.board-pick button")]);
    expect((await shown(plain)).sort()).toEqual((await plain.$$eval("tr.late strong", (all) => all.map((one) => one.textContent))).sort());
    expect((await shown(plain)).length).toBeGreaterThan(0);
  }, 120_000);

  test("reminds by a click, and cancels on the inspection's own page by keys, with a reason that the board keeps", async () => {
    const page = await lead(true);
    const says = (selector: string, words: string) =>
      expect.poll(() => page.$eval(selector, (found) => found.textContent).catch(() => ""), { timeout: 30_000 }).toContain(words);
    await page.click("form[action$='/reminder'] button");
    await says(".notice.ok", "Đã nhắc.");
    await says("main", "Đã nhắc 1 lần");
    await page.focus("#sheets tr:not(.late) a[href$='/change']");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#reason-cancel");
    await page.focus("#reason-cancel");
    await page.keyboard.type("Đoàn bận chống bão số 9");
    await page.keyboard.press("Enter");
    await says(".notice.ok", "Đã hủy cuộc kiểm tra.");
    await says("details", "Đoàn bận chống bão số 9");
  }, 120_000);
});
