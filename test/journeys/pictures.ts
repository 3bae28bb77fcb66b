// Takes the README's pictures from the running product: `node test/journeys/pictures.ts`. The demo's offices and people are invented.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { demoPassword, demoPeople } from "../../server/demo/people.ts";
import { runDemo } from "../../server/demo/run.ts";
import { readEnv } from "../../server/host/env.ts";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { boardWords } from "../../shared/words/board.ts";
import { deskWords } from "../../shared/words/desk.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { panel } from "../../shared/words/panel.ts";
import { settlingWords } from "../../shared/words/settling.ts";
import { type Browser, findPage, type Page } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { clickOn, fillIn, sees } from "../support/hands.ts";
import { connectExtension } from "../support/journey.ts";
import { scoreByKeyboard } from "../support/keyboard-scoring.ts";
import { type Shown, showPanel } from "../support/overlay.ts";

const folder = fileURLToPath(new URL("../../.readme/", import.meta.url));
const criteria = criteriaOf(defaultChecklist, "remote");

/** What is not answered in the best way, so that the picture shows more than ticks. */
const answers: Readonly<Record<string, readonly string[]>> = {
  "DDCV-01": ["2"],
  "DDCV-05": ["1", "=19", "Tab", "=20", "Escape"],
  "VHCS-11": ["1", "2", "3", "5"],
  "NYTT-02": ["1", "=31", "Tab", "=33", "Escape"],
  "NYTT-03": ["1", "n", "=Một quyết định đã bãi bỏ vẫn còn trên trang.", "Escape"],
};

const demo = await runDemo(readEnv({ PORT: "9340", LOG_LEVEL: "silent" }), new Date());
const browser = await launchWithExtension("chromium", { viewport: { width: 1280, height: 887 } });
try {
  await mkdir(folder, { recursive: true });
  await connectExtension(browser, demo.server, async () => {}, { email: emailOf("first"), password: demoPassword });
  await takeOverlay(browser);
  await takeDesk(browser);
  await takeLeads(browser);
} finally {
  await browser.close();
  await demo.close();
}

async function takeOverlay(from: Browser): Promise<void> {
  const page = await from.open(`${demo.portal}/xa-suoi-ngan/thu-tuc-hanh-chinh/`);
  const shown = await openPanel(from, page);
  for (const criterion of criteria.slice(0, 11)) {
    if (criterion !== criteria[0]) await page.press("m");
    await scoreByKeyboard(shown, criterion, answers[criterion.id]);
  }
  await sees(shown.panel, panel.saved.vi.replace(" {time}", ""));
  await take(page, "overlay");
}

/** A whole sheet, sent while the network is away. */
async function takeDesk(from: Browser): Promise<void> {
  const page = await from.open(`${demo.portal}/phuong-ben-da/`);
  const shown = await openPanel(from, page);
  for (const criterion of criteria) {
    await scoreByKeyboard(shown, criterion, answers[criterion.id]);
    await page.press("m");
  }
  await sees(shown.panel, panel.index.vi);
  await page.press("r");
  const desk = await findPage(from, `${from.extensionOrigin}/desk.html`);
  await desk.bringToFront();
  await from.setOnline(false);
  await clickOn(desk, deskWords.send.vi);
  await sees(desk, deskWords.waiting.vi);
  await desk.goto(`${from.extensionOrigin}/desk.html#/`);
  await sees(desk, deskWords.waiting.vi);
  await desk.evaluate(() => scrollTo(0, 0));
  await take(desk, "desk");
  await from.setOnline(true);
}

/** The ranking, and what the lead settles. */
async function takeLeads(from: Browser): Promise<void> {
  const page = await from.open(`${demo.server.replace("localhost", "127.0.0.1")}/sign-in`);
  await fillIn(page, shellWords.email.vi, emailOf("lead"));
  await fillIn(page, shellWords.password.vi, demoPassword);
  await page.press("Enter");
  await sees(page, shellWords.signOut.vi);
  await page.goto(`${demo.server.replace("localhost", "127.0.0.1")}/results`);
  await take(page, "results");
  await page.goto(`${demo.server.replace("localhost", "127.0.0.1")}/inspections`);
  await clickOn(page, `${boardWords.settle.vi}: UBND xã Nậm Sen`);
  await sees(page, settlingWords.queue.vi);
  await page.resize({ width: 1_440, height: 1_120 });
  await take(page, "settling");
}

async function openPanel(from: Browser, page: Page): Promise<Shown> {
  const shown = await showPanel(from, page);
  if (shown?.as !== "overlay") throw new Error("the overlay did not come up");
  await sees(shown.panel, panel.all.vi.replace("{count}", String(criteria.length)));
  return shown;
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot(`${folder}${name}.png`);
  console.log(`.readme/${name}.png`);
}

function emailOf(key: "first" | "lead"): string {
  const person = demoPeople.find((one) => one.key === key);
  if (!person) throw new Error(`the demo has no ${key}`);
  return person.email;
}
