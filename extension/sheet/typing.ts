import { isComposed } from "../../shared/ui/is-composed.ts";
import { spotOf } from "../screen/keyboard.ts";
import { isPressedGone } from "../screen/pressed.ts";

/** The text field that the person is in, until they leave it by an act of their own. */
let field: EventTarget | null = null;
let watching = false;

/**
 * Begins to follow where the person types. A field can lose the focus without being left: it is drawn anew, or something else takes
 * the focus. What is typed then was meant for the field, and is no command.
 */
export function watchTyping(): void {
  if (watching) return;
  watching = true;
  if (spotOf(document.activeElement) === "text") field = document.activeElement;
  for (const sign of ["focusin", "input"]) {
    document.addEventListener(sign, ({ target }) => {
      if (spotOf(target) === "text") field = target;
    });
  }
  // By mouse, pen or finger, and by what acts for them (a voice, a screen reader); our own code's clicks are nobody's act.
  for (const act of ["pointerdown", "click"]) document.addEventListener(act, leftByClick, { capture: true });
  document.addEventListener("keydown", leftByKey, { capture: true });
}

/** The person was typing, and the field lost the focus without their doing; or what they pressed last is gone, and they may be typing. */
export function isTypingCutOff(target: EventTarget | null): boolean {
  return (field !== null || isPressedGone()) && spotOf(target) !== "text";
}

function leftByClick({ target, isTrusted }: Event): void {
  if (isTrusted) field = spotOf(target) === "text" ? target : null;
}

function leftByKey(event: KeyboardEvent): void {
  if (isComposed(event)) return;
  const submits = event.key === "Enter" && event.target instanceof HTMLInputElement;
  if (event.key === "Tab" || event.key === "Escape" || submits) field = null;
}
