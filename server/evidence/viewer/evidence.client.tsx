/*
 * Keys of the page of one piece of evidence: each link that has a key is followed by it, outside text fields, and not while the reader has
 * them switched off. Without it the links are there all the same.
 */
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
  addEventListener("keydown", (event) => {
    if (!box.checked || !isAlone(event) || isTyping(event.target)) return;
    const link = links.find(({ dataset }) => dataset["key"] === event.key);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

/** What a key does is said only where it does it. */
function show(on: boolean): void {
  for (const key of document.querySelectorAll<HTMLElement>("kbd")) key.hidden = !on;
}

function isAlone({ altKey, ctrlKey, metaKey, shiftKey, isComposing }: KeyboardEvent): boolean {
  return !(altKey || ctrlKey || metaKey || shiftKey || isComposing);
}

/** In a text field, and in what scrolls by arrows, a key is not ours. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return target.closest("textarea, select, [contenteditable], .picture, input:not([type=checkbox])") !== null;
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
