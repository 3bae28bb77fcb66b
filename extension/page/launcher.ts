/*
 * The only code that runs in the inspected page: it brings the panel over it, keeps it there and usable whatever the page does, and
 * quotes what is selected. It trusts the page in nothing, leaves nothing behind, and reaches the rest of the extension by messages alone.
 */

import { browser } from "wxt/browser";
import type { LauncherOrder, WindowReason } from "../messages.ts";
import { ask } from "./ask.ts";
import { makeBox } from "./box.ts";
import { guardFocus } from "./focus-guard.ts";
import { Frame } from "./frame.ts";
import { Host } from "./host.ts";
import { isOrphan, removeOrphans } from "./orphans.ts";
import { Placing } from "./placing.ts";
import { isTreeView } from "./tree-view.ts";
import { Watch } from "./watch.ts";

/** A page that takes the overlay away or changes it is put right so often; then the panel's own window opens. */
const rescues = 6;
/** A document without a root: the page is rewriting itself. */
const rootless = 600;

/**
 * Puts the panel over the page: an iframe of the extension in a closed shadow root, in the top layer. It leaves nothing behind
 * when it is closed, adds no text, and writes to no console. It does not ask who called it: only the background injects it.
 */
export function launch(): void {
  if (!document.documentElement) {
    setTimeout(launch, 30);
    return;
  }
  removeOrphans();
  if (isTreeView(document)) void ask({ launcher: "overlayFailed", why: "tree" });
  else new Launcher(document.documentElement).begin();
}

/** One overlay on one document, from its beginning to its end. */
class Launcher {
  readonly #root: HTMLElement;
  readonly #box = makeBox();
  readonly #before = document.activeElement;
  readonly #ending = new AbortController();
  readonly #host: Host;
  readonly #frame: Frame;
  readonly #placing: Placing;
  readonly #watch: Watch;
  readonly #guard: ReturnType<typeof guardFocus>;
  #rescued = 0;
  #leaving = false;
  #isLeft = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    const box = this.#box;
    const { signal } = this.#ending;
    const giveUp = (why: WindowReason) => this.#giveUp(why);
    const isInside = () => this.#guard.isInside();
    const host = new Host(root, () => this.#onChange());
    const frame = new Frame({ box: box.dialog, signal, show: (place) => placing.show(place), giveUp, close: () => this.#close() });
    const placing = new Placing({ host, box, frame, isInside });
    const watch = new Watch({
      ...{ root, host, box, frame, placing, signal, isInside, giveUp },
      isLeaving: () => this.#leaving,
      wasRewritten: () => this.#wasRewritten(),
      attach: () => this.#attach(),
    });
    this.#host = host;
    this.#frame = frame;
    this.#placing = placing;
    this.#watch = watch;
    this.#guard = guardFocus({
      ...{ host: host.element, shadow: host.shadow, signal },
      frame: () => frame.element,
      makeWay: (control) => placing.makeWay(control),
      look: () => watch.look(),
      giveUp: () => giveUp("focus"),
    });
  }

  begin(): void {
    this.#listen();
    // The stops lie under the box: over the frame, the browser would call it covered.
    this.#host.shadow.append(this.#guard.before, this.#box.dialog, this.#guard.after);
    this.#attach();
    this.#watch.go();
    void this.#frame.renew();
  }

  #listen(): void {
    const { signal } = this.#ending;
    const { dialog } = this.#box;
    browser.runtime.onMessage.addListener(this.#onOrder);
    const listen = { capture: true, signal };
    // What enters or leaves the top layer says so; `close` and `open` are seen by the observer where the overlay lies in a dialog.
    for (const kind of ["toggle", "fullscreenchange", "close"])
      document.addEventListener(kind, (event) => this.#watch.onTopLayer(event), listen);
    document.addEventListener("visibilitychange", () => this.#watch.go(), listen);
    // A page that is being left says nothing of its overlay any more: its frames may end before it. It can come back as it was.
    for (const kind of ["pagehide", "pageshow"]) {
      addEventListener(
        kind,
        ({ isTrusted }) => {
          if (isTrusted) this.#isLeft = kind === "pagehide";
        },
        listen,
      );
    }
    addEventListener("beforeprint", () => this.#placing.print(true), listen);
    addEventListener("afterprint", () => this.#placing.print(false), listen);
    for (const kind of ["resize", "scroll"]) visualViewport?.addEventListener(kind, () => this.#placing.lay(), listen);
    dialog.addEventListener("cancel", (event) => event.preventDefault(), { signal });
    // Over the page's own dialog ours keeps what is being typed; the person who turns to the page gets the page.
    dialog.addEventListener("pointerdown", ({ target }) => target === dialog && !this.#root.inert && this.#giveUp("locked"), { signal });
  }

  readonly #onOrder = (message: LauncherOrder, sender: { id?: string | undefined }, respond: (heard: true) => void): void => {
    if (sender.id !== browser.runtime.id || !message.order) return;
    if (message.order === "close") this.#close();
    if (message.order === "place") this.#placing.show(message);
    if (message.order === "claimed") this.#frame.claim();
    respond(true);
  };

  #attach(): void {
    this.#host.attach();
    this.#box.raise();
  }

  /** The page did something near the host. */
  #onChange(): void {
    if (this.#wasRewritten()) return;
    if (this.#host.isUntouched()) this.#watch.look();
    else if (isOrphan()) this.#close();
    else if (this.#rescued++ < rescues) this.#attach();
    else this.#giveUp("removed");
  }

  /** `document.open` or another root: nothing that was registered counts any more, so all of it begins anew. */
  #wasRewritten(): boolean {
    const { signal } = this.#ending;
    if (signal.aborted || document.documentElement === this.#root) return signal.aborted;
    this.#close();
    const since = performance.now();
    const begin = () => {
      if (document.documentElement) new Launcher(document.documentElement).begin();
      else if (performance.now() - since < rootless) setTimeout(begin, 30);
      else void ask({ launcher: "overlayFailed", why: "removed" });
    };
    begin();
    return true;
  }

  /**
   * The background has the panel save and the overlay closed, and opens the window; until then keys still go to the panel where they can.
   */
  #giveUp(why: WindowReason): void {
    if (this.#ending.signal.aborted || this.#leaving || this.#isLeft) return;
    this.#leaving = true;
    void ask({ launcher: "overlayFailed", why }).then(() => this.#close());
  }

  #close(): void {
    const hadFocus = document.activeElement === this.#host.element;
    this.#ending.abort();
    this.#host.unwatch();
    this.#watch.stop();
    browser.runtime.onMessage.removeListener(this.#onOrder);
    this.#host.remove();
    if (hadFocus && this.#before instanceof HTMLElement) this.#before.focus();
  }
}
