import { shadowOf } from "./element.ts";

/** Inside the edges: a page zoomed by the browser rounds them. */
const inset = 6;
/** A few places that stand still, and a few that do not, so that no small cover stays unseen for long. */
const corners = [
  [0, 0],
  [1, 0],
  [0.5, 0.5],
  [0, 1],
  [1, 1],
] as const;
const byChance = 4;

/**
 * Whether a person could see and hit the panel now: at every point tried the
 * page's own hit test finds our host, which nothing inert passes.
 */
export function isUsable(host: Element, frame: Element): boolean {
  const { left, top, width, height } = frame.getBoundingClientRect();
  if (width <= 2 * inset || height <= 2 * inset) return false;
  const chance = Array.from({ length: byChance }, () => [Math.random(), Math.random()] as const);
  return [...corners, ...chance].every(
    ([x, y]) => document.elementFromPoint(left + inset + x * (width - 2 * inset), top + inset + y * (height - 2 * inset)) === host,
  );
}

/** Whether one lies over a part of the other, whichever is on top. */
export function overlap(one: Element, other: Element): boolean {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return a.width > 0 && a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

/**
 * What of the page locks everything outside of it, the last first: its modal dialogs, and (in Chromium) an element in full screen;
 * those in its shadow roots too, but not our own.
 */
export function locks(host: Element): Element[] {
  return inEveryRoot(host, "dialog:modal:not([inert]), :not(:root):fullscreen");
}

/** The page's popovers that are open. One that clicks fall through covers what every hit test finds. */
export function openPopovers(host: Element): Element[] {
  return inEveryRoot(host, ":popover-open");
}

/** The last first; those in shadow roots before those around them. */
function inEveryRoot(host: Element, selector: string, where: Document | ShadowRoot = document): Element[] {
  const own = [...where.querySelectorAll(selector)].reverse();
  const roots = [...where.querySelectorAll("*")].map(
    (one) => one !== host && (one.shadowRoot ?? (one.localName.includes("-") ? shadowOf(one) : null)),
  );
  return [...roots.flatMap((root) => (root ? inEveryRoot(host, selector, root) : [])), ...own];
}
