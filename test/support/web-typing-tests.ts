import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Browser, type BrowserName, browsersToTest } from "./browser.ts";
import { launchWithExtension } from "./built.ts";
import { smallWindow, unusable } from "./small-window.ts";
import type { How } from "./typing-walk.ts";
import { type WebField, webFields } from "./web-fields.ts";
import { type FormField, formFields, openWeb, sendForm, sourcesOf, typeIntoForm, type Web } from "./web-walk.ts";

interface Extent {
  readonly hows: readonly How[];
  /** One field of each kind of control, or every field. */
  readonly each: "kind" | "field";
  /** So many walk at once, each with its own browser and server, and share the fields: a person's typing is mostly waiting. */
  readonly walkers?: number;
}

interface Walker {
  readonly browser: Browser;
  readonly web: Web;
}

/** What was met on the way, by whichever walker. */
interface Seen {
  /** Source → the forms in which it was met. */
  readonly met: Map<string, Set<string>>;
  /** What has to be typed into, and what was. */
  readonly wanted: Set<string>;
  readonly typed: Set<string>;
  readonly cramped: string[];
}

/** Registers the typing into every field of the server's forms, in one browser. */
export function testAllWebTyping(name: BrowserName): void {
  describe.runIf(browsersToTest().includes(name))(
    `whoever types 150 letters into the server's forms, slowly, fast and by an input method, in ${name}`,
    () => testWebTyping(name, { hows: ["12 keys a second", "60 keys a second", "composition"], each: "field", walkers: 4 }),
  );
}

/** Registers what is tested of the server's forms in one browser. */
export function testWebTyping(name: BrowserName, { hows, each, walkers = 1 }: Extent): void {
  const all: Walker[] = [];
  const seen: Seen = { met: new Map(), wanted: new Set(), typed: new Set(), cramped: [] };
  beforeAll(async () => {
    for (let i = 0; i < walkers; i++) {
      const browser = await launchWithExtension(name);
      all.push({ browser, web: await openWeb(browser) });
    }
  });
  afterAll(async () => {
    for (const { browser, web } of all) {
      await web.close();
      await browser.close();
    }
  });

  test(`finds every letter, and every field of the source is reached, in ${name}`, async () => {
    const fields = await webFields();
    const key = (field: FormField) => (each === "kind" ? field.kind : keyOf(field));
    await Promise.all(
      all.map(({ web }, i) => walk(web, { fields, key, hows, seen, isOwn: (one) => shareOf(one, walkers) === i, measures: i === 0 })),
    );
    const { met, wanted, typed } = seen;
    expect(
      [...wanted].filter((one) => !typed.has(one)),
      "fields that were seen and not typed into",
    ).toEqual([]);
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
    expect(seen.cramped).toEqual([]);
  });
}

interface Walk {
  readonly fields: readonly WebField[];
  readonly hows: readonly How[];
  readonly seen: Seen;
  readonly measures: boolean;
  /** Of those with one key one is typed into. */
  key(field: FormField): string;
  isOwn(key: string): boolean;
}

async function walk(web: Web, { fields, hows, seen, measures, key, isOwn }: Walk): Promise<void> {
  const { met, wanted, typed, cramped } = seen;
  await web.eachPage(async (address) => {
    const there = await formFields(web.page);
    for (const field of there) {
      const sources = sourcesOf(field, fields);
      expect(sources, `${address}: the source knows no field “${field.name}” labelled “${field.label}”`).not.toEqual([]);
      for (const { at } of sources) met.set(at, (met.get(at) ?? new Set()).add(`${field.action} ${field.asks}`));
      wanted.add(key(field));
    }
    if (measures) {
      await web.page.resize(smallWindow);
      cramped.push(...(await unusable(web.page)).map((found) => `${address}: ${found}`));
      await web.page.resize({ width: 1280, height: 800 });
    }
    for (const listed of there) {
      if (typed.has(key(listed)) || !isOwn(key(listed))) continue;
      // What was sent before may have taken its row away: then the next that is alike.
      const field = (await formFields(web.page)).find((one) => keyOf(one, true) === keyOf(listed, true));
      if (!field) continue;
      typed.add(key(field));
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
}

/** Where a field's form goes, what its button asks for and the field's name; of a row's field without the row, unless it is that one. */
function keyOf({ action, asks, name }: FormField, itsRow = false): string {
  return `${action} ${asks} ${itsRow ? name : name.replace(/-[A-Z]+-\d+$/, "-*")}`;
}

/** Which walker's it is: 0 … n - 1, the same in every run. */
function shareOf(key: string, n: number): number {
  return [...key].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % n;
}
