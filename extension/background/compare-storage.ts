import { keepStorageMark } from "../drafts/storage-mark.ts";
import type { Caller, StorageHere } from "../messages.ts";
import { loadOverlay } from "./overlay-state.ts";
import { openPanelWindow, retireWindow } from "./panel-window.ts";

/**
 * Whether who found this mark stores where the background does. An overlay that does can work, so the panel's window may go; one
 * that does not gives way to a window that is there already.
 */
export async function compareStorage(mark: string | null, caller: Caller): Promise<StorageHere> {
  const same = (await keepStorageMark()) === mark;
  const tabId = caller.path === "/panel.html" ? caller.tabId : undefined;
  if (tabId !== undefined && same) await retireWindow(tabId);
  else if (tabId !== undefined && (await loadOverlay(tabId))?.windowId !== undefined) await openPanelWindow(tabId, "asked");
  if (same) return "same";
  return caller.incognito ? "private" : "apart";
}
