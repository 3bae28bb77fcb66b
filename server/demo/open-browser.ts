import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import puppeteer, { type Browser } from "puppeteer-core";
import { extensionPackage } from "../packages/extension-packages.ts";
import { type BrowserKind, findBrowser } from "./browsers.ts";

export interface OpenedBrowser {
  readonly kind: BrowserKind;
  close(): Promise<void>;
}

/**
 * Opens the first of these browsers that is found, with a new profile under `folder` and the built extension loaded, on these pages.
 * `undefined` where no browser is found or none can be opened (no screen, for instance); what was in the way goes to `say`.
 */
export async function openBrowser(
  kinds: readonly BrowserKind[],
  pages: readonly string[],
  { folder, headless, say }: { folder: string; headless: boolean; say: (problem: string) => void },
): Promise<OpenedBrowser | undefined> {
  for (const kind of kinds) {
    const program = findBrowser(kind);
    if (program === undefined) continue;
    try {
      return await open(kind, program, pages, await mkdtemp(join(folder, `${kind}-`)), headless);
    } catch (problem) {
      say(`${program}: ${problem instanceof Error ? problem.message.split("\n", 1)[0] : problem}`);
    }
  }
  return undefined;
}

async function open(
  kind: BrowserKind,
  executablePath: string,
  pages: readonly string[],
  userDataDir: string,
  headless: boolean,
): Promise<OpenedBrowser> {
  const common = {
    executablePath,
    userDataDir,
    headless,
    defaultViewport: null,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
  const browser =
    kind === "firefox"
      ? await puppeteer.launch({ ...common, browser: "firefox" })
      : await puppeteer.launch({ ...common, browser: "chrome", pipe: true, enableExtensions: true, args: chromiumArguments() });
  try {
    await browser.installExtension(extensionPackage(kind === "firefox" ? "firefox" : "chrome").folder);
    await openPages(browser, pages);
  } catch (problem) {
    await browser.close();
    throw problem;
  }
  return {
    kind,
    // The person may have closed it already.
    close: () => (browser.connected ? browser.close() : Promise.resolve()),
  };
}

function chromiumArguments(): string[] {
  // As root (in a container) Chromium runs without its sandbox or not at all.
  return ["--no-first-run", "--no-default-browser-check", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
}

/** The first page is the one to look at; the empty tab that every browser starts with becomes it. */
async function openPages(browser: Browser, pages: readonly string[]): Promise<void> {
  const [empty] = await browser.pages();
  for (const [i, address] of pages.entries()) {
    const page = i === 0 && empty ? empty : await browser.newPage();
    await page.goto(address);
  }
  await (await browser.pages())[0]?.bringToFront();
}
