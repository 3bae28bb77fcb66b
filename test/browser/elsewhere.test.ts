import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { elsewhereWords } from "../../shared/words/elsewhere.ts";
import { panel as panelWords } from "../../shared/words/panel.ts";
import { draft, field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersToTest, findPage, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { clickOn, sees } from "../support/hands.ts";
import { panelFrame, showPanel } from "../support/overlay.ts";
import { type Site, serveSite } from "../support/site.ts";
import { notedErrors, openStorage, seedFrom } from "../support/stored.ts";

const unitName = "UBND phường Bến Thử";
const written = "Đã ghi ở cửa sổ thường";
const reasons = { container: elsewhereWords.apart.vi, private: elsewhereWords.private.vi } as const;

// Chromium knows no containers, and ends when it is made to click in a private window.
describe.runIf(browsersToTest().includes("firefox"))("where Firefox gives the extension another storage", () => {
  let browser: Browser;
  let site: Site;
  let storage: Page;

  beforeAll(async () => {
    site = await serveSite(() => ({ body: "<!doctype html><title>Trang</title><h1>Trang của đơn vị</h1>" }));
    browser = await launchWithExtension("firefox");
    const own = inspection(unit(unitName, { websites: [{ origin: site.http("unit.test"), path: "/" }] }));
    storage = await openStorage(browser);
    await seedFrom(storage, field([own]), [draft(own, { entries: { "DDCV-01": { answer: null, note: written, evidence: [] } } })]);
  });
  afterEach(async () => {
    for (const page of await browser.pages()) {
      if (page.id !== storage.id && /^(https?|moz-extension):/.test(await page.url())) await page.close();
    }
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  test("a private window that the extension is kept out of shows nothing of it", async () => {
    const page = await browser.openApart(site.http("unit.test"), "private");
    await expect(browser.clickAction(page)).rejects.toThrow();
    expect(await panelFrame(page)).toBeUndefined();
    await page.close();
    await storage.close();
    await browser.allowInPrivate();
    storage = await openStorage(browser);
  });

  test.each(["container", "private"] as const)("a page in a %s is told why, and scored in a window that works", async (where) => {
    const page = await browser.openApart(site.http("unit.test"), where);
    const shown = await showPanel(browser, page);
    if (shown?.as !== "overlay") return expect.fail("no overlay");
    await sees(shown.panel, reasons[where]);
    // Shrunk and back: a panel that hears nobody still knows how it stands.
    await clickOn(page, panelWords.minimise.vi, shown.panel, { left: shown.left });
    await until("only the head", () => shown.panel.evaluate(() => document.querySelector("main") === null));
    await page.press("Enter");
    await sees(shown.panel, reasons[where]);
    await clickOn(page, elsewhereWords.openPanel.vi, shown.panel, { left: shown.left });
    const panel = await findPage(browser, `${browser.extensionOrigin}/window.html`);
    await sees(panel, unitName);
    expect(await panel.evaluate(() => document.querySelector("textarea")?.value)).toBe(written);
    await until("the end of the overlay", async () => (await panelFrame(page)) === undefined);
    // The overlay would be blind here: the button brings the window that works, and takes it from nobody.
    await browser.clickAction(page);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await until("the end of the second overlay", async () => (await panelFrame(page)) === undefined);
    await sees(panel, unitName);
  });

  test.each(["container", "private"] as const)("a desk in a %s says why, and opens one that works", async (where) => {
    const wrong = await browser.openApart(`${browser.extensionOrigin}/desk.html#/guide`, where);
    await sees(wrong, reasons[where]);
    await wrong.bringToFront();
    await clickOn(wrong, elsewhereWords.openDesk.vi);
    const desk = await until("another desk", async () => {
      for (const page of await browser.pages()) if (page.id !== wrong.id && (await page.url()).includes("/desk.html")) return page;
      return undefined;
    });
    await sees(desk, "Hướng dẫn");
    expect(await desk.url()).toContain("#/guide");
    await desk.goto(`${browser.extensionOrigin}/desk.html#/`);
    await sees(desk, unitName);
    expect(await notedErrors(desk)).toEqual([]);
  });
});
