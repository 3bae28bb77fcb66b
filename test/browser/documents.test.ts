import { mkdirSync } from "node:fs";
import { serve } from "@hono/node-server";
import axe from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../../server/demo/browsers.ts";
import { browsersToTest } from "../support/browser.ts";
import { fullMinutes, opensWithTeam } from "../support/documents.ts";
import { freePort } from "../support/free-port.ts";
import { browserOf } from "../support/newcomers.ts";
import { type PersonName, startTestServer, type TestServer } from "../support/server.ts";

/** For whoever wants to look at the pages: `DOCUMENTS=folder`. */
const pictures = process.env["DOCUMENTS"];

describe.runIf(browsersToTest().includes("chromium"))("minutes and documents in Chromium", () => {
  let server: TestServer;
  let address: string;
  let listening: ReturnType<typeof serve>;
  let browser: Browser;
  beforeAll(async () => {
    const port = await freePort();
    address = `http://localhost:${port}`;
    server = await startTestServer({ env: { PUBLIC_URL: address, PORT: String(port) } });
    listening = serve({ fetch: server.app.fetch, port, hostname: "127.0.0.1" });
    const executablePath = findBrowser("chromium") ?? "";
    browser = await puppeteer.launch({ executablePath, headless: true, pipe: true, args: ["--no-sandbox", "--disable-gpu", "--lang=vi"] });
  });
  afterAll(async () => {
    await browser?.close();
    listening?.close();
    await server?.remove();
  });

  async function person(name?: PersonName): Promise<Page> {
    const context = await browser.createBrowserContext();
    const visitor = name && (await browserOf(server, server.asInspector(name).personId));
    for (const [cookie, value] of visitor?.cookies ?? []) await context.setCookie({ name: cookie, value, domain: "localhost", path: "/" });
    return await context.newPage();
  }

  async function presses(page: Page, button: string): Promise<void> {
    await Promise.all([page.waitForNavigation(), page.click(button)]);
  }

  async function looks(page: Page, name: string): Promise<void> {
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => (await (globalThis as unknown as { axe: typeof axe }).axe.run()).violations);
    expect(found.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    for (const [width, theme, language] of [
      [1440, "light", "vi"],
      [320, "dark", "en"],
    ] as const) {
      await page.setViewport({ width, height: 900 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
      const at = page.url();
      if (language === "en") await page.goto(`${at}${at.includes("?") ? "&" : "?"}lang=en`);
      await page.screenshot({ path: `${pictures}/page-${name}-${width}.png`, fullPage: true });
      if (language === "en") await page.goto(`${at}${at.includes("?") ? "&" : "?"}lang=vi`);
    }
    await page.setViewport({ width: 1280, height: 900 });
    await page.emulateMediaFeatures([]);
  }

  test("the secretary types minutes by keyboard, two do not overwrite each other, and a stranger checks what was issued", async () => {
    const { inspectionId } = await opensWithTeam(server);
    const chi = await person("chi");
    await chi.goto(`${address}/`);
    await Promise.all([chi.waitForNavigation(), chi.click("main a[href$='/minutes']")]);
    const typed: Readonly<Record<string, string>> = {
      authority: fullMinutes.authority,
      body: fullMinutes.body,
      madeAt: fullMinutes.madeAt,
      facts: "Hồi 08 giờ 10 phút: vắng không lý do 01 người.\nĐã niêm yết 342/392 thủ tục.",
      requests: "Thay biển phòng còn ghi tên xã cũ | 20/10/2026",
      opinion: "Ủy ban nhân dân xã nhất trí, cam kết khắc phục.",
    };
    for (const [name, text] of Object.entries(typed)) {
      await chi.focus(`#${name}`);
      await chi.keyboard.type(text);
    }
    for (const [name, text] of Object.entries(typed))
      expect(await chi.$eval(`#${name}`, (field) => (field as HTMLTextAreaElement).value)).toBe(text);
    const an = await person("an");
    await an.goto(`${address}/inspections/${inspectionId}/minutes`);
    await presses(chi, "form[action$='/minutes'] .btn.primary");
    expect(await chi.$eval("main", (main) => main.textContent)).toContain("Đã lưu biên bản.");
    await looks(chi, "minutes");
    await an.focus("#facts");
    await an.keyboard.type("Có mặt 24/26 người.");
    await presses(an, "form[action$='/minutes'] .btn.primary");
    const both = await an.$eval("main", (main) => main.textContent ?? "");
    expect(both).toContain("đã lưu biên bản khác");
    expect(both).toContain("Đã niêm yết 342/392 thủ tục.");
    expect(await an.$eval("#facts", (field) => (field as HTMLTextAreaElement).value)).toBe("Có mặt 24/26 người.");
    await looks(an, "minutes-conflict");

    await Promise.all([chi.waitForNavigation(), chi.click("main a[href$='/documents']")]);
    await presses(chi, "form[action$='/documents'] button");
    const [, code = ""] = /phát hành, mã ([0-9A-Z-]{19})/.exec((await chi.$eval("main", (main) => main.textContent)) ?? "") ?? [];
    expect(code).not.toBe("");
    const lan = await person("lan");
    await lan.goto(`${address}/inspections/${inspectionId}/documents`);
    await looks(lan, "documents");
    await lan.goto(`${address}/admin/templates`);
    await looks(lan, "templates");

    const stranger = await person();
    await stranger.goto(`${address}/verify`);
    await stranger.focus("#code");
    await stranger.keyboard.type(code.toLowerCase());
    await presses(stranger, "main .btn.primary");
    expect(await stranger.$eval("main", (main) => main.textContent)).toContain("Văn bản hiện hành.");
    await stranger.goto(`${address}/verify/${code}`);
    await looks(stranger, "verify");
  });
});
