// `npm run demo`: everything on throw-away data, and a browser with the extension. `-- --no-browser`, `-- --firefox`, `DEMO_HEADLESS=1`.
import { terminalWords } from "../../shared/words/terminal.ts";
import { explainDemo } from "../demo/explain.ts";
import { forgotten, wellKept } from "../demo/offices.ts";
import { openBrowser } from "../demo/open-browser.ts";
import { runDemo } from "../demo/run.ts";
import { readEnv } from "../host/env.ts";
import { buildExtensions } from "../packages/extension-packages.ts";
import { buildIslands } from "../packages/island-scripts.ts";
import { fail, stopOnSignal, tell } from "../terminal.ts";

try {
  const env = readEnv(process.env);
  await buildExtensions(() => tell(terminalWords.building));
  await buildIslands();
  const demo = await runDemo(env, new Date());
  const closers = [demo.close];
  stopOnSignal(async () => {
    for (const close of closers.reverse()) await close();
  });
  explainDemo(demo);
  const pages = [`${demo.portal}/${wellKept}/`, `${demo.portal}/${forgotten}/thu-tuc-hanh-chinh/`, `${demo.server}/`];
  const wanted = process.argv.includes("--firefox") ? (["firefox"] as const) : (["chromium", "firefox"] as const);
  const headless = process.env["DEMO_HEADLESS"] === "1";
  const browser = process.argv.includes("--no-browser")
    ? undefined
    : await openBrowser(wanted, pages, { folder: demo.folder, headless, say: console.error });
  if (browser) closers.push(browser.close);
  if (browser) tell(terminalWords.demoOpened, { browser: browser.kind });
  else tell(terminalWords.demoNoBrowser, { address: demo.server });
  tell(terminalWords.demoGone);
  tell(terminalWords.stopHere);
} catch (problem) {
  fail(problem);
}
