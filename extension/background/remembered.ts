import * as v from "valibot";
import { browser } from "wxt/browser";

const key = (tabId: number) => `draft:${tabId}`;

/** Which draft a tab scores, so that the next page of the same tab, perhaps of another site, goes on with it. */
export async function rememberDraft(tabId: number, draftId: string | null): Promise<void> {
  if (draftId === null) await browser.storage.session.remove(key(tabId));
  else await browser.storage.session.set({ [key(tabId)]: draftId });
}

export async function rememberedDraft(tabId: number): Promise<string | null> {
  const stored = await browser.storage.session.get(key(tabId));
  const id = v.safeParse(v.string(), stored[key(tabId)]);
  return id.success ? id.output : null;
}
