import { browser } from "wxt/browser";
import { sitePattern } from "../screen/site-pattern.ts";
import { listOverlays, loadOverlay, type Overlay, saveOverlay } from "./overlay-state.ts";
import { inTurn } from "./turn.ts";

/** Remembers that the person let the panel stay on this site; the permission lives as long as the overlay does. */
export async function keepPanel(tabId: number): Promise<void> {
  await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    const pattern = sitePattern(overlay?.url ?? "");
    if (!overlay || !pattern || !(await browser.permissions.contains({ origins: [pattern] }))) return;
    await saveOverlay(tabId, { ...overlay, keeps: pattern });
  });
}

/** Gives the site's permission back, unless another tab's overlay lives by it. */
export async function giveBack(closed: Overlay | undefined): Promise<void> {
  const pattern = closed?.keeps;
  if (!pattern || (await listOverlays()).some(({ overlay }) => overlay.keeps === pattern)) return;
  await browser.permissions.remove({ origins: [pattern] });
}

/** At the browser's start no overlay is open: what a crash left behind is given back. */
export async function giveBackEverything(): Promise<void> {
  const { origins } = await browser.permissions.getAll();
  if (origins && origins.length > 0) await browser.permissions.remove({ origins });
}
