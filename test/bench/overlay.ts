import { setTimeout } from "node:timers/promises";
import type { Page as PuppeteerPage } from "puppeteer-core";
import { field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersToTest, type Page } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { showPanel } from "../support/overlay.ts";
import { type Site, serveSite } from "../support/site.ts";
import { seed } from "../support/stored.ts";
import { aim, figure, spread, table, withSpread } from "./figures.ts";

const rounds = 12;
const nodes = 15_000;
/** After the page has loaded until it is taken to be quiet, and how long each measurement lasts. */
const quietMs = 700;
const measuredMs = 2_500;

interface Cost {
  /** Time the page's main thread spent on tasks of any kind. */
  readonly taskMs: number;
  /** Requests over the network made by the page in that time. */
  readonly requests: number;
  /** From the click until the panel could be seen and hit; nothing without it. */
  readonly shownMs: number;
}

/**
 * What the overlay costs the inspected page: a page of 15,000 elements, loaded anew for each measurement, with and without the panel opened by a click
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
    // The first one of each kind warms the browser and is not counted.
    for (let round = 0; round <= rounds; round += 1) {
      const order = round % 2 === 0 ? (["with", "without"] as const) : (["without", "with"] as const);
      for (const kind of order) {
        const before = hits;
        const cost = await measure(browser, site, kind === "with");
        const page = 1;
        if (round > 0) costs[kind].push({ ...cost, requests: Math.max(cost.requests, hits - before - page) });
      }
    }
    return report(browser, costs);
  } finally {
    await browser.close();
    await site.close();
  }
}

async function measure(browser: Browser, site: Site, withPanel: boolean): Promise<Cost> {
  const page = await browser.open(`${site.http("unit.test")}/`);
  try {
    const own = inside(page);
    await page.bringToFront();
    await setTimeout(quietMs);
    let requests = 0;
    own.on("request", (request) => {
      if (/^https?:/.test(request.url())) requests += 1;
    });
    const before = await own.metrics();
    const begun = performance.now();
    const shown = withPanel ? await showPanel(browser, page) : undefined;
    if (withPanel && shown?.as !== "overlay") throw new Error("the overlay did not come up");
    await setTimeout(Math.max(0, measuredMs - (performance.now() - begun)));
    const after = await own.metrics();
    const taskMs = ((after.TaskDuration ?? 0) - (before.TaskDuration ?? 0)) * 1_000;
    return { taskMs, requests, shownMs: shown?.milliseconds ?? Number.NaN };
  } finally {
    await page.close();
  }
}

/** The driver's own page, which alone can be asked what Chromium counts. */
function inside(page: Page): PuppeteerPage {
  if (!("page" in page)) throw new Error("only Chromium counts tasks");
  return page.page as PuppeteerPage;
}

function report(browser: Browser, costs: { with: readonly Cost[]; without: readonly Cost[] }): string {
  const task = { with: spread(costs.with.map(({ taskMs }) => taskMs)), without: spread(costs.without.map(({ taskMs }) => taskMs)) };
  const most = (kind: "with" | "without") => String(Math.max(...costs[kind].map(({ requests }) => requests)));
  const added = task.with.median - task.without.median;
  return [
    `Overlay on a page of ${nodes.toLocaleString("en")} elements, ${browser.version}, ${rounds} alternated rounds of ${measuredMs / 1_000} s: median (p5–p95)`,
    table(
      ["", "page TaskDuration ms", "most page requests", "visible after ms"],
      [
        ["without the panel", withSpread(task.without), most("without"), "–"],
        ["with the panel", withSpread(task.with), most("with"), withSpread(spread(costs.with.map(({ shownMs }) => shownMs)))],
        ["the panel's own", figure(added), "", ""],
      ],
    ),
    aim("overlay at most 50 ms", added <= 50, `${figure(added)} ms`),
    aim("0 page requests", most("with") === "0", most("with")),
  ].join("\n");
}

/** A procedure list as long as they come: 2,499 rows of six elements. */
function bigPage(): string {
  const rows = Array.from({ length: 2_499 }, (_, i) => {
    const code = `${1 + (i % 3)}.${String(i * 37).padStart(6, "0")}`;
    return `<tr class="row"><td>${i + 1}</td><td><a href="/thu-tuc/${code}">${code}</a></td><td>Cấp giấy xác nhận số ${i}</td><td>Quyết định ${1000 + i}/QĐ-UBND</td></tr>`;
  });
  return `<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Thủ tục hành chính</title><link rel="icon" href="data:,">
<style>body{font:16px sans-serif}table{border-collapse:collapse}td{border:1px solid #ccc;padding:4px}.row:nth-child(even){background:#f5f5f5}</style></head>
<body><h1>Danh mục thủ tục hành chính</h1><table><tbody>${rows.join("")}</tbody></table></body></html>`;
}
