import { type JSX, render } from "preact";
import { browser } from "wxt/browser";
import { say, type Words } from "../../shared/text.ts";
import { panel } from "../../shared/words/panel.ts";
import { saveEverything } from "../sheet/leaving.ts";

const lookEvery = 500;

/**
 * The extension may be reloaded or updated while the overlay lies on a page. Its frame lives on, with nobody to answer it: what was
 * typed still goes to the disk, then it says what to do. As long as something cannot be stored the sheet stays, to be exported.
 */
export function watchForOrphan(root: HTMLElement): void {
  let saving = false;
  const timer = setInterval(async () => {
    if (saving || !isOrphan()) return;
    saving = true;
    if (await saveEverything()) {
      clearInterval(timer);
      render(<Orphan />, root);
    }
    saving = false;
  }, lookEvery);
}

function isOrphan(): boolean {
  try {
    return browser.runtime?.id === undefined;
  } catch {
    return true;
  }
}

/** No settings can be read any more: in the language that was shown last. */
function Orphan(): JSX.Element {
  const t = (words: Words) => say(words, document.documentElement.lang === "en" ? "en" : "vi");
  return (
    <main class="main">
      <div class="screen" role="alert">
        <h2>{t(panel.orphan)}</h2>
        <p>{t(panel.orphanHow)}</p>
      </div>
    </main>
  );
}
