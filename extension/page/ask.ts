import { browser } from "wxt/browser";
import type { LauncherAsk } from "../messages.ts";

/** `null` also where the extension was updated or taken away meanwhile. */
export async function ask<Answer>(what: LauncherAsk): Promise<Answer | null> {
  try {
    return (await browser.runtime.sendMessage(what)) as Answer | null;
  } catch {
    return null;
  }
}
