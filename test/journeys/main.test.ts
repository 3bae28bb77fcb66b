import { mkdir, rm } from "node:fs/promises";
import { afterEach, describe, expect, test } from "vitest";
import { concludeInspection } from "../../server/decisions/conclude.ts";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { type Browser, type BrowserName, browsersFor, findPage, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { clickOn, fillIn, sees } from "../support/hands.ts";
import { better, connectExtension, lead, openProvince, type Province, password, unitName, worse } from "../support/journey.ts";
import { scoreByKeyboard } from "../support/keyboard-scoring.ts";
import { closePanel, showPanel } from "../support/overlay.ts";
import { pageAnswer } from "../support/pages.ts";
import { type Site, serveSite } from "../support/site.ts";
import { notedErrors, openStorage, readStore } from "../support/stored.ts";

/**
 * What is not answered in the best way, with the keys for it, and the points it loses. The index that has to come out is worked out
 * here by hand: 100 − (1,5 + 1,5 + 1 + 1 + 0,7 + 3 + 1) = 90,30 of 100 points.
 */
const answers: Readonly<Record<string, readonly string[]>> = {
  "DDCV-01": ["2"],
  "DDCV-02": ["1", "2", "n", "=Một người vắng không lý do, một người đến muộn.", "Escape"],
  "DDCV-05": ["1", "=19", "Tab", "=20", "Escape"],
  "VHCS-08": ["1", "2", "3", "4", "5", "6"],
  "NYTT-04": ["1", "=33", "Tab", "=40", "Escape"],
  "NYTT-12": ["1", "=5.033", "Tab", "=5.783", "Escape"],
  "NYTT-14": ["3", "n", "=Không có nhãn.", "Escape"],
};
const index = "90,30";
const areas = ["86,67", "96,67", "88,25"];

const criteria = criteriaOf(defaultChecklist, "both");
const times = Number(process.env["REPEAT"] ?? 1);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const part of open.splice(0).reverse()) await part.close();
});

describe.each(browsersFor("chromium"))("in %s", (name) => {
  test.each(Array.from({ length: times }, (_, i) => ({ round: i + 1 })))(
    "an office is scored by keyboard, survives a killed browser and a lost network, arrives once and is ranked (round $round)",
    async () => {
      const site = await serveSite(pageAnswer);
      open.push(site);
      const province = await openProvince(site.http("unit.test"));
      open.push({ close: () => province.remove() });
      await main(name, site, province);
    },
  );
});

async function main(name: BrowserName, site: Site, province: Province): Promise<void> {
  let browser = await launchWithExtension(name);
  const { profile } = browser;
  open.push({ close: () => rm(profile, { recursive: true, force: true, maxRetries: 5 }) }, { close: () => browser.close() });
  const picture = pictures(name);

  await connectExtension(browser, province.address, picture);

  const before = await scoreOnUnit(browser, site, { first: 0, last: 18 }, picture);
  await browser.kill();

  browser = await launchWithExtension(name, { profile });
  const storage = await openStorage(browser);
  expect(await readStore(storage, "drafts"), "the draft after the kill").toEqual(before);
  await storage.close();

  // From here on there is no network: the unit's page is open already, as on a laptop that loses its connection.
  const page = await browser.open(`${site.http("unit.test")}/own/unit.html`);
  province.wire.cut();
  await browser.setOnline(false);
  await scoreOpenPage(browser, page, { first: 18, last: criteria.length }, picture);
  const desk = await findPage(browser, `${browser.extensionOrigin}/desk.html`);
  await desk.bringToFront();
  await sees(desk, index);
  await picture(desk, "6-review");
  await clickOn(desk, "Gửi phiếu");
  await sees(desk, "Chờ gửi");
  await picture(desk, "7-waiting");
  expect(await received(province)).toBe(0);

  // The network is back, but the first answer gets lost on its way: what is stored must not be stored twice.
  province.wire.loseReceipts();
  await browser.setOnline(true);
  await until("the submission at the server", async () => (await received(province)) === 1, 90_000);
  expect(await outboxStates(desk)).not.toContain("accepted");
  await province.stop();
  await province.start();
  province.wire.restore();
  await until("the receipt", async () => (await outboxStates(desk))[0] === "accepted", 90_000);
  await sees(desk, "Đã nhận");
  await picture(desk, "8-accepted");
  expect(await received(province), "submissions at the server").toBe(1);
  expect(await readStore(desk, "drafts")).toEqual([]);

  await readResults(browser, province, picture);
  expect(await notedErrors(desk), "bugs that the extension noted").toEqual([]);
}

