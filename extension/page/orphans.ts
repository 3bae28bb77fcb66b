import { browser } from "wxt/browser";
import { shadowOf } from "./element.ts";

/** The extension that this script belonged to was reloaded, updated or taken away: nothing it asks is answered any more. */
export function isOrphan(): boolean {
  try {
    return browser.runtime?.id === undefined;
  } catch {
    return true;
  }
}

/**
 * Takes away the overlays that an earlier run of the extension left in the page: their scripts cannot do it themselves (Firefox ends
 * them, in Chromium they no longer hear anything). Nothing of the page's own has our panel in a closed shadow root.
 */
export function removeOrphans(): void {
  // Ours is a `div` of this style wherever it lies: at the root, or where the page opened a modal dialog, in that.
  for (const host of document.querySelectorAll('div[style*="contents"]')) {
    const frame = shadowOf(host)?.querySelector("iframe");
    if (!frame || !/^(chrome|moz)-extension:\/\/[^/]+\/panel\.html#[0-9a-f]{48}$/.test(frame.src)) continue;
    const ground = host.parentElement;
    host.remove();
    if (ground?.localName === "foreignObject" && !ground.hasChildNodes()) ground.remove();
  }
}
