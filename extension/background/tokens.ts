import * as v from "valibot";
import { browser } from "wxt/browser";

/** A panel address is good for this long, and once. */
const goodFor = 10_000;

const Minted = v.object({ tabId: v.number(), shownIn: v.picklist(["overlay", "window"]), mintedAt: v.number() });
export type Minted = v.InferOutput<typeof Minted>;

const key = (token: string) => `token:${token}`;

/**
 * A token that the panel shows to prove that we, and not the page, opened it. Kept
 * in `storage.session`: the worker may be stopped in between.
 */
export async function mintToken(tabId: number, shownIn: Minted["shownIn"], now = Date.now()): Promise<string> {
  const token = Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  await forgetOld(now);
  await browser.storage.session.set({ [key(token)]: { tabId, shownIn, mintedAt: now } satisfies Minted });
  return token;
}

/** What the token was minted for; `undefined` for one that is unknown, used or too old. It is used up either way. */
export async function takeToken(token: string, now = Date.now()): Promise<Minted | undefined> {
  const stored = await browser.storage.session.get(key(token));
  await browser.storage.session.remove(key(token));
  const minted = v.safeParse(Minted, stored[key(token)]);
  return minted.success && isGood(minted.output, now) ? minted.output : undefined;
}

function isGood({ mintedAt }: Minted, now: number): boolean {
  return now - mintedAt >= 0 && now - mintedAt < goodFor;
}

async function forgetOld(now: number): Promise<void> {
  const all = Object.entries(await browser.storage.session.get(null));
  const old = all.filter(([name, value]) => name.startsWith("token:") && !(v.is(Minted, value) && isGood(value, now)));
  if (old.length > 0) await browser.storage.session.remove(old.map(([name]) => name));
}
