import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Bidi } from "./bidi.ts";
import type { Browser, Frame, LaunchOptions, Page, Plain, Viewport } from "./browser.ts";
import { until } from "./browser.ts";
import { keyCodeOf, stepsOf } from "./keystrokes.ts";
import { testHosts } from "./site.ts";
import { stopGroup } from "./stop.ts";

const uuid = "7e57ab1e-0000-4000-8000-00000000c0de";

const preferences = (extensionId: string): Readonly<Record<string, string | number | boolean>> => ({
  "extensions.webextensions.uuids": JSON.stringify({ [extensionId]: uuid }),
  "xpinstall.signatures.required": false,
  "extensions.autoDisableScopes": 0,
  "extensions.enabledScopes": 15,
  "extensions.startupScanScopes": 15,
  "extensions.installDistroAddons": false,
  "extensions.webextOptionalPermissionPrompts": false,
  "extensions.update.enabled": false,
  "extensions.getAddons.cache.enabled": false,
  "network.dns.localDomains": testHosts.join(","),
  // Nothing but this machine can be reached: everything else goes to a port where nobody listens.
  "network.proxy.type": 1,
  "network.proxy.http": "127.0.0.1",
  "network.proxy.http_port": 9,
  "network.proxy.ssl": "127.0.0.1",
  "network.proxy.ssl_port": 9,
  "network.proxy.no_proxies_on": ["localhost", "127.0.0.1", ...testHosts].join(","),
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "dom.security.https_first": false,
  "dom.security.https_only_mode": false,
  "intl.accept_languages": "vi,en",
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.startup.homepage_override.mstone": "ignore",
  "browser.sessionstore.resume_from_crash": false,
  "browser.aboutwelcome.enabled": false,
  "toolkit.startup.max_resumed_crashes": -1,
  "toolkit.telemetry.reportingpolicy.firstRun": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "app.update.disabledForTesting": true,
  "app.normandy.enabled": false,
  "services.settings.server": "data:,#no-remote-settings",
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.tabs.remote.separatePrivilegedContentProcess": false,
  // Clicks go through the window, as a person's do, and not straight into the page's process.
  "remote.events.async.mouse.enabled": true,
});

