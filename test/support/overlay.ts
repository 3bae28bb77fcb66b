import { type Browser, type Frame, type Page, until } from "./browser.ts";

/** Where the panel came up after a click on the action. */
export interface Shown {
  readonly as: "overlay" | "window";
  /** The panel's own document. */
  readonly panel: Frame;
  /** The page that takes keys and clicks for it: the inspected page, or the panel's own window. */
  readonly hands: Page;
  /** Where the panel begins in `hands`. */
  readonly left: number;
  readonly width: number;
  /** From the click until it could be seen and hit. */
  readonly milliseconds: number;
}

/** How long a panel may take. */
export const inTime = 1_500;

/**
 * Clicks the action and waits until the panel can be seen and hit: at the middle of its own place the page finds nothing but its
 * host, and its document has drawn something. Where the page allows no overlay, the panel's window. `undefined`: neither came in time.
 */
export async function showPanel(browser: Browser, page: Page, milliseconds = 6_000): Promise<Shown | undefined> {
  await page.evaluate(() => {
    const here = new WeakSet<Element>(document.querySelectorAll("*"));
    Object.defineProperty(window, "__here", { value: here, configurable: true });
  });
  const begun = performance.now();
  await browser.clickAction(page);
  return findPanel(browser, page, milliseconds, begun);
}

/** The panel as it stands after the click: it can move from the page to its window while the page fights it. */
export async function findPanel(browser: Browser, page: Page, milliseconds = 6_000, begun = performance.now()): Promise<Shown | undefined> {
  do {
    const shown = (await overlayOn(page)) ?? (await panelWindow(browser));
    if (shown) return { ...shown, milliseconds: Math.round(performance.now() - begun) };
    await new Promise((resolve) => setTimeout(resolve, 15));
  } while (performance.now() - begun < milliseconds);
  return undefined;
}

/** The address that web pages may frame, without what makes it work once. */
export function panelAddress(browser: Browser): string {
  return `${browser.extensionOrigin}/panel.html`;
}

/** The panel's frame in this page. Chromium may give it another origin for every page, which a page cannot guess. */
export async function panelFrame(page: Page): Promise<Frame | undefined> {
  for (const frame of await page.frames()) if (/^[a-z]+-extension:\/\/[^/]+\/panel\.html/.test(await addressOf(frame))) return frame;
  return undefined;
}

async function overlayOn(page: Page): Promise<Omit<Shown, "milliseconds"> | undefined> {
  const panel = await panelFrame(page);
  if (!panel || !(await hasDrawn(panel))) return undefined;
  const place = await page.evaluate(hostPlace).catch(() => undefined);
  return place && { as: "overlay", panel, hands: page, ...place };
}

async function panelWindow(browser: Browser): Promise<Omit<Shown, "milliseconds"> | undefined> {
  for (const page of await browser.pages()) {
    if (!(await addressOf(page)).startsWith(`${browser.extensionOrigin}/window.html`) || !(await hasDrawn(page))) continue;
    return { as: "window", panel: page, hands: page, left: 0, width: await page.evaluate(() => innerWidth) };
  }
  return undefined;
}

/** Where the page finds the host that was not there before the click, and nothing else. */
function hostPlace(): { left: number; width: number } | undefined {
  const here = Reflect.get(window, "__here") as WeakSet<Element>;
  const middle = innerHeight / 2;
  const isHost = (x: number) => {
    const hit = document.elementFromPoint(x, middle);
    // It draws nothing itself, so nothing but what lies in it can be hit; where the page has a modal dialog open, it stands in that.
    return hit !== null && !here.has(hit) && (hit as HTMLElement).style.display === "contents";
  };
  const width = Math.min(380, innerWidth);
  const left = [innerWidth - width, 0].find((begin) => isHost(begin + width / 2) && isHost(begin + 5) && isHost(begin + width - 20));
  return left === undefined ? undefined : { left, width };
}

/** Empty for a frame that went away while it was asked. */
async function addressOf(frame: Frame | Page): Promise<string> {
  return frame.url().catch(() => "");
}

async function hasDrawn(panel: Frame): Promise<boolean> {
  return panel.evaluate(() => document.body !== null && document.body.innerText.trim().length > 0).catch(() => false);
}

/**
 * Really clicks into a text field of the panel, as often as a person would until it has the focus; a
 * note of a criterion where there is no other.
 */
export async function focusText(shown: Shown, milliseconds = 10_000): Promise<void> {
  await until(
    "the focus in a text field of the panel",
    async () => {
      const at = await shown.panel.evaluate(() => {
        const seen = (element: HTMLElement) => {
          element.scrollIntoView({ block: "center", behavior: "instant" });
          const { left, top, width, height } = element.getBoundingClientRect();
          return width > 0 && top >= 0 && top < innerHeight
            ? { x: left + Math.min(width / 2, 120), y: top + Math.min(height / 2, 20) }
            : undefined;
        };
        for (const field of document.querySelectorAll<HTMLElement>("textarea, input[type=search]")) {
          const place = seen(field);
          if (place) return place;
        }
        const line = document.querySelector<HTMLElement>("[data-criterion] button[aria-expanded=false]");
        return line ? seen(line) : undefined;
      });
      if (!at) return false;
      await shown.hands.click(shown.left + at.x, at.y);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return shown.panel.evaluate(() => document.hasFocus() && document.activeElement?.matches("textarea, input[type=search]"));
    },
    milliseconds,
  );
}

/** What stands in the panel's text field that has the focus. */
export function focusedText(shown: Shown): Promise<string | undefined> {
  return shown.panel.evaluate(() => (document.activeElement as HTMLInputElement | null)?.value);
}

/** The overlay by a second click on the action, the window by closing it. */
export async function closePanel(browser: Browser, shown: Shown, page: Page): Promise<void> {
  if (shown.as === "window") return shown.hands.close();
  await browser.clickAction(page);
  await until("the end of the overlay", async () => (await panelFrame(page)) === undefined);
}
