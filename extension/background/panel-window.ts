import { browser } from "wxt/browser";
import type { LauncherOrder } from "../messages.ts";
import { forgetOverlay, listOverlays, loadOverlay, saveOverlay } from "../overlay-state.ts";
import { giveBack } from "./permissions.ts";
import { mintToken } from "./tokens.ts";
import { inTurn } from "./turn.ts";

/** The same panel in a window of its own, bound to the tab: for pages that let no overlay live. From here on an overlay's claim is refused. */
export async function openPanelWindow(tabId: number): Promise<void> {
  const token = await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    if (!overlay || overlay.state === "window") return undefined;
    await saveOverlay(tabId, { ...overlay, state: "window" });
    return mintToken(tabId, "window");
  });
  if (!token) {
    await showPanelWindow(tabId);
    return;
  }
  await browser.tabs.sendMessage(tabId, { order: "close" } satisfies LauncherOrder, { frameId: 0 }).catch(() => undefined);
  // Not panel.html: what web pages may frame under an origin of their own cannot be opened under ours (Chromium, use_dynamic_url).
  const opened = await browser.windows.create({ url: browser.runtime.getURL(`/window.html#${token}`), type: "popup", width: 420, height: 860 });
  await inTurn(async () => {
    const overlay = await loadOverlay(tabId);
    if (overlay && opened?.id !== undefined) await saveOverlay(tabId, { ...overlay, windowId: opened.id });
  });
}

/** Brings the tab's panel window to the front; `false` where there is none. */
export async function showPanelWindow(tabId: number): Promise<boolean> {
  const overlay = await loadOverlay(tabId);
  if (overlay?.windowId === undefined || overlay.state !== "window") return false;
  try {
    await browser.windows.update(overlay.windowId, { focused: true });
    return true;
  } catch {
    await forgetOverlay(tabId);
    return false;
  }
}

export async function forgetPanelWindow(windowId: number): Promise<void> {
  await inTurn(async () => {
    for (const { tabId, overlay } of await listOverlays()) {
      if (overlay.windowId !== windowId) continue;
      await forgetOverlay(tabId);
      await giveBack(overlay);
    }
  });
}
