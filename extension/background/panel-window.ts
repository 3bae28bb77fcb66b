import { browser } from "wxt/browser";
import type { LauncherOrder, PanelOrder, WindowReason } from "../messages.ts";
import { forgetOverlay, listOverlays, loadOverlay, type Overlay, saveOverlay } from "./overlay-state.ts";
import { giveBack } from "./permissions.ts";
import { mintToken } from "./tokens.ts";
import { inTurn } from "./turn.ts";

/** A panel that has not answered after this long is dead. */
const answerWithin = 1_000;

/**
 * The same panel in a window of its own, bound to the tab: for pages that let no overlay live. From here on an overlay's claim is
 * refused. `why` is said in it, unless the person asked for it. A tab that is gone gets none.
 */
export async function openPanelWindow(tabId: number, why: WindowReason): Promise<void> {
  const token = await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    if (!overlay || overlay.state === "window") return undefined;
    await saveOverlay(tabId, { ...overlay, state: "window", why });
    return overlay.windowId === undefined ? mintToken(tabId, "window") : undefined;
  });
  await takeOverlayAway(tabId);
  if (!token) {
    await showPanelWindow(tabId);
    return;
  }
  // Closed meanwhile: the page may have failed because its tab was ending, and nobody looks at it any more.
  if (!(await isOpen(tabId))) return await forgetOverlay(tabId);
  // Not panel.html: what web pages may frame under an origin of their own cannot be opened under ours (Chromium, use_dynamic_url).
  const url = browser.runtime.getURL(`/window.html#${token}`);
  // A page that changed did not ask for attention: who is typing into it goes on.
  const opened = await createWindow(url, why !== "navigated");
  await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    if (overlay && opened?.id !== undefined) await saveOverlay(tabId, { ...overlay, windowId: opened.id });
  });
}

async function isOpen(tabId: number): Promise<boolean> {
  return browser.tabs.get(tabId).then(Boolean, () => false);
}

/** Not private, as a private window stores elsewhere; a browser that is private for good has no other, and refuses to be asked for one. */
async function createWindow(url: string, focused: boolean): Promise<{ readonly id?: number | undefined } | undefined> {
  const popup = { url, type: "popup", width: 420, height: 860 } as const;
  try {
    return await browser.windows.create({ ...popup, focused, incognito: false });
  } catch {
    return await browser.windows.create(popup);
  }
}

/** The overlay leaves the page; what was typed in it is on the disk before. */
export async function takeOverlayAway(tabId: number): Promise<void> {
  const overlay = await loadOverlay(tabId);
  if (overlay?.frameId !== undefined) await orderPanel(tabId, { order: "leave" }, overlay.frameId);
  await browser.tabs.sendMessage(tabId, { order: "close" } satisfies LauncherOrder, { frameId: 0 }).catch(() => undefined);
}

/** Brings the tab's panel window to the front, where there is one. */
async function showPanelWindow(tabId: number): Promise<void> {
  const overlay = await loadOverlay(tabId);
  if (overlay?.windowId === undefined || overlay.state !== "window") return;
  try {
    await browser.windows.update(overlay.windowId, { focused: true });
  } catch {
    await forgetOverlay(tabId);
  }
}

/** A window whose panel does not answer is taken away, so that the next click brings one that does. */
export async function dropDeadWindow(tabId: number): Promise<void> {
  const overlay = await loadOverlay(tabId);
  if (overlay?.windowId === undefined) return;
  // Opened just now: it may still be on its way.
  if (overlay.panelTab === undefined) await new Promise((resolve) => setTimeout(resolve, answerWithin));
  const panelTab = overlay.panelTab ?? (await loadOverlay(tabId))?.panelTab;
  if (panelTab === undefined || !(await orderPanel(panelTab, { order: "areYouThere" }))) await removeWindow(tabId);
}

/** The overlay is back and works: its window goes, once what was typed there is on the disk. */
export async function retireWindow(tabId: number): Promise<void> {
  const overlay = await loadOverlay(tabId);
  if (overlay?.windowId === undefined || overlay.state !== "overlay") return;
  if (overlay.panelTab !== undefined) await orderPanel(overlay.panelTab, { order: "leave" });
  await removeWindow(tabId);
}

async function removeWindow(tabId: number): Promise<void> {
  const windowId = await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    if (overlay) await saveOverlay(tabId, withoutWindow(overlay));
    return overlay?.windowId;
  });
  if (windowId !== undefined) await browser.windows.remove(windowId).catch(() => undefined);
}

/** Some window was closed: the panel in it ends, and with it the tab's, unless the overlay is back already. */
export async function forgetPanelWindow(windowId: number): Promise<void> {
  await inTurn(async () => {
    for (const { tabId, overlay } of await listOverlays()) {
      if (overlay.windowId !== windowId) continue;
      if (overlay.state !== "window") {
        await saveOverlay(tabId, withoutWindow(overlay));
        continue;
      }
      await forgetOverlay(tabId);
      await giveBack(overlay);
    }
  });
}

function withoutWindow({ windowId: _, panelTab: __, ...overlay }: Overlay): Overlay {
  return overlay;
}

/** Whether the panel there heard it and has done it in time. */
async function orderPanel(tabId: number, order: PanelOrder, frameId = 0): Promise<boolean> {
  const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), answerWithin));
  const answer = browser.tabs.sendMessage(tabId, order, { frameId }).then(
    (heard) => heard === true,
    () => false,
  );
  return await Promise.race([answer, late]);
}
