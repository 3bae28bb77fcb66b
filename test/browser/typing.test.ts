import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { panel } from "../../shared/words/panel.ts";
import { field, inspection, unit } from "../extension/sample-sheets.ts";
import { type Browser, browsersFor, until } from "../support/browser.ts";
import { launchWithExtension } from "../support/built.ts";
import { type Shown, showPanel } from "../support/overlay.ts";
import { pageAnswer } from "../support/pages.ts";
import { type Site, serveSite } from "../support/site.ts";
import { openStorage, readStore, seed } from "../support/stored.ts";

const rounds = 8;

describe.each(browsersFor("chromium"))("typed faster than the screen is drawn, in %s", (name) => {
  let browser: Browser;
  let site: Site;
  let shown: Shown;

  beforeAll(async () => {
    site = await serveSite(pageAnswer);
    browser = await launchWithExtension(name);
    const websites = [{ origin: site.http("unit.test"), path: "/" }];
    await seed(browser, field([inspection(unit("UBND phường Bến Thử", { websites }))]));
    const found = await showPanel(browser, await browser.open(`${site.http("unit.test")}/own/unit.html`));
    if (!found) throw new Error("no panel");
    shown = found;
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Opens the criterion's line and gives it the focus. */
  async function goTo(id: string): Promise<void> {
    await until(`${id} to be open`, () =>
      shown.panel.evaluate((criterion) => {
        const line = document.getElementById(`line-${criterion}`);
        if (line?.getAttribute("aria-expanded") === "false") line.click();
        line?.focus();
        return document.activeElement === line && document.getElementById(`body-${criterion}`) !== null;
      }, id),
    );
  }

  /** Of the panel's own windows. */
  async function addressesOfWindows(): Promise<string[]> {
    const all = await Promise.all((await browser.pages()).map((page) => page.url()));
    return all.filter((address) => address.includes("/window.html"));
  }

  async function storedAnswer(id: string): Promise<unknown> {
    const storage = await openStorage(browser);
    const [draft] = (await readStore(storage, "drafts")) as {
      readonly entries: Readonly<Record<string, { readonly answer: unknown } | undefined>>;
    }[];
    await storage.close();
    return draft?.entries[id]?.answer;
  }

  test("two figures with points between their digits arrive whole", async () => {
    for (let round = 0; round < rounds; round += 1) {
      await goTo("NYTT-12");
      await shown.hands.press("1");
      await until("the first figure's field", () => shown.panel.evaluate(() => document.activeElement?.id === "NYTT-12-numerator"));
      const [numerator, denominator] = [5_000 + round * 7, 6_000 + round * 13];
      await shown.hands.type(written(numerator));
      await shown.hands.press("Tab");
      await shown.hands.type(written(denominator));
      await shown.hands.press("Escape");
      await until("both figures", () =>
        shown.panel.evaluate(
          (first, second) => {
            const value = (id: string) => document.querySelector<HTMLInputElement>(`#NYTT-12-${id}`)?.value;
            return value("numerator") === first && value("denominator") === second;
          },
          written(numerator),
          written(denominator),
        ),
      );
    }
    await shown.hands.bringToFront();
    await until("the last figures on the device", async () => {
      const answer = (await storedAnswer("NYTT-12")) as { readonly numerator?: number; readonly denominator?: number } | undefined;
      return answer?.numerator === 5_000 + (rounds - 1) * 7 && answer.denominator === 6_000 + (rounds - 1) * 13;
    });
    await shown.hands.bringToFront();
  });

  test("after six seconds on another tab the panel is where it was, and the note goes on", async () => {
    await goTo("VHCS-02");
    await until("the note", () =>
      shown.panel.evaluate(() => {
        document.getElementById("VHCS-02-note")?.focus();
        return document.activeElement?.id === "VHCS-02-note";
      }),
    );
    await shown.hands.type("Gặp 4 ");
    const other = await openStorage(browser);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(await addressesOfWindows()).toEqual([]);
    await other.close();
    await shown.hands.bringToFront();
    await shown.hands.type("cán bộ");
    await until("the whole note", () =>
      shown.panel.evaluate(() => document.querySelector<HTMLTextAreaElement>("#VHCS-02-note")?.value === "Gặp 4 cán bộ"),
    );
    // As long as a cover is borne.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await shown.panel.evaluate(() => document.querySelector(".panel")?.className)).toBe("panel");
    expect(await addressesOfWindows()).toEqual([]);
    // The typing is over: what follows are commands.
    await shown.hands.press("Escape");
  });

  test("eight ticks one after the other are eight ticks", async () => {
    await goTo("VHCS-08");
    for (const key of "12345678") await shown.hands.press(key);
    await until("eight ticks", () =>
      shown.panel.evaluate(() => document.querySelectorAll("#body-VHCS-08 input[type=checkbox]:checked").length === 8),
    );
  });

  test("a key after the one that goes on belongs to the next criterion", async () => {
    await goTo("NYTT-07");
    for (const key of ["1", "j", "2", "j", "3"]) await shown.hands.press(key);
    const chosen = () =>
      shown.panel.evaluate(() =>
        ["NYTT-07", "NYTT-08", "NYTT-09"].map((id) => document.querySelector(`[data-criterion="${id}"] .pt b`)?.textContent ?? ""),
      );
    await until("three answers", async () => (await chosen()).join() === "3,1,0").catch(async () =>
      expect(await chosen()).toEqual(["3", "1", "0"]),
    );
  });

  test("a digit row that writes ă â chooses by its place", async () => {
    const chosen = (n: number) =>
      shown.panel.evaluate((i) => document.querySelectorAll<HTMLInputElement>("#body-DDCV-01 input[type=radio]")[i]?.checked === true, n);
    await goTo("DDCV-01");
    await shown.hands.stroke("â", "Digit2");
    await until("the second level", () => chosen(1));
    await shown.hands.stroke("ă", "Digit1");
    await until("the first level", () => chosen(0));
  });

  test("letters after a note that lost the focus by itself change no score, until the person goes on", async () => {
    await goTo("VHCS-01");
    await shown.hands.press("2");
    const second = () =>
      shown.panel.evaluate(() => document.querySelectorAll<HTMLInputElement>("#body-VHCS-01 input[type=radio]")[1]?.checked === true);
    await until("the second level", second);
    for (const loss of ["blur", "heading", "gone"]) {
      await shown.hands.press("n");
      await until("the note", () => shown.panel.evaluate(() => document.activeElement?.id === "VHCS-01-note"));
      await shown.hands.typeAt("Gặp ", 60);
      await shown.panel.evaluate((how) => {
        const note = document.getElementById("VHCS-01-note");
        if (how === "blur") note?.blur();
        else if (how === "heading") {
          const heading = document.querySelector<HTMLElement>("h1");
          heading?.setAttribute("tabindex", "-1");
          heading?.focus();
        } else if (note) {
          // Drawn anew: another element stands in its place.
          note.hidden = true;
        }
      }, loss);
      await shown.hands.typeAt("4 ca 1 j 3 x u m", 60);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(await second(), `the level after “${loss}”`).toBe(true);
      expect(await shown.panel.evaluate(() => document.getElementById("body-VHCS-01") !== null), `the criterion after “${loss}”`).toBe(
        true,
      );
      await shown.panel.evaluate(() => document.getElementById("VHCS-01-note")?.removeAttribute("hidden"));
      // Escape says that the typing is over: the next key is a command again.
      await shown.hands.press("Escape");
    }
    await shown.hands.press("1");
    await until("the first level", () =>
      shown.panel.evaluate(() => document.querySelector<HTMLInputElement>("#body-VHCS-01 input[type=radio]")?.checked === true),
    );
  });

  test("a clock time is of 24 hours whatever the browser’s language, and what is no time yet stays as it was typed", async () => {
    const time = () =>
      shown.panel.evaluate(() => {
        const field = document.querySelector<HTMLInputElement>("#DDCV-02-time");
        return [
          field?.type,
          field?.value,
          field?.getAttribute("aria-invalid"),
          document.getElementById("DDCV-02-time-fault")?.textContent ?? "",
        ];
      });
    const type = async (text: string) => {
      await shown.panel.evaluate(() => document.getElementById("DDCV-02-time")?.focus());
      await shown.hands.press("Control+a");
      await shown.hands.type(text);
      await shown.hands.press("Tab");
    };
    await goTo("DDCV-02");
    await type("4:30 PM");
    // The headcount that was typed first belongs to the answer that a key gives.
    await shown.hands.type("8");
    await shown.hands.press("Tab");
    await shown.hands.type("11");
    const refused = ["text", "4:30 PM", "true", panel.notTime.vi];
    await until("the refusal", async () => (await time())[2] === "true");
    expect(await time()).toEqual(refused);
    // The typing is over: the next key is a command.
    await shown.hands.press("Escape");
    await shown.hands.press("0");
    await until("the answer", async () => (await storedAnswer("DDCV-02")) !== undefined);
    expect(await storedAnswer("DDCV-02")).toEqual({ type: "deduct", counts: [0, 0], present: 8, total: 11 });
    await goTo("NYTT-12");
    await goTo("DDCV-02");
    await until("the line again", async () => (await time())[1] !== undefined);
    expect(await time()).toEqual(refused);
    await type("16h30");
    await shown.hands.press("Escape");
    await until("the time in the answer", async () => (await time())[1] === "16:30");
    expect(await time()).toEqual(["text", "16:30", "false", ""]);
    await until("the time on the device", async () => JSON.stringify(await storedAnswer("DDCV-02")).includes('"16:30"'));
  });
});

/** 5033 → 5.033 */
function written(count: number): string {
  return new Intl.NumberFormat("vi-VN").format(count);
}
