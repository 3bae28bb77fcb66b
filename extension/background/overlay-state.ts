import * as v from "valibot";
import { browser } from "wxt/browser";
import { announce } from "../drafts/changed.ts";
import { windowReasons } from "../messages.ts";

/** How the panel stands in one tab. In `storage.session`: the background may be stopped at any moment, and nothing outlives the browser. */
export const Overlay = v.object({
  /** `opening`: put into the page, not yet shown; `overlay`: on the page; `window`: in a window of its own. */
  state: v.picklist(["opening", "overlay", "window"]),
  /** Tells one opening from the next. */
  attempt: v.number(),
  side: v.picklist(["left", "right"]),
  minimised: v.boolean(),
  url: v.string(),
  title: v.string(),
  takeFocus: v.boolean(),
  /** How often an address was minted in this attempt. */
  mints: v.number(),
  /** Why the window came, where it did. */
  why: v.optional(v.picklist(windowReasons)),
  /** The frame in the tab's page that the panel is shown in, once it has claimed. */
  frameId: v.optional(v.number()),
  /** The panel's own window. Beside an overlay that has just come back it stays until that one works. */
  windowId: v.optional(v.number()),
  /** The tab in that window, once the panel in it has claimed. */
  panelTab: v.optional(v.number()),
  /** The match pattern whose permission was given so that the overlay comes back after a navigation. */
  keeps: v.optional(v.string()),
});
export type Overlay = v.InferOutput<typeof Overlay>;

const key = (tabId: number) => `overlay:${tabId}`;

/** `undefined`: this tab has no panel, or what is stored of it was written by another version. */
export async function loadOverlay(tabId: number): Promise<Overlay | undefined> {
  const stored = await browser.storage.session.get(key(tabId));
  const parsed = v.safeParse(Overlay, stored[key(tabId)]);
  return parsed.success ? parsed.output : undefined;
}

/** Replaces what is stored of the tab, and tells every open context. */
export async function saveOverlay(tabId: number, overlay: Overlay): Promise<void> {
  await browser.storage.session.set({ [key(tabId)]: overlay });
  announce("overlay");
}

/** The tab has no panel any more. Tells nobody: who shows it is gone with it. */
export async function forgetOverlay(tabId: number): Promise<void> {
  await browser.storage.session.remove(key(tabId));
}

/** Every tab that has a panel, on its page or in a window. */
export async function listOverlays(): Promise<{ tabId: number; overlay: Overlay }[]> {
  const all = Object.entries(await browser.storage.session.get(null));
  return all.flatMap(([name, value]) => {
    const parsed = v.safeParse(Overlay, value);
    return name.startsWith("overlay:") && parsed.success ? [{ tabId: Number(name.slice("overlay:".length)), overlay: parsed.output }] : [];
  });
}
