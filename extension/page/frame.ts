import type { OverlayPlace, PanelAddress, WindowReason } from "../messages.ts";
import { type Alive, givenUp, listenTo } from "./alive.ts";
import { ask } from "./ask.ts";
import { element, style } from "./element.ts";

interface Around {
  /** What the frame is put into. */
  readonly box: HTMLElement;
  /** Aborted when the overlay is closed. */
  readonly signal: AbortSignal;
  /** Shows the frame that has just been put in, where the background says. */
  show(place: OverlayPlace): void;
  giveUp(why: WindowReason): void;
  close(): void;
}

/** The frame with the panel: its address, which works once, and whether it lives. */
export class Frame {
  readonly #around: Around;
  #frame: HTMLIFrameElement | undefined;
  #alive: Alive | undefined;
  #claimed = false;
  #looks = 0;

  constructor(around: Around) {
    this.#around = around;
  }

  /** `undefined` until the first address has come. */
  get element(): HTMLIFrameElement | undefined {
    return this.#frame;
  }

  /** The panel has shown itself: from then on its being usable is looked after. */
  get claimed(): boolean {
    return this.#claimed;
  }

  claim(): void {
    this.#claimed = true;
  }

  /** Each panel address works once: whenever the frame was reloaded, it gets a new one. */
  async renew(): Promise<void> {
    const { box, signal, show, giveUp, close } = this.#around;
    this.#claimed = false;
    this.#alive = undefined;
    this.#looks = 0;
    const address = await ask<PanelAddress>({ launcher: "mintPanel" });
    if (signal.aborted) return;
    if (!address) return this.#frame ? giveUp("removed") : close();
    this.#frame = this.#frameAt(address);
    box.replaceChildren(this.#frame);
    show(address);
  }

  #frameAt({ url, takeFocus: takes }: PanelAddress): HTMLIFrameElement {
    const next = element("iframe");
    next.title = "Phiếu Chấm";
    next.src = url;
    style(next, "display:block;width:100%;height:100%");
    let loaded = false;
    next.addEventListener("load", () => {
      if (next !== this.#frame) return;
      if (loaded) void this.renew();
      else {
        this.#alive = listenTo(next);
        if (takes) takeFocus(next);
      }
      loaded = true;
    });
    return next;
  }

  /** Asks the frame once more whether it lives; why it is not waited for any longer, where it is not. */
  hear(): WindowReason | undefined {
    if (!this.#alive) return undefined;
    this.#looks += 1;
    return givenUp(this.#alive, this.#claimed, this.#looks);
  }
}

/** A frame that had the focus before its document came has it no more, and would not be given what it has. */
function takeFocus(frame: HTMLIFrameElement): void {
  frame.blur();
  frame.focus();
}
