import { setTimeout } from "node:timers/promises";
import type { CDPSession, Page as PuppeteerPage } from "puppeteer-core";
import { field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersToTest, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { panelFrame } from "../support/overlay.ts";
import { type Site, serveSite } from "../support/site.ts";
import { seed } from "../support/stored.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";

const rounds = 12;
const nodes = 15_000;
/** How long each measurement lasts: long enough for a panel that may take 1.5 s. */
const measuredMs = 2_500;
/** Then the panel lies there and nobody does anything: so often and so long. */
const restRounds = 5;
const restMs = 5_000;

interface Cost {
  /** Time the page's main thread spent on tasks of any kind. */
  readonly taskMs: number;
  /** Requests over the network made by the page in that time. */
  readonly requests: number;
}

/**
 * What the overlay costs the inspected page: a page of 15,000 elements, loaded anew for each measurement, with and without the panel opened
 * by a click
 * on the action, alternating. Chromium counts the time its main thread spends on tasks.
 */
export async function benchOverlay(): Promise<string> {
  if (!browsersToTest().includes("chromium")) return "Overlay cost: SKIPPED, Chromium is not installed";
  let hits = 0;
  const html = bigPage();
  const site = await serveSite((path) => {
    hits += 1;
    return path === "/" ? { body: html } : undefined;
  });
  const browser = await launchWithExtension("chromium");
  try {
    await seed(browser, field([inspection(unit("UBND xã Đo Đạc", { websites: [{ origin: site.http("unit.test"), path: "/" }] }))]));
    const costs = { with: [] as Cost[], without: [] as Cost[] };
    let windows = 0;
    // The first one of each kind warms the browser and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      const order = round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const);
      for (const kind of order) {
        const before = hits;
        let cost = await measure(browser, site, kind === "with");
        let pages = 1;
        // A machine so busy that the panel was given its window instead measures nothing: once more.
        for (; !cost && windows < 2 * rounds; windows += 1, pages += 1) cost = await measure(browser, site, true);
        if (!cost) throw new Error("the overlay did not come up; this machine is too busy to measure it");
        if (round > 0) costs[kind].push({ ...cost, requests: Math.max(cost.requests, hits - before - pages) });
      }
    }
    const rest = { with: [] as number[], without: [] as number[] };
    for (let round = 0; round < restRounds; round += 1) {
      for (const kind of ["with", "without"] as const) rest[kind].push(await atRest(browser, site, kind === "with"));
    }
    return [report(browser, costs, windows), reportRest(rest)].join("\n");
  } finally {
    await browser.close();
    await site.close();
  }
}

/**
 * Nothing where the overlay did not come up. While the time is taken nobody asks the page anything: that would cost it more than the
 * overlay does.
 */
async function measure(browser: Browser, site: Site, withPanel: boolean): Promise<Cost | undefined> {
  const page = await browser.open(`${site.http("unit.test")}/`);
  try {
    const own = inside(page);
    await page.bringToFront();
    let requests = 0;
    const cdp = await own.createCDPSession();
    // Time the thread really ran, so that what else this machine does is not counted.
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    const before = await quiet(cdp);
    own.on("request", (request) => {
      if (/^https?:/.test(request.url())) requests += 1;
    });
    if (withPanel) await browser.clickAction(page);
    await setTimeout(measuredMs);
    const taskMs = (await taskTime(cdp)) - before;
    if (!withPanel) return { taskMs, requests };
    if (await panelFrame(page)) return { taskMs, requests };
    for (const other of await browser.pages()) if ((await other.url()).startsWith(browser.extensionOrigin)) await other.close();
    return undefined;
  } finally {
    await page.close();
  }
}

