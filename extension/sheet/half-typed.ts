import * as v from "valibot";
import { browser } from "wxt/browser";
import { readTime } from "../../shared/text.ts";

/** No figure or time is so long: of what was pasted there by mistake the beginning is kept. */
const longest = 100;

/**
 * What is typed but not yet an answer: one of two figures, a time without faults.
 * Kept beside the draft, so that closing the tab loses nothing.
 */
const HalfTyped = v.record(
  v.string(),
  v.record(
    v.string(),
    v.pipe(
      v.string(),
      v.transform((text) => text.slice(0, longest).toWellFormed()),
    ),
  ),
);
export type HalfTyped = v.InferOutput<typeof HalfTyped>;

/** What is left of it once there is an answer: a clock time that is none yet. */
export function stillHalf({ time = "" }: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return readTime(time) === undefined ? { time } : {};
}

const key = (draftId: string) => `half:${draftId}`;

/** Empty where nothing is half typed, or what is stored cannot be read. */
export async function loadHalfTyped(draftId: string): Promise<HalfTyped> {
  const stored = await browser.storage.local.get(key(draftId));
  const parsed = v.safeParse(HalfTyped, stored[key(draftId)]);
  return parsed.success ? parsed.output : {};
}

/** Replaces what was kept of this draft; nothing typed keeps nothing. Of a text that is too long only its beginning is kept. */
export async function saveHalfTyped(draftId: string, typed: HalfTyped): Promise<void> {
  if (Object.keys(typed).length === 0) await browser.storage.local.remove(key(draftId));
  else await browser.storage.local.set({ [key(draftId)]: v.parse(HalfTyped, typed) });
}
