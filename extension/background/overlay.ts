import { browser } from "wxt/browser";
import { reportError } from "../errors.ts";
import type { Caller, LauncherAsk, LauncherOrder, OverlayPlace, PanelAddress, Place } from "../messages.ts";
import { openDesk } from "./desk.ts";
import { forgetOverlay, listOverlays, loadOverlay, type Overlay, saveOverlay } from "./overlay-state.ts";
import { dropDeadWindow, openPanelWindow, takeOverlayAway } from "./panel-window.ts";
import { giveBack, keepPanel } from "./permissions.ts";
import { rememberedTyping } from "./remembered.ts";
import { mintToken, takeToken } from "./tokens.ts";
import { inTurn } from "./turn.ts";

/**
 * Without a claim after this long the panel's own window opens. The launcher knows sooner where nothing will come (it asks the frame);
 * this is for a launcher that never came to life. On a busy machine an overlay may take seconds.
 */
const claimWithin = 10_000;
/** A page that moves the overlay about gets so many new panels before the window opens. */
const mintsPerPage = 8;

interface Tab {
  readonly id?: number | undefined;
  readonly url?: string | undefined;
  readonly title?: string | undefined;
}

/**
 * The action's click or its key: shows the panel on the page, or takes it away again. Where the panel's window is open, the overlay
 * is tried once more; the window goes when it works, and comes to the front where it does not.
 */
export async function toggleOverlay(tab: Tab): Promise<void> {
  if (tab.id === undefined) return;
  if (await order(tab.id, { order: "areYouThere" })) return closeOverlay(tab.id);
  await dropDeadWindow(tab.id);
  const attempt = await begin(tab.id, { url: withoutFragment(tab.url ?? ""), title: tab.title ?? "", takeFocus: true });
  if (await inject(tab.id)) await openWindowUnlessClaimed(tab.id, attempt);
  else if (/^(https?|file):/.test(tab.url ?? "") || (await hasWindow(tab.id))) await openPanelWindow(tab.id, "refused");
  else {
    await forgetOverlay(tab.id);
    await openDesk("#/");
  }
}

/**
 * After a navigation: shows the overlay again where it was open and the browser still allows it. Firefox takes the right to a page
 * away with each one, also where it is the same page again: the panel goes on in its window then, instead of being gone.
 */
export async function resumeOverlay(tabId: number): Promise<void> {
  const overlay = await loadOverlay(tabId);
  if (!overlay || overlay.state === "window" || (await order(tabId, { order: "areYouThere" }))) return;
  const attempt = await begin(tabId, { takeFocus: false });
  if (await inject(tabId)) await openWindowUnlessClaimed(tabId, attempt);
  else if (losesEveryPage() && (await isOpening(tabId, attempt))) await openPanelWindow(tabId, "navigated");
}

/** The person let the panel stay on the site: from its window it goes back onto the page, as far as that is of the site. */
export async function keepOnPage(tabId: number): Promise<void> {
  await keepPanel(tabId);
  if ((await loadOverlay(tabId))?.state !== "window") return;
  const attempt = await begin(tabId, { takeFocus: true });
  if (await inject(tabId)) await openWindowUnlessClaimed(tabId, attempt);
  else await openPanelWindow(tabId, "navigated");
}

function losesEveryPage(): boolean {
  return "getBrowserInfo" in browser.runtime;
}

/** Nobody clicked, closed or claimed meanwhile. */
async function isOpening(tabId: number, attempt: number): Promise<boolean> {
  const overlay = await loadOverlay(tabId);
  return overlay?.state === "opening" && overlay.attempt === attempt;
}

async function hasWindow(tabId: number): Promise<boolean> {
  return (await loadOverlay(tabId))?.windowId !== undefined;
}

/** The tab is gone; the panel in its own window stays, and with it the way back to its sheet. */
export async function forgetTab(tabId: number): Promise<void> {
  if ((await loadOverlay(tabId))?.state !== "window") await closeOverlay(tabId);
}

/** Takes the panel off the page, saved before, and gives back the permission that it lived by. */
export async function closeOverlay(tabId: number): Promise<void> {
  await takeOverlayAway(tabId);
  await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    await forgetOverlay(tabId);
    await giveBack(overlay);
  });
}

/** Remembers how the panel lies in this tab, and has the launcher lay it so. */
export async function placeOverlay(tabId: number, place: OverlayPlace): Promise<void> {
  await change(tabId, place);
  await order(tabId, { order: "place", ...place });
}

