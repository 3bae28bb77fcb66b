import { isComposed } from "../../shared/ui/is-composed.ts";
import { spotOf } from "../../shared/ui/keyboard.ts";

/** A control and what it stands in, the nearest first: known still when it is gone. */
interface Standing {
  readonly control: Element;
  readonly within: readonly Element[];
}

const controls = "button, a[href], summary, label, select, input, textarea";
/** Parts of a page that a person can be brought back to by their heading. */
const parts = "section, .screen, li, dialog, main, body";

let pressed: Standing | undefined;
let focused: Standing | undefined;
/** Letters came since the pressed control went away: a space among them is one of a sentence. */
let writing = false;
let obeyed = false;

/**
 * Begins to follow what the person presses; once in each document. A control can go away by being pressed, and browsers leave the focus
 * nowhere then: it is brought to what the control stood in. Who types on at once means no command and presses no other button by it.
 */
export function watchPresses(): void {
  document.addEventListener("focusin", ({ target }) => {
    focused = standing(target);
    obeyed = false;
  });
  document.addEventListener("pointerdown", wentOn, { capture: true });
  document.addEventListener("click", press, { capture: true });
  document.addEventListener("keydown", goOnByKey, { capture: true });
  document.addEventListener("keydown", keepSpaces, { capture: true });
  document.addEventListener("keyup", keepSpaces, { capture: true });
  new MutationObserver(bringBack).observe(document.documentElement, { childList: true, subtree: true });
}

/** What the person pressed went away by it, and they have not clicked elsewhere, nor pressed Tab or Escape since. */
export function isPressedGone(): boolean {
  return pressed !== undefined && !pressed.control.isConnected;
}

/** What goes away by a command's key was not written into: the next key is a command again. */
export function commandObeyed(): void {
  wentOn();
  obeyed = true;
}

/** The person has clicked elsewhere, or arrived where the press led: the next key is meant for what is there. */
export function wentOn(): void {
  pressed = undefined;
  writing = false;
}

/** By mouse, finger, Enter or space; our own code's clicks are nobody's act. */
function press({ target, isTrusted }: Event): void {
  if (!isTrusted) return;
  wentOn();
  obeyed = false;
  pressed = standing(target instanceof Element ? target.closest(controls) : null);
}

function goOnByKey(event: KeyboardEvent): void {
  if (!isComposed(event) && (event.key === "Tab" || event.key === "Escape")) wentOn();
}

/** Firefox presses a button when the space comes up again, Chromium too; Enter that is still held down pressed the one that is gone. */
function keepSpaces(event: KeyboardEvent): void {
  if (!isPressedGone() || spotOf(event.target) === "text" || event.ctrlKey || event.metaKey) return;
  if ((event.key === " " && writing) || (event.key === "Enter" && event.repeat)) event.preventDefault();
  else if ([...event.key].length === 1 && event.key !== " ") writing = true;
}

function bringBack(): void {
  if (document.activeElement !== null && document.activeElement !== document.body) return;
  const gone = [focused, pressed].find((one) => one && !one.control.isConnected);
  if (!gone || !document.hasFocus()) return;
  focused = undefined;
  if (!pressed && !obeyed) pressed = gone;
  const place = gone.within.filter((one) => one.isConnected).map(placeIn);
  const found = place.find((one) => one !== undefined);
  if (!found) return;
  if (!found.matches(controls) && !found.hasAttribute("tabindex")) found.tabIndex = -1;
  found.focus({ preventScroll: true });
}

/** A criterion's line, the open one's before any other; else the part's heading. */
function placeIn(within: Element): HTMLElement | undefined {
  if (within.matches("[data-criterion]")) return within.querySelector<HTMLElement>(".line") ?? undefined;
  if (!within.matches(parts)) return undefined;
  const candidates = [
    ...within.querySelectorAll<HTMLElement>('.line[aria-expanded="true"]'),
    ...within.querySelectorAll<HTMLElement>("h1, h2, h3, h4"),
  ];
  return candidates.find((one) => one.getClientRects().length > 0);
}

function standing(target: EventTarget | null): Standing | undefined {
  if (!(target instanceof Element)) return undefined;
  const within: Element[] = [];
  for (let at = target.parentElement; at; at = at.parentElement) within.push(at);
  return { control: target, within };
}
