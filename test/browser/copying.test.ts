import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEnv } from "../../server/host/env.ts";
import { type Running, serve } from "../../server/serve.ts";
import { type Browser, browsersFor, type Page, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { freePort } from "../support/free-port.ts";
import { clickOn, fillIn, sees } from "../support/hands.ts";
import { password } from "../support/visitor.ts";

describe.each(browsersFor("chromium"))("a link to hand over, in %s", (name) => {
  let folder: string;
  let server: Running;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "phieu-cham-copy-"));
    server = await serve(readEnv({ PORT: String(await freePort()), DATA_DIR: folder, LOG_LEVEL: "silent" }));
    browser = await launchWithExtension(name);
    page = await browser.open(server.setupLink ?? "");
    for (const [label, text] of [
      ["Họ và tên", "Vũ Thị Quản Trị"],
      ["Thư điện tử", "quantri@tinh.example.vn"],
      ["Mật khẩu", password],
      ["Gõ lại mật khẩu", password],
    ] as const) {
      await fillIn(page, label, text);
    }
    await clickOn(page, "Tạo tài khoản");
    await until("the page after", async () => new URL(await page.url()).pathname === "/admin");
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function invite(person: string): Promise<string> {
    await page.goto(`${server.url.replace("127.0.0.1", "localhost")}/admin/people`);
    await fillIn(page, "Họ và tên", person);
    await fillIn(page, "Thư điện tử", `${person.toLowerCase()}@tinh.example.vn`);
    await clickOn(page, "Mời");
    return until("the link", () => page.evaluate(() => document.querySelector(".notice code")?.textContent));
  }

  /** What the clipboard holds, as a person finds out: by pasting it into a field. */
  async function pasted(): Promise<string> {
    await page.evaluate(() => document.querySelector<HTMLInputElement>("#name")?.focus());
    await page.press("Control+v");
    return page.evaluate(() => document.querySelector<HTMLInputElement>("#name")?.value ?? "");
  }
  const said = () => page.evaluate(() => document.querySelector(".copy [aria-live]")?.textContent);

  test("is copied by a click on its button, which says so", async () => {
    const link = await invite("An");
    await clickOn(page, "Sao chép liên kết");
    await sees(page, "Đã sao chép.");
    expect(await pasted()).toBe(link);
    expect(await page.errors()).toEqual([]);
  });

  test("is copied by keyboard alone", async () => {
    const link = await invite("Binh");
    await page.evaluate(() => document.querySelector<HTMLElement>("#main")?.focus());
    for (let i = 0; i < 5 && !(await page.evaluate(() => document.activeElement?.matches("[data-copies]"))); i += 1)
      await page.press("Tab");
    await page.press("Enter");
    await until("the word that it is copied", async () => (await said()) === "Đã sao chép.");
    expect(await pasted()).toBe(link);
  });

  test("is left selected, and the person told what to press, where the page may not reach the clipboard", async () => {
    const link = await invite("Chi");
    await page.evaluate(() => {
      Object.defineProperty(navigator, "clipboard", { value: undefined });
      document.execCommand = () => false;
    });
    await clickOn(page, "Sao chép liên kết");
    await sees(page, "Ctrl+C");
    expect(await page.evaluate(() => String(getSelection()))).toBe(link);
  });
});
