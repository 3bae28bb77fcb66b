import { browser } from "wxt/browser";

/**
 * Whether the browser keeps what is stored here when the disk is nearly full. Firefox promises it as soon as it is asked, without
 * asking the person, because the extension has `unlimitedStorage`. Chromium clears no extension that has it, asked or not, and answers
 * `false` to both questions.
 */
export async function keepForGood(): Promise<boolean> {
  if (!browser.runtime.getURL("").startsWith("moz-")) return true;
  return (await navigator.storage.persisted()) || (await navigator.storage.persist());
}
