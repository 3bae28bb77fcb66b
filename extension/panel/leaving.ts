import { browser } from "wxt/browser";
import type { PanelOrder } from "../messages.ts";

const unsaved = new Set<() => Promise<boolean>>();

/** What has to be on the disk before this panel may be taken away. Gives back how to take it off again. */
export function saveBeforeLeaving(save: () => Promise<boolean>): () => void {
  unsaved.add(save);
  return () => unsaved.delete(save);
}

/** Resolves when everything typed is on the disk; `false` where something could not be put there. */
export async function saveEverything(): Promise<boolean> {
  const saved = await Promise.all([...unsaved].map((save) => save()));
  return saved.every(Boolean);
}

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
