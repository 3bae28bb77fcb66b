import * as v from "valibot";
import { browser } from "wxt/browser";

/** Opens the desk tab, or brings the one that is open to the front, at a place like `#/review/…`. */
export async function openDesk(at: string): Promise<void> {
  const address = browser.runtime.getURL(`/desk.html${at}`);
  const open = await findDeskTab();
  if (!open) {
    const { id } = await browser.tabs.create({ url: address });
    await browser.storage.session.set({ deskTab: id });
    return;
  }
  await browser.tabs.update(open.id, { url: address, active: true });
  await browser.windows.update(open.windowId, { focused: true });
}

/** A tab that has since gone elsewhere is not taken over. */
async function findDeskTab(): Promise<{ id: number; windowId: number } | undefined> {
  const { deskTab } = await browser.storage.session.get("deskTab");
  if (!v.is(v.number(), deskTab)) return undefined;
  const tab = await browser.tabs.get(deskTab).catch(() => undefined);
  return tab?.url?.startsWith(browser.runtime.getURL("/desk.html")) ? { id: deskTab, windowId: tab.windowId } : undefined;
}
