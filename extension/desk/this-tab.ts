import { browser } from "wxt/browser";

/** So that "open the desk" finds this tab even where a person opened it by its address. */
export async function rememberDeskTab(): Promise<void> {
  const tab = await browser.tabs.getCurrent();
  if (tab?.id !== undefined) await browser.storage.session.set({ deskTab: tab.id });
}
