import * as v from "valibot";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { Draft } from "../../shared/sheets/draft.ts";
import { draft, field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersFor, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { findPanel, focusedText, focusText, panelAddress, panelFrame, type Shown, showPanel } from "../support/overlay.ts";
import { fileAnswer, ownPages } from "../support/pages.ts";
import { type Site, serveSite } from "../support/site.ts";
import { notedErrors, openStorage, readStore, seedFrom } from "../support/stored.ts";

interface HostilePage {
  readonly page: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * So many keys may be the page's: one that is pressed while a dialog of its own takes the focus can be kept from it by no extension, nor
   * one between the overlay's end and the window.
   */
  readonly keys?: number;
}

/** What a hostile page does, and the headers it is served with. */
const hostile: Readonly<Record<string, HostilePage>> = {
  "takes the focus all the time": { page: "steal-focus" },
  "takes the focus in the middle of a word": { page: "steal-focus-late" },
  "captures and stops every event": { page: "capture" },
  "removes whatever it did not put there": { page: "remove-host" },
  "moves and hides whatever it did not put there": { page: "move-host" },
  "frames the panel": { page: "frame-panel" },
  "covers the panel in the top layer": { page: "cover", keys: 2 },
  "shows a picture over the panel that clicks fall through": { page: "see-through", keys: 2 },
  "floods every channel with messages": { page: "flood" },
  "redefines what the language offers": { page: "prototypes" },
  "types and clicks by script": { page: "insert" },
  "allows nothing by its policy": {
    page: "silent",
    headers: { "content-security-policy": "default-src 'none'; frame-src 'none'; style-src 'none'" },
  },
  "demands trusted types": {
    page: "silent",
    headers: { "content-security-policy": "require-trusted-types-for 'script'; trusted-types 'none'" },
  },
  "is in a sandbox": { page: "silent", headers: { "content-security-policy": "sandbox" } },
  "is in a sandbox with scripts": { page: "steal-focus-late", headers: { "content-security-policy": "sandbox allow-scripts" } },
  "is isolated from other origins": {
    page: "silent",
    headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" },
  },
  "may not be framed": { page: "silent", headers: { "x-frame-options": "DENY", "content-security-policy": "frame-ancestors 'none'" } },
};
const names = Object.keys(hostile);

/** Isolation and secure contexts are for https only; the rest of these touch what differs there. */
const secureMatters = new Set(["frames the panel", "is isolated from other origins", "is in a sandbox", "types and clicks by script"]);

const secret = "Nguyễn Văn Kín vắng 4711";
const typed = "xyzq 90";

describe.each(browsersFor("chromium"))("in %s", (name) => {
  let browser: Browser;
  let site: Site;
  let storage: Page;
  let seeded: Draft;

  beforeAll(async () => {
    site = await serveSite((path) => {
      const place = names[Number(/^\/hostile\/(\d+)$/.exec(path)?.[1] ?? -1)];
      const one = place === undefined ? undefined : hostile[place];
      return one
        ? fileAnswer(ownPages, `hostile/${one.page}.html`).then(
            (found) => found && { ...found, headers: { ...found.headers, ...one.headers } },
          )
        : asset(path);
    });
    browser = await launchWithExtension(name);
    const websites = [site.http("evil.test"), site.https("evil.test")].map((origin) => ({ origin, path: "/" }));
    const own = inspection(unit("UBND phường Bến Thử", { websites }));
    seeded = draft(own, { entries: { "DDCV-02": { answer: null, note: secret, evidence: [] } } });
    storage = await openStorage(browser);
    await seedFrom(storage, field([own]), [seeded]);
  });
  afterEach(async () => {
    for (const page of await browser.pages()) {
      const url = await page.url();
      if (page.id !== storage.id && /^(https?|chrome-extension|moz-extension):/.test(url)) await page.close();
    }
    await seedFrom(storage, field([inspection(seeded.unit, { id: seeded.inspectionId })]), [seeded]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  describe.each(["http", "https"] as const)("by %s", (scheme) => {
    // What a page may do depends on the scheme in a few cases only; all the others are tried on https too in the long run.
    const tried = names
      .map((what, i) => ({ what, i }))
      .filter(({ what }) => scheme === "http" || process.env["LONG"] || secureMatters.has(what));
    test.each(tried)("a page that $what gets nothing and changes nothing", async ({ what, i }) => {
      const page = await browser.open(`${site[scheme]("evil.test")}/hostile/${i}`);
      const shown = await showPanel(browser, page);
      if (!shown) return expect.fail("no panel, neither over the page nor in its own window");
      // Every address that could work: the extension's own, the one that changes (Chromium), and the frame's as it is just now.
      for (const address of [panelAddress(browser), await addressNow(storage), await (await panelFrame(page))?.url()]) {
        if (address !== undefined)
          await page.evaluate((one) => (Reflect.get(window, "framePanel") as ((address: string) => void) | undefined)?.(one), address);
      }

      const hands = await typeSlowly(browser, page, shown);

      const loot = await page.evaluate(
        (secrets) => {
          const stolen = [...((Reflect.get(window, "stolen") as string[] | undefined) ?? [])];
          const text = `${document.documentElement.outerHTML} ${document.documentElement.innerText} ${String(getSelection())}`;
          for (const one of secrets) if (text.includes(one)) stolen.push(`text: ${one}`);
          for (let i = 0; i < window.length; i += 1) {
            try {
              if (window[i]?.document.body && /-extension:/.test(window[i]?.location.href ?? "")) stolen.push("a frame's document");
            } catch {
              // Another origin: as it should be.
            }
          }
          for (const element of document.querySelectorAll("*")) {
            if (element.shadowRoot && element.localName !== "input") stolen.push(`open shadow root of ${element.localName}`);
          }
          return { stolen, own: document.querySelector<HTMLInputElement>("#own")?.value ?? "" };
        },
        [secret, seeded.unit.name],
      );
      const isKey = (one: string) => /^key(down|press|up): .$/.test(one);
      const keys = new Set(loot.stolen.filter(isKey).map((one) => one.slice(-1)));
      expect(keys.size, `keys that were the page's: ${[...keys].join()}`).toBeLessThanOrEqual(hostile[what]?.keys ?? 0);
      expect(
        loot.stolen.filter((one) => !isKey(one)),
        "what the page got",
      ).toEqual([]);
      expect(loot.own, "what landed in the page's own field").toBe("");

      await expectFramesEmpty(page, hands);
      const [after, ...more] = await readStore(storage, "drafts");
      expect(more, "drafts that nobody began").toEqual([]);
      const kept = v.parse(Draft, after);
      expect(JSON.stringify(kept.entries), "what was typed").toContain(typed);
      expect(withoutNotes(kept), "the draft but for the note").toEqual(withoutNotes(seeded));
      expect(JSON.stringify(kept)).not.toContain("KE XAU");
      expect(await readStore(storage, "outbox"), "what waits to be sent").toEqual([]);
    });
  });

  test("the desk still opens the draft with everything in it", async () => {
    const desk = await browser.open(`${browser.extensionOrigin}/desk.html#/score/${seeded.id}/DDCV-02`);
    await until("the note", () =>
      desk.evaluate((note) => document.querySelector<HTMLTextAreaElement>("#DDCV-02-note")?.value === note, secret),
    );
    expect(await notedErrors(desk), "bugs that the extension noted").toEqual([]);
  });
});

/** Types as a person does; where the panel went to its own window in the middle, a person sees that and types it there. */
async function typeSlowly(browser: Browser, page: Page, first: Shown): Promise<Shown> {
  let shown = first;
  for (let tries = 0; tries < 4; tries += 1) {
    try {
      // A panel that went to its window takes no click any more: a person would not go on clicking there.
      await focusText(shown, 2_000);
      for (const character of typed) {
        if (!(await isThere(browser, page, shown))) throw new Error("the panel went away");
        await shown.hands.type(character);
        await new Promise((resolve) => setTimeout(resolve, 60));
      }
      await until("the text in the panel", async () => (await focusedText(shown))?.includes(typed), 1_000);
      return shown;
    } catch {
      const again = await findPanel(browser, page);
      if (again) shown = again;
    }
  }
  return expect.fail("nobody could type a word into the panel");
}

async function isThere(browser: Browser, page: Page, { as, hands }: Shown): Promise<boolean> {
  if (as === "window") return (await browser.pages()).some(({ id }) => id === hands.id);
  return (await panelFrame(page)) !== undefined;
}

/** What the launcher asks its browser for; no page can ask that. */
function addressNow(storage: Page): Promise<string> {
  return storage.evaluate(() => {
    const { runtime } = (Reflect.get(globalThis, "browser") ?? Reflect.get(globalThis, "chrome")) as {
      runtime: { getURL(path: string): string };
    };
    return runtime.getURL("/panel.html");
  });
}

/** The panel's document shows something once: where our launcher put it. */
async function expectFramesEmpty(page: Page, shown: Shown): Promise<void> {
  const framed: string[] = [];
  for (const frame of await page.frames()) {
    if (!/^[a-z]+-extension:/.test(await frame.url())) continue;
    const text = await frame.evaluate(() => document.body?.innerText.trim() ?? "").catch(() => "");
    if (text !== "") framed.push(text);
  }
  expect(framed.length, "frames of the panel that show something").toBe(shown.as === "overlay" ? 1 : 0);
}

function withoutNotes(sheet: Draft): unknown {
  const { changedAt: _, revision: __, entries, ...rest } = sheet;
  return {
    ...rest,
    answers: Object.entries(entries)
      .map(([id, { answer }]) => [id, answer])
      .filter(([, answer]) => answer !== null),
  };
}

function asset(path: string) {
  return path.startsWith("/own/") ? fileAnswer(ownPages, path.slice("/own/".length)) : undefined;
}