type Picture = (page: Page, step: string) => Promise<void>;

/**
 * Opens the unit's page and the overlay, and scores the criteria from `first` to before `last`; gives the drafts as they are stored then.
 */
async function scoreOnUnit(browser: Browser, site: Site, range: { first: number; last: number }, picture: Picture): Promise<unknown[]> {
  const page = await browser.open(`${site.http("unit.test")}/own/unit.html`);
  await scoreOpenPage(browser, page, range, picture);
  const storage = await openStorage(browser);
  return readStore(storage, "drafts");
}

async function scoreOpenPage(
  browser: Browser,
  page: Page,
  { first, last }: { first: number; last: number },
  picture: Picture,
): Promise<void> {
  let shown = await showPanel(browser, page);
  if (shown?.as === "window") {
    // Where the whole machine is held up for longer than 1.5 s, the window is what should come; a person closes it and clicks again.
    console.warn("the machine was too slow for the overlay; clicked again");
    await closePanel(browser, shown, page);
    shown = await showPanel(browser, page);
  }
  if (shown?.as !== "overlay")
    return expect.fail(shown ? "the panel's window came up twice, not the overlay" : "neither overlay nor window came up");
  await sees(shown.panel, unitName);
  await sees(shown.panel, `Còn thiếu ${criteria.length - first}`);
  await picture(page, first === 0 ? "2-overlay" : "4-resumed");
  await until("the focus in the panel", () => shown.panel.evaluate(() => document.hasFocus()));
  for (const criterion of criteria.slice(first, last)) {
    await scoreByKeyboard(shown, criterion, answers[criterion.id]);
    await page.press("m");
  }
  await sees(shown.panel, last < criteria.length ? `Còn thiếu ${criteria.length - last}` : index);
  await sees(shown.panel, "Đã lưu trên máy");
  await picture(page, first === 0 ? "3-half" : "5-complete");
  if (last === criteria.length) await page.press("r");
}

/** How many submissions of this inspection lie at the server, whatever their state. */
async function received(province: Province): Promise<number> {
  const { database } = province.server().context;
  const rows = await database.read.selectFrom("submissions").select("id").where("inspection_id", "=", province.inspectionId).execute();
  return rows.length;
}

async function outboxStates(desk: Page): Promise<unknown[]> {
  return (await readStore(desk, "outbox")).map((item) => (item as { readonly state: unknown }).state);
}

/** The lead's page, at another name of the same machine, so that nobody is signed in there yet. */
async function readResults(browser: Browser, province: Province, picture: Picture): Promise<void> {
  const page = await browser.open(`${province.address.replace("localhost", "127.0.0.1")}/sign-in`);
  await fillIn(page, "Thư điện tử", lead.email);
  await fillIn(page, "Mật khẩu", password);
  await page.press("Enter");
  await sees(page, "Kết quả");
  const results = `${province.address.replace("localhost", "127.0.0.1")}/results`;
  await page.goto(results);
  await sees(page, unitName);
  await sees(page, "Tạm tính, chưa kết luận");
  await concludesAll(province);
  await page.goto(results);
  await sees(page, unitName);
  await picture(page, "9-results");
  const rows = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("tbody tr")]
      .map((row) => row.innerText.replace(/\s+/g, " ").trim())
      .filter((row) => /^\d/.test(row)),
  );
  expect(rows).toEqual([
    expect.stringMatching(new RegExp(`^1 ${better} 100,00 Xuất sắc`)),
    expect.stringMatching(new RegExp(`^2 ${unitName} ${index} Xuất sắc ${areas.join(" ")}`)),
    expect.stringMatching(new RegExp(`^3 ${worse} 90,00 Xuất sắc`)),
  ]);
}

/** Only what is concluded is ranked. */
async function concludesAll(province: Province): Promise<void> {
  const { database } = province.server().context;
  const { id: by } = await database.read.selectFrom("people").select("id").where("name", "=", lead.name).executeTakeFirstOrThrow();
  for (const { id } of await database.read.selectFrom("inspections").select("id").execute())
    await concludeInspection(database, id, by, new Date(), { waiveMinutes: "Biên bản giấy nộp sau" });
}

function pictures(name: BrowserName): Picture {
  const folder = new URL(`../../.cache/screenshots/${name}/`, import.meta.url).pathname;
  return async (page, step) => {
    await mkdir(folder, { recursive: true });
    await page.screenshot(`${folder}${step}.png`);
  };
}