/** The panel shows its token; only the frame and tab it was minted for get an answer, and only while no window has taken over. */
export async function claimPanel(token: string, caller: Caller): Promise<Place | null> {
  const place = await inTurn(() => (caller.path === "/window.html" ? claimWindow(token, caller) : claimOverlay(token, caller)));
  if (!place) return null;
  if (place.shownIn === "overlay") await order(place.tabId, { order: "claimed" });
  const typing = await rememberedTyping(place.tabId);
  return typing ? { ...place, typing } : place;
}

async function claimOverlay(token: string, { path, tabId, frameId }: Caller): Promise<Place | null> {
  const minted = await takeToken(token);
  if (minted?.shownIn !== "overlay" || path !== "/panel.html" || tabId !== minted.tabId || !frameId) return null;
  const overlay = await loadOverlay(tabId);
  if (!overlay || overlay.state === "window") return null;
  await saveOverlay(tabId, { ...overlay, state: "overlay", frameId });
  return { tabId, url: overlay.url, title: overlay.title, shownIn: "overlay" };
}

/** By its token, or, reloaded, by the tab that claimed before: web pages can neither open nor frame this page. */
async function claimWindow(token: string, caller: Caller): Promise<Place | null> {
  const minted = await takeToken(token);
  const mintedFor = minted?.shownIn === "window" ? minted.tabId : undefined;
  const before = async () =>
    (await listOverlays()).find(({ overlay }) => overlay.panelTab !== undefined && overlay.panelTab === caller.tabId)?.tabId;
  const tabId = mintedFor ?? (await before());
  const overlay = tabId === undefined ? undefined : await loadOverlay(tabId);
  if (tabId === undefined || !overlay || (mintedFor !== undefined && overlay.state !== "window")) return null;
  if (caller.tabId !== undefined) await saveOverlay(tabId, { ...overlay, panelTab: caller.tabId });
  return { tabId, url: overlay.url, title: overlay.title, shownIn: "window" };
}

/** Answers the launcher of this tab's page. */
export async function answerLauncher(
  ask: LauncherAsk,
  tabId: number,
  page: { readonly url: string; readonly title: string },
): Promise<PanelAddress | null> {
  switch (ask.launcher) {
    case "mintPanel":
      return inTurn(() => mintPanel(tabId, page));
    case "overlayMoved":
      await change(tabId, { side: ask.side, minimised: ask.minimised });
      return null;
    case "overlayFailed":
      await openPanelWindow(tabId, ask.why);
      return null;
  }
}

async function mintPanel(tabId: number, page: { readonly url: string; readonly title: string }): Promise<PanelAddress | null> {
  const overlay = await loadOverlay(tabId);
  if (!overlay || overlay.state === "window" || overlay.mints >= mintsPerPage) return null;
  const token = await mintToken(tabId, "overlay");
  await saveOverlay(tabId, {
    ...overlay,
    mints: overlay.mints + 1,
    url: page.url ? withoutFragment(page.url) : overlay.url,
    title: page.title || overlay.title,
  });
  return {
    url: browser.runtime.getURL(`/panel.html#${token}`),
    side: overlay.side,
    minimised: overlay.minimised,
    takeFocus: overlay.takeFocus,
  };
}

async function begin(tabId: number, opened: Pick<Overlay, "takeFocus"> & Partial<Pick<Overlay, "url" | "title">>): Promise<number> {
  return inTurn(async () => {
    const before = await loadOverlay(tabId);
    const attempt = (before?.attempt ?? 0) + 1;
    const place = before ?? { side: "right", minimised: false, url: "", title: "" };
    await saveOverlay(tabId, { ...place, ...opened, state: "opening", attempt, mints: 0 });
    return attempt;
  });
}

async function openWindowUnlessClaimed(tabId: number, attempt: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, claimWithin));
  if (await isOpening(tabId, attempt)) await openPanelWindow(tabId, "refused");
}

/** `false` where the browser keeps scripts out: its own pages, its store, some viewers, a site without permission. */
async function inject(tabId: number): Promise<boolean> {
  try {
    const [frame] = await browser.scripting.executeScript({ target: { tabId }, files: ["/launch.js"], injectImmediately: true });
    // Firefox on its own pages: no error, and nothing done.
    return Boolean(frame);
  } catch {
    return false;
  }
}

/** Whether a launcher in the tab's page heard it. */
async function order(tabId: number, what: LauncherOrder): Promise<boolean> {
  try {
    return (await browser.tabs.sendMessage(tabId, what, { frameId: 0 })) === true;
  } catch {
    return false;
  }
}

async function change(tabId: number, changes: Partial<Overlay>): Promise<void> {
  await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    if (overlay) await saveOverlay(tabId, { ...overlay, ...changes });
  });
}

function withoutFragment(address: string): string {
  return address.split("#", 1)[0] ?? "";
}

/** For event listeners, which nobody waits for: an error is kept, not lost. */
export function inBackground(step: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => reportError(step, error));
}