export async function launchFirefox(executablePath: string, options: LaunchOptions): Promise<Browser> {
  const profile = options.profile ?? (await mkdtemp(join(tmpdir(), "firefox-")));
  const manifest = JSON.parse(await readFile(join(options.extension.folder, "manifest.json"), "utf8")) as {
    readonly browser_specific_settings: { readonly gecko: { readonly id: string } };
  };
  const extensionId = manifest.browser_specific_settings.gecko.id;
  // A package that lies in the profile is installed for good, as one that a person installed.
  await mkdir(join(profile, "extensions"), { recursive: true });
  await copyFile(options.extension.zip, join(profile, "extensions", `${extensionId}.xpi`));
  const lines = Object.entries(preferences(extensionId)).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  await writeFile(join(profile, "user.js"), `${lines.join("\n")}\n`);

  const { width, height } = options.viewport ?? { width: 1280, height: 800 };
  const child = spawn(
    executablePath,
    ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "--remote-allow-system-access", "about:blank"],
    {
      detached: true,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, MOZ_HEADLESS_WIDTH: String(width), MOZ_HEADLESS_HEIGHT: String(height + 85) },
    },
  );
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`Firefox did not start in 60 s: ${said.slice(-2000)}`)), 60_000);
    child.stderr.on("data", (chunk) => {
      said = (said + String(chunk)).slice(-20_000);
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (found) {
        clearTimeout(timer);
        resolve(found);
      }
    });
    child.once("exit", (code) => reject(new Error(`Firefox ended with ${code}: ${said.slice(-2000)}`)));
  });
  const bidi = await Bidi.connect(`${address}/session`);
  const session = await bidi.send("session.new", {
    capabilities: { alwaysMatch: { acceptInsecureCerts: true, unhandledPromptBehavior: { default: "accept" } } },
  });
  const firefox = new Firefox(bidi, (session["capabilities"] as { readonly browserVersion: string }).browserVersion);
  await bidi.send("session.subscribe", { events: ["log.entryAdded"] });
  await until("the extension's start", () => firefox.chrome(isStarted, extensionId), 30_000);
  let retriedClicks = 0;

  return {
    name: "firefox",
    version: firefox.version,
    profile,
    extensionOrigin: `moz-extension://${uuid}`,
    open: async (url) => {
      const answer = await bidi.send("browsingContext.create", { type: "tab" });
      const page = firefox.page(String(answer["context"]));
      await page.goto(url);
      return page;
    },
    openApart: async (url, where) => {
      const page = firefox.page(where === "container" ? await containerTab(bidi) : await privateTab(firefox));
      await page.goto(url);
      return page;
    },
    allowInPrivate: () => firefox.chrome(allowPrivate, extensionId),
    reloadExtension: () => firefox.chrome(reloadAddon, extensionId),
    pages: async () => (await firefox.tree()).map((context) => firefox.page(context.context)),
    clickAction: async (page) => {
      await page.bringToFront();
      try {
        await firefox.chrome(clickActionButton, extensionId, page.id);
      } catch (error) {
        retriedClicks += 1;
        console.warn(`firefox refused the action click once: ${String(error)}`);
        await firefox.chrome(clickActionButton, extensionId, page.id);
      }
    },
    get retriedClicks() {
      return retriedClicks;
    },
    pressCommand: async (page, command) => {
      await page.bringToFront();
      await firefox.chrome(pressCommandKey, extensionId, command, page.id);
      return true;
    },
    stopBackground: async () => {
      await firefox.chrome(terminateBackground, extensionId);
    },
    setOnline: async (online) => {
      await firefox.chrome(setOffline, !online);
    },
    kill: async () => {
      await stopGroup(child);
      bidi.close();
    },
    close: async () => {
      await stopGroup(child);
      bidi.close();
      if (options.profile === undefined) await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function containerTab(bidi: Bidi): Promise<string> {
  const { userContext } = await bidi.send("browser.createUserContext", {});
  return String((await bidi.send("browsingContext.create", { type: "tab", userContext: String(userContext) }))["context"]);
}

async function privateTab(firefox: Firefox): Promise<string> {
  const before = new Set((await firefox.tree()).map(({ context }) => context));
  await firefox.chrome(openPrivateWindow);
  return until("a private window", async () => {
    const found = (await firefox.tree()).find(({ context }) => !before.has(context));
    return found?.url === "about:privatebrowsing" && found.context;
  });
}

interface Context {
  readonly context: string;
  readonly url: string;
  readonly children: readonly Context[] | null;
}

class Firefox {
  readonly bidi: Bidi;
  readonly version: string;
  readonly #errors = new Map<string, string[]>();
  readonly #pages = new Map<string, FirefoxPage>();

  constructor(bidi: Bidi, version: string) {
    this.bidi = bidi;
    this.version = version;
    bidi.onEvent(({ method, params }) => {
      if (method !== "log.entryAdded" || params["level"] !== "error") return;
      const source = params["source"] as { readonly context?: string };
      this.errorsOf(source.context ?? "").push(`${String(params["text"])} (${JSON.stringify(params["stackTrace"] ?? null)})`);
    });
  }

  errorsOf(context: string): string[] {
    const already = this.#errors.get(context) ?? [];
    this.#errors.set(context, already);
    return already;
  }

  page(context: string): FirefoxPage {
    const page = this.#pages.get(context) ?? new FirefoxPage(this, context);
    this.#pages.set(context, page);
    return page;
  }

  async tree(root?: string): Promise<readonly Context[]> {
    return (await this.bidi.send("browsingContext.getTree", root ? { root } : {}))["contexts"] as readonly Context[];
  }

  /** Runs a function in the browser's own window, with the browser's own rights. */
  async chrome<A extends readonly Plain[], R>(script: (...values: A) => R | Promise<R>, ...values: A): Promise<R> {
    const windows = (await this.bidi.send("browsingContext.getTree", { "moz:scope": "chrome" }))["contexts"] as readonly Context[];
    const window = windows.find(({ url }) => url === "chrome://browser/content/browser.xhtml");
    if (!window) throw new Error("no browser window");
    return (await this.bidi.call({ context: window.context }, script, values)) as R;
  }
}

class FirefoxFrame implements Frame {
  readonly firefox: Firefox;
  readonly id: string;

  constructor(firefox: Firefox, id: string) {
    this.firefox = firefox;
    this.id = id;
  }

  async url(): Promise<string> {
    return (await this.firefox.tree(this.id))[0]?.url ?? "";
  }

  async evaluate<A extends readonly Plain[], R>(script: (...values: A) => R | Promise<R>, ...values: A): Promise<R> {
    return (await this.firefox.bidi.call({ context: this.id }, script, values)) as R;
  }
}

class FirefoxPage extends FirefoxFrame implements Page {
  async goto(url: string): Promise<void> {
    await this.#navigate("browsingContext.navigate", { url });
  }

  async reload(): Promise<void> {
    await this.#navigate("browsingContext.reload", {});
  }

  /** Waiting for an extension page's own load event hangs, so the document is asked. */
  async #navigate(method: string, params: Readonly<Record<string, string>>): Promise<void> {
    const { bidi } = this.firefox;
    const before = await this.evaluate(() => performance.timeOrigin).catch(() => 0);
    await bidi.send(method, { ...params, context: this.id, wait: "none" });
    const end = Date.now() + 15_000;
    await until(
      "the page to load",
      async () => {
        const now = await this.evaluate(() => ({ ready: document.readyState, origin: performance.timeOrigin, url: location.href }));
        if (now.origin === before && params["url"]?.split("#")[0] !== now.url.split("#")[0]) return false;
        return now.ready === "complete" || Date.now() > end;
      },
      20_000,
    );
  }

  async bringToFront(): Promise<void> {
    await this.firefox.bidi.send("browsingContext.activate", { context: this.id });
  }

  async press(keys: string): Promise<void> {
    await this.firefox.chrome(pressKeys, this.id, [keys === "+" ? ["+"] : keys.split("+")]);
  }

  async type(text: string): Promise<void> {
    await this.firefox.chrome(
      pressKeys,
      this.id,
      [...text].map((character) => [character === "\n" ? "Enter" : character]),
    );
  }

  async stroke(key: string, code: string): Promise<void> {
    await this.firefox.chrome(inputKeys, this.id, [{ key, code, keyCode: keyCodeOf(key) }], 0);
  }

  async typeAt(text: string, perSecond: number): Promise<void> {
    const strokes = [...text].map((key) => ({ key, code: "", keyCode: keyCodeOf(key) }));
    await this.firefox.chrome(inputKeys, this.id, strokes, 1_000 / perSecond);
  }

  async compose(text: string, perSecond: number): Promise<void> {
    for (const word of text.split(/(?<=\s)|(?=\s)/)) {
      if (/^\s$/.test(word)) await this.stroke(word, "");
      else await this.firefox.chrome(composeWord, this.id, word, stepsOf(word), 1_000 / perSecond);
    }
  }

  async click(x: number, y: number): Promise<void> {
    const actions = [
      { type: "pointerMove", x: Math.round(x), y: Math.round(y) },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    await this.firefox.bidi.send("input.performActions", { context: this.id, actions: [{ type: "pointer", id: "mouse", actions }] });
  }

  async resize({ width, height }: Viewport): Promise<void> {
    await this.firefox.bidi.send("browsingContext.setViewport", { context: this.id, viewport: { width, height } });
  }

  async pinch(scale: number): Promise<void> {
    await this.firefox.chrome(setScale, this.id, scale);
  }

  async screenshot(path: string): Promise<void> {
    const { data } = await this.firefox.bidi.send("browsingContext.captureScreenshot", { context: this.id });
    await writeFile(path, Buffer.from(String(data), "base64"));
  }

  async print(): Promise<Buffer> {
    const { data } = await this.firefox.bidi.send("browsingContext.print", { context: this.id, background: true });
    return Buffer.from(String(data), "base64");
  }

  async errors(): Promise<readonly string[]> {
    const own = this.firefox.errorsOf(this.id);
    const security = await this.firefox.chrome(securityErrors);
    return [...own, ...security];
  }

  async frames(): Promise<readonly Frame[]> {
    const under = (context: Context): readonly FirefoxFrame[] =>
      (context.children ?? []).flatMap((child) => [new FirefoxFrame(this.firefox, child.context), ...under(child)]);
    const [root] = await this.firefox.tree(this.id);
    return root ? under(root) : [];
  }

  async close(): Promise<void> {
    await this.firefox.bidi.send("browsingContext.close", { context: this.id });
  }
}

// What follows runs inside Firefox's own window: its globals have no types here, and it must not reach outside itself.

function isStarted(extensionId: string): boolean {
  const policy = Reflect.get(globalThis, "WebExtensionPolicy").getByID(extensionId);
  return policy?.extension?.backgroundState !== undefined && policy.extension.hasStarted !== false;
}

function clickActionButton(extensionId: string, pageId: string): void {
  const { importESModule } = Reflect.get(globalThis, "ChromeUtils");
  const { NavigableManager } = importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
  const { ExtensionParent } = importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
  const { extension } = Reflect.get(globalThis, "WebExtensionPolicy").getByID(extensionId);
  const window = NavigableManager.getBrowsingContextById(pageId).topChromeWindow;
  ExtensionParent.apiManager.global.browserActionFor(extension).triggerAction(window);
}

function pressCommandKey(extensionId: string, command: string, pageId: string): void {
  const { importESModule } = Reflect.get(globalThis, "ChromeUtils");
  const { NavigableManager } = importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
  const { document } = NavigableManager.getBrowsingContextById(pageId).topChromeWindow;
  const { shortcuts } = Reflect.get(globalThis, "WebExtensionPolicy").getByID(extensionId).extension;
  const place = [...shortcuts.manifestCommands].filter(([, { shortcut }]) => shortcut).findIndex(([name]) => name === command);
  const key = document.getElementById(`ext-keyset-id-${shortcuts.id}`)?.children[place];
  if (!key) throw new Error("the extension has no such key");
  key.doCommand();
}

/**
 * Keys go in at the browser's window, so that they reach whatever has the focus: WebDriver's own would
 * go to the page even when a frame has it.
 */
function pressKeys(pageId: string, strokes: readonly (readonly string[])[]): void {
  const { importESModule } = Reflect.get(globalThis, "ChromeUtils");
  const { NavigableManager } = importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
  const window = NavigableManager.getBrowsingContextById(pageId).topChromeWindow;
  const { classes, interfaces } = Reflect.get(globalThis, "Components");
  const input = classes["@mozilla.org/text-input-processor;1"].createInstance(interfaces.nsITextInputProcessor);
  if (!input.beginInputTransactionForTests(window)) throw new Error("the window takes no keys now");
  const codes: Record<string, number> = {
    Backspace: 8,
    Tab: 9,
    Enter: 13,
    Shift: 16,
    Control: 17,
    Alt: 18,
    Escape: 27,
    " ": 32,
    PageUp: 33,
    PageDown: 34,
    End: 35,
    Home: 36,
    ArrowLeft: 37,
    ArrowUp: 38,
    ArrowRight: 39,
    ArrowDown: 40,
    Delete: 46,
  };
  for (const stroke of strokes) {
    const events = stroke.map((name) => {
      const key = name === "Space" ? " " : name;
      const letter = /^[a-z0-9]$/i.test(key) ? key.toUpperCase().charCodeAt(0) : 0;
      const side = ["Shift", "Control", "Alt"].includes(key) ? "Left" : "";
      const code = /^[a-z]$/i.test(key)
        ? `Key${key.toUpperCase()}`
        : /^\d$/.test(key)
          ? `Digit${key}`
          : key === " "
            ? "Space"
            : key.length > 1
              ? key + side
              : "";
      return new window.KeyboardEvent("", { key, code, keyCode: codes[key] ?? letter });
    });
    for (const event of events) input.keydown(event);
    for (const event of events.toReversed()) input.keyup(event);
  }
}

/** Only the page's own process can do that. */
function setScale(pageId: string, scale: number): void {
  const { NavigableManager } = Reflect.get(globalThis, "ChromeUtils").importESModule(
    "chrome://remote/content/shared/NavigableManager.sys.mjs",
  );
  const { messageManager } = NavigableManager.getBrowsingContextById(pageId).embedderElement;
  messageManager.loadFrameScript(`data:,content.windowUtils.setResolutionAndScaleTo(${scale})`, false);
}

function openPrivateWindow(): void {
  Reflect.get(globalThis, "OpenBrowserWindow")({ private: true });
}

async function allowPrivate(extensionId: string): Promise<void> {
  const { importESModule } = Reflect.get(globalThis, "ChromeUtils");
  const { ExtensionPermissions } = importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
  const { AddonManager } = importESModule("resource://gre/modules/AddonManager.sys.mjs");
  await ExtensionPermissions.add(extensionId, { permissions: ["internal:privateBrowsingAllowed"], origins: [] });
  await (await AddonManager.getAddonByID(extensionId)).reload();
}

async function reloadAddon(extensionId: string): Promise<void> {
  const { AddonManager } = Reflect.get(globalThis, "ChromeUtils").importESModule("resource://gre/modules/AddonManager.sys.mjs");
  await (await AddonManager.getAddonByID(extensionId)).reload();
}

/** The same with given places, so many milliseconds apart. */
async function inputKeys(pageId: string, strokes: readonly { key: string; code: string; keyCode: number }[], apart: number): Promise<void> {
  const { importESModule } = Reflect.get(globalThis, "ChromeUtils");
  const { NavigableManager } = importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
  const window = NavigableManager.getBrowsingContextById(pageId).topChromeWindow;
  const { classes, interfaces } = Reflect.get(globalThis, "Components");
  const input = classes["@mozilla.org/text-input-processor;1"].createInstance(interfaces.nsITextInputProcessor);
  if (!input.beginInputTransactionForTests(window)) throw new Error("the window takes no keys now");
  const begun = performance.now();
  for (const [i, stroke] of strokes.entries()) {
    const wait = begun + i * apart - performance.now();
    if (wait > 0) await new Promise((resolve) => window.setTimeout(resolve, wait));
    const event = new window.KeyboardEvent("", stroke);
    input.keydown(event);
    input.keyup(event);
  }
}

/** One word through an input method of Firefox's own: `steps` is what stands there after each key. */
async function composeWord(pageId: string, word: string, steps: readonly string[], apart: number): Promise<void> {
  const { importESModule } = Reflect.get(globalThis, "ChromeUtils");
  const { NavigableManager } = importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
  const window = NavigableManager.getBrowsingContextById(pageId).topChromeWindow;
  const { classes, interfaces } = Reflect.get(globalThis, "Components");
  const input = classes["@mozilla.org/text-input-processor;1"].createInstance(interfaces.nsITextInputProcessor);
  if (!input.beginInputTransactionForTests(window)) throw new Error("the window takes no keys now");
  const key = () => new window.KeyboardEvent("", { key: "Process", code: "", keyCode: 229 });
  for (const step of steps) {
    input.setPendingCompositionString(step);
    input.appendClauseToPendingComposition(step.length, input.ATTR_RAW_CLAUSE);
    input.setCaretInPendingComposition(step.length);
    input.flushPendingComposition(key());
    await new Promise((resolve) => window.setTimeout(resolve, apart));
  }
  input.commitCompositionWith(word, key());
}

function terminateBackground(extensionId: string): Promise<void> {
  return Reflect.get(globalThis, "WebExtensionPolicy").getByID(extensionId).extension.terminateBackground({ ignoreDevToolsAttached: true });
}

function setOffline(offline: boolean): void {
  Reflect.get(globalThis, "Services").io.offline = offline;
}

/** Security errors (CSP and the like) are in the console that a person sees, but not in WebDriver's log. */
function securityErrors(): string[] {
  const { console: log } = Reflect.get(globalThis, "Services");
  const { nsIScriptError } = Reflect.get(globalThis, "Ci");
  return log
    .getMessageArray()
    .filter((message: { QueryInterface(type: unknown): void }) => message instanceof nsIScriptError)
    .filter(
      (message: { category: string; flags: number }) =>
        /CSP|Security|Trusted|CORS|Mixed/i.test(message.category) && message.flags % 2 === 0,
    )
    .map((message: { errorMessage: string; sourceName: string }) => `${message.errorMessage} (${message.sourceName})`);
}
