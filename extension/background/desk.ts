import * as v from "valibot";
import { browser } from "wxt/browser";

/** Opens the desk tab, or brings the one that is open to the front, at a place like `#/review/…`. */
export async function openDesk(at: string): Promise<void> {
  const address = browser.runtime.getURL(`/desk.html${at}`);
  const open = await findDeskTab();
  if (!open) {
    await browser.storage.session.set({ deskTab: await openTab(address) });
    return;
  }
  await browser.tabs.update(open.id, { url: address, active: true });
  await browser.windows.update(open.windowId, { focused: true });
}

/** Never in a private window: a page of ours stores elsewhere there. */
async function openTab(url: string): Promise<number | undefined> {
  const windows = await browser.windows.getAll({ windowTypes: ["normal"] });
  if (!windows.some(({ focused, incognito }) => focused && incognito)) return (await browser.tabs.create({ url })).id;
  const ordinary = windows.find(({ incognito }) => !incognito);
  if (ordinary?.id === undefined) return (await browser.windows.create({ url, incognito: false }))?.tabs?.[0]?.id;
  await browser.windows.update(ordinary.id, { focused: true });
  return (await browser.tabs.create({ url, windowId: ordinary.id })).id;
}

/** A tab that has since gone elsewhere is not taken over. */
async function findDeskTab(): Promise<{ id: number; windowId: number } | undefined> {
  const { deskTab } = await browser.storage.session.get("deskTab");
  if (!v.is(v.number(), deskTab)) return undefined;
  const tab = await browser.tabs.get(deskTab).catch(() => undefined);
  return tab?.url?.startsWith(browser.runtime.getURL("/desk.html")) ? { id: deskTab, windowId: tab.windowId } : undefined;
}
