import { browser } from "wxt/browser";
import type { WindowReason } from "../messages.ts";
import type { Box } from "./box.ts";
import type { Frame } from "./frame.ts";
import type { Host } from "./host.ts";
import type { Placing } from "./placing.ts";
import { isUsable, locks, openPopovers, overlap } from "./usable.ts";

/** How often it is looked whether the panel can be used, while the tab can be seen. */
const every = 250;
/** Looking as late as this the page was held up itself, as one behind another tab is: that the frame is silent then says nothing. */
const heldUp = 3.5 * every;
/** Every so many looks it is asked which popovers of the page are open: that reads every element. */
const betweenPopovers = 4;
/** What could not be put right at once may be passing: so soon it is tried again, and so often. */
const again = 100;
const tries = 3;
/** Put on top so often in this time, the overlay flickers: the window is better. */
const raises = 7;
const raisesWithin = 3_000;

interface Watched {
  readonly root: HTMLElement;
  readonly host: Host;
  readonly box: Box;
  readonly frame: Frame;
  readonly placing: Placing;
  /** Aborted when the overlay is closed. */
  readonly signal: AbortSignal;
  /** The panel has the focus, as far as the person is concerned. */
  isInside(): boolean;
  /** The window is on its way; until then keys still go to the panel where they can. */
  isLeaving(): boolean;
  /** The document is no longer the one that the overlay was laid on: this overlay is over. */
  wasRewritten(): boolean;
  /** Puts the host back into the page, on top. */
  attach(): void;
  giveUp(why: WindowReason): void;
}

/** Looks again and again whether the panel can be seen, hit and used, and puts it where it can. */
export class Watch {
  readonly #watched: Watched;
  /** Chromium moves a frame within its page as it is; Firefox loads it anew. */
  readonly #movesFrames: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #rounds = 0;
  #lookedAt = 0;
  /** Over these the panel was raised. */
  #below = new WeakSet<Element>();
  #raisedAt: number[] = [];
  #failed = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
    this.#movesFrames = "moveBefore" in watched.root && !browser.runtime.getURL("").startsWith("moz-");
  }

  /** Looks now, and from now on while the tab can be seen. */
  go(): void {
    const { signal, frame, wasRewritten, giveUp } = this.#watched;
    this.stop();
    if (signal.aborted || document.hidden) return;
    this.#timer = setTimeout(() => this.go(), every);
    const [before, now] = [this.#lookedAt, performance.now()];
    this.#lookedAt = now;
    if (wasRewritten() || !frame.element) return;
    if (this.#rounds++ % betweenPopovers === 0) this.#lookAtPopovers();
    this.look();
    const why = now - before < heldUp ? frame.hear() : undefined;
    if (why) giveUp(why);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /**
   * What lies in the top layer and lets clicks through is found by no hit test, so whatever enters it is answered; what is opened over the
   * panel again and again is given way to, as it would be by a page that a hit test finds.
   */
  onTopLayer(event: Event): void {
    const { host, box, frame, placing, signal, isLeaving, giveUp } = this.#watched;
    const { target } = event;
    if (!frame.claimed || signal.aborted || placing.printing || !(target instanceof Element) || target.localName === "details") return;
    const isOver = "newState" in event && event.newState === "open" && overlap(target, box.dialog);
    if (isUsable(host.element, box.dialog)) {
      box.raise();
      if (isOver && !isLeaving() && this.#isRaisedTooOften()) giveUp("covered");
    }
    this.look();
  }

  /** Whether the panel can be seen and used; where it cannot, it is put where it can, or the window opens. */
  look(): void {
    const { root, host, box, frame, placing, signal, isLeaving, attach, giveUp } = this.#watched;
    if (signal.aborted || document.hidden || !frame.claimed || placing.printing) return;
    if (!host.element.isConnected) attach();
    placing.lay();
    if ((!box.dialog.open || this.#isLocked()) && isUsable(host.element, box.dialog)) {
      this.#failed = 0;
      return;
    }
    if (isLeaving()) {
      this.#canBeUsedSomewhere();
      return;
    }
    if (this.#isRaisedTooOften()) giveUp("covered");
    else if (this.#canBeUsedSomewhere()) this.#failed = 0;
    else if (++this.#failed >= tries) giveUp(root.inert || locks(host.element).length > 0 ? "locked" : "covered");
    else setTimeout(() => this.look(), again);
  }

  /** Counts this once more. */
  #isRaisedTooOften(): boolean {
    const now = performance.now();
    this.#raisedAt = [...this.#raisedAt.filter((time) => now - time < raisesWithin), now];
    return this.#raisedAt.length > raises;
  }

  /** A page can keep from us that one opens. */
  #lookAtPopovers(): void {
    const { host, box, frame, placing } = this.#watched;
    const open = openPopovers(host.element);
    const isNew = open.some((one) => !this.#below.has(one));
    this.#below = new WeakSet(open);
    if (isNew && frame.claimed && !placing.printing && isUsable(host.element, box.dialog)) box.raise();
  }

  /** Where the panel lies in no dialog of the page: only a modal dialog of its own can be used, too. */
  #isLocked(): boolean {
    const { root, host } = this.#watched;
    return host.home === host.ground && (root.inert || locks(host.element).length > 0);
  }

  #canBeUsedSomewhere(): boolean {
    const { host, box, frame, placing, isInside } = this.#watched;
    const { element, ground } = host;
    const hadFocus = isInside();
    // A modal dialog makes everything else inert: the panel goes into the page's, or where that is not possible becomes one itself.
    const homes = this.#movesFrames ? [...locks(element).filter((one) => one.getRootNode() === document), ground] : [host.home];
    for (const [next, modal] of [...homes.map((one) => [one, false] as const), [ground, true] as const]) {
      if (next !== host.home) {
        host.moveTo(next);
        placing.lay();
      }
      box.raise(modal);
      if (!isUsable(element, box.dialog)) continue;
      if (hadFocus && document.activeElement !== element) frame.element?.focus();
      return true;
    }
    return false;
  }
}
