import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect } from "vitest";
import { demoPassword } from "../../server/demo/people.ts";
import { type RunningDemo, runDemo } from "../../server/demo/run.ts";
import { readEnv } from "../../server/host/env.ts";
import { type Running, serve } from "../../server/serve.ts";
import { type Browser, type Page, until } from "./browser.ts";
import { freePort } from "./free-port.ts";
import { noText } from "./text-fields.ts";
import { type How, longText } from "./typing-walk.ts";
import type { WebField } from "./web-fields.ts";
import { tellUnitStory } from "./web-unit-story.ts";

/** The server with the demo's data and one that nobody has set up yet, as people with every role meet them in a browser. */
export interface Web {
  readonly page: Page;
  /** Every page that each of them comes to by following links, and those that a link handed over or a device opens. */
  eachPage(visit: (address: string) => Promise<void>): Promise<void>;
  /** Somewhere in the server's databases stands exactly this. */
  stores(text: string): boolean;
  close(): Promise<void>;
}

/** So many pages of one kind are looked at for each person: one of the units has a decision to take, another an inspector to excuse. */
const mostOfOneKind = 40;
const people = ["quantri", "truongdoan", "khoa", "dongbai"].map((name) => `${name}@lamgiang.example`);

export async function openWeb(browser: Browser): Promise<Web> {
  const demo = await runDemo(readEnv({ PORT: String(await freePort()), LOG_LEVEL: "silent" }), new Date());
  const folder = mkdtempSync(join(tmpdir(), "phieu-cham-typing-"));
  const fresh = await serve(readEnv({ PORT: String(await freePort()), DATA_DIR: folder, LOG_LEVEL: "silent" }));
  const page = await browser.open(`${demo.server}/sign-in`);
  return {
    page,
    eachPage: (visit) => visitAll(page, demo, fresh, visit),
    stores: (text) => [join(demo.folder, "data"), folder].some((data) => databasesHold(data, text)),
    close: async () => {
      await fresh.close();
      await demo.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function visitAll(page: Page, demo: RunningDemo, fresh: Running, visit: (address: string) => Promise<void>): Promise<void> {
  const links: string[] = [];
  /** Forms that were looked at already, wherever. */
  const looked = new Set<string>();
  await follow(page, `${demo.server}/sign-in`, "", looked, visit);
  const { objections } = await tellUnitStory(demo.server, (email) => signIn(demo.server, email));
  for (const email of people) {
    const cookie = await signIn(demo.server, email);
    await submit(page, `${demo.server}/sign-in`, "/sign-in", { email, password: demoPassword });
    if (email.startsWith("quantri")) links.push(...(await handedOver(page, demo.server)));
    if (email.startsWith("khoa")) links.push(await askedByDevice(demo.server));
    // Where the device's code is looked at, somebody has to be signed in.
    const own = links.filter((link) => link.includes("/device"));
    const answered = email.startsWith("truongdoan") ? [objections] : [];
    const seen = new Map<string, number>();
    for (const start of ["/", "/admin", "/results", "/account", "/device", ...answered, ...own])
      await follow(page, new URL(start, demo.server).href, cookie, looked, visit, seen);
    await submit(page, `${demo.server}/account`, "/sign-out", {});
  }
  for (const link of [...links.filter((one) => !one.includes("/device")), fresh.setupLink ?? ""])
    await follow(page, link, "", looked, visit);
}

/** The session of a second sign-in, with which links are followed quickly; the browser goes only where there is something to type into. */
async function signIn(server: string, email: string): Promise<string> {
  const body = new URLSearchParams({ email, password: demoPassword, next: "/" });
  const answer = await fetch(`${server}/sign-in`, { method: "POST", body, headers: { origin: server }, redirect: "manual" });
  if (answer.status !== 303) throw new Error(`${email} could not sign in: ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

/** Goes to a page and on to every page it leads to, `mostOfOneKind` of each kind; visits those whose forms were not looked at yet. */
async function follow(
  page: Page,
  start: string,
  cookie: string,
  looked: Set<string>,
  visit: (address: string) => Promise<void>,
  /** Addresses, and how many of each kind. */
  seen = new Map<string, number>(),
): Promise<void> {
  const waiting = [start];
  for (let address = waiting.shift(); address; address = waiting.shift()) {
    const kind = kindOf(address);
    const before = seen.get(kind) ?? 0;
    if (before >= mostOfOneKind || seen.has(address)) continue;
    seen.set(kind, before + 1).set(address, 1);
    const text = await (await fetch(address, { headers: { cookie } })).text();
    const links = [...text.matchAll(/<a\b[^>]*\bhref="([^"#]+)/g)].map(
      ([, href = ""]) => new URL(href.replaceAll("&amp;", "&"), address).href,
    );
    waiting.push(...links.filter((href) => isPage(href, start)));
    const forms = formsIn(text);
    if (forms.every((form) => looked.has(form))) continue;
    for (const form of forms) looked.add(form);
    await page.goto(address);
    await visit(address);
  }
}

/** Where each form with a text field goes, and the fields' names; ids left out. */
function formsIn(text: string): string[] {
  return [...text.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].flatMap(([, given = "", inside = ""]) => {
    const controls = [...inside.matchAll(/<(?:input|textarea)\b[^>]*>/g)].map(([control]) => control);
    const names = controls
      .filter((control) => !noText.has(/\btype="(\w+)"/.exec(control)?.[1] ?? "text"))
      // A row's field is named by its criterion.
      .map((control) => /\bname="([^"]*)"/.exec(control)?.[1]?.replace(/-[A-Z]+-\d+$/, "-*"));
    return names.length === 0 ? [] : [`${given.replace(/[\w-]{20,}/g, "*")} ${names.join()}`];
  });
}

function isPage(href: string, start: string): boolean {
  return href.startsWith(new URL(start).origin) && !/\.(xlsx|csv|json|docx|zip|xpi|css)\b|\/api\/|lang=|\/documents\/draft\//.test(href);
}

/** The address without what differs from one page of a kind to the next. */
function kindOf(address: string): string {
  const { pathname, searchParams } = new URL(address);
  return `${pathname.replace(/[\w-]{20,}/g, "*")}?${[...searchParams.keys()].sort().join("&")}`;
}

/** An invitation and a new password's link, as the administrator gets them. */
async function handedOver(page: Page, server: string): Promise<string[]> {
  const links: string[] = [];
  const link = () => page.evaluate(() => document.querySelector(".notice code")?.textContent ?? "");
  await submit(page, `${server}/admin/people`, "/admin/people/invitation", {
    name: "Đỗ Thị Mới",
    email: "moi@lamgiang.example",
    roles: "inspector",
  });
  links.push(await link());
  const reset = await page.evaluate(
    () => [...document.forms].map(({ action }) => new URL(action).pathname).find((path) => path.endsWith("/password-link")) ?? "",
  );
  await submit(page, `${server}/admin/people`, reset, {});
  links.push(await link());
  return links;
}

async function askedByDevice(server: string): Promise<string> {
  const answer = await fetch(`${server}/api/device/code`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ deviceName: "Firefox" }),
  });
  const { verificationUriComplete } = (await answer.json()) as { readonly verificationUriComplete: string };
  return verificationUriComplete;
}

/** Fills the form that goes there and sends it off; done when the next page is there. */
async function submit(page: Page, from: string, action: string, values: Readonly<Record<string, string>>): Promise<void> {
  await page.goto(from);
  await leave(page, () =>
    page.evaluate(
      (path, given) => {
        const form = [...document.forms].find((one) => new URL(one.action).pathname === path);
        if (!form) throw new Error(`no form to ${path}`);
        for (const [name, value] of Object.entries(given)) {
          const fields = [...form.elements].filter((element) => (element as HTMLInputElement).name === name) as HTMLInputElement[];
          for (const field of fields) {
            if (field.type !== "checkbox") field.value = value;
            else if (field.value === value) field.checked = true;
          }
        }
        form.requestSubmit();
      },
      action,
      { ...values },
    ),
  );
}

/** Does something after which another document comes, or an island says in this one what is wrong, and waits for it. */
async function leave(page: Page, act: () => Promise<void>): Promise<void> {
  const before = await page.evaluate(() => ({ origin: performance.timeOrigin, errors: document.querySelectorAll(".error").length }));
  await act();
  await until(
    "the next page",
    () =>
      page.evaluate(
        ({ origin, errors }) =>
          performance.timeOrigin === origin ? document.querySelectorAll(".error").length > errors : document.readyState === "complete",
        before,
      ),
    15_000,
  );
}

export interface FormField {
  /** Its place among the page's controls. */
  readonly place: number;
  readonly name: string;
  readonly label: string;
  readonly kind: string;
  /** Where its form goes, without ids. */
  readonly action: string;
  /** What tells its form from others that go there: what its button asks for. */
  readonly asks: string;
  /** It takes no more than this (a day: 10); -1: no limit of its own. */
  readonly most: number;
}

/** The text fields of the page, those in closed details too. */
export function formFields(page: Page): Promise<FormField[]> {
  return page.evaluate(() => {
    const others = ["radio", "checkbox", "file", "hidden", "submit", "button", "date", "time", "number", "range", "color"];
    return [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea, [contenteditable]")]
      .map((control, place) => ({ control, place }))
      .filter(({ control }) => !others.includes(control.type))
      .map(({ control, place }) => ({
        place,
        name: control.name,
        label: (control.labels?.[0]?.childNodes[0]?.textContent ?? "").trim(),
        kind: `${control.localName} ${control.type}`,
        most: control.maxLength,
        asks: control.form?.querySelector("button[name=do]")?.getAttribute("value") ?? "",
        action: new URL(control.form?.action ?? location.href).pathname.replace(/[\w-]{20,}/g, "*"),
      }));
  });
}

/** The fields in the source that this one can be. */
export function sourcesOf({ name, label }: FormField, fields: readonly WebField[]): WebField[] {
  // The name of a row's field is made where it is drawn: its label tells.
  return fields.filter(
    (field) => (field.name === name || (field.name === "?" && name.includes("-"))) && field.labels.some((said) => said === label),
  );
}

/** Types into a field of a web form; afterwards it holds what was typed. Gives what was typed. */
export async function typeIntoForm(page: Page, { place, kind, name, action, most }: FormField, how: How): Promise<string> {
  const text =
    kind === "input email"
      ? `${"a".repeat(60)}@${"b".repeat(50)}.${"c".repeat(30)}.example`
      : longText.slice(0, most < 0 ? undefined : most);
  const what = `${action} ${name}, ${how}`;
  await until(`${what}: the focus`, async () => {
    const at = await page.evaluate((n) => {
      const field = document.querySelectorAll<HTMLInputElement>("input, textarea, [contenteditable]")[n];
      const details = field?.closest("details");
      if (details) details.open = true;
      field?.scrollIntoView({ block: "center", behavior: "instant" });
      const box = field?.getBoundingClientRect();
      return box && { x: box.left + box.width / 2, y: box.top + Math.min(box.height / 2, 20) };
    }, place);
    if (at) await page.click(at.x, at.y);
    return page.evaluate((n) => document.activeElement === document.querySelectorAll("input, textarea, [contenteditable]")[n], place);
  });
  const top = await page.evaluate(() => scrollY);
  await page.press("Control+a");
  if (how === "composition") await page.compose(text, 60);
  else await page.typeAt(text, how === "12 keys a second" ? 12 : 60);
  const value = () =>
    page.evaluate((n) => document.querySelectorAll<HTMLInputElement>("input, textarea, [contenteditable]")[n]?.value ?? "", place);
  await until(what, async () => (await value()).length >= text.length, 3_000).catch(() => {});
  expect.soft(await value(), `${what}: what stands there`).toBe(text);
  const there = await page.evaluate((n) => {
    const field = document.querySelectorAll<HTMLInputElement>("input, textarea, [contenteditable]")[n];
    return { focused: document.activeElement === field, caret: field?.type === "email" ? null : (field?.selectionStart ?? null) };
  }, place);
  expect.soft(there.focused, `${what}: still the field with the focus`).toBe(true);
  if (there.caret !== null) expect.soft(there.caret, `${what}: the caret`).toBe(text.length);
  expect.soft(Math.abs((await page.evaluate(() => scrollY)) - top), `${what}: the scroll`).toBeLessThanOrEqual(2);
  return text;
}

/** Sends the form of a field off by its own button; the server holds the text then, or shows it whole beside what is wrong with it. */
export async function sendForm(web: Web, { place, name, action }: FormField, text: string): Promise<void> {
  const { page } = web;
  await leave(page, () =>
    page.evaluate((n) => {
      const form = document.querySelectorAll<HTMLInputElement>("input, textarea, [contenteditable]")[n]?.form;
      // What else the form asks for stays empty: the server's own refusal is what has to keep the text.
      if (form) form.noValidate = true;
      const button = form?.querySelector<HTMLButtonElement>("button:not([type=button])");
      form?.requestSubmit(button);
    }, place),
  );
  const shown = await page.evaluate(
    (wanted) => [...document.querySelectorAll<HTMLInputElement>("input, textarea")].some(({ value }) => value === wanted),
    text,
  );
  expect.soft(shown || web.stores(text), `${action} ${name}: what the server holds or shows again`).toBe(true);
}

function databasesHold(folder: string, text: string): boolean {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sqlite"))
    .some((file) => {
      const database = new Database(join(folder, file), { readonly: true });
      try {
        const tables = database.prepare("select name from sqlite_master where type = 'table'").pluck().all() as string[];
        return tables.some((table) => {
          const columns = (database.pragma(`table_info("${table}")`) as { readonly name: string }[]).map((column) => `"${column.name}"`);
          return (
            database
              .prepare(`select 1 from "${table}" where ${columns.map((column) => `instr(${column}, ?)`).join(" or ")} limit 1`)
              .get(...columns.map(() => text)) !== undefined
          );
        });
      } finally {
        database.close();
      }
    });
}
