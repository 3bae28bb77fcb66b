import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { field, inspection, unit } from "../extension/sample-sheets.ts";
import type { Browser, BrowserName, Page } from "../support/browser.ts";
import { browsersFor, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { closePanel, findPanel, focusedText, focusText, inTime, type Shown, showPanel } from "../support/overlay.ts";
import { differences, keysSeen, listenForKeys, readElements } from "../support/page-state.ts";
import { ownPagePaths, pageAnswer, realPagePaths, sample } from "../support/pages.ts";
import { type Site, serveSite } from "../support/site.ts";
import { notedErrors, openStorage, seed } from "../support/stored.ts";

const real = realPagePaths();
if (real.length === 0) console.warn("\n!!! SKIPPED: ../shared/data/pages is absent; the overlay was tried on our own pages only.\n");
const paths = [...ownPagePaths(), ...(process.env["LONG"] ? real : sample(real, 10))];

interface Tried {
  readonly browser: BrowserName;
  readonly path: string;
  readonly as: Shown["as"] | "failed";
  readonly milliseconds: number;
}
const tried: Tried[] = [];

describe.each(browsersFor("chromium"))("in %s", (name) => {
  let browser: Browser;
  let site: Site;

  beforeAll(async () => {
    site = await serveSite(pageAnswer);
    browser = await launchWithExtension(name);
    const origin = site.http("unit.test");
    await seed(browser, field([inspection(unit("UBND phường Bến Thử", { websites: [{ origin, path: "/" }] }))]));
  });
  afterAll(async () => {
    if (browser) expect(await notedErrors(await openStorage(browser)), "bugs that the extension noted").toEqual([]);
    await browser?.close();
    await site?.close();
  });

  test.each(paths)("the panel can be used on %s and leaves nothing behind", async (path) => {
    const page = await browser.open(site.http("unit.test") + path);
    try {
      await tryPanel(browser, page, path);
    } finally {
      for (const other of await browser.pages()) if ((await other.url()).startsWith(browser.extensionOrigin)) await other.close();
      await page.close();
    }
  });
});

afterAll(() => {
  for (const name of new Set(tried.map(({ browser }) => browser))) {
    const own = tried.filter(({ browser }) => browser === name);
    const times = own.filter(({ as }) => as !== "failed").map(({ milliseconds }) => milliseconds);
    const sorted = times.sort((a, b) => a - b);
    const count = (as: Tried["as"]) => own.filter((one) => one.as === as).length;
    console.log(
      `\n${name}: pages tried ${own.length} · overlay shown ${count("overlay")} · fallback used ${count("window")} · failed ${count("failed")}` +
        ` · visible after ${sorted[Math.floor(sorted.length / 2)]} ms (median), ${sorted.at(-1)} ms (most)` +
        own.map(({ path, as }) => (as === "overlay" ? "" : `\n  ${as}: ${path}`)).join(""),
    );
  }
});

/** Opens the panel, types into it and closes it; the page must not notice. */
async function tryPanel(browser: Browser, page: Page, path: string): Promise<void> {
  const record = (as: Tried["as"], milliseconds: number) => tried.push({ browser: browser.name, path, as, milliseconds });
  const since = performance.now();
  await listenForKeys(page);
  const early = await readElements(page);
  await pause(300);
  const before = await readElements(page);
  const moving = new Set(Object.keys({ ...early, ...before }).filter((number) => early[number] !== before[number]));
  const errorsBefore = await page.errors();

  let shown = await showPanel(browser, page);
  if (shown?.as === "overlay" && shown.milliseconds > inTime) {
    // The machine may have been busy with something else: measured once more.
    await closePanel(browser, shown, page);
    shown = await showPanel(browser, page);
  }
  if (!shown) {
    record("failed", 0);
    return expect.fail(`no panel on ${path}`);
  }
  // On a page that lets nothing but its own dialog be used, the overlay gives way to its window within moments.
  try {
    await focusText(shown);
  } catch (problem) {
    shown = await findPanel(browser, page);
    if (shown?.as !== "window") throw problem;
    await focusText(shown);
  }
  record(shown.as === "overlay" && shown.milliseconds > inTime ? "failed" : shown.as, shown.milliseconds);
  if (shown.as === "overlay") expect(shown.milliseconds, "milliseconds until the overlay could be hit").toBeLessThanOrEqual(inTime);

  const text = "Ghi chú thử 123";
  const used = shown;
  await used.hands.type(text);
  await until("the typed text in the panel", async () => (await focusedText(used))?.includes(text));
  expect(await keysSeen(page), "keys that the page saw").toEqual([]);

  await closePanel(browser, used, page);
  expect((await lastingChanges(browser, page, { before, moving, since })).slice(0, 5), "what is not as it was").toEqual([]);
  const added = (await page.errors()).slice(errorsBefore.length).filter((error) => !isOfTheNetwork(error));
  const alone = added.length > 0 ? await leftAlone(browser, await page.url(), 1.5 * (performance.now() - since)) : undefined;
  expect(
    added.filter((error) => !alone?.errors.has(message(error))),
    "errors added to the console",
  ).toEqual([]);
}

/** What is not as it was, after transitions had their time, and but for what the page changes by itself. */
async function lastingChanges(
  browser: Browser,
  page: Page,
  { before, moving, since }: { before: Readonly<Record<string, string>>; moving: ReadonlySet<string>; since: number },
): Promise<string[]> {
  let changes: string[] = [];
  let after: Readonly<Record<string, string>> = {};
  for (let wait = 50; wait < 1_000; wait *= 2) {
    await pause(wait);
    after = await readElements(page);
    changes = differences(before, after, moving);
    if (changes.length === 0) return [];
  }
  const alone = await leftAlone(browser, await page.url(), 1.5 * (performance.now() - since));
  const own = Object.keys({ ...before, ...after }).filter((number) => {
    const [was, is] = [head(before[number]), head(after[number])];
    return alone.restless.has(was) || alone.restless.has(is) || (was === "" && alone.there.has(is));
  });
  return differences(before, after, new Set([...moving, ...own]));
}

/** The same page in another tab, where nobody touches it for longer: its clocks, tickers and slides, and what else comes up there. */
async function leftAlone(
  browser: Browser,
  url: string,
  milliseconds: number,
): Promise<{ restless: Set<string>; there: Set<string>; errors: Set<string> }> {
  const page = await browser.open(url);
  const end = performance.now() + Math.max(3_000, milliseconds);
  const there = new Set<string>();
  const restless = new Set<string>();
  let before = await readElements(page);
  do {
    await pause(400);
    const now = await readElements(page);
    for (const state of Object.values(now)) there.add(head(state));
    for (const number of Object.keys({ ...before, ...now })) {
      if (before[number] !== now[number]) for (const state of [before[number], now[number]]) if (state) restless.add(head(state));
    }
    before = now;
  } while (performance.now() < end);
  const errors = new Set((await page.errors()).map(message));
  await page.close();
  return { restless, there, errors };
}

/** The element's tag and attributes. */
function head(state = ""): string {
  return state.slice(0, state.indexOf(">") + 1);
}

/** A resource of another host, as nothing but this machine can be reached. Whatever names the extension is never taken for that. */
function isOfTheNetwork(error: string): boolean {
  return !/-extension:/.test(error) && /Failed to load resource|https?:\/\/(?!unit\.test[:/])/.test(error);
}

/** Without the place in brackets behind it. */
function message(error: string): string {
  return error.replace(/ \([\s\S]*$/, "");
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
