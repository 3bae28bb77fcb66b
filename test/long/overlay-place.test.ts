import { type ChildProcess, spawn } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { draft, field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersToTest, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { focusedText, focusText, type Shown, showPanel } from "../support/overlay.ts";
import { pageAnswer } from "../support/pages.ts";
import { type Site, serveSite } from "../support/site.ts";
import { seed } from "../support/stored.ts";

describe.each(browsersToTest())("the overlay, in %s", (name) => {
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    site = await serveSite(pageAnswer);
    browser = await launchWithExtension(name);
    const one = inspection(unit("UBND phường Bến Thử", { websites: [{ origin: site.http("unit.test"), path: "/" }] }));
    await seed(browser, field([one]), [draft(one)]);
  });
  afterEach(async () => {
    for (const page of await browser.pages()) if (/^(https?|chrome-extension|moz-extension):/.test(await page.url())) await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(): Promise<{ page: Page; shown: Shown }> {
    const page = await browser.open(`${site.http("unit.test")}/own/unit.html`);
    const shown = await showPanel(browser, page);
    if (shown?.as !== "overlay") throw new Error(`no overlay but ${shown?.as}: ${await whyNot(shown)}`);
    return { page, shown };
  }

  // Chromium goes no further than 4.
  test.each([1.5, 3, 4])("lies inside what is seen of a page pinched to %s, and is whole again afterwards", async (scale) => {
    const { page, shown } = await open();
    const before = await sizeOf(shown);
    await page.pinch(scale);
    await until("the page pinched", () => page.evaluate((to) => Math.abs((visualViewport?.scale ?? 1) - to) < 0.01, scale));
    const seen = await page.evaluate(() => [visualViewport?.width ?? 0, visualViewport?.height ?? 0]);
    const wanted = [Math.min(before[0] ?? 0, seen[0] ?? 0), seen[1] ?? 0];
    await until("the panel as large as what is seen", async () => near(await sizeOf(shown), wanted), 3_000);
    expect(await page.evaluate(cornersHit), "corners of what is seen, on the panel's side, where the panel is hit").toEqual([true, true]);
    await page.pinch(1);
    await until("its own size again", async () => near(await sizeOf(shown), before), 3_000);
    await page.close();
  });

  test.each(["html", "body"])("lies inside what is seen where %s is turned and shrunk later", async (which) => {
    const { page, shown } = await open();
    const before = await sizeOf(shown);
    await page.evaluate((selector) => {
      const one = document.querySelector<HTMLElement>(selector);
      if (one)
        one.style.cssText = "transform:rotate(5deg) scale(.6) translate(200px,100px);filter:blur(1px);contain:paint;perspective:200px";
    }, which);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await sizeOf(shown)).toEqual(before);
    expect(await page.evaluate(cornersHit), "corners of what is seen, on the panel's side, where the panel is hit").toEqual([true, true]);
    await page.close();
  });

  test("is waited for on a machine with twelve processes that never rest", async () => {
    const busy: ChildProcess[] = Array.from({ length: 12 }, () => spawn(process.execPath, ["-e", "for (;;);"], { stdio: "ignore" }));
    try {
      for (let round = 0; round < 5; round += 1) {
        const page = await browser.open(`${site.http("unit.test")}/own/unit.html`);
        const shown = await showPanel(browser, page, 60_000);
        console.log(`${name}, 12 busy processes: ${shown?.as} after ${shown?.milliseconds} ms`);
        if (shown?.as !== "overlay") return expect.fail(`the panel as ${shown?.as}: ${await whyNot(shown)}`);
        await focusText(shown);
        await shown.hands.press("Control+End");
        await shown.hands.type(" bận");
        await until("the text", async () => (await focusedText(shown))?.endsWith(" bận"), 30_000);
        await page.close();
      }
    } finally {
      for (const one of busy) one.kill("SIGKILL");
    }
  });
});

async function whyNot(shown: Shown | undefined): Promise<string | null | undefined> {
  return await shown?.panel.evaluate(() => document.querySelector(".why")?.textContent);
}

function sizeOf({ panel }: Shown): Promise<number[]> {
  return panel.evaluate(() => [innerWidth, innerHeight]);
}

function near(is: readonly number[], wanted: readonly number[]): boolean {
  return is.every((value, i) => Math.abs(value - (wanted[i] ?? Number.NaN)) <= 2);
}

/** The panel stands on the right: just inside what is seen there, above and below, the page finds its host. */
function cornersHit(): boolean[] {
  const { offsetLeft = 0, offsetTop = 0, width = innerWidth, height = innerHeight } = visualViewport ?? {};
  const at = (y: number) => (document.elementFromPoint(offsetLeft + width - 8, y) as HTMLElement | null)?.style.display === "contents";
  return [at(offsetTop + 8), at(offsetTop + height - 8)];
}
