import { isComposed } from "./is-composed.ts";
import { spotOf } from "./keyboard.ts";

/** The text field that the person is in, until they leave it by an act of their own. */
let field: EventTarget | null = null;
let watching = false;

/**
 * Begins to follow where the person types. A field can lose the focus without being left: it is drawn anew, or something else takes
 * the focus. What is typed then was meant for the field, and is no command.
 */
export function watchTyping(page: Document): void {
  if (watching) return;
  watching = true;
  if (spotOf(page.activeElement) === "text") field = page.activeElement;
  for (const sign of ["focusin", "input"]) {
    page.addEventListener(sign, ({ target }) => {
      if (spotOf(target) === "text") field = target;
    });
  }
  // By mouse, pen or finger, and by what acts for them (a voice, a screen reader); our own code's clicks are nobody's act.
  for (const act of ["pointerdown", "click"]) page.addEventListener(act, leftByClick, { capture: true });
  page.addEventListener("keydown", leftByKey, { capture: true });
}

/** The person was typing, and the field lost the focus without their doing. */
export function isTypingCutOff(target: EventTarget | null): boolean {
  return field !== null && spotOf(target) !== "text";
}

function leftByClick({ target, isTrusted }: Event): void {
  if (isTrusted) field = spotOf(target) === "text" ? target : null;
}

function leftByKey(event: KeyboardEvent): void {
  if (isComposed(event)) return;
  const submits = event.key === "Enter" && event.target instanceof HTMLInputElement;
  if (event.key === "Tab" || event.key === "Escape" || submits) field = null;
}
