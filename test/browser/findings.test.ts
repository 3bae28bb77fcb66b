import { serve } from "@hono/node-server";
import axe from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../../server/demo/browsers.ts";
import { createApp } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import { browsersToTest } from "../support/browser.ts";
import { sendJson } from "../support/decided.ts";
import { freePort } from "../support/free-port.ts";
import { leadVerbs } from "../support/lead-verbs.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeOffice, password } from "../support/visitor.ts";

const hostile = `<img src=x onerror="document.title='xâm nhập'"> =HYPERLINK("http://x") \u202Egnort\u202C ${"dài".repeat(60)}`;

describe.runIf(browsersToTest().includes("chromium"))("findings, conclusion and correction in Chromium", () => {
  let browser: Browser;
  let server: TestServer;
  let listening: ReturnType<typeof serve>;
  let address: string;
  let office: Device;
  let page: Page;
  const complaints: string[] = [];
  beforeAll(async () => {
    const port = await freePort();
    address = `http://localhost:${port}`;
    server = await startTestServer();
    office = await makeDevice(server, server.app, (await makeOffice(server, "Văn thư Sở Y tế", server.unitIds[0] ?? "")).id, "unit");
    // The same server as the browser reaches it.
    const { fetch } = createApp({ ...server.context, env: { ...server.context.env, publicUrl: address } });
    listening = serve({ fetch, port, hostname: "localhost" });
    await new Promise((resolve) => listening.once("listening", resolve));
    browser = await puppeteer.launch({
      executablePath: findBrowser("chromium") ?? "",
      headless: true,
      pipe: true,
      args: ["--no-sandbox", "--disable-gpu", "--lang=vi"],
    });
    page = await browser.newPage();
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${address}/sign-in`);
    await page.type("#email", "lan@cham.test");
    await page.type("#password", password);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await page.setViewport({ width: 1440, height: 1000 });
  });
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => listening.close(resolve));
    await server.remove();
  });

  const { as, conclude } = leadVerbs(() => server);
  const textOf = (selector: string) => page.$eval(selector, (element) => element.textContent?.replace(/\s+/g, " ").trim() ?? "");
  const presses = async (selector: string) => {
    await Promise.all([page.waitForNavigation(), page.click(selector)]);
  };

  async function sent(): Promise<string> {
    const at = await server.opens({ form: "remote" });
    const sheet = makeSheet({ ...at, form: "remote", seed: 3 });
    const lost = Object.keys(sheet.entries).find((id) => sheet.entries[id]?.note) ?? "";
    const entry = sheet.entries[lost];
    if (!entry) throw new Error("the sheet loses points");
    await as("an").submits({ ...sheet, entries: { ...sheet.entries, [lost]: { ...entry, note: hostile } } });
    return at.inspectionId;
  }

  /** What axe finds, and what is wider than a phone. */
  async function barriers(): Promise<string[]> {
    const found: string[] = [];
    for (const [theme, width] of [
      ["light", 1_440],
      ["dark", 320],
    ] as const) {
      await page.setViewport({ width, height: 800 });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(async () => await (window as unknown as { axe: typeof axe }).axe.run());
      found.push(...violations.map(({ id, nodes }) => `${page.url()} ${theme}: ${id} ${nodes[0]?.html}`));
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wider > 0) found.push(`${page.url()} ${width}: ${wider} px too wide`);
    }
    await page.setViewport({ width: 1_440, height: 1_000 });
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "light" }]);
    return found;
  }

  test("findings are raised from what lost points, found by typing, judged by keys, and no barrier is met on the way", {
    timeout: 300_000,
  }, async () => {
    const id = await sent();
    await page.goto(`${address}/inspections/${id}/findings`);
    expect(await barriers()).toEqual([]);
    const first = await page.$eval("textarea", (field) => (field as HTMLTextAreaElement).name.slice("text-".length));
    const boxes = await page.$$("input[type=checkbox]");
    for (const box of boxes.slice(2)) await box.click();
    await page.click(`#text-${first}`);
    await page.keyboard.down("Control");
    await page.keyboard.press("a");
    await page.keyboard.up("Control");
    await page.keyboard.type("Bảng niêm yết ở tầng hai đã mờ, không đọc được phí và lệ phí");
    await page.type(`#due-${first}`, "1/12/2099");
    await presses("main form button");
    expect(await textOf(".notice.ok")).toBe("Đã lập 2 tồn tại.");

    await page.goto(`${address}/inspections/${id}/conclude`);
    expect(await textOf("#consequences")).toContain("gửi 2 tồn tại cho Sở Y tế");
    expect(await barriers()).toEqual([]);
    await presses(".endbar button");
    await page.goto(`${address}/findings`);
    expect(await barriers()).toEqual([]);
    const rows = () => page.$$eval("table.found tbody tr:not(.block)", (all) => all.filter((row) => row.checkVisibility()).length);
    expect(await rows()).toBe(2);
    // Without marks and in capitals, as people type.
    await page.type("[name=q]", "BANG NIEM yết ở tầng");
    await page.waitForFunction(() => document.querySelector("#counted")?.textContent?.startsWith("1 / 2"));
    expect(await rows()).toBe(1);
    await page.waitForFunction(() => new URL(location.href).searchParams.get("q") === "BANG NIEM yết ở tầng");
    await page.reload();
    expect(await rows()).toBe(1);
    await presses("table.found tr:not([hidden]) .about a");

    const findingId = page.url().split("/").at(-1) ?? "";
    const asks = { text: "Đang in bảng mới", says: "extension", until: "2099-12-20" };
    await sendJson(office, "PUT", `/api/findings/${findingId}/answers/${newId()}`, asks);
    await page.reload();
    expect(await textOf(".thread .theirs")).toContain("Xin gia hạn đến 20/12/2099");
    expect(await barriers()).toEqual([]);
    await page.keyboard.press("3");
    expect(await page.$eval("[name=verdict]:checked", (field) => (field as HTMLInputElement).value)).toBe("extended");
    await page.click("#reason");
    // Digits in a text are text.
    await page.keyboard.type("Đồng ý gia hạn 1 lần, vì nhà in hẹn ngày 20");
    expect(await page.$eval("#reason", (field) => (field as HTMLTextAreaElement).value)).toContain("1 lần");
    expect(await page.$eval("[name=verdict]:checked", (field) => (field as HTMLInputElement).value)).toBe("extended");
    await presses("form.verdict button");
    expect(await textOf(".notice.ok")).toBe("Đã ghi kết quả.");
    expect(await textOf(".thread")).toContain("Đồng ý gia hạn 1 lần, vì nhà in hẹn ngày 20");
    expect(complaints).toEqual([]);
  });

  test("a conclusion waits for what is open, and is corrected by an approved proposal typed in Vietnamese", {
    timeout: 300_000,
  }, async () => {
    const at = await server.opens({ team: ["an", "binh"], form: "remote" });
    for (const [i, name] of (["an", "binh"] as const).entries())
      await as(name).submits(makeSheet({ ...at, form: "remote", seed: 3 + i * 5 }));
    await page.goto(`${address}/inspections/${at.inspectionId}/conclude`);
    expect(await page.$eval(".endbar button", (button) => button.getAttribute("aria-disabled"))).toBe("true");
    await page.click(".endbar button");
    expect(await textOf("#consequences")).toContain("Chưa kết luận được");
    expect(await barriers()).toEqual([]);
    await presses("#open a");
    expect(page.url()).toContain("/settle");

    const id = await sent();
    await conclude(id);
    await page.goto(`${address}/inspections/${id}/correct`);
    expect(await barriers()).toEqual([]);
    const criterion = await page.$eval("input.short", (field) => (field as HTMLInputElement).name.slice("points-".length));
    await page.type(`#points-${criterion}`, "0,05");
    await page.type(`#why-${criterion}`, "Cộng nhầm mẫu số của sổ tiếp dân");
    await page.type("#reason", "Đơn vị có ý kiến đúng; tính lại theo sổ");
    await presses("main form button");
    expect(await textOf("main")).toContain("Cộng nhầm mẫu số của sổ tiếp dân");
    expect(await barriers()).toEqual([]);
    await presses("button[value=approve]");
    expect(await textOf(".notice.ok")).toContain("bản thẩm định mới có hiệu lực");
    expect(await textOf(".lines")).toContain("Đơn vị có ý kiến đúng; tính lại theo sổ");
    expect(complaints).toEqual([]);
  });
});
