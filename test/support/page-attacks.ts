import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Inspection } from "../../shared/plans/plan.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { windowReasonWords } from "../../shared/words/panel.ts";
import { draft, field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, type BrowserName, type Page, until } from "./browser.ts";
import { launchWithExtension } from "./built.ts";
import { findPanel, focusedText, focusText, type Shown, showPanel } from "./overlay.ts";
import { keysSeen, listenForKeys } from "./page-state.ts";
import { pageAnswer } from "./pages.ts";
import { type Site, serveSite } from "./site.ts";
import { notedErrors, openStorage, readStore, seedFrom } from "./stored.ts";

interface Attack {
  /** Runs in the page while a person types into the panel. */
  readonly attack: () => void;
  /** Where the panel must be afterwards, and why it says it is there. */
  readonly as: "overlay" | keyof typeof windowReasonWords;
  /**
   * How many keys of the word may miss the field: none, but the one on its way when a dialog or `inert` takes the focus, and more where the
   * page leaves no field for a while.
   */
  readonly lost?: number;
  /** Where no hit test tells: whether the panel lies on top. */
  readonly isOnTop?: () => boolean;
}

const attacks = {
  "opens a modal dialog": {
    attack: () => {
      const dialog = document.createElement("dialog");
      const button = document.createElement("button");
      button.textContent = "Gửi đánh giá";
      dialog.append(button);
      document.body.append(dialog);
      dialog.showModal();
    },
    as: "overlay",
    lost: 1,
  },
  "opens a modal dialog without a backdrop": {
    attack: () => {
      const dialog = document.createElement("dialog");
      const style = document.createElement("style");
      style.textContent = "dialog::backdrop { display: none }";
      dialog.append(style, document.createElement("input"));
      document.body.append(dialog);
      dialog.showModal();
    },
    as: "overlay",
    lost: 1,
  },
  "opens a modal dialog in its own shadow root": {
    attack: () => {
      const widget = document.createElement("div");
      const dialog = document.createElement("dialog");
      dialog.append(document.createElement("input"));
      widget.attachShadow({ mode: "open" }).append(dialog);
      document.body.append(widget);
      dialog.showModal();
    },
    as: "overlay",
    lost: 1,
  },
  "makes its root inert": {
    attack: () => {
      document.documentElement.inert = true;
    },
    as: "overlay",
    lost: 1,
  },
  "lays a popover over the lower part, every second anew": {
    attack: () => {
      const popover = document.createElement("div");
      popover.popover = "manual";
      popover.style.cssText = "position:fixed;inset:60% 0 0 0;width:100vw;height:40vh;margin:0;background:#ffd";
      document.body.append(popover);
      popover.showPopover();
      setInterval(() => {
        popover.hidePopover();
        popover.showPopover();
      }, 1_000);
    },
    as: "overlay",
  },
  "lays a popover over it in its shadow root that clicks fall through": {
    attack: () => {
      const widget = document.createElement("div");
      const popover = document.createElement("div");
      popover.popover = "manual";
      popover.style.cssText = "position:fixed;inset:0;width:100vw;height:100vh;border:0;background:#ffd;pointer-events:none";
      widget.attachShadow({ mode: "open" }).append(popover);
      document.body.append(widget);
      addEventListener("toggle", (event) => event.stopImmediatePropagation(), true);
      popover.showPopover();
      Reflect.set(window, "popover", popover);
    },
    as: "overlay",
    isOnTop: () => {
      const popover = Reflect.get(window, "popover") as HTMLElement;
      popover.style.pointerEvents = "auto";
      const hit = document.elementFromPoint(innerWidth - 100, innerHeight / 2);
      popover.style.pointerEvents = "none";
      return hit !== popover.getRootNode() && (hit as HTMLElement | null)?.style.display === "contents";
    },
  },
  "closes its own modal dialog, in which the panel lies": {
    attack: () => {
      const dialog = document.createElement("dialog");
      dialog.append(document.createElement("input"));
      document.body.append(dialog);
      dialog.showModal();
      setTimeout(() => dialog.remove(), 700);
    },
    as: "overlay",
    lost: 7,
  },
  "goes to full screen": {
    // Allowed after a person's act alone: the test clicks, as somebody who starts a film does.
    attack: () => addEventListener("pointerdown", () => void document.body.requestFullscreen(), { once: true }),
    as: "overlay",
  },
  "writes itself anew": {
    attack: () => {
      document.open();
      document.write("<!doctype html><title>Trang mới</title><h1>Trang mới</h1><input id='own'>");
      document.close();
    },
    as: "overlay",
    lost: 9,
  },
  "begins to write itself anew and never ends": { attack: () => void document.open(), as: "removed" },
  "exchanges its root": {
    attack: () => {
      const root = document.createElement("html");
      root.append(document.createElement("body"));
      document.replaceChild(root, document.documentElement);
    },
    as: "overlay",
    lost: 9,
  },
  "lays a dialog on top twenty times a second": {
    attack: () => {
      const dialog = document.createElement("dialog");
      dialog.style.cssText = "width:100vw;height:100vh;max-width:none;max-height:none;border:0;padding:0";
      document.body.append(dialog);
      setInterval(() => {
        dialog.close();
        dialog.showModal();
      }, 50);
    },
    as: "covered",
  },
  "lays a popover over it that clicks fall through, sixteen times a second": {
    attack: () => {
      const popover = document.createElement("div");
      popover.popover = "manual";
      popover.style.cssText = "position:fixed;inset:0;width:100vw;height:100vh;border:0;background:#ffd;pointer-events:none";
      document.body.append(popover);
      setInterval(() => {
        popover.hidePopover();
        popover.showPopover();
      }, 60);
    },
    as: "covered",
    lost: 16,
  },
} as const satisfies Readonly<Record<string, Attack>>;

