import * as v from "valibot";
import { browser } from "wxt/browser";
import type { TypingIn } from "../messages.ts";

const key = (tabId: number) => `draft:${tabId}`;

/** Which draft a tab scores, so that the next page of the same tab, perhaps of another site, goes on with it. */
export async function rememberDraft(tabId: number, draftId: string | null): Promise<void> {
  if (draftId === null) await browser.storage.session.remove(key(tabId));
  else await browser.storage.session.set({ [key(tabId)]: draftId });
}

/** `null`: the tab scores none. */
export async function rememberedDraft(tabId: number): Promise<string | null> {
  const stored = await browser.storage.session.get(key(tabId));
  const id = v.safeParse(v.string(), stored[key(tabId)]);
  return id.success ? id.output : null;
}

/** A panel that comes later than this after the last letter leaves the focus alone. */
const goesOn = 4_000;

const Typed = v.object({ criterionId: v.string(), fieldId: v.string(), at: v.number() });
const typingKey = (tabId: number) => `typing:${tabId}`;

/** Where a tab's panel is being typed into. */
export async function rememberTyping(tabId: number, typing: TypingIn, now = Date.now()): Promise<void> {
  await browser.storage.session.set({ [typingKey(tabId)]: { ...typing, at: now } satisfies v.InferOutput<typeof Typed> });
}

/** `undefined`: nobody typed there within the last four seconds. */
export async function rememberedTyping(tabId: number, now = Date.now()): Promise<TypingIn | undefined> {
  const stored = await browser.storage.session.get(typingKey(tabId));
  const typed = v.safeParse(Typed, stored[typingKey(tabId)]);
  if (!typed.success || now - typed.output.at > goesOn) return undefined;
  return { criterionId: typed.output.criterionId, fieldId: typed.output.fieldId };
}
