/*
 * Single keys of the server's pages, for their islands: none acts in a field, while an input method composes, with a modifier, or where a
 * field lost the focus in the middle of what somebody types in it.
 */
import { isComposed } from "./is-composed.ts";
import { digitOf, spotOf } from "./keyboard.ts";
import { isTypingCutOff, watchTyping } from "./typing.ts";

export interface SingleKey {
  readonly key: string;
  /** By its place: layouts write ă â with the digit row. */
  readonly digit: number | undefined;
  readonly target: Element;
}

/** Does what `of` gives for a key; nothing where the key has another meaning. */
export function onSingleKey(page: Document, of: (pressed: SingleKey) => (() => void) | undefined): void {
  watchTyping(page);
  page.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.defaultPrevented || isComposed(event) || hasModifier(event) || !(target instanceof Element)) return;
    if (spotOf(target) === "text" || target instanceof HTMLSelectElement || isTypingCutOff(target)) return;
    const does = of({ key, digit: digitOf(event), target });
    if (!does) return;
    event.preventDefault();
    does();
  });
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.getModifierState("AltGraph");
}
