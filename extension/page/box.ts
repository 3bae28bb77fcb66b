import type { OverlayPlace } from "../messages.ts";
import { element, style } from "./element.ts";
import { frameRules } from "./frame-place.ts";

/** What holds the panel's frame in the top layer. */
export interface Box {
  readonly dialog: HTMLDialogElement;
  /** Into what the person sees of the page. */
  lay(place: OverlayPlace, home: Element): void;
  hide(): void;
  /** On top of whatever entered the top layer since; `modal` where only a modal dialog can be used. */
  raise(modal?: boolean): void;
}

/** A dialog, because a modal one alone is not made inert by `inert` on the page's root. */
export function makeBox(): Box {
  const dialog = element("dialog");
  let laid = "";
  style(dialog, boxStyle);
  return {
    dialog,
    lay(place, home) {
      const rules = frameRules(place, home);
      if (rules === laid) return;
      laid = rules;
      style(dialog, `${boxStyle};${rules}`);
    },
    hide() {
      laid = "";
      style(dialog, "display:none");
    },
    raise(modal = dialog.open) {
      const before = document.activeElement;
      const within = focusedIn(dialog);
      // Shown, a dialog gives the focus to what has this, else to the frame in it. Where the page has it, keys would go to the frame for a
      // moment, and the guard would keep them there; where the frame has it, it never loses it.
      dialog.autofocus = within === undefined;
      try {
        if (dialog.open) dialog.close();
        if (dialog.matches(":popover-open")) dialog.hidePopover();
        dialog.popover = modal ? null : "manual";
        if (modal) dialog.showModal();
        else dialog.showPopover();
      } catch {
        // Not in a document at this moment; it is put back and raised by the observer.
      }
      if (within) within.focus({ preventScroll: true });
      else if (modal) dialog.querySelector("iframe")?.focus();
      else giveBackFocus(before);
    },
  };
}

/** What of ours has the focus. */
function focusedIn(dialog: HTMLDialogElement): HTMLElement | undefined {
  const root = dialog.getRootNode();
  return root instanceof ShadowRoot && root.activeElement instanceof HTMLElement ? root.activeElement : undefined;
}

/** A dialog takes the focus when it is shown, also as a popover: whoever is busy in the page keeps it. */
function giveBackFocus(before: Element | null): void {
  const now = document.activeElement;
  if (now === before || !(now instanceof HTMLElement)) return;
  if (before instanceof HTMLElement && before !== document.body) before.focus({ preventScroll: true });
  else now.blur();
}

const boxStyle =
  "display:block;position:fixed;margin:0;border:0;padding:0;max-width:none;max-height:none;overflow:hidden;visibility:visible;" +
  "background:Canvas;box-shadow:0 0 24px rgb(10 20 30/.3)";
