import { afterAll, beforeAll, expect, test } from "vitest";
import type { Browser, BrowserName } from "./browser.ts";
import { launchWithExtension } from "./built.ts";
import { smallWindow, unusable } from "./small-window.ts";
import type { How } from "./typing-walk.ts";
import { webFields } from "./web-fields.ts";
import { formFields, openWeb, sendForm, sourcesOf, typeIntoForm, type Web } from "./web-walk.ts";

interface Extent {
  readonly hows: readonly How[];
  /** One field of each kind of control, or every field. */
  readonly each: "kind" | "field";
}

/** Registers what is tested of the server's forms in one browser. */
export function testWebTyping(name: BrowserName, { hows, each }: Extent): void {
  let browser: Browser;
  let web: Web;
  const cramped: string[] = [];
  beforeAll(async () => {
    browser = await launchWithExtension(name);
    web = await openWeb(browser);
  });
  afterAll(async () => {
    await web?.close();
    await browser?.close();
  });

  test(`finds every letter, and every field of the source is reached, in ${name}`, async () => {
    const fields = await webFields();
    /** Source → the forms in which it was met. */
    const met = new Map<string, Set<string>>();
    const typed = new Set<string>();
    await web.eachPage(async (address) => {
      const there = await formFields(web.page);
      for (const field of there) {
        const sources = sourcesOf(field, fields);
        expect(sources, `${address}: the source knows no field “${field.name}” labelled “${field.label}”`).not.toEqual([]);
        for (const { at } of sources) met.set(at, (met.get(at) ?? new Set()).add(`${field.action} ${field.asks}`));
      }
      await web.page.resize(smallWindow);
      cramped.push(...(await unusable(web.page)).map((found) => `${address}: ${found}`));
      await web.page.resize({ width: 1280, height: 800 });
      for (const field of there) {
        const key = each === "kind" ? field.kind : `${field.action} ${field.name}`;
        if (typed.has(key)) continue;
        typed.add(key);
        let text = "";
        for (const how of hows) text = await typeIntoForm(web.page, field, how);
        // Passwords are kept as hashes alone, and sending their forms off would end the walk's own
        // session; an address is looked at by the browser.
        const secret = there.some((one) => one.action === field.action && one.kind === "input password");
        if (secret || field.kind === "input email") continue;
        await sendForm(web, field, text);
        await web.page.goto(address);
      }
    });
    expect(
      fields.filter(({ at }) => !met.has(at)).map(({ at }) => at),
      "fields that the walk does not reach: give it the way in web-walk.ts",
    ).toEqual([]);
    // Where several look alike, each has a form of its own.
    for (const { at, name: own, labels } of fields) {
      const alike = fields.filter((other) => other.name === own && other.labels.join() === labels.join());
      expect(met.get(at)?.size, `${at} and what looks like it`).toBeGreaterThanOrEqual(new Set(alike.map((one) => one.at)).size);
    }
  });

  test(`everything of the same pages can be seen and hit at 320 × 256, in ${name}`, () => {
    expect(cramped).toEqual([]);
  });
}
