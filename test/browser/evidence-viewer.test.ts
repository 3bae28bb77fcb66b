import { serve } from "@hono/node-server";
import axe from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../../server/demo/browsers.ts";
import { createApp } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import { browsersToTest } from "../support/browser.ts";
import { sendJson } from "../support/decided.ts";
import { quoteOf, sendsPicture, withEvidence } from "../support/evidence.ts";
import { freePort } from "../support/free-port.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { password } from "../support/visitor.ts";

const hostile = `<img src=x onerror="document.title='xâm nhập'"> ${"dài".repeat(40)} \u202Egnort\u202C`;

describe.runIf(browsersToTest().includes("chromium"))("an inspection and its evidence in Chromium", () => {
  let browser: Browser;
  let server: TestServer;
  let listening: ReturnType<typeof serve>;
  let address: string;
  let at: { inspectionId: string; unitId: string };
  let ofVerdict: string;
  beforeAll(async () => {
    const port = await freePort();
    address = `http://localhost:${port}`;
    server = await startTestServer();
    const { fetch } = createApp({ ...server.context, env: { ...server.context.env, publicUrl: address } });
    listening = serve({ fetch, port, hostname: "localhost" });
    await new Promise((resolve) => listening.once("listening", resolve));
    browser = await puppeteer.launch({
      executablePath: findBrowser("chromium") ?? "",
      headless: true,
      pipe: true,
      args: ["--no-sandbox", "--disable-gpu", "--lang=vi"],
    });
    at = await server.opens({ team: ["an", "binh"] });
    const [an, binh] = [server.asInspector("an"), server.asInspector("binh")];
    const evidence = [await sendsPicture(an), quoteOf("Phòng Tài nguyên và Môi trường cấp huyện"), quoteOf(hostile, { title: hostile })];
    await an.submits(withEvidence(makeSheet({ ...at, seed: 3 }), "DDCV-01", evidence));
    await binh.submits(makeSheet({ ...at, seed: 8 }));
    const [lead, finding, attached] = [server.asLead(), newId(), await sendsPicture(server.asLead())];
    await sendJson(lead, "PUT", `/api/findings/${finding}`, { inspectionId: at.inspectionId, criterion: "DDCV-01", text: hostile });
    const verdict = { fixed: false, reason: "Vẫn chưa niêm yết", evidence: [attached.sha256] };
    await sendJson(lead, "PUT", `/api/findings/${finding}/verdicts/${newId()}`, verdict);
    ofVerdict = `/inspections/${at.inspectionId}/evidence/${attached.sha256}`;
  });
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => listening.close(resolve));
    await server.remove();
  });

  async function signedIn(email: string, scripts = true): Promise<{ page: Page; complaints: string[] }> {
    const page = await (await browser.createBrowserContext()).newPage();
    await page.setJavaScriptEnabled(scripts);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${address}/sign-in`);
    await page.type("#email", email);
    await page.type("#password", password);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    return { page, complaints };
  }

  const goes = async (page: Page, key: "ArrowLeft" | "ArrowRight" | "Escape") => {
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  };
  const heading = (page: Page) => page.$eval("h1", (title) => title.textContent ?? "");
  const inspection = () => `${address}/inspections/${at.inspectionId}`;

  test("its pieces are gone through by arrows and left by Esc; the keys can be switched off, and without scripts there are links", async () => {
    const { page, complaints } = await signedIn("lan@cham.test");
    await page.goto(`${inspection()}?criterion=DDCV-01`);
    await Promise.all([page.waitForNavigation(), page.click("#criterion .pieces a")]);
    expect(await heading(page)).toBe("Ảnh: bang-niem-yet.png");
    expect(await page.$eval(".picture img", (image) => (image as HTMLImageElement).naturalWidth)).toBe(1);
    expect(await page.$eval(".around kbd", (key) => (key as HTMLElement).hidden)).toBe(false);
    await goes(page, "ArrowRight");
    expect(await heading(page)).toBe("Đoạn trích: Thủ tục lĩnh vực đất đai");
    await goes(page, "ArrowRight");
    expect(await page.title()).not.toBe("xâm nhập");
    await goes(page, "ArrowLeft");
    await page.click("[data-keys] input");
    const here = page.url();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(page.url()).toBe(here);
    expect(await page.$eval(".around kbd", (key) => (key as HTMLElement).hidden)).toBe(true);
    await page.reload();
    expect(await page.$eval("[data-keys] input", (box) => (box as HTMLInputElement).checked)).toBe(false);
    await page.click("[data-keys] input");
    await goes(page, "Escape");
    expect(page.url()).toBe(`${inspection()}?criterion=DDCV-01#criterion`);
    expect(complaints).toEqual([]);

    const { page: plain } = await signedIn("lan@cham.test", false);
    await plain.goto(here);
    await Promise.all([plain.waitForNavigation(), plain.click("[rel=next]")]);
    expect(await heading(plain)).toContain("onerror");
    expect(await plain.$("[data-keys]:not([hidden])")).toBeNull();
  });

  test("nothing stands out sideways, and axe finds nothing, narrow and wide, light and dark, in both languages", async () => {
    const { page, complaints } = await signedIn("lan@cham.test");
    await page.goto(`${inspection()}?criterion=DDCV-01`);
    const paths = await page.$$eval("#criterion .pieces a", (links) => links.map((link) => (link as HTMLAnchorElement).href));
    const looks = [
      { width: 320, theme: "light", lang: "vi" },
      { width: 1280, theme: "dark", lang: "en" },
    ] as const;
    for (const { width, theme, lang } of looks) {
      await page.setViewport({ width, height: 800 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
      for (const path of [
        inspection(),
        `${inspection()}?criterion=DDCV-01`,
        `${inspection()}?order=area`,
        ...paths,
        `${address}${ofVerdict}`,
      ]) {
        await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} ${width}`).toBeLessThanOrEqual(0);
        await page.evaluate(axe.source);
        const broken = await page.evaluate(async () => {
          const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
          return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
        });
        expect(broken, `${path} ${width} ${theme}`).toEqual([]);
      }
    }
    expect(complaints).toEqual([]);
  });

  test("the administrator types a reason with all its marks, where arrows move in the text, and the file is gone", async () => {
    const { page } = await signedIn("quan@cham.test");
    await page.goto(`${inspection()}?criterion=DDCV-01`);
    await Promise.all([page.waitForNavigation(), page.click("#criterion .pieces a")]);
    await page.click("details summary");
    await page.focus("#reason");
    await page.keyboard.type("Thấy rõ mặt công dân");
    const here = page.url();
    for (const key of ["ArrowLeft", "ArrowRight", "Escape"] as const) await page.keyboard.press(key);
    expect(page.url()).toBe(here);
    await Promise.all([page.waitForNavigation(), page.click("details button")]);
    const shown = await page.$eval("main", (main) => main.textContent ?? "");
    expect(shown).toContain("Lý do: Thấy rõ mặt công dân.");
    expect(await page.$(".picture img")).toBeNull();
  });
});
