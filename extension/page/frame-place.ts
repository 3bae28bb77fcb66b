import type { OverlayPlace } from "../messages.ts";
import { overlap } from "./usable.ts";

/**
 * Where the panel lies: inside what the person sees of the page without its scroll bars, at one size whatever the page's own zoom.
 * Pinched, the viewport that is seen is a part of the one that `position: fixed` knows.
 */
export function frameRules({ side, minimised }: OverlayPlace, home: Element): string {
  const edge = side === "left" ? "right:auto" : "left:auto";
  const zoom = home.currentCSSZoom || 1;
  const unzoomed = zoom === 1 ? "" : `;zoom:${1 / zoom}`;
  const seen = visualViewport;
  if (!seen || seen.scale <= 1.001) {
    return `inset:0;${edge};${minimised ? "width:min(340px,100%);height:44px" : "width:min(380px,100%);height:100%"}${unzoomed}`;
  }
  const width = Math.min(minimised ? 340 : 380, seen.width);
  const height = minimised ? Math.min(44, seen.height) : seen.height;
  const left = side === "left" ? seen.offsetLeft : seen.offsetLeft + seen.width - width;
  return `inset:${seen.offsetTop}px auto auto ${left}px;width:${width}px;height:${height}px${unzoomed}`;
}

/**
 * Out of the way of the page's focused control: the other side, or only the head where the page is too narrow. Nothing where it is not
 * in the way.
 */
export function outOfTheWay(control: Element, box: Element, place: OverlayPlace): OverlayPlace | undefined {
  if (!overlap(control, box)) return undefined;
  const area = control.getBoundingClientRect();
  const own = box.getBoundingClientRect();
  const side = place.side === "left" ? "right" : "left";
  const free = side === "left" ? area.left >= own.width : area.right <= innerWidth - own.width;
  const next: OverlayPlace = free ? { side, minimised: place.minimised } : { side: place.side, minimised: true };
  return next.side === place.side && next.minimised === place.minimised ? undefined : next;
}
