import { browser } from "wxt/browser";
import { storageHere } from "../screen/storage-here.ts";

/** So that "open the desk" finds this tab even where a person opened it by its address; one that stores elsewhere is no desk. */
export async function rememberDeskTab(): Promise<void> {
  if ((await storageHere()) !== "same") return;
  const tab = await browser.tabs.getCurrent();
  if (tab?.id !== undefined) await browser.storage.session.set({ deskTab: tab.id });
}
