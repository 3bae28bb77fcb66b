import { browser } from "wxt/browser";
import type { PanelOrder } from "../messages.ts";
import { saveEverything } from "../sheet/leaving.ts";

/** Answers the background, which asks whether a panel is alive before it relies on it, and lets it save before it goes. */
export function answerBackground(): void {
  browser.runtime.onMessage.addListener((message: PanelOrder, sender, respond: (done: true) => void) => {
    if (sender.id !== browser.runtime.id || (message.order !== "areYouThere" && message.order !== "leave")) return;
    if (message.order === "areYouThere") {
      respond(true);
      return;
    }
    void saveEverything().then(() => respond(true));
    return true;
  });
}
