import { browser } from "wxt/browser";
import type { LauncherOrder, OverlayPlace, PanelAddress, WindowReason } from "../messages.ts";
import { type Alive, givenUp, listenTo } from "./alive.ts";
import { ask } from "./ask.ts";
import { makeBox } from "./box.ts";
import { element, groundIn, style } from "./element.ts";
import { guardFocus } from "./focus-guard.ts";
import { outOfTheWay } from "./frame-place.ts";
import { isOrphan, removeOrphans } from "./orphans.ts";
import { isTreeView } from "./tree-view.ts";
import { isUsable, locks, openPopovers } from "./usable.ts";

/** A page that takes the overlay away or changes it is put right so often; then the panel's own window opens. */
const rescues = 6;
/** How often it is looked whether the panel can be used, while the tab can be seen. */
const every = 250;
/** Every so many looks it is asked which popovers of the page are open: that reads every element. */
const betweenPopovers = 4;
/** What could not be put right at once may be passing: so soon it is tried again, and so often. */
const again = 100;
const tries = 3;
/** Put on top so often in this time, the overlay flickers: the window is better. */
const raises = 7;
const raisesWithin = 3_000;
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
  else putOver(document.documentElement);
}

/** A frame that had the focus before its document came has it no more, and would not be given what it has. */
function takeFocus(frame: HTMLIFrameElement): void {
  frame.blur();
  frame.focus();
}

