import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve } from "@hono/node-server";
import axe from "axe-core";
import puppeteer, { type Browser, type ElementHandle, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../../server/demo/browsers.ts";
import { newId } from "../../shared/id.ts";
import { browsersToTest, until } from "../support/browser.ts";
import { sendJson } from "../support/decided.ts";
import { freePort } from "../support/free-port.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeOffice, signedIn, type Visitor } from "../support/visitor.ts";

const own = "http://localhost:8787";
const now = new Date("2026-11-16T03:00:00Z");
const note =
  "Quyết định ban hành ngày 20/10/2026, niêm yết ngày 02/11/2026: chín ngày làm việc. " +
  "Đã gỡ ba thủ tục hết hiệu lực khỏi bảng ở tầng một, ảnh chụp kèm theo; phụ trách: bà Sùng Thị Dua. ".repeat(6);

describe.runIf(browsersToTest().includes("chromium"))("a unit's self-score in Chromium", () => {
  let browser: Browser;
  let server: TestServer;
  let site: ReturnType<typeof serve>;
  let address: string;
  let colleague: Visitor;
  let page: Page;
  let inspectionId: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await startTestServer({ now: () => now });
    const port = await freePort();
    address = `http://localhost:${port}`;
    // The server believes that it stands at its own address.
    const passOn = (request: Request, env: object) => {
      const { pathname, search } = new URL(request.url);
      const headers = new Headers(request.headers);
      if (headers.has("origin")) headers.set("origin", own);
      const body = request.body ? { body: request.body, duplex: "half" } : {};
      return server.app.fetch(new Request(`${own}${pathname}${search}`, { method: request.method, headers, ...body } as RequestInit), env);
    };
    site = serve({ fetch: passOn as never, port });
    const sign = async (name: string) => await signedIn(server, (await makeOffice(server, name, server.unitIds[0] ?? "")).email);
    const dua = await sign("Sùng Thị Dua");
    colleague = await sign("Giàng A Sử");
    inspectionId = (await server.opens({ visitedOn: "2026-12-09" })).inspectionId;
    browser = await puppeteer.launch({
      executablePath: findBrowser("chromium") ?? "",
      headless: true,
      pipe: true,
      args: ["--no-sandbox", "--disable-gpu", "--lang=vi"],
    });
    page = await browser.newPage();
    await browser.setCookie(...[...dua.cookies].map(([name, value]) => ({ name, value, domain: "localhost", path: "/" })));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    site?.close();
    await server?.remove();
  });

  const path = () => `/unit/inspections/${inspectionId}/self-score`;
  const stored = async (criterion: string): Promise<{ note?: string; answer?: string; revision: number }> => {
    const row = await server.context.database.read
      .selectFrom("self_drafts")
      .selectAll()
      .where("inspection_id", "=", inspectionId)
      .where("criterion_id", "=", criterion)
      .executeTakeFirst();
    return { ...JSON.parse(row?.fields ?? "{}"), revision: Number(row?.revision ?? 0) };
  };
  /** Where the form's button is, from the top of the page. */
  const buttonAt = () => page.$eval("form[data-autosave] button[value=next]", (button) => button.getBoundingClientRect().top + scrollY);
  const typed = () => page.$eval("#note", (field) => (field as HTMLTextAreaElement).value);
  const said = () => page.$eval("[data-saved]", (place) => place.textContent ?? "");
  const saves = (criterion: string, revision: number, fields: Record<string, string>) =>
    colleague.sends(path(), { criterion, revision: String(revision), go: "stay", ...fields });

  test("what is said of saving moves no button: whoever aims at it hits it", async () => {
    await page.goto(`${address}${path()}?criterion=NYTT-09`);
    const aimed = await buttonAt();
    await page.type("#note", "Đã gửi lại danh sách");
    await until("the save", async () => (await stored("NYTT-09")).note === "Đã gửi lại danh sách");
    await page.waitForFunction(() => document.querySelector("[data-saved]")?.textContent?.startsWith("Đã lưu"));
    expect(await buttonAt()).toBe(aimed);
  });

  test("what is typed at speed is stored letter by letter, while a colleague works on the same sheet", { timeout: 90_000 }, async () => {
    await page.goto(`${address}${path()}?criterion=NYTT-05#answer`);
    await page.focus("#note");
    const others = (async () => {
      for (let revision = 0; revision < 8; revision += 1)
        expect((await saves("NYTT-07", revision, { note: `Lần ${revision}` })).status).toBe(303);
    })();
    await page.keyboard.type(note, { delay: 2 });
    await others;
    expect(await typed()).toBe(note);
    await until("the note in the database", async () => (await stored("NYTT-05")).note === note, 30_000);
    await until("the word of it", async () => (await said()).startsWith("Đã lưu"), 20_000);
    expect((await stored("NYTT-07")).note).toBe("Lần 7");

    await page.click('input[name=answer][value="level-1"]');
    await until("the answer in the database", async () => (await stored("NYTT-05")).answer === "level-1", 20_000);
    await page.reload();
    expect(await typed()).toBe(note);
    expect(await page.$eval("input[name=answer]:checked", (field) => (field as HTMLInputElement).value)).toBe("level-1");
  });

  test("on to another criterion and back by the browser's own button loses nothing", { timeout: 60_000 }, async () => {
    await page.focus("#note");
    await page.keyboard.press("End");
    await page.keyboard.type(" Bổ sung ngay trước khi chuyển.");
    const text = await typed();
    await Promise.all([page.waitForNavigation(), page.$$eval(".criteria a", (ways) => (ways[0] as HTMLElement | undefined)?.click())]);
    expect((await stored("NYTT-05")).note).toBe(text);
    await page.goBack();
    expect(await typed()).toBe(text);
  });

  test("F5 in the middle of a sentence, again and again, loses nothing; whoever types without a rest is kept all the same", {
    timeout: 90_000,
  }, async () => {
    await page.goto(`${address}${path()}?criterion=NYTT-06`);
    let all = "";
    for (const sentence of ["Bảng đặt ở sảnh tầng 1. ", "Chữ cỡ 16, đọc được. ", "Có mã QR. ", "Kiosk hỏng từ thứ Hai. "]) {
      await page.focus("#note");
      await page.keyboard.press("End");
      await page.keyboard.type(sentence);
      all += sentence;
      // At once: what was typed last is still on its way.
      await page.reload();
      expect(await typed()).toBe(all);
    }
    await until("the note in the database", async () => (await stored("NYTT-06")).note === all, 20_000);
    await page.focus("#note");
    await page.keyboard.press("End");
    const more = "Đã báo Văn phòng sửa. ";
    const typing = page.keyboard.type(more.repeat(8), { delay: 30 });
    const before = all.length;
    await until("a part of it, while it is typed", async () => ((await stored("NYTT-06")).note ?? "").length > before, 4_500);
    await typing;
    await until("the rest", async () => (await stored("NYTT-06")).note === all + more.repeat(8), 20_000);
    expect(await said()).not.toContain("Người khác");
  });

  test("where a colleague has saved the same criterion nobody overwrites unseen: both are shown", { timeout: 60_000 }, async () => {
    await page.goto(`${address}${path()}?criterion=NYTT-05#answer`);
    const { revision } = await stored("NYTT-05");
    expect((await saves("NYTT-05", revision, { answer: "level-0", note: "Bản của Sử" })).status).toBe(303);
    await page.focus("#note");
    await page.keyboard.type("Bản của Dua. ");
    const mine = await typed();
    await until("the word that somebody was there before", async () => (await said()).startsWith("Người khác"), 20_000);
    expect((await stored("NYTT-05")).note).toBe("Bản của Sử");
    expect(await typed()).toBe(mine);
    const press = (words: string) =>
      page.$$eval("main button", (buttons, text) => buttons.find((one) => one.textContent?.trim() === text)?.click(), words);
    await Promise.all([page.waitForNavigation(), press("Lưu tiêu chí này")]);
    expect(await page.$eval("main", (main) => main.textContent ?? "")).toContain("Bản của Sử");
    expect(await typed()).toBe(mine);
    await Promise.all([page.waitForNavigation(), press("Lưu tiêu chí này")]);
    expect((await stored("NYTT-05")).note).toBe(mine);
    expect(complaints).toEqual([]);
  });

  test("a file goes with the form, by its script too, and one that is refused is refused in words", { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "phieu-cham-unit-"));
    const [picture, drawing] = [join(folder, "bảng niêm yết.jpg"), join(folder, "sơ đồ.svg")];
    writeFileSync(picture, Buffer.from("ffd8ffe1000a4578696600004750ffda000401aabbccffd9", "hex"));
    writeFileSync(drawing, "<svg xmlns='http://www.w3.org/2000/svg'/>");
    const sends = async (file: string) => {
      await page.goto(`${address}${path()}?criterion=NYTT-05#answer`);
      await ((await page.$("#files")) as ElementHandle<HTMLInputElement>).uploadFile(file);
      const press = page.$$eval("main button", (buttons) => buttons.find((one) => one.textContent?.trim() === "Tải tệp lên")?.click());
      await Promise.all([page.waitForNavigation(), press]);
      return await page.$eval("main", (main) => main.textContent ?? "");
    };
    expect(await sends(picture)).toContain("bảng niêm yết.jpg");
    expect(await sends(drawing)).toContain("JPEG");
    rmSync(folder, { recursive: true });
    expect(complaints).toEqual([]);
  });

  test("no barrier that axe knows of on the unit's pages, the answers to objections and the changes of an inspection, wide or narrow", {
    timeout: 120_000,
  }, async () => {
    const lead = server.asLead();
    const api = async (method: string, at: string, body: object) => await sendJson(lead, method, at, body);
    const scored = async (visitedOn: string) => {
      const at = await server.opens({ visitedOn });
      expect((await server.asInspector("an").submits(makeSheet({ ...at, visitedOn, seed: 3 }))).status).toBe(201);
      const [explanation, question] = [newId(), { criterion: "NYTT-05", text: "Gửi thêm ảnh bảng tầng 2", dueOn: "2026-11-30" }];
      await api("PUT", `/api/inspections/${at.inspectionId}/explanations/${explanation}`, question);
      return { id: at.inspectionId, explanation };
    };
    const [waiting, concluded, finding] = [await scored("2026-11-03"), await scored("2026-11-02"), newId()];
    await api("POST", `/api/inspections/${concluded.id}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    await api("PUT", `/api/findings/${finding}`, { inspectionId: concluded.id, criterion: "NYTT-01", text: note });
    const asks = { says: "extension", until: "20/12/2026", reply: note };
    expect((await colleague.sends(`/unit/findings/${finding}/answer`, asks)).status).toBe(303);
    await api("PUT", `/api/findings/${finding}/verdicts/${newId()}`, {
      fixed: false,
      extended: true,
      reason: "Chờ in",
      dueOn: "2026-12-20",
    });
    const objects = { key: newId(), criterion: "NYTT-01", objection: note };
    expect((await colleague.sends(`/unit/inspections/${concluded.id}/objections`, objects)).status).toBe(303);

    const thu = await signedIn(server, (await makeAccount(server, "Thu", ["lead"])).email);
    const context = await browser.createBrowserContext();
    await context.setCookie(...[...thu.cookies].map(([name, value]) => ({ name, value, domain: "localhost", path: "/" })));
    const leads = await context.newPage();
    const lookedAt = [
      ["/unit", page],
      [`/unit/inspections/${concluded.id}`, page],
      [`/unit/inspections/${concluded.id}?object=NYTT-02`, page],
      [path(), page],
      [`${path()}?criterion=NYTT-05`, page],
      [`/unit/findings/${finding}`, page],
      [`/unit/explanations/${waiting.explanation}?of=${waiting.id}`, page],
      [`/inspections/${concluded.id}/objections`, leads],
      [`/inspections/${waiting.id}/change`, leads],
    ] as const;
    const looks = [
      ["light", 1_440],
      ["dark", 320],
      ...(process.env["LONG"] === undefined
        ? []
        : ([
            ["dark", 1_440],
            ["light", 320],
          ] as const)),
    ] as const;
    const found: string[] = [];
    for (const [at, where] of lookedAt) {
      await where.bringToFront();
      const answer = await where.goto(address + at);
      if (answer?.status() !== 200) found.push(`${at}: ${answer?.status()}`);
      for (const [theme, width] of looks) {
        await where.setViewport({ width, height: 900 });
        await where.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
        await where.evaluate(axe.source);
        const { violations } = await where.evaluate(async () => await (window as unknown as { axe: typeof axe }).axe.run());
        found.push(...violations.map(({ id, nodes }) => `${at} ${theme} ${width}: ${id} ${nodes[0]?.html}`));
        const wider = await where.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wider > 0) found.push(`${at} ${width}: ${wider} px too wide`);
      }
    }
    await context.close();
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
