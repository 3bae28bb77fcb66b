/*
 * Keys of the page of one piece of evidence: each link that has a key is followed by it, outside text fields, and not while the reader has
 * them switched off. Without it the links are there all the same.
 */
import { onSingleKey } from "../../../shared/ui/single-keys.ts";

const keptOff = "evidence-keys-off";

const links = [...document.querySelectorAll<HTMLAnchorElement>("a[data-key]")];
const choice = document.querySelector<HTMLElement>("[data-keys]");
const box = choice?.querySelector("input");
if (choice && box) {
  choice.hidden = false;
  box.checked = !isOff();
  show(box.checked);
  box.addEventListener("change", () => {
    keep(box.checked);
    show(box.checked);
  });
  onSingleKey(document, ({ key, target }) => {
    // What scrolls by arrows needs them itself.
    const link = box.checked && !target.closest(".picture") ? links.find(({ dataset }) => dataset["key"] === key) : undefined;
    return link && (() => link.click());
  });
}

/** What a key does is said only where it does it. */
function show(on: boolean): void {
  for (const key of document.querySelectorAll<HTMLElement>("kbd")) key.hidden = !on;
}

function isOff(): boolean {
  try {
    return localStorage.getItem(keptOff) !== null;
  } catch {
    return false;
  }
}

/** Where the browser keeps nothing for the page, the choice holds for this page alone. */
function keep(on: boolean): void {
  try {
    if (on) localStorage.removeItem(keptOff);
    else localStorage.setItem(keptOff, "");
  } catch {}
}
