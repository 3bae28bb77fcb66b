import * as v from "valibot";
import { browser } from "wxt/browser";

/** What is typed but not yet an answer: one of two figures, a time without faults. Kept beside the draft, so that closing the tab loses nothing. */
const HalfTyped = v.record(v.string(), v.record(v.string(), v.pipe(v.string(), v.maxLength(100))));
export type HalfTyped = v.InferOutput<typeof HalfTyped>;

const key = (draftId: string) => `half:${draftId}`;

export async function loadHalfTyped(draftId: string): Promise<HalfTyped> {
  const stored = await browser.storage.local.get(key(draftId));
  const parsed = v.safeParse(HalfTyped, stored[key(draftId)]);
  return parsed.success ? parsed.output : {};
}

export async function saveHalfTyped(draftId: string, typed: HalfTyped): Promise<void> {
  if (Object.keys(typed).length === 0) await browser.storage.local.remove(key(draftId));
  else await browser.storage.local.set({ [key(draftId)]: typed });
}
