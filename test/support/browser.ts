import { findBrowser } from "../../server/demo/browsers.ts";
import { launchChromium } from "./chromium.ts";
import { launchFirefox } from "./firefox.ts";

/** What can be handed to a function inside a page, and back. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** A document: the page itself, or a frame in it. */
export interface Frame {
  /** The address as the browser knows it now. */
  url(): Promise<string>;
  /** Runs a function in the document's own world. It must not reach outside itself. */
  evaluate<A extends readonly Plain[], R>(script: (...values: A) => R | Promise<R>, ...values: A): Promise<R>;
}

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/** A tab or a window. Keys and clicks are trusted input: they go to whatever has the focus or lies under the point, as a person's would. */
export interface Page extends Frame {
  readonly id: string;
  /** Resolves when the document is loaded, or after 15 s whatever it is still waiting for. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  bringToFront(): Promise<void>;
  /** `Tab`, `Enter`, `ArrowDown`, `a`, `Shift+Tab`, `Control+Enter`… */
  press(key: string): Promise<void>;
  type(text: string): Promise<void>;
  /** One key at a time, each with its own keydown and keyup, so many a second. Letters that a layout has no key for come by a key too. */
  typeAt(text: string, perSecond: number): Promise<void>;
  /** Word by word through an input method: each letter changes what is being put together, then the whole is taken. */
  compose(text: string, perSecond: number): Promise<void>;
  /** One key as a keyboard layout gives it: what it writes, and where it lies. */
  stroke(key: string, code: string): Promise<void>;
  click(x: number, y: number): Promise<void>;
  /** The room that the page has, as after a change of the window's size or zoom. */
  resize(viewport: Viewport): Promise<void>;
  /** So many times as large, as by two fingers: what is seen becomes a part of the page's own viewport. */
  pinch(scale: number): Promise<void>;
  screenshot(path: string): Promise<void>;
  /** What comes out when it is printed: a PDF file. */
  print(): Promise<Buffer>;
  /** Errors in its console and uncaught errors, since it was opened. */
  errors(): Promise<readonly string[]>;
  /** Every frame of the page, the ones in closed shadow roots too, without the page itself. */
  frames(): Promise<readonly Frame[]>;
  close(): Promise<void>;
}

export type BrowserName = "chromium" | "firefox";

export interface LaunchOptions {
  /** As built: a folder for Chromium, a package for Firefox. */
  readonly extension: { readonly folder: string; readonly zip: string };
  /** A profile that was used before; a new one otherwise. */
  readonly profile?: string;
  readonly viewport?: Viewport;
}

/**
 * A real browser with the extension installed for good: killed and launched again on the same profile, it has the same identity and data.
 */
export interface Browser {
  readonly name: BrowserName;
  readonly version: string;
  readonly profile: string;
  /** `chrome-extension://…` or `moz-extension://…`, without a slash. */
  readonly extensionOrigin: string;
  open(url: string): Promise<Page>;
  /** A tab with a storage of its own: in a container (Firefox alone), or in a new private window. */
  openApart(url: string, where: "container" | "private"): Promise<Page>;
  /** Lets the extension into private windows, as its own page in the browser's settings does; it starts anew for that. */
  allowInPrivate(): Promise<void>;
  /** The extension starts anew while pages of others stay open, as after an update. */
  reloadExtension(): Promise<void>;
  /** All tabs and windows, those that the extension opened too. */
  pages(): Promise<readonly Page[]>;
  /** A really clicked toolbar button, which grants `activeTab`. */
  clickAction(page: Page): Promise<void>;
  /** How often the browser refused the first click and was asked again. */
  readonly retriedClicks: number;
  /** Presses the keyboard command of this name. `false`: this browser cannot be made to in a test. */
  pressCommand(page: Page, command: string): Promise<boolean>;
  /** Ends the service worker or event page, as the browser does when it is idle. */
  stopBackground(): Promise<void>;
  /** What `navigator.onLine` says, and whether requests go out. */
  setOnline(online: boolean): Promise<void>;
  /** SIGKILL to the whole process group: nothing gets a chance to save. */
  kill(): Promise<void>;
  close(): Promise<void>;
}

/** The installed browsers, or the one that `BROWSER` names. A missing one is said loudly, and is a failure where `CI` is set. */
export function browsersToTest(): readonly BrowserName[] {
  const wanted = (["chromium", "firefox"] as const).filter((name) => (process.env["BROWSER"] ?? name) === name);
  return wanted.filter((name) => {
    if (findBrowser(name)) return true;
    const problem = `${name} is not installed`;
    if (process.env["CI"]) throw new Error(problem);
    console.warn(`\n!!! SKIPPED: ${problem}. Nothing is known about ${name} from this run.\n`);
    return false;
  });
}

export function launch(name: BrowserName, options: LaunchOptions): Promise<Browser> {
  const executable = findBrowser(name);
  if (!executable) throw new Error(`${name} is not installed`);
  return name === "chromium" ? launchChromium(executable, options) : launchFirefox(executable, options);
}

/** Asks again until there is an answer; throws with `what` when there is none in time. */
export async function until<T>(what: string, ask: () => Promise<T | undefined | false | null>, milliseconds = 10_000): Promise<T> {
  const end = Date.now() + milliseconds;
  let failure: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false && answer !== null) return answer;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (Date.now() > end) throw new Error(`waited ${milliseconds} ms in vain: ${what}`, { cause: failure });
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** The open page whose address begins so. */
export function findPage(browser: Browser, begins: string, milliseconds = 10_000): Promise<Page> {
  return until(
    `a page at ${begins}`,
    async () => {
      for (const page of await browser.pages()) if ((await page.url()).startsWith(begins)) return page;
      return undefined;
    },
    milliseconds,
  );
}

/**
 * The browsers of a proof that is made once in the quick run, in the one where the risk lies; in the long run, or where `BROWSER` names
 * one, in all.
 */
export function browsersFor(quick: BrowserName): readonly BrowserName[] {
  return browsersToTest().filter((name) => name === quick || process.env["LONG"] !== undefined || process.env["BROWSER"] !== undefined);
}
