import type { OverlayPlace } from "../messages.ts";
import { ask } from "./ask.ts";
import type { Box } from "./box.ts";
import type { Frame } from "./frame.ts";
import { outOfTheWay } from "./frame-place.ts";
import type { Host } from "./host.ts";

interface Placed {
  readonly host: Host;
  readonly box: Box;
  readonly frame: Frame;
  /** The panel has the focus, as far as the person is concerned. */
  isInside(): boolean;
}

/** Where the panel lies on the page: at which side, shrunk or not, out of the way of what the person uses, and not on paper. */
export class Placing {
  readonly #placed: Placed;
  #place: OverlayPlace = { side: "right", minimised: false };
  #printing = false;

  constructor(placed: Placed) {
    this.#placed = placed;
  }

  get printing(): boolean {
    return this.#printing;
  }

  /** Lays the panel there, on top; as soon as there is one. */
  show({ side, minimised }: OverlayPlace): void {
    this.#place = { side, minimised };
    if (!this.#placed.frame.element) return;
    this.lay();
    this.#placed.box.raise();
  }

  /** Lays it anew where the page's viewport or its home has changed. */
  lay(): void {
    if (!this.#printing) this.#placed.box.lay(this.#place, this.#placed.host.home);
  }

  /** Printouts show the page alone. */
  print(begins: boolean): void {
    const { box, frame, isInside } = this.#placed;
    const hadFocus = isInside();
    this.#printing = begins;
    if (begins) box.hide();
    else this.show(this.#place);
    if (!begins && hadFocus) frame.element?.focus();
  }

  /** Out of the way of a control of the page that has the focus, where it covers it; the background is told. */
  makeWay(control: Element): void {
    const next = outOfTheWay(control, this.#placed.box.dialog, this.#place);
    if (!next) return;
    this.show(next);
    void ask({ launcher: "overlayMoved", ...next });
  }
}
