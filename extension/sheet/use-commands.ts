import { useEffect, useRef } from "preact/hooks";
import { spotOf } from "../../shared/ui/keyboard.ts";
import { isTypingCutOff, watchTyping } from "../../shared/ui/typing.ts";
import { wasJustTaken } from "../screen/keep-focus.ts";
import { commandObeyed, isPressedGone } from "../screen/pressed.ts";
import { type Command, commandOf } from "./commands.ts";

/** Obeys the panel's keys; `at` is the criterion in which the key was pressed. */
export function useCommands(shortcuts: boolean, obey: (command: Command, at: string | undefined) => void): void {
  const obeyNow = useRef(obey);
  obeyNow.current = obey;
  useEffect(() => {
    watchTyping(document);
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || wasJustTaken() || isTypingCutOff(event.target)) return;
      const spot = spotOf(event.target);
      // What they pressed last is gone, and they may be typing.
      if (isPressedGone() && spot !== "text") return;
      const command = commandOf(event, spot, shortcuts);
      if (!command) return;
      event.preventDefault();
      commandObeyed();
      const place = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-criterion]") : null;
      obeyNow.current(command, place?.dataset["criterion"]);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [shortcuts]);
}

/** Moves the focus to the criterion's line, and shows as much of the criterion as fits. */
export function focusLine(criterionId: string): void {
  const line = document.getElementById(`line-${criterionId}`);
  line?.focus({ preventScroll: true });
  line?.closest("[data-criterion]")?.scrollIntoView({ block: "nearest" });
  line?.scrollIntoView({ block: "nearest" });
}

/**
 * Moves the focus into a field of a criterion that is being opened, and selects what stands there. At once where it is drawn by then,
 * so that the next key is typed into it.
 */
export function focusField(id: string): void {
  const enter = () => {
    const field = document.getElementById(id);
    field?.focus();
    if (field instanceof HTMLInputElement) field.select();
    return field !== null;
  };
  // What the same act changed is drawn in a microtask that stands before this one.
  queueMicrotask(() => {
    if (!enter()) requestAnimationFrame(() => requestAnimationFrame(enter));
  });
}
