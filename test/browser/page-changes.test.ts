import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { windowReasonWords, panel as words } from "../../shared/words/panel.ts";
import { draft, field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersFor, findPage, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { clickOn, sees } from "../support/hands.ts";
import { findPanel, panelFrame, showPanel } from "../support/overlay.ts";
import { type Site, serveSite } from "../support/site.ts";
import { notedErrors, openStorage, seed } from "../support/stored.ts";

const unitName = "UBND phường Bến Thử";
const pdf = `%PDF-1.1
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj
trailer<</Root 1 0 R>>
%%EOF`;
const pages: Readonly<Record<string, { readonly type: string; readonly body: string }>> = {
  "/": { type: "text/html", body: "<!doctype html><title>Trang</title><h1>Trang của đơn vị</h1>" },
  "/tree.xml": { type: "text/xml", body: "<danhSach><thuTuc ma='1.012545'>Đăng ký</thuTuc></danhSach>" },
  "/file.pdf": { type: "application/pdf", body: pdf },
};

describe.each(browsersFor("firefox"))("in %s", (name) => {
  let browser: Browser;
  let site: Site;
  const folder = mkdtempSync(join(tmpdir(), "page-changes-"));

  beforeAll(async () => {
    site = await serveSite(
      (path) => pages[path] && { headers: { "content-type": `${pages[path].type}; charset=utf-8` }, body: pages[path].body },
    );
    browser = await launchWithExtension(name);
    const own = inspection(unit(unitName, { websites: [{ origin: site.http("unit.test"), path: "/" }] }));
    await seed(browser, field([own]), [draft(own)]);
  });
  afterEach(async () => {
    for (const page of await browser.pages()) if (/^(https?|chrome-extension|moz-extension):/.test(await page.url())) await page.close();
  });
  afterAll(async () => {
    if (browser) expect(await notedErrors(await openStorage(browser)), "bugs that the extension noted").toEqual([]);
    await browser?.close();
    await site?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function panelOn(page: Page): Promise<void> {
    await sees(await until("the overlay", () => panelFrame(page), 20_000), unitName);
  }

  test("a reload while the panel is open brings it back without a click", async () => {
    const page = await browser.open(site.http("unit.test"));
    await browser.clickAction(page);
    await panelOn(page);
    await page.reload();
    if (name === "chromium") return panelOn(page);
    // Firefox lets it come back onto the page only after the person allowed it for the site.
    const panel = await findPage(browser, `${browser.extensionOrigin}/window.html`);
    await sees(panel, unitName);
    await sees(panel, windowReasonWords.navigated.vi);
    await panel.bringToFront();
    await clickOn(panel, words.keep.vi);
    await panelOn(page);
    await until("the end of the window", async () => !(await browser.pages()).some(({ id }) => id === panel.id));
    await page.reload();
    await panelOn(page);
  });

  test("a page that the browser draws itself is drawn as before when the panel has gone", async () => {
    const page = await browser.open(`${site.http("unit.test")}/tree.xml`);
    const picture = async (step: string) => {
      await page.screenshot(join(folder, step));
      return readFileSync(join(folder, step)).toString("base64");
    };
    const before = await picture("before.png");
    const shown = await showPanel(browser, page, 20_000);
    expect(shown?.as).toBe(name === "chromium" ? "overlay" : "window");
    if (shown?.as === "window") {
      await sees(shown.panel, windowReasonWords.tree.vi);
      await shown.hands.close();
    } else {
      await browser.clickAction(page);
      await until("the end of the overlay", async () => (await panelFrame(page)) === undefined);
    }
    await page.bringToFront();
    await until("the page as it was", async () => (await picture("after.png")) === before);
  });

  test("a PDF file gets the panel, the browser's own pages get the desk", async () => {
    const file = await browser.open(`${site.http("unit.test")}/file.pdf`);
    await browser.clickAction(file);
    if (name === "chromium") await panelOn(file);
    else await sees((await findPanel(browser, file, 20_000))?.panel ?? expect.fail("no window"), windowReasonWords.refused.vi);
    const own = await browser.open(name === "chromium" ? "chrome://version" : "about:support");
    await browser.clickAction(own);
    await sees(await findPage(browser, `${browser.extensionOrigin}/desk.html`), "Cuộc kiểm tra của tôi");
    await own.close();
  });
});
