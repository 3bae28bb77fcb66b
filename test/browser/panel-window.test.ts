import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Draft } from "../../shared/sheets/draft.ts";
import { windowReasonWords } from "../../shared/words/panel.ts";
import { draft, field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersFor, findPage, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { sees } from "../support/hands.ts";
import { focusedText, focusText, panelFrame, showPanel } from "../support/overlay.ts";
import { type Site, serveSite } from "../support/site.ts";
import { notedErrors, openStorage, seedFrom } from "../support/stored.ts";

const unitName = "UBND phường Bến Thử";
const written = "Đã ghi ở cửa sổ trước";

describe.each(browsersFor("chromium"))("the panel's own window in %s", (name) => {
  let browser: Browser;
  let site: Site;
  let storage: Page;
  let seeded: Draft;

  beforeAll(async () => {
    site = await serveSite((path) => ({
      headers: path === "/sandbox" ? { "content-security-policy": "sandbox" } : {},
      body: "<!doctype html><title>Trang</title><h1>Trang của đơn vị</h1>",
    }));
    browser = await launchWithExtension(name);
    const own = inspection(unit(unitName, { websites: [{ origin: site.http("unit.test"), path: "/" }] }));
    seeded = draft(own, { entries: { "DDCV-01": { answer: null, note: written, evidence: [] } } });
    storage = await openStorage(browser);
    await seedFrom(storage, field([own]), [seeded]);
  });
  afterEach(async () => {
    for (const page of await browser.pages()) {
      if (page.id !== storage.id && /^(https?|chrome-extension|moz-extension):/.test(await page.url())) await page.close();
    }
  });
  afterAll(async () => {
    if (browser) expect(await notedErrors(storage), "bugs that the extension noted").toEqual([]);
    await browser?.close();
    await site?.close();
  });

  /** A page that lets no overlay live, and the window that came for it. */
  async function openWindow(): Promise<{ page: Page; panel: Page }> {
    const page = await browser.open(`${site.http("unit.test")}/sandbox`);
    await showPanel(browser, page, 15_000);
    const panel = await findPage(browser, `${browser.extensionOrigin}/window.html`);
    await sees(panel, unitName);
    return { page, panel };
  }

  test("says why it came instead of the overlay, and shows the same sheet after it was reloaded, also when its page is gone", async () => {
    const { page, panel } = await openWindow();
    await sees(panel, windowReasonWords.refused.vi);
    for (const pageIsGone of [false, false, true]) {
      if (pageIsGone) await page.close();
      await panel.reload();
      await sees(panel, unitName);
      expect(await panel.evaluate(() => document.querySelector("textarea")?.value)).toBe(written);
    }
  });

  test("is replaced by the button when nothing lives in it", async () => {
    const { page, panel } = await openWindow();
    await panel.goto("about:blank");
    await browser.clickAction(page);
    const next = await findPage(browser, `${browser.extensionOrigin}/window.html`, 20_000);
    await sees(next, unitName);
    await until("the end of the dead window", async () => !(await browser.pages()).some(({ id }) => id === panel.id));
  });

  test("goes when the button brings the overlay back onto a page that takes it, with everything typed", async () => {
    const { page, panel } = await openWindow();
    const inWindow = { as: "window", panel, hands: panel, left: 0, width: 400, milliseconds: 0 } as const;
    await panel.bringToFront();
    await focusText(inWindow);
    await panel.press("Control+a");
    await panel.type("Ghi ở cửa sổ riêng");
    await page.goto(`${site.http("unit.test")}/`);
    await browser.clickAction(page);
    const frame = await until("the overlay", () => panelFrame(page));
    await sees(frame, unitName);
    await until("the end of the window", async () => !(await browser.pages()).some(({ id }) => id === panel.id));
    expect(await frame.evaluate(() => document.querySelector("textarea")?.value)).toBe("Ghi ở cửa sổ riêng");
    const shown = { ...inWindow, as: "overlay", panel: frame, hands: page, left: (await page.evaluate(() => innerWidth)) - 380 } as const;
    await focusText(shown);
    await shown.hands.press("End");
    await shown.hands.type("!");
    await until("the next letter", async () => (await focusedText(shown))?.endsWith("riêng!"));
  });
});
