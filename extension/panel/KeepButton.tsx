import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser } from "wxt/browser";
import { useSpeech } from "../../shared/ui/language.ts";
import { panel } from "../../shared/words/panel.ts";
import { reportError } from "../errors.ts";
import type { Place } from "../messages.ts";
import { call } from "../screen/call.ts";
import { sitePattern } from "../screen/site-pattern.ts";

/**
 * Firefox takes the extension's right to a tab away at every navigation; the person can lend it for this one site.
 * Chromium keeps it while the tab stays on the site, so nothing is asked there.
 */
export function KeepButton({ place }: { place: Place }): JSX.Element | null {
  const { t } = useSpeech();
  const [state, setState] = useState<"unknown" | "offered" | "kept" | "refused">("unknown");
  const pattern = sitePattern(place.url);
  useEffect(() => {
    // A frame in a page has no permissions API in Firefox: the window, which comes when the page changes, has.
    if (!("getBrowserInfo" in browser.runtime) || !("permissions" in browser) || !pattern || place.shownIn !== "window") return;
    browser.permissions.contains({ origins: [pattern] }).then(
      (has) => setState(has ? "kept" : "offered"),
      (error: unknown) => reportError("permissions", error),
    );
  }, [pattern]);
  if (!pattern || state === "unknown" || state === "kept") return null;
  if (state === "refused") return <span class="hint">{t(panel.keepRefused)}</span>;
  /** Asked within the click, before anything else: browsers insist. */
  const ask = () =>
    browser.permissions.request({ origins: [pattern] }).then(
      async (given) => {
        setState(given ? "kept" : "refused");
        if (given) await call("keepPanel", { tabId: place.tabId });
      },
      (error: unknown) => {
        setState("refused");
        return reportError("requestPermission", error);
      },
    );
  return (
    <button type="button" class="link" onClick={ask}>
      {t(panel.keep)}
    </button>
  );
}
