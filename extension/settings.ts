import * as v from "valibot";
import { browser } from "wxt/browser";
import { languages } from "../shared/text.ts";

/** What a person can set; the default beside each. */
const Stored = v.object({
  language: v.fallback(v.picklist(languages), "vi"),
  /** Keys without Ctrl or Alt in the panel (1–9, J, K …). */
  shortcuts: v.fallback(v.boolean(), true),
  /** The server's address, without a slash at the end; empty until one is given. */
  server: v.fallback(v.string(), ""),
});
export type Settings = v.InferOutput<typeof Stored>;

/** What an administrator can preset through the browser's policies. */
const Managed = v.object({ server: v.fallback(v.string(), ""), language: v.fallback(v.optional(v.picklist(languages)), undefined) });

/** What the person set; where they set nothing, what the administrator preset; else the default. */
export async function loadSettings(): Promise<Settings> {
  const [{ settings }, managed] = await Promise.all([browser.storage.local.get("settings"), loadManaged()]);
  const stored = v.parse(v.record(v.string(), v.unknown()), settings ?? {});
  return v.parse(Stored, { server: managed.server, language: managed.language, ...stored });
}

/** Stores the change beside what was set before, and gives all of it back. */
export async function changeSettings(change: Partial<Settings>): Promise<Settings> {
  const { settings } = await browser.storage.local.get("settings");
  const stored = v.parse(v.record(v.string(), v.unknown()), settings ?? {});
  await browser.storage.local.set({ settings: { ...stored, ...change } });
  return loadSettings();
}

/** Calls back at every change, from whichever context; gives the way to stop. */
export function onSettings(listener: (settings: Settings) => void): () => void {
  const heard = (changes: Record<string, unknown>, area: string) => {
    if (area === "local" && "settings" in changes) void loadSettings().then(listener);
  };
  browser.storage.onChanged.addListener(heard);
  return () => browser.storage.onChanged.removeListener(heard);
}

/** Firefox rejects where no policy is set, Chromium answers `{}`. */
async function loadManaged(): Promise<v.InferOutput<typeof Managed>> {
  const given = await browser.storage.managed.get(null).catch(() => ({}));
  return v.parse(Managed, given);
}
