import { browser } from "wxt/browser";
import { reportError } from "../errors.ts";

/** Signing in and everything else that is set once lives on the options page. */
export function openOptions(): void {
  browser.runtime.openOptionsPage().catch((error: unknown) => reportError("openOptions", error));
}