export type AttackName = keyof typeof attacks;
export const allAttacks = Object.keys(attacks) as readonly AttackName[];

const word = "vắng mặt ngoài giờ";
/** Where the panel moves to a window of its own: still being typed when that has to be there. */
const longWord = `${word}, không có ai trực thay`;
/** A fast typist. */
const betweenKeys = 83;
const inTime = 2_000;
/** Until the window is there, the keys go to the page. */
const lostInTime = Math.ceil(inTime / betweenKeys);

/** A person types into the panel while the page does each of these; one browser for all of them. */
export function testAttacks(name: BrowserName, scheme: "http" | "https", tried: readonly AttackName[]): void {
  let browser: Browser;
  let site: Site;
  let storage: Page;
  let own: Inspection;
  let seeded: Draft;

  beforeAll(async () => {
    site = await serveSite(pageAnswer);
    browser = await launchWithExtension(name);
    own = inspection(unit("UBND phường Bến Thử", { websites: [{ origin: site[scheme]("unit.test"), path: "/" }] }));
    seeded = draft(own);
    storage = await openStorage(browser);
  });
  afterEach(async () => {
    for (const page of await browser.pages()) {
      if (page.id !== storage.id && /^(https?|chrome-extension|moz-extension):/.test(await page.url())) await page.close();
    }
  });
  afterAll(async () => {
    if (storage) expect(await notedErrors(storage), "bugs that the extension noted").toEqual([]);
    await browser?.close();
    await site?.close();
  });

  test.each(tried)("%s: the panel can be used within 2 s, and nothing typed is lost", async (what) => {
    const { attack, as, lost = as === "overlay" ? 0 : lostInTime, isOnTop = () => true }: Attack = attacks[what];
    const typing = as === "overlay" ? word : longWord;
    await seedFrom(storage, field([own]), [seeded]);
    const page = await browser.open(`${site[scheme]("unit.test")}/own/unit.html`);
    await listenForKeys(page);
    let before = await showPanel(browser, page);
    if (before?.as !== "overlay") return expect.fail("no overlay");
    await focusText(before);

    const half = typing.indexOf("ng");
    await typeSlowly(browser, before, typing.slice(0, half));
    const shown = before;
    await until("the first letters", async () => (await focusedText(shown)) === typing.slice(0, half));
    // What takes the frame away takes along what is on its way to the device: the letter of the last milliseconds.
    await until("the first letters on the device", () => isStored(storage, typing.slice(0, half)));
    await page.evaluate(attack);
    if (what === "goes to full screen") {
      await page.click(200, 300);
      await page.evaluate(() => new Promise<void>((resolve) => setTimeout(resolve, 500)));
      before = await until("the panel over the full screen", () => findPanel(browser, page));
      await focusText(before);
    }
    const since = performance.now();
    const typed = typeSlowly(browser, before, typing.slice(half));
    const wanted = as === "overlay" ? "overlay" : "window";
    const isThere = async () => (await findPanel(browser, page, 0))?.as === wanted && (as !== "overlay" || (await page.evaluate(isOnTop)));
    await until(`the panel as ${wanted}`, isThere, inTime);
    const took = Math.round(performance.now() - since);
    await typed;

    const now = await until("the panel to come to rest", () => findPanel(browser, page));
    if (as !== "overlay")
      await until("the reason", () => now.panel.evaluate((text) => document.body.innerText.includes(text), windowReasonWords[as].vi));
    const text = (await until("the field", () => focusedText(now)).catch(() => undefined)) ?? "";
    const missing = typing.length - text.length;
    const toPage = (await keysSeen(page).catch(() => [])).filter((key) => key.startsWith("keydown")).length;
    console.log(
      `${name}: a page that ${what}: ${now.as} after ${took} ms; of ${typing.length - half} keys ${missing} missed the field, ${toPage} of them reached the page`,
    );
    expect(text.startsWith(typing.slice(0, half)), `what was typed before is in “${text}”`).toBe(true);
    expect(missing, "keys that missed the field").toBeLessThanOrEqual(lost);

    // It stays usable, by mouse and keyboard, while the page goes on.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const last = await until("the panel", () => findPanel(browser, page));
    await focusText(last);
    await last.hands.press("Control+End");
    await last.hands.type(" xong");
    await until("the end of the note on the device", () => isStored(storage, `${text} xong`));
  });
}

async function isStored(storage: Page, text: string): Promise<boolean> {
  return JSON.stringify(await readStore(storage, "drafts")).includes(text);
}

/** Keys go to the window in front, as a person's do: to the panel's own, once it came. */
async function typeSlowly(browser: Browser, shown: Shown, text: string): Promise<void> {
  for (const character of text) {
    const next = new Promise((resolve) => setTimeout(resolve, betweenKeys));
    const pages = await Promise.all((await browser.pages()).map(async (page) => ({ page, url: await page.url().catch(() => "") })));
    const front = pages.find(({ url }) => url.startsWith(`${browser.extensionOrigin}/window.html`))?.page ?? shown.hands;
    await front.type(character).catch(() => undefined);
    await next;
  }
}
