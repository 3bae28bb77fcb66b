/** A page that took the focus, and lost it again at once by our launcher, did so within this long. */
const blink = 400;

const hold = 2_000;

let leftAt = Number.NEGATIVE_INFINITY;
let backAt = Number.NEGATIVE_INFINITY;
let heldUntil = Number.NEGATIVE_INFINITY;
let last: HTMLElement | undefined;

/**
 * When the page takes the focus out of the frame for a moment, browsers forget which field had it. Puts it back, so that what is
 * being typed goes on where it was.
 */
export function keepFocus(): void {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLElement) last = target;
  });
  addEventListener("blur", () => {
    leftAt = performance.now();
  });
  addEventListener("focus", () => {
    if (performance.now() - leftAt > blink) return;
    backAt = performance.now();
    restore();
    setTimeout(restore);
  });
}

/** Who was typing in a panel that went away types on before this one has the field ready. */
export function holdCommands(): void {
  heldUntil = performance.now() + hold;
}

/** Keys that arrive now may have been meant for a text field that lost the focus: they are no commands. */
export function wasJustTaken(): boolean {
  return performance.now() - backAt < blink || performance.now() < heldUntil;
}

function restore(): void {
  if (document.activeElement === document.body && last?.isConnected) last.focus({ preventScroll: true });
}
