import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { panel as words } from "../../shared/words/panel.ts";
import { draft, field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersFor, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { findPanel, focusedText, focusText, type Shown, showPanel } from "../support/overlay.ts";
import { pageAnswer } from "../support/pages.ts";
import { type Site, serveSite } from "../support/site.ts";
import { seed } from "../support/stored.ts";

describe.each(browsersFor("chromium"))("the overlay, in %s", (name) => {
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    site = await serveSite(pageAnswer);
    browser = await launchWithExtension(name);
    const one = inspection(unit("UBND phường Bến Thử", { websites: [{ origin: site.http("unit.test"), path: "/" }] }));
    await seed(browser, field([one]), [draft(one)]);
  });
  afterEach(async () => {
    // One that failed leaves its page, and a window that the next would find instead of its own overlay.
    for (const page of await browser.pages()) if (/^(https?|chrome-extension|moz-extension):/.test(await page.url())) await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function open(path = "/own/unit.html"): Promise<{ page: Page; shown: () => Promise<Shown> }> {
    const page = await browser.open(site.http("unit.test") + path);
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
    // A person's order to print waits in one queue with the keys; the driver's own overtakes those that are on their way.
    await until("what was typed before", async () => (await focusedText(panel))?.endsWith("trước"));
    expect(printed(await page.print()), "the printout with the panel open").toEqual(without);
    // The browser may say that it has printed a moment before the page hears it.
    await until("the panel back", () => findPanel(browser, page));
    await focusText(panel);
    await panel.hands.press("Control+End");
    await panel.hands.type(" sau");
    await until("the text", async () => (await focusedText(panel))?.endsWith("trước sau"));
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
  });

  test.each(["a drawing", "a page with both scroll bars"])("stays over %s", async (what) => {
    const { page, shown } = await open(what === "a drawing" ? "/own/drawing.svg" : undefined);
    if (what !== "a drawing") {
      await page.evaluate(() => {
        document.documentElement.style.overflow = "scroll";
      });
    }
    const panel = await shown();
    await focusText(panel);
    await panel.hands.press("Control+End");
    // Longer than the launcher needs to find that it cannot be used.
    for (const letter of "lâu hơn hai giây") {
      await panel.hands.type(letter);
      await new Promise((resolve) => setTimeout(resolve, 125));
    }
    await until("all of it in the overlay", async () => (await focusedText(panel))?.endsWith("lâu hơn hai giây"));
    expect((await findPanel(browser, page))?.as).toBe("overlay");
  });

  test("says at once when the keyboard goes to the page in the middle of a word, until it is back", async () => {
    const { page, shown } = await open();
    const panel = await shown();
    const field = await page.evaluate(() => {
      const input = document.createElement("input");
      input.style.cssText = "position:fixed;left:40px;top:40px";
      document.body.append(input);
      const { left, top, width, height } = input.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    });
    const says = () => panel.panel.evaluate((text) => document.querySelector("[role=alert]")?.textContent === text, words.keysAway.vi);
    await focusText(panel);
    await panel.hands.type("giữa");
    expect(await says()).toBe(false);
    await page.click(field.x, field.y);
    await until("what is said", says, 500);
    await focusText(panel);
    await until("nothing said any more", async () => !(await says()));
  });

  test("has the keyboard when it comes, and is raised without taking it from whoever types into the page", async () => {
    const { page, shown } = await open();
    const panel = await shown();
    await until("the keyboard in the panel", () => panel.panel.evaluate(() => document.hasFocus()));
    const field = await page.evaluate(() => {
      const input = document.createElement("input");
      input.id = "own";
      input.style.cssText = "position:fixed;left:40px;top:40px";
      document.body.append(input);
      const { left, top, width, height } = input.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    });
    await page.click(field.x, field.y);
    const typed = "viết vào ô của trang";
    for (const [i, letter] of [...typed].entries()) {
      if (i === 5) {
        await page.evaluate(() => {
          const popover = document.createElement("div");
          popover.id = "cover";
          popover.popover = "manual";
          popover.style.cssText = "position:fixed;inset:0 0 0 auto;width:50vw;height:100vh;margin:0;background:#ffd";
          document.body.append(popover);
          popover.showPopover();
        });
      }
      await page.type(letter);
      await new Promise((resolve) => setTimeout(resolve, 125));
    }
    const seen = () =>
      page.evaluate(() => (document.elementFromPoint(innerWidth - 100, innerHeight / 2) as HTMLElement | null)?.id !== "cover");
    await until("the panel above what covered it", seen, 2_000);
    expect(await page.evaluate(() => document.querySelector<HTMLInputElement>("#own")?.value)).toBe(typed);
    expect((await findPanel(browser, page))?.as).toBe("overlay");
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