/** Milliseconds a second that the page's main thread runs while nobody does anything: the launcher looks whether the panel can be used. */
async function atRest(browser: Browser, site: Site, withPanel: boolean): Promise<number> {
  const page = await browser.open(`${site.http("unit.test")}/`);
  try {
    await page.bringToFront();
    const cdp = await inside(page).createCDPSession();
    await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
    if (withPanel) {
      await browser.clickAction(page);
      await until("the overlay", () => panelFrame(page), 30_000);
    }
    // Until what opening costs is over.
    await setTimeout(measuredMs);
    const before = await taskTime(cdp);
    const begun = performance.now();
    await setTimeout(restMs);
    const used = ((await taskTime(cdp)) - before) / ((performance.now() - begun) / 1_000);
    if (withPanel && !(await panelFrame(page))) throw new Error("the overlay went away while it was measured");
    return used;
  } finally {
    await page.close();
  }
}

/** Milliseconds the page's main thread has spent on tasks. */
async function taskTime(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
}

/** Waits until the page has nothing more to do, and gives the time it had spent by then. */
async function quiet(cdp: CDPSession): Promise<number> {
  let before = await taskTime(cdp);
  for (let tries = 0; tries < 60; tries += 1) {
    await setTimeout(250);
    const now = await taskTime(cdp);
    if (now - before < 2) return now;
    before = now;
  }
  return before;
}

/** The driver's own page, which alone can be asked what Chromium counts. */
function inside(page: Page): PuppeteerPage {
  if (!("page" in page)) throw new Error("only Chromium counts tasks");
  return page.page as PuppeteerPage;
}

function report(browser: Browser, costs: { with: readonly Cost[]; without: readonly Cost[] }, windows: number): string {
  const task = { with: spread(costs.with.map(({ taskMs }) => taskMs)), without: spread(costs.without.map(({ taskMs }) => taskMs)) };
  const most = (kind: "with" | "without") => String(Math.max(...costs[kind].map(({ requests }) => requests)));
  const added = task.with.median - task.without.median;
  return [
    `Overlay on a page of ${nodes.toLocaleString("en")} elements, ${browser.version}, ${rounds} alternated rounds of ${measuredMs / 1_000} s: median (p5–p95)`,
    table(
      ["", "page TaskDuration ms", "most page requests"],
      [
        ["without the panel", withSpread(task.without), most("without")],
        ["with the panel", withSpread(task.with), most("with")],
        ["the panel's own", figure(added), ""],
      ],
    ),
    ...(windows > 0 ? [`measured again because the panel's window opened instead: ${windows} times`] : []),
    aim("overlay at most 50 ms", added <= 50, `${figure(added)} ms`),
    aim("0 page requests", most("with") === "0", most("with")),
  ].join("\n");
}

function reportRest(rest: { with: readonly number[]; without: readonly number[] }): string {
  const [own, bare] = [spread(rest.with), spread(rest.without)];
  return [
    `The same page at rest, ${restRounds} alternated rounds of ${restMs / 1_000} s, thread time a second: median (p5–p95)`,
    table(
      ["", "ms a second", "of the thread"],
      [
        ["without the panel", withSpread(bare), `${figure(bare.median / 10)} %`],
        ["with the panel", withSpread(own), `${figure(own.median / 10)} %`],
      ],
    ),
  ].join("\n");
}

/** A procedure list as long as they come: 2,499 rows of six elements. */
function bigPage(): string {
  const rows = Array.from({ length: 2_499 }, (_, i) => {
    const code = `${1 + (i % 3)}.${String(i * 37).padStart(6, "0")}`;
    return `<tr class="row"><td>${i + 1}</td><td><a href="/thu-tuc/${code}">${code}</a></td><td>Cấp giấy xác nhận số ${i}</td><td>Quyết định ${1000 + i}/QĐ-UBND</td></tr>`;
  });
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thủ tục hành chính</title><link rel="icon" href="data:,">
<style>body{font:16px sans-serif}table{border-collapse:collapse}
td{border:1px solid #ccc;padding:4px}.row:nth-child(even){background:#f5f5f5}</style></head>
<body><h1>Danh mục thủ tục hành chính</h1><table><tbody>${rows.join("")}</tbody></table></body></html>`;
}
