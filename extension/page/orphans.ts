import { browser } from "wxt/browser";

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
  for (const child of [...document.documentElement.children]) {
    const frame = shadowOf(child)?.querySelector("iframe");
    if (frame && /^(chrome|moz)-extension:\/\/[^/]+\/panel\.html#[0-9a-f]{48}$/.test(frame.src)) child.remove();
  }
}

/** What only extensions may see: the closed ones too. */
function shadowOf(child: Element): ShadowRoot | null {
  if ("openOrClosedShadowRoot" in child) return child.openOrClosedShadowRoot as ShadowRoot | null;
  return child instanceof HTMLElement && "dom" in browser ? browser.dom.openOrClosedShadowRoot(child) : null;
}
