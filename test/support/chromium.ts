import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer, {
  type CDPSession,
  type Extension,
  type KeyInput,
  type Browser as PuppeteerBrowser,
  type Frame as PuppeteerFrame,
  type Page as PuppeteerPage,
  type Target,
} from "puppeteer-core";
import type { Browser, Frame, LaunchOptions, Page, Plain, Viewport } from "./browser.ts";
import { until } from "./browser.ts";
import { keyCodeOf, paced, stepsOf } from "./keystrokes.ts";
import { stopGroup } from "./stop.ts";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--ignore-certificate-errors",
  "--lang=vi",
  // Nothing but this machine can be reached.
  "--host-resolver-rules=MAP *.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
  "--no-proxy-server",
];

export async function launchChromium(executablePath: string, options: LaunchOptions): Promise<Browser> {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), "chromium-")));
  const { width, height } = options.viewport ?? { width: 1280, height: 800 };
  const chromium = await puppeteer.launch({
    executablePath,
    headless: true,
    pipe: true,
    enableExtensions: true,
    userDataDir: profile,
    defaultViewport: null,
    args: [...flags, `--window-size=${width},${height}`],
    protocolTimeout: 20_000,
  });
  const id = await chromium.installExtension(options.extension.folder);
  let online = true;
  let retriedClicks = 0;
  const known = new WeakMap<PuppeteerPage, ChromiumPage>();

  const own = (page: PuppeteerPage): ChromiumPage => {
    const already = known.get(page);
    if (already) return already;
    const made = new ChromiumPage(page);
    known.set(page, made);
    return made;
  };
  // An open session keeps a service worker alive, so there is one only while offline.
  const offline = new Map<Target, CDPSession>();
  const putOffline = async (target: Target) => {
    if (offline.has(target) || !["page", "service_worker"].includes(target.type())) return;
    const session = await target.createCDPSession();
    offline.set(target, session);
    await session.send("Network.enable");
    await session.send("Network.emulateNetworkConditions", { offline: true, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  };
  const putOnline = async (target: Target) => {
    const session = offline.get(target);
    offline.delete(target);
    await session
      ?.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 })
      .catch(ignore);
    await session?.detach().catch(ignore);
  };
  chromium.on("targetdestroyed", (target) => offline.delete(target));
  chromium.on("targetcreated", (target) => {
    if (target.type() === "page") void target.page().then((page) => page && own(page), ignore);
    if (!online) void putOffline(target).catch(ignore);
  });
  const extension = async (): Promise<Extension> => {
    const found = (await chromium.extensions()).get(id);
    if (!found) throw new Error("the extension is not installed");
    return found;
  };

  return {
    name: "chromium",
    version: await chromium.version(),
    profile,
    extensionOrigin: `chrome-extension://${id}`,
    open: async (url) => {
      const page = own(await chromium.newPage());
      await page.goto(url);
      return page;
    },
    openApart: async (url, where) => {
      if (where === "container") throw new Error("Chromium has no containers");
      const page = own(await (await chromium.createBrowserContext()).newPage());
      await page.goto(url);
      return page;
    },
    allowInPrivate: () => configure(chromium, id, { incognitoAccess: true }),
    reloadExtension: async () => void (await chromium.installExtension(options.extension.folder)),
    pages: async () => (await chromium.pages()).map(own),
    clickAction: async (page) => {
      if (!(page instanceof ChromiumPage)) throw new Error("a page of another browser");
      await page.bringToFront();
      const one = await extension();
      try {
        await one.triggerAction(page.page);
      } catch (error) {
        retriedClicks += 1;
        console.warn(`chromium refused the action click once: ${String(error)}`);
        await one.triggerAction(page.page);
      }
    },
    get retriedClicks() {
      return retriedClicks;
    },
    pressCommand: async () => false,
    stopBackground: async () => {
      const worker = chromium
        .targets()
        .find((target) => target.type() === "service_worker" && target.url().startsWith(`chrome-extension://${id}/`));
      const [page] = await chromium.pages();
      if (!worker || !page) return;
      await putOnline(worker);
      const session = await page.createCDPSession();
      await session.send("ServiceWorker.enable");
      await session.send("ServiceWorker.stopAllWorkers");
      await session.detach();
      await until("the service worker's end", async () => !chromium.targets().includes(worker));
    },
    setOnline: async (now) => {
      online = now;
      await Promise.all(chromium.targets().map(now ? putOnline : putOffline));
    },
    kill: async () => {
      await stopGroup(chromium.process());
      await chromium.disconnect();
    },
    close: async () => {
      await stopGroup(chromium.process());
      await chromium.disconnect();
      if (options.profile === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** On the browser's own page of extensions, as a person does there. */
async function configure(chromium: PuppeteerBrowser, extensionId: string, change: { readonly incognitoAccess: boolean }): Promise<void> {
  const page = await chromium.newPage();
  await page.goto("chrome://extensions");
  await page.evaluate(
    (id, access) =>
      Reflect.get(globalThis, "chrome").developerPrivate.updateExtensionConfiguration({ extensionId: id, incognitoAccess: access }),
    extensionId,
    change.incognitoAccess,
  );
  await page.close();
}

class ChromiumFrame implements Frame {
  readonly #frame: () => PuppeteerFrame;

  constructor(frame: () => PuppeteerFrame) {
    this.#frame = frame;
  }

  async url(): Promise<string> {
    return this.#frame().url();
  }

  async evaluate<A extends readonly Plain[], R>(script: (...values: A) => R | Promise<R>, ...values: A): Promise<R> {
    // puppeteer's own types rewrite what a function takes and gives; here plain data goes both ways.
    const run = this.#frame().evaluate as unknown as (this: PuppeteerFrame, script: unknown, ...values: readonly unknown[]) => Promise<R>;
    return await run.call(this.#frame(), script, ...values);
  }
}

class ChromiumPage extends ChromiumFrame implements Page {
  readonly page: PuppeteerPage;
  readonly #errors: string[] = [];
  readonly #id: string;
  #session: Promise<CDPSession> | undefined;

  constructor(page: PuppeteerPage) {
    super(() => page.mainFrame());
    this.page = page;
    this.#id = String(nextId++);
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "assert")
        this.#errors.push(`${message.text()} (${message.location().url ?? ""})`);
    });
    page.on("pageerror", (error) => this.#errors.push(error instanceof Error ? `${error.message} (${error.stack ?? ""})` : String(error)));
    page.on("dialog", (dialog) => void dialog.accept().catch(ignore));
  }

  get id(): string {
    return this.#id;
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url, { waitUntil: "load", timeout: 15_000 }).catch((error: unknown) => {
      if (!(error instanceof Error && error.name === "TimeoutError")) throw error;
    });
  }

  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: "load", timeout: 15_000 });
  }

  bringToFront(): Promise<void> {
    return this.page.bringToFront();
  }

  async press(keys: string): Promise<void> {
    const parts = keys === "+" ? ["+"] : keys.split("+");
    const key = parts.pop() ?? "";
    for (const modifier of parts) await this.page.keyboard.down(modifier as KeyInput);
    await this.page.keyboard.press(key as KeyInput);
    for (const modifier of parts.reverse()) await this.page.keyboard.up(modifier as KeyInput);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async stroke(key: string, code: string): Promise<void> {
    const session = await this.#keys();
    const text = [...key].length === 1 ? { text: key, unmodifiedText: key } : {};
    await session.send("Input.dispatchKeyEvent", { type: "keyDown", key, code, windowsVirtualKeyCode: keyCodeOf(key), ...text });
    await session.send("Input.dispatchKeyEvent", { type: "keyUp", key, code, windowsVirtualKeyCode: keyCodeOf(key) });
  }

  async typeAt(text: string, perSecond: number): Promise<void> {
    for await (const character of paced([...text], perSecond)) await this.stroke(character, "");
  }

  async compose(text: string, perSecond: number): Promise<void> {
    const session = await this.#keys();
    const process = { key: "Process", code: "", windowsVirtualKeyCode: 229 };
    for (const word of text.split(/(?<=\s)|(?=\s)/)) {
      if (/^\s$/.test(word)) {
        await this.stroke(word, "");
        continue;
      }
      for await (const so of paced(stepsOf(word), perSecond)) {
        await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...process });
        await session.send("Input.imeSetComposition", { text: so, selectionStart: so.length, selectionEnd: so.length });
        await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...process });
      }
      await session.send("Input.insertText", { text: word });
    }
  }

  async #keys(): Promise<CDPSession> {
    this.#session ??= this.page.createCDPSession();
    return this.#session;
  }

  async click(x: number, y: number): Promise<void> {
    await this.page.mouse.click(x, y);
  }

  async resize(viewport: Viewport): Promise<void> {
    await this.page.setViewport({ ...viewport });
  }

  async pinch(scale: number): Promise<void> {
    await (await this.#keys()).send("Emulation.setPageScaleFactor", { pageScaleFactor: scale });
  }

  async screenshot(path: string): Promise<void> {
    await this.page.screenshot({ path: path as `${string}.png` });
  }

  async print(): Promise<Buffer> {
    return Buffer.from(await this.page.pdf());
  }

  async errors(): Promise<readonly string[]> {
    return [...this.#errors];
  }

  async frames(): Promise<readonly Frame[]> {
    const main = this.page.mainFrame();
    return this.page
      .frames()
      .filter((frame) => frame !== main)
      .map((frame) => new ChromiumFrame(() => frame));
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

let nextId = 1;

function ignore(): void {}
