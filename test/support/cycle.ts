import { mkdtempSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import { pino } from "pino";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { expect } from "vitest";
import { findBrowser } from "../../server/demo/browsers.ts";
import { readEnv } from "../../server/host/env.ts";
import { createApp, type Opened, openContext } from "../../server/serve.ts";
import type { Criterion } from "../../shared/checklists/checklist.ts";
import type { BrowserName } from "./browser.ts";
import { freePort } from "./free-port.ts";
import { type Cluster, startCluster } from "./postgres.ts";
import { newDatabase } from "./stored-data.ts";

/** An empty server that a browser reaches, and whose days pass when the story says so. */
export interface CycleServer {
  readonly address: string;
  readonly context: Opened["context"];
  /** The one-time link that a server prints at its first start. */
  readonly setupLink: string;
  passes(days: number): void;
  close(): Promise<void>;
}

export async function openCycle(kind: "sqlite" | "postgres", begins: Date): Promise<CycleServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-cycle-"));
  const cluster: Cluster | undefined = kind === "postgres" ? await startCluster() : undefined;
  let ahead = begins.getTime() - Date.now();
  const port = await freePort();
  const address = `http://localhost:${port}`;
  const { env } = newDatabase(dataDir, cluster?.socket ?? null);
  const opened = await openContext(readEnv({ DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: address, LOG_LEVEL: "silent", ...env }), {
    log: pino({ level: "silent" }),
    now: () => new Date(Date.now() + ahead),
  });
  const listening = serve({ fetch: createApp(opened.context).fetch, port, hostname: "127.0.0.1" }) as Server;
  return {
    address,
    context: opened.context,
    setupLink: (await opened.context.identity.makeSetupLink()) ?? "",
    passes: (days) => {
      ahead += days * 86_400_000;
    },
    async close() {
      listening.closeAllConnections();
      await new Promise((resolve) => listening.close(resolve));
      await opened.close();
      await cluster?.remove();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export async function launchPlain(name: BrowserName): Promise<Browser> {
  const common = { executablePath: findBrowser(name) ?? "", headless: true };
  if (name === "firefox")
    return await puppeteer.launch({ ...common, browser: "firefox", extraPrefsFirefox: { "intl.accept_languages": "vi" } });
  return await puppeteer.launch({ ...common, pipe: true, args: ["--no-sandbox", "--disable-gpu", "--lang=vi"] });
}

/** Somebody at a browser of their own: reads the page, clicks and types as people do. */
export interface Hands {
  readonly page: Page;
  /** What the console has complained of. */
  readonly complaints: readonly string[];
  goes(path: string): Promise<void>;
  /** Types into the field of this name; what stood there is replaced. */
  types(name: string, text: string): Promise<void>;
  /** Clicks the button, or the link that looks like one, that says so, and waits for the next page. */
  presses(words: string): Promise<void>;
  /** Clicks the first of these, and waits for the next page. */
  clicks(selector: string): Promise<void>;
  /** Keys of the keyboard, one after another, the last of which leads to another page. */
  keys(...names: Parameters<Page["keyboard"]["press"]>[0][]): Promise<void>;
  reads(): Promise<string>;
  sees(...texts: readonly string[]): Promise<void>;
  /** The part of the address behind the server's. */
  path(): string;
}

export async function comes(browser: Browser, address: string): Promise<Hands> {
  const page = await (await browser.createBrowserContext()).newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  const reads = () => page.$eval("main", (main) => (main.textContent ?? "").replace(/\s+/g, " "));
  /** Does it, and waits for another document: an island that only changes the address has led nowhere. */
  const leads = async (deed: () => Promise<unknown>) => {
    const at = page.url();
    await page.evaluate(() => Reflect.set(window, "left", true));
    await deed();
    await page
      .waitForFunction(() => Reflect.get(window, "left") === undefined && document.readyState === "complete", { polling: 50 })
      .catch(async (problem: unknown) => {
        throw new Error(`no page came after ${at}:\n${(await reads()).slice(0, 2_000)}`, { cause: problem });
      });
  };
  const clicks = (selector: string) => leads(() => page.click(selector));
  return {
    page,
    complaints,
    goes: async (path) => void (await page.goto(new URL(path, address).href)),
    async types(name, text) {
      const field = `main [name="${name}"]`;
      await page.$eval(field, (element) => (element as HTMLInputElement).select());
      await page.type(field, text);
    },
    async presses(words) {
      const all = await page.$$("main button, main a.btn");
      for (const button of all) {
        const said = await button.evaluate((element) => element.getAttribute("aria-label") ?? element.textContent);
        if (said?.replace(/\s+/g, " ").trim() === words) return await leads(() => button.click());
      }
      throw new Error(`nothing to press that says “${words}” at ${page.url()}:\n${await reads()}`);
    },
    clicks,
    async keys(...names) {
      const last = names.pop();
      for (const name of names) await page.keyboard.press(name);
      if (last) await leads(() => page.keyboard.press(last));
    },
    reads,
    async sees(...texts) {
      const there = await reads();
      for (const text of texts) expect(there).toContain(text);
    },
    path: () => page.url().slice(address.length),
  };
}

/** Answers the open criterion of a self-score in the best way there is. */
export async function answersBest({ page, types }: Hands, { method }: Criterion): Promise<void> {
  switch (method.type) {
    case "boolean":
      return await page.click('#answer [name="answer"][value="yes"]');
    case "levels":
      return await page.click('#answer [name="answer"][value="level-0"]');
    case "checklist":
      for (const { key } of method.items) await page.click(`#answer [name="tick-${key}"]`);
      return;
    case "ratio":
      await types("numerator", "100");
      return await types("denominator", "100");
    case "deduct":
      for (const [i] of method.rules.entries()) await page.type(`#fault-${i}`, "0");
      if (!method.headcount) return;
      await types("time", "08:10");
      await types("present", "11");
      return await types("total", "11");
  }
}
