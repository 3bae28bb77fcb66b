import { browser } from "wxt/browser";
import type { LauncherAsk, LauncherOrder, OverlayPlace, PanelAddress } from "../messages.ts";
import { element, style } from "./element.ts";
import { guardFocus } from "./focus-guard.ts";
import { isOrphan, removeOrphans } from "./orphans.ts";
import { isTreeView } from "./tree-view.ts";

/** A page that takes the overlay away or changes it is put right so often; then the panel's own window opens. */
const rescues = 6;

/**
 * Puts the panel over the page: an iframe of the extension in a closed shadow root, in the top layer. It leaves nothing behind
 * when it is closed, adds no text, and writes to no console. It does not ask who called it: only the background injects it.
 */
export function launch(): void {
  if (!document.documentElement) {
    document.addEventListener("readystatechange", launch, { once: true });
    return;
  }
  removeOrphans();
  if (isTreeView(document)) {
    void ask({ launcher: "overlayFailed", why: "tree" });
    return;
  }
  const host = element("div");
  const shadow = host.attachShadow({ mode: "closed" });
  const before = document.activeElement;
  const ending = new AbortController();
  const { signal } = ending;
  let frame: HTMLIFrameElement | undefined;
  let place: OverlayPlace = { side: "right", minimised: false };
  let rescued = 0;
  let shown = "";

  const onOrder = (message: LauncherOrder, sender: { id?: string | undefined }, respond: (heard: true) => void) => {
    if (sender.id !== browser.runtime.id || !message.order) return;
    if (message.order === "close") close();
    if (message.order === "place") show(message);
    if (message.order === "claimed") setTimeout(lookAfter, 300);
    respond(true);
  };
  const observer = new MutationObserver(() => {
    const untouched = host.parentNode === document.documentElement && host.style.cssText === shown && host.attributes.length === 1;
    if (untouched) return;
    if (isOrphan()) return close();
    if (rescued++ < rescues) attach();
    else giveUp();
  });
  const guard = guardFocus({ host, shadow, signal, frame: () => frame, makeWay, giveUp });
  browser.runtime.onMessage.addListener(onOrder);
  attach();
  void renew();

  /** Puts the host where and as it should be, and watches. */
  function attach(): void {
    const root = document.documentElement;
    observer.disconnect();
    for (const name of host.getAttributeNames()) host.removeAttribute(name);
    style(host, "display:contents");
    shown = host.style.cssText;
    if (host.parentNode !== root) root.append(host);
    observer.observe(document, { childList: true });
    observer.observe(root, { childList: true });
    observer.observe(host, { attributes: true });
    raise();
  }

  /** Each panel address works once: whenever the frame was reloaded, it gets a new one. */
  async function renew(): Promise<void> {
    const address = await ask<PanelAddress>({ launcher: "mintPanel" });
    if (signal.aborted) return;
    if (!address) return frame ? giveUp() : close();
    const next = element("iframe");
    next.title = "Phiếu Chấm";
    next.popover = "manual";
    next.src = address.url;
    let loaded = false;
    next.addEventListener("load", () => {
      if (next !== frame) return;
      if (loaded) void renew();
      else if (address.takeFocus) next.focus();
      loaded = true;
    });
    frame = next;
    shadow.replaceChildren(guard.before, next, guard.after);
    show(address);
  }

  function show({ side, minimised }: OverlayPlace): void {
    place = { side, minimised };
    if (!frame) return;
    const size = minimised ? "width:min(340px,100vw);height:44px" : "width:min(380px,100vw);height:100dvh";
    style(frame, `${frameStyle};${side === "left" ? "right" : "left"}:auto;${size}`);
    raise();
  }

  /** On top of whatever entered the top layer since. */
  function raise(): void {
    try {
      frame?.hidePopover();
      frame?.showPopover();
    } catch {
      // Not in a document at this moment; it is put back and raised by the observer.
    }
  }

  /** Out of the way of the page's focused control: the other side, or only the head where the page is too narrow. */
  function makeWay(control: Element): void {
    const area = control.getBoundingClientRect();
    const own = frame?.getBoundingClientRect();
    if (!own || area.width === 0 || area.right <= own.left || area.left >= own.right || area.bottom <= own.top || area.top >= own.bottom) return;
    const side = place.side === "left" ? "right" : "left";
    const free = side === "left" ? area.left >= own.width : area.right <= innerWidth - own.width;
    const next: OverlayPlace = free ? { side, minimised: place.minimised } : { side: place.side, minimised: true };
    if (next.side === place.side && next.minimised === place.minimised) return;
    show(next);
    void ask({ launcher: "overlayMoved", ...next });
  }

  /** The page may cover the panel or make it inert (a modal dialog does): it is raised once, then the window opens. */
  function lookAfter(): void {
    if (signal.aborted || document.hidden || isOnTop()) return;
    raise();
    setTimeout(() => signal.aborted || isOnTop() || giveUp(), 120);
  }

  function isOnTop(): boolean {
    const own = frame?.getBoundingClientRect();
    return own !== undefined && document.elementFromPoint(own.left + own.width / 2, own.top + own.height / 2) === host;
  }

  function giveUp(): void {
    if (signal.aborted) return;
    close();
    void ask({ launcher: "overlayFailed", why: "refused" });
  }

  function close(): void {
    const hadFocus = document.activeElement === host;
    ending.abort();
    observer.disconnect();
    browser.runtime.onMessage.removeListener(onOrder);
    host.remove();
    if (hadFocus && before instanceof HTMLElement) before.focus();
  }
}

const frameStyle =
  "display:block;position:fixed;inset:0;margin:0;border:0;padding:0;max-width:none;max-height:none;overflow:hidden;visibility:visible;background:Canvas;box-shadow:0 0 24px rgb(10 20 30/.3)";

/** `null` also where the extension was updated or taken away meanwhile. */
async function ask<Answer>(what: LauncherAsk): Promise<Answer | null> {
  try {
    return (await browser.runtime.sendMessage(what)) as Answer | null;
  } catch {
    return null;
  }
}
