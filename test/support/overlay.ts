import { type Browser, type Frame, findFrame, type Page } from "./browser.ts";

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
  while (performance.now() - begun < milliseconds) {
    const shown = (await overlayOn(browser, page)) ?? (await panelWindow(browser));
    if (shown) return { ...shown, milliseconds: Math.round(performance.now() - begun) };
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  return undefined;
}

/** The panel's address, with or without what follows. */
export function panelAddress(browser: Browser): string {
  return `${browser.extensionOrigin}/panel.html`;
}

async function overlayOn(browser: Browser, page: Page): Promise<Omit<Shown, "milliseconds"> | undefined> {
  const panel = await findFrame(page, panelAddress(browser));
  if (!panel || !(await hasDrawn(panel))) return undefined;
  const place = await page.evaluate(hostPlace);
  return place && { as: "overlay", panel, hands: page, ...place };
}

async function panelWindow(browser: Browser): Promise<Omit<Shown, "milliseconds"> | undefined> {
  for (const page of await browser.pages()) {
    if (!(await page.url()).startsWith(panelAddress(browser)) || !(await hasDrawn(page))) continue;
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
    return hit !== null && hit.parentNode === document.documentElement && !here.has(hit);
  };
  const width = Math.min(380, innerWidth);
  const left = [innerWidth - width, 0].find((begin) => isHost(begin + width / 2) && isHost(begin + 5) && isHost(begin + width - 20));
  return left === undefined ? undefined : { left, width };
}

async function hasDrawn(panel: Frame): Promise<boolean> {
  return panel.evaluate(() => document.body !== null && document.body.innerText.trim().length > 0).catch(() => false);
}
