import { element, style } from "./element.ts";

interface Guarded {
  readonly host: HTMLElement;
  readonly shadow: ShadowRoot;
  readonly signal: AbortSignal;
  frame(): HTMLIFrameElement | undefined;
  /** A control of the page has the focus and must not be covered. */
  makeWay(control: Element): void;
  /** Whether the panel can be used is looked at now, and put right. */
  look(): void;
  /** The page fights for the focus. */
  giveUp(): void;
}

interface Guard {
  readonly before: HTMLElement;
  readonly after: HTMLElement;
  /** The panel has the focus, as far as the person is concerned. */
  isInside(): boolean;
}

/** A page that takes the focus out of the panel loses it again so often within the time below. */
const returns = 12;
const within = 5_000;

/**
 * Keeps keys typed into the panel from a page that calls `focus()`: the focus leaves the panel by the person's pointer, or by Tab
 * through one of the two stops around the frame, and goes back at once when a script took it.
 */
export function guardFocus({ host, shadow, signal, frame, makeWay, look: lookAfter, giveUp }: Guarded): Guard {
  let inside = false;
  let pointed = -1e9;
  let left = -1e9;
  let taken: number[] = [];
  const listen = { capture: true, signal };

  const look = () => {
    inside = shadow.activeElement !== null && shadow.activeElement === frame();
  };
  // At once, before the page's own listeners take it again; and once more, for a browser that tells it late.
  addEventListener(
    "blur",
    ({ target }) => {
      if (target !== window) return;
      left = performance.now();
      look();
      setTimeout(() => inside || look());
    },
    listen,
  );
  addEventListener(
    "pointerdown",
    (event) => {
      if (event.isTrusted) pointed = performance.now();
    },
    listen,
  );
  addEventListener(
    "focusin",
    (event) => {
      const control = event.composedPath()[0];
      if (control === host) look();
      if (!(control instanceof Element) || control === host || control === document.documentElement) return;
      const now = performance.now();
      // Firefox: a page that answers the window's blur by `focus()` keeps a click on the panel from ever arriving there.
      const snatched = now - left < 50 && frame()?.matches(":hover");
      if ((inside || snatched) && now - pointed > 1_000) {
        taken = [...taken.filter((time) => now - time < within), now];
        if (taken.length > returns) giveUp();
        // A modal dialog that opens takes the focus, and makes the panel inert before: first it must be usable again.
        lookAfter();
        frame()?.focus();
        return;
      }
      inside = false;
      if (control !== document.body) makeWay(control);
    },
    listen,
  );
  const stop = () => {
    const span = element("span");
    span.tabIndex = 0;
    style(span, "display:block;position:fixed;inset:0 0 auto auto;width:24px;height:4px");
    span.addEventListener("focus", () => {
      inside = false;
    });
    return span;
  };
  return { before: stop(), after: stop(), isInside: () => inside && performance.now() - pointed > 1_000 };
}