function putOver(root: HTMLElement): void {
  const host = element("div");
  const shadow = host.attachShadow({ mode: "closed" });
  const panel = makeBox();
  const { dialog: box, raise } = panel;
  const before = document.activeElement;
  const ending = new AbortController();
  const { signal } = ending;
  /** Chromium moves a frame within its page as it is; Firefox loads it anew. */
  const movesFrames = "moveBefore" in root && !browser.runtime.getURL("").startsWith("moz-");
  const ground = groundIn(root);
  let home = ground;
  let frame: HTMLIFrameElement | undefined;
  let alive: Alive | undefined;
  let claimed = false;
  let leaving = false;
  let printing = false;
  let looks = 0;
  let watched = 0;
  /** Over these the panel was raised. */
  let below = new WeakSet<Element>();
  let place: OverlayPlace = { side: "right", minimised: false };
  let rescued = 0;
  let failed = 0;
  let raisedAt: number[] = [];
  let shown = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  const onOrder = (message: LauncherOrder, sender: { id?: string | undefined }, respond: (heard: true) => void) => {
    if (sender.id !== browser.runtime.id || !message.order) return;
    if (message.order === "close") close();
    if (message.order === "place") show(message);
    if (message.order === "claimed") claimed = true;
    respond(true);
  };
  const observer = new MutationObserver(() => {
    if (wasRewritten()) return;
    const untouched = host.isConnected && host.parentNode === home && host.style.cssText === shown && host.attributes.length === 1;
    if (untouched) look();
    else if (isOrphan()) close();
    else if (rescued++ < rescues) attach();
    else giveUp("removed");
  });
  const guard = guardFocus({ host, shadow, signal, frame: () => frame, makeWay, look, giveUp: () => giveUp("focus") });
  browser.runtime.onMessage.addListener(onOrder);
  const listen = { capture: true, signal };
  // What enters or leaves the top layer says so; `close` and `open` are seen by the observer where the overlay lies in a dialog.
  for (const kind of ["toggle", "fullscreenchange", "close"]) document.addEventListener(kind, onTopLayer, listen);
  document.addEventListener("visibilitychange", watch, listen);
  addEventListener("beforeprint", () => print(true), listen);
  addEventListener("afterprint", () => print(false), listen);
  for (const kind of ["resize", "scroll"]) visualViewport?.addEventListener(kind, lay, listen);
  box.addEventListener("cancel", (event) => event.preventDefault(), { signal });
  // Over the page's own dialog ours keeps what is being typed; the person who turns to the page gets the page.
  box.addEventListener("pointerdown", ({ target }) => target === box && !root.inert && giveUp("locked"), { signal });
  // The stops lie under the box: over the frame, the browser would call it covered.
  shadow.append(guard.before, box, guard.after);
  attach();
  watch();
  void renew();

  /** Puts the host where and as it should be, and watches. */
  function attach(): void {
    observer.disconnect();
    for (const name of host.getAttributeNames()) host.removeAttribute(name);
    style(host, "display:contents");
    shown = host.style.cssText;
    if (ground !== root && ground.parentNode !== root) root.append(ground);
    if (!home.isConnected) home = ground;
    if (host.parentNode !== home) home.append(host);
    observe();
    raise();
  }

  function observe(): void {
    observer.observe(document, { childList: true });
    observer.observe(root, { childList: true, attributes: true, attributeFilter: ["inert", "style", "class"] });
    if (home !== root) observer.observe(home, { childList: true, attributes: true, attributeFilter: ["inert", "open", "style", "class"] });
    observer.observe(host, { attributes: true });
  }

  /** Each panel address works once: whenever the frame was reloaded, it gets a new one. */
  async function renew(): Promise<void> {
    claimed = false;
    alive = undefined;
    looks = 0;
    const address = await ask<PanelAddress>({ launcher: "mintPanel" });
    if (signal.aborted) return;
    if (!address) return frame ? giveUp("removed") : close();
    const next = element("iframe");
    next.title = "Phiếu Chấm";
    next.src = address.url;
    style(next, "display:block;width:100%;height:100%");
    let loaded = false;
    next.addEventListener("load", () => {
      if (next !== frame) return;
      if (loaded) void renew();
      else {
        alive = listenTo(next);
        if (address.takeFocus) takeFocus(next);
      }
      loaded = true;
    });
    frame = next;
    box.replaceChildren(next);
    show(address);
  }

  function show({ side, minimised }: OverlayPlace): void {
    place = { side, minimised };
    if (!frame) return;
    lay();
    raise();
  }

  function lay(): void {
    if (!printing) panel.lay(place, home);
  }

  /** Printouts show the page alone. */
  function print(begins: boolean): void {
    const hadFocus = guard.isInside();
    printing = begins;
    if (begins) panel.hide();
    else show(place);
    if (!begins && hadFocus) frame?.focus();
  }

  /** Where the panel lies in no dialog of the page: only a modal dialog of its own can be used, too. */
  function isLocked(): boolean {
    return home === ground && (root.inert || locks(host).length > 0);
  }

  function makeWay(control: Element): void {
    const next = outOfTheWay(control, box, place);
    if (!next) return;
    show(next);
    void ask({ launcher: "overlayMoved", ...next });
  }

  /** What lies in the top layer and lets clicks through is found by no hit test, so whatever enters it is answered. */
  function onTopLayer({ target }: Event): void {
    if (!claimed || signal.aborted || printing || !(target instanceof Element) || target.localName === "details") return;
    if (isUsable(host, box)) raise();
    look();
  }

  function watch(): void {
    clearTimeout(timer);
    if (signal.aborted || document.hidden) return;
    timer = setTimeout(watch, every);
    if (wasRewritten() || !frame) return;
    if (watched++ % betweenPopovers === 0) lookAtPopovers();
    look();
    if (alive) hearFrame(alive);
  }

  /** A page can keep from us that one opens. */
  function lookAtPopovers(): void {
    const open = openPopovers(host);
    const isNew = open.some((one) => !below.has(one));
    below = new WeakSet(open);
    if (isNew && claimed && !printing && isUsable(host, box)) raise();
  }

  function hearFrame(from: Alive): void {
    looks += 1;
    const why = givenUp(from, claimed, looks);
    if (why) giveUp(why);
  }

  /** Whether the panel can be seen and used; where it cannot, it is put where it can, or the window opens. */
  function look(): void {
    if (signal.aborted || document.hidden || !claimed || printing) return;
    if (!host.isConnected) attach();
    lay();
    if ((!box.open || isLocked()) && isUsable(host, box)) {
      failed = 0;
      return;
    }
    if (leaving) {
      canBeUsedSomewhere();
      return;
    }
    const now = performance.now();
    raisedAt = [...raisedAt.filter((time) => now - time < raisesWithin), now];
    if (raisedAt.length > raises) giveUp("covered");
    else if (canBeUsedSomewhere()) failed = 0;
    else if (++failed >= tries) giveUp(root.inert || locks(host).length > 0 ? "locked" : "covered");
    else setTimeout(look, again);
  }

  function canBeUsedSomewhere(): boolean {
    const hadFocus = guard.isInside();
    // A modal dialog makes everything else inert: the panel goes into the page's, or where that is not possible becomes one itself.
    const homes = movesFrames ? [...locks(host).filter((one) => one.getRootNode() === document), ground] : [home];
    for (const [next, modal] of [...homes.map((one) => [one, false] as const), [ground, true] as const]) {
      if (next !== home) moveTo(next);
      raise(modal);
      if (!isUsable(host, box)) continue;
      if (hadFocus && document.activeElement !== host) frame?.focus();
      return true;
    }
    return false;
  }

  function moveTo(next: Element): void {
    observer.disconnect();
    try {
      next.moveBefore(host, null);
      home = next;
    } catch {
      // It was taken out meanwhile, or this browser cannot: the observer or the next look finds it.
    }
    lay();
    observe();
  }

  /** `document.open` or another root: nothing that was registered counts any more, so all of it begins anew. */
  function wasRewritten(): boolean {
    if (signal.aborted || document.documentElement === root) return signal.aborted;
    close();
    const since = performance.now();
    const begin = () => {
      if (document.documentElement) putOver(document.documentElement);
      else if (performance.now() - since < rootless) setTimeout(begin, 30);
      else void ask({ launcher: "overlayFailed", why: "removed" });
    };
    begin();
    return true;
  }

  /** The background has the panel save and the overlay closed, and opens the window; until then keys still go to the panel where they can. */
  function giveUp(why: WindowReason): void {
    if (signal.aborted || leaving) return;
    leaving = true;
    void ask({ launcher: "overlayFailed", why }).then(close);
  }

  function close(): void {
    const hadFocus = document.activeElement === host;
    ending.abort();
    observer.disconnect();
    clearTimeout(timer);
    browser.runtime.onMessage.removeListener(onOrder);
    host.remove();
    if (ground !== root) ground.remove();
    if (hadFocus && before instanceof HTMLElement) before.focus();
  }
}
