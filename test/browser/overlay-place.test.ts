import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(): Promise<{ page: Page; shown: () => Promise<Shown> }> {
    const page = await browser.open(`${site.http("unit.test")}/own/unit.html`);
    return {
      page,
      shown: async () => {
        const found = await showPanel(browser, page);
        if (found?.as !== "overlay") throw new Error("no overlay");
        return found;
      },
    };
  }

  test("is not printed, and takes what is typed afterwards in the same field", async () => {
    const { page, shown } = await open();
    const without = printed(await page.print());
    expect(without.length, "what the printout draws").toBeGreaterThan(0);
    const panel = await shown();
    await focusText(panel);
    await panel.hands.press("Control+End");
    await panel.hands.type("trước");
    expect(printed(await page.print()), "the printout with the panel open").toEqual(without);
    await focusText(panel);
    await panel.hands.press("Control+End");
    await panel.hands.type(" sau");
    await until("the text", async () => (await focusedText(panel))?.endsWith("trước sau"));
    await page.close();
  });

  test.each([0.5, 1.5, 3])("lies inside what is seen, at its own size, on a page zoomed to %s, also when it is set later", async (zoom) => {
    const { page, shown } = await open();
    const { panel } = await shown();
    const before = await panel.evaluate(() => [innerWidth, innerHeight]);
    await page.evaluate((to) => {
      document.documentElement.style.zoom = String(to);
    }, zoom);
    await until("its own size again", async () => (await panel.evaluate(() => [innerWidth, innerHeight])).join() === before.join(), 3_000);
    // The last thing in the panel can be pressed where it is drawn.
    const hit = await page.evaluate(() => {
      const at = (x: number, y: number) => (document.elementFromPoint(x, y) as HTMLElement | null)?.style.display === "contents";
      return [at(innerWidth - 300, innerHeight - 10), at(innerWidth - 20, 10), !at(innerWidth - 420, innerHeight / 2)];
    });
    expect(hit).toEqual([true, true, true]);
    await page.close();
  });
});

/** Everything drawn: the streams of the file, but for those that hold times and places in the file. */
function printed(file: Buffer): string[] {
  const text = file.toString("latin1");
  return [...text.matchAll(/<<((?:(?!>>\s*stream)[\s\S])*?)>>\s*stream\r?\n([\s\S]*?)endstream/g)]
    .filter(([, about]) => about !== undefined && !/\/(ObjStm|XRef|Metadata)\b/.test(about))
    .map(([, , content]) =>
      createHash("sha256")
        .update(content ?? "", "latin1")
        .digest("hex"),
    );
}
