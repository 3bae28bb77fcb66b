import * as v from "valibot";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Draft } from "../../shared/sheets/draft.ts";
import { panel as words } from "../../shared/words/panel.ts";
import { draft, field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersFor, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { sees } from "../support/hands.ts";
import { focusText, showPanel } from "../support/overlay.ts";
import { type Site, serveSite } from "../support/site.ts";
import { openStorage, readStore, seed } from "../support/stored.ts";

const typed = "Ghi đúng lúc tiện ích được cập nhật";

describe.each(browsersFor("chromium"))("the extension is reloaded in %s while the overlay is open", (name) => {
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    site = await serveSite(() => ({ body: "<!doctype html><title>Trang</title><h1>Trang của đơn vị</h1>" }));
    browser = await launchWithExtension(name);
  });
  beforeEach(async () => {
    const own = inspection(unit("UBND phường Bến Thử", { websites: [{ origin: site.http("unit.test"), path: "/" }] }));
    await seed(browser, field([own]), [draft(own)]);
  });
  afterEach(async () => {
    for (const page of await browser.pages()) if (/^(https?|chrome-extension|moz-extension):/.test(await page.url())) await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  // Chromium moves the panel into the dialog.
  const places = name === "chromium" ? ["at the root", "in the page's modal dialog"] : ["at the root"];
  test.each(places)(
    "%s: what was typed is kept, the orphan says what to do, and the button puts one new panel in its place",
    async (where) => {
      const page = await browser.open(site.http("unit.test"));
      const shown = await showPanel(browser, page);
      if (shown?.as !== "overlay") return expect.fail("no overlay");
      await focusText(shown);
      if (where !== "at the root") {
        await page.evaluate(() => {
          const dialog = document.body.appendChild(document.createElement("dialog"));
          dialog.append("Thông báo");
          dialog.showModal();
        });
        await until("the panel in the dialog", () => page.evaluate(() => document.querySelector("dialog > div") !== null));
        await focusText(shown);
      }
      await shown.hands.type(typed);
      await browser.reloadExtension();
      await sees(shown.panel, words.orphan.vi);

      await page.bringToFront();
      // A click in the moment in which the extension starts anew goes nowhere: a person clicks again.
      let next = (await showPanel(browser, page, 12_000)) ?? (await showPanel(browser, page, 12_000));
      // On a busy machine the window comes first; the button brings the overlay back.
      if (next?.as === "window") next = await showPanel(browser, page, 20_000);
      if (next?.as !== "overlay") return expect.fail("no new overlay");
      await sees(next.panel, "UBND phường Bến Thử");
      const frames = await until("one panel alone", async () => {
        const all = await page.frames();
        return all.length === 1 && all;
      });
      expect(await frames[0]?.evaluate(() => document.querySelector("textarea")?.value)).toBe(typed);
      const storage = await openStorage(browser);
      const [kept] = await readStore(storage, "drafts");
      expect(v.parse(Draft, kept).entries["DDCV-01"]?.note).toBe(typed);
    },
  );
});
