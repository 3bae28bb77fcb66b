import { element, groundIn, style } from "./element.ts";

/** Our one element in the page: at its root, or in a dialog of the page that locks everything else. Nothing but its shadow draws. */
export class Host {
  readonly element: HTMLElement = element("div");
  readonly shadow: ShadowRoot = this.element.attachShadow({ mode: "closed" });
  /** Where it lies unless a dialog of the page takes it in. */
  readonly ground: Element;
  readonly #root: HTMLElement;
  readonly #observer: MutationObserver;
  #home: Element;
  #shown = "";

  /** `changed`: the page did something to the host, to what it lies in, or to the document's root. */
  constructor(root: HTMLElement, changed: () => void) {
    this.#root = root;
    this.ground = groundIn(root);
    this.#home = this.ground;
    this.#observer = new MutationObserver(changed);
  }

  /** In what it lies now. */
  get home(): Element {
    return this.#home;
  }

  /** Puts the host where and as it should be, and watches. */
  attach(): void {
    const { element: host, ground } = this;
    this.#observer.disconnect();
    for (const name of host.getAttributeNames()) host.removeAttribute(name);
    style(host, "display:contents");
    this.#shown = host.style.cssText;
    if (ground !== this.#root && ground.parentNode !== this.#root) this.#root.append(ground);
    if (!this.#home.isConnected) this.#home = ground;
    if (host.parentNode !== this.#home) this.#home.append(host);
    this.#observe();
  }

  /** It lies where and as it was put. */
  isUntouched(): boolean {
    const { element: host } = this;
    return host.isConnected && host.parentNode === this.#home && host.style.cssText === this.#shown && host.attributes.length === 1;
  }

  /** Moves it as it is, with what it shows. */
  moveTo(next: Element): void {
    this.#observer.disconnect();
    try {
      next.moveBefore(this.element, null);
      this.#home = next;
    } catch {
      // It was taken out meanwhile, or this browser cannot: the observer or the next look finds it.
    }
    this.#observe();
  }

  unwatch(): void {
    this.#observer.disconnect();
  }

  remove(): void {
    this.element.remove();
    if (this.ground !== this.#root) this.ground.remove();
  }

  #observe(): void {
    const home = this.#home;
    this.#observer.observe(document, { childList: true });
    this.#observer.observe(this.#root, { childList: true, attributes: true, attributeFilter: ["inert", "style", "class"] });
    if (home !== this.#root)
      this.#observer.observe(home, { childList: true, attributes: true, attributeFilter: ["inert", "open", "style", "class"] });
    this.#observer.observe(this.element, { attributes: true });
  }
}
