import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import axe from "axe-core";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findBrowser } from "../../server/demo/browsers.ts";
import { createApp } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import { settlingWords as words } from "../../shared/words/settling.ts";
import { browsersToTest } from "../support/browser.ts";
import { freePort } from "../support/free-port.ts";
import { leadVerbs, notApplicable } from "../support/lead-verbs.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { password } from "../support/visitor.ts";

const hostile = `<img src=x onerror="document.title='xâm nhập'"> =HYPERLINK("http://x") \u202Egnort\u202C`;

describe.runIf(browsersToTest().includes("chromium"))("settling in Chromium", () => {
  let browser: Browser;
  let server: TestServer;
  let listening: ReturnType<typeof serve>;
  let address: string;
  let other: Device;
  beforeAll(async () => {
    const port = await freePort();
    address = `http://localhost:${port}`;
    server = await startTestServer();
    other = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
    // The same server as the browser reaches it.
    const { fetch } = createApp({ ...server.context, env: { ...server.context.env, publicUrl: address } });
    listening = serve({ fetch, port, hostname: "localhost" });
    await new Promise((resolve) => listening.once("listening", resolve));
    expect((listening.address() as AddressInfo).port).toBe(port);
    browser = await puppeteer.launch({
      executablePath: findBrowser("chromium") ?? "",
      headless: true,
      pipe: true,
      args: ["--no-sandbox", "--disable-gpu", "--lang=vi"],
    });
  });
  afterAll(async () => {
    await browser.close();
    await new Promise((resolve) => listening.close(resolve));
    await server.remove();
  });

  const { sentByBoth, as } = leadVerbs(() => server);

  async function lead(): Promise<{ page: Page; complaints: string[] }> {
    const page = await (await browser.createBrowserContext()).newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${address}/sign-in`);
    await page.type("#email", "lan@cham.test");
    await page.type("#password", password);
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    return { page, complaints };
  }

  async function differing(): Promise<string> {
    const at = await server.opens({ team: ["an", "binh"] });
    const an = makeSheet({ ...at, seed: 3, answers: notApplicable });
    const [first = ""] = Object.keys(an.entries);
    const quote = {
      type: "quote" as const,
      id: newId(),
      exact: hostile,
      prefix: "",
      suffix: "",
      url: "https://soyte.test/",
      title: hostile,
      capturedAt: an.sentAt,
    };
    const entry = an.entries[first];
    if (!entry) throw new Error("An's sheet is empty");
    await as("an").submits({ ...an, entries: { ...an.entries, [first]: { ...entry, note: hostile, evidence: [quote] } } });
    await as("binh").submits(makeSheet({ ...at, seed: 8 }));
    return at.inspectionId;
  }

  const criterionOf = (page: Page) => page.$eval("#decide [name=criterion]", (field) => (field as HTMLInputElement).value);
  const textOf = (page: Page, selector: string) =>
    page.$eval(selector, (element) => element.textContent?.replace(/\s+/g, " ").trim() ?? "");
  const press = async (page: Page, key: "Enter" | "j" | "k" | "z") => {
    await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
  };

  test("is done by keyboard alone, with reasons typed in Vietnamese, and another lead's decision is shown within seconds", async () => {
    const { page, complaints } = await lead();
    const { inspectionId } = await sentByBoth({ seed: 3 }, { seed: 8 });
    await page.setViewport({ width: 1440, height: 1000 });
    await page.goto(`${address}/inspections/${inspectionId}/settle`);
    const first = await criterionOf(page);
    await press(page, "j");
    const second = await criterionOf(page);
    expect(second).not.toBe(first);
    await press(page, "k");
    expect(await criterionOf(page)).toBe(first);

    // One inspector's answer: a digit and Enter.
    await page.keyboard.press("1");
    await press(page, "Enter");
    expect(await textOf(page, ".notice.ok")).toContain(first);
    expect(await criterionOf(page)).toBe(second);

    // The mean without a reason is refused in place, and what is typed then is kept.
    await page.keyboard.press("3");
    await page.keyboard.press("Enter");
    await page.waitForSelector("#reason-error");
    const reason = "Ảnh 08:21 cho thấy thủ tục đã bãi bỏ, nên lấy giữa";
    await page.keyboard.type(reason);
    // Another lead decides the very same criterion meanwhile.
    const decision = { by: "inspector", personId: as("an").personId };
    const choice = { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify({ seen: 0, decision }) };
    expect((await other.fetch(`/api/inspections/${inspectionId}/choices/${second}`, choice)).status).toBe(200);
    await page.waitForFunction((name) => document.querySelector("#said")?.textContent?.includes(name), { timeout: 15_000 }, "Đỗ Minh Quân");
    expect(await textOf(page, "#case-now")).toContain("Đỗ Minh Quân");
    expect(await page.$eval("#reason", (field) => (field as HTMLTextAreaElement).value)).toBe(reason);
    await page.keyboard.down("Control");
    await page.keyboard.press("Enter");
    await page.keyboard.up("Control");
    await page.waitForSelector("#decide .error[role=alert]");
    expect(await textOf(page, "#decide .error[role=alert]")).toContain("Đỗ Minh Quân");
    expect(await page.$eval("#reason", (field) => (field as HTMLTextAreaElement).value)).toBe(reason);
    // Seen now, and changed with the reason that stands there.
    await page.keyboard.down("Control");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    await page.keyboard.up("Control");
    const stored = await server.context.database.read
      .selectFrom("settling_choices")
      .select(["how", "reason"])
      .where("criterion_id", "=", second)
      .where("inspection_id", "=", inspectionId)
      .orderBy("revision")
      .execute();
    expect(stored).toEqual([
      { how: "inspector", reason: null },
      { how: "mean", reason },
    ]);

    // The last one again, which asks why.
    await press(page, "z");
    expect(await criterionOf(page)).toBe(second);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("reason");
    await page.keyboard.type("Có thêm ảnh");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await press(page, "Enter");
    expect(await textOf(page, "#case-now")).toContain("Có thêm ảnh");
    expect(complaints).toEqual([]);
  });

  test("loses no letter and takes none for a command while an answer is late, refused or does not come; digits go by their place", async () => {
    const { page, complaints } = await lead();
    const { inspectionId } = await sentByBoth({ seed: 3 }, { seed: 8 });
    await page.goto(`${address}/inspections/${inspectionId}/settle`);
    const criterion = await criterionOf(page);
    const chosen = () => page.$eval("[name=decision]:checked", (field) => (field as HTMLInputElement).value);
    const reason = () => page.$eval("#reason", (field) => (field as HTMLTextAreaElement).value);
    // Keys in the form that gives a sheet back decide nothing about the criterion.
    await page.click("#give-back summary");
    await page.focus("#give-back [type=radio]");
    await page.keyboard.press("1");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([await page.$$("[name=decision]:checked"), await criterionOf(page)]).toEqual([[], criterion]);
    await page.click("h1");
    // A layout that writes ă and â with the digit row.
    const keys = await page.createCDPSession();
    for (const type of ["keyDown", "keyUp"] as const)
      await keys.send("Input.dispatchKeyEvent", { type, key: "â", code: "Digit2", text: "â" });
    expect(await chosen()).toBe(`inspector:${as("binh").personId}`);

    let held: (() => Promise<void>) | undefined;
    await page.setRequestInterception(true);
    let isDown = false;
    page.on("request", (request) => {
      if (request.method() !== "POST") return void request.continue();
      held = async () => {
        if (isDown) await request.respond({ status: 503, body: "" });
        else await request.continue();
      };
    });
    const isHeld = async () => {
      for (let i = 0; i < 200 && !held; i++) await new Promise((resolve) => setTimeout(resolve, 25));
      const go = held;
      held = undefined;
      await go?.();
    };
    // The mean without a reason: it is being refused while the reason is typed.
    await page.keyboard.press("3");
    await page.keyboard.press("Enter");
    await page.keyboard.press("l");
    const first = "Hai người đếm ở hai tầng, ";
    await page.keyboard.type(first);
    await isHeld();
    const second = "mục 2 và 1, jk z";
    for (const letter of second) await page.keyboard.type(letter, { delay: 15 });
    await page.waitForSelector("#reason-error");
    expect([await reason(), await chosen()]).toEqual([first + second, "mean"]);

    // The server is away for a moment.
    isDown = true;
    await page.keyboard.down("Control");
    await page.keyboard.press("Enter");
    await page.keyboard.up("Control");
    const third = ", xem ảnh 2 j";
    await page.keyboard.type(third.slice(0, 3));
    await isHeld();
    await page.waitForSelector(".unsaved:not([hidden])");
    for (const letter of third.slice(3)) await page.keyboard.type(letter, { delay: 15 });
    expect([await reason(), await chosen(), await criterionOf(page)]).toEqual([first + second + third, "mean", criterion]);
    isDown = false;
    await page.keyboard.down("Control");
    const next = page.waitForNavigation();
    await page.keyboard.press("Enter");
    await page.keyboard.up("Control");
    await isHeld();
    await next;
    const stored = await server.context.database.read
      .selectFrom("settling_choices")
      .select(["criterion_id", "how", "reason"])
      .where("inspection_id", "=", inspectionId)
      .execute();
    expect(stored).toEqual([{ criterion_id: criterion, how: "mean", reason: first + second + third }]);
    expect(complaints).toEqual([]);
  });

  test("is read in order: what is left, the criterion with its columns, the choices and the reason", async () => {
    const { page } = await lead();
    const inspectionId = await differing();
    await page.goto(`${address}/inspections/${inspectionId}/settle`);
    const read: string[] = [];
    const walk = (node: { role: string; name?: string; children?: (typeof node)[] } | null) => {
      if (!node) return;
      if (["heading", "group", "radio", "textbox", "navigation", "button"].includes(node.role))
        read.push(`${node.role} ${node.name ?? ""}`);
      for (const child of node.children ?? []) walk(child);
    };
    walk((await page.accessibility.snapshot({ interestingOnly: false })) as never);
    const places = [
      `navigation ${words.queue.vi}`,
      `group ${words.self.vi}`,
      "group Lê Thị An",
      "group Trần Văn Bình",
      `group ${words.appraised.vi}`,
      `textbox ${words.reason.vi}`,
    ].map((one) => read.findIndex((line) => line.startsWith(one)));
    expect(places.every((place, i) => place >= 0 && place > (places[i - 1] ?? -1))).toBe(true);
    expect(read.filter((line) => line.startsWith("radio")).map((line) => line.replace(/ [\d,]+ \d$/, ""))).toEqual([
      "radio Lấy của Lê Thị An",
      "radio Lấy của Trần Văn Bình",
      "radio Trung bình",
      expect.stringContaining("radio Điểm khác"),
      ...read.filter((line) => line.startsWith(`radio ${words.setNotApplicable.vi}`)),
    ]);
    expect(await page.$eval("#said", (log) => log.getAttribute("role"))).toBe("log");
  });

  test("shows hostile notes and quotes as text, fits 320 px, and axe finds nothing in either theme", async () => {
    const { page, complaints } = await lead();
    const inspectionId = await differing();
    for (const scheme of ["light", "dark"] as const) {
      for (const width of [320, 1440]) {
        await page.setViewport({ width, height: 1000 });
        await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
        await page.goto(`${address}/inspections/${inspectionId}/settle?criterion=DDCV-01`);
        expect(await page.title()).not.toContain("xâm nhập");
        expect(await page.$eval("#case", (element) => element.textContent)).toContain("onerror");
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
        await page.evaluate(axe.source);
        const { violations } = (await page.evaluate("axe.run(document)")) as { violations: { id: string; nodes: { html: string }[] }[] };
        expect(violations.map(({ id, nodes }) => `${scheme} ${width} ${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
        const to = process.env["PICTURES"];
        if (to) await page.screenshot({ path: `${to}/settle-${scheme}-${width}.png`, fullPage: true });
      }
    }
    expect(complaints).toEqual([]);
  });
});
