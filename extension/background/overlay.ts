import { browser } from "wxt/browser";
import type { Caller } from "../calls.ts";
import { reportError } from "../errors.ts";
import type { LauncherAsk, LauncherOrder, OverlayPlace, PanelAddress, Place } from "../messages.ts";
import { forgetOverlay, loadOverlay, type Overlay, saveOverlay } from "../overlay-state.ts";
import { openDesk } from "./desk.ts";
import { openPanelWindow, showPanelWindow } from "./panel-window.ts";
import { giveBack } from "./permissions.ts";
import { mintToken, takeToken } from "./tokens.ts";
import { inTurn } from "./turn.ts";

/** Without a sign of life from the panel after this long, its own window opens. */
const claimWithin = 1_500;
/** A page that moves the overlay about gets so many new panels before the window opens. */
const mintsPerPage = 8;

interface Tab {
  readonly id?: number | undefined;
  readonly url?: string | undefined;
  readonly title?: string | undefined;
}

/** The action's click or its key: shows the panel on the page, or takes it away again. */
export async function toggleOverlay(tab: Tab): Promise<void> {
  if (tab.id === undefined) return;
  if (await showPanelWindow(tab.id)) return;
  if (await order(tab.id, { order: "areYouThere" })) return closeOverlay(tab.id);
  const attempt = await begin(tab.id, { url: withoutFragment(tab.url ?? ""), title: tab.title ?? "", takeFocus: true });
  if (await inject(tab.id)) await openWindowUnlessClaimed(tab.id, attempt);
  else if (/^(https?|file):/.test(tab.url ?? "")) await openPanelWindow(tab.id);
  else {
    await forgetOverlay(tab.id);
    await openDesk("#/");
  }
}

/** After a navigation: shows the overlay again where it was open and the browser still allows it. */
export async function resumeOverlay(tabId: number): Promise<void> {
  const overlay = await loadOverlay(tabId);
  if (!overlay || overlay.state === "window" || (await order(tabId, { order: "areYouThere" }))) return;
  const attempt = await begin(tabId, { takeFocus: false });
  if (await inject(tabId)) await openWindowUnlessClaimed(tabId, attempt);
}

export async function closeOverlay(tabId: number): Promise<void> {
  await order(tabId, { order: "close" });
  await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    await forgetOverlay(tabId);
    await giveBack(overlay);
  });
}

export async function placeOverlay(tabId: number, place: OverlayPlace): Promise<void> {
  await change(tabId, place);
  await order(tabId, { order: "place", ...place });
}

/** The panel shows its token; only the frame and tab it was minted for get an answer, and only while no window has taken over. */
export async function claimPanel(token: string, caller: Caller): Promise<Place | null> {
  const place = await inTurn(async (): Promise<Place | null> => {
    const minted = await takeToken(token);
    if (!minted || caller.path !== (minted.shownIn === "window" ? "/window.html" : "/panel.html")) return null;
    const { tabId, shownIn } = minted;
    const overlay = await loadOverlay(tabId);
    if (!overlay) return null;
    if (shownIn === "window") return overlay.state === "window" ? { tabId, url: overlay.url, title: overlay.title, shownIn } : null;
    if (overlay.state === "window" || caller.tabId !== tabId || !caller.frameId) return null;
    await saveOverlay(tabId, { ...overlay, state: "overlay" });
    return { tabId, url: overlay.url, title: overlay.title, shownIn };
  });
  if (place?.shownIn === "overlay") await order(place.tabId, { order: "claimed" });
  return place;
}

/** Answers the launcher of this tab's page. */
export async function answerLauncher(ask: LauncherAsk, tabId: number, page: { readonly url: string; readonly title: string }): Promise<PanelAddress | null> {
  switch (ask.launcher) {
    case "mintPanel":
      return inTurn(() => mintPanel(tabId, page));
    case "overlayMoved":
      await change(tabId, { side: ask.side, minimised: ask.minimised });
      return null;
    case "overlayFailed":
      await openPanelWindow(tabId);
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
  return { url: browser.runtime.getURL(`/panel.html#${token}`), side: overlay.side, minimised: overlay.minimised, takeFocus: overlay.takeFocus };
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
  const overlay = await loadOverlay(tabId);
  if (overlay?.state === "opening" && overlay.attempt === attempt) await openPanelWindow(tabId);
}

/** `false` where the browser keeps scripts out: its own pages, its store, some viewers, a site without permission. */
async function inject(tabId: number): Promise<boolean> {
  try {
    await browser.scripting.executeScript({ target: { tabId }, files: ["/launch.js"], injectImmediately: true });
    return true;
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
  return address.replace(/#.*$/, "");
}

/** For event listeners, which nobody waits for: an error is kept, not lost. */
export function inBackground(step: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => reportError(step, error));
}
