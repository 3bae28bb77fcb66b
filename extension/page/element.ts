import { browser } from "wxt/browser";

/** Also where the page is no HTML: its own documents make other elements. */
export function element<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
  return document.createElementNS("http://www.w3.org/1999/xhtml", name) as HTMLElementTagNameMap[Name];
}

/** Inline and important: nothing that a page writes is stronger. */
export function style(target: Element & ElementCSSInlineStyle, rules: string): void {
  target.style.cssText = `all:initial;${rules}`.replace(/;|$/g, "!important;");
}

const svg = "http://www.w3.org/2000/svg";

/** Where in the page our host lies: at its root. In a drawing, Firefox gives boxes to HTML only within a `foreignObject`. */
export function groundIn(root: Element): Element {
  if (root.namespaceURI !== svg) return root;
  const ground = document.createElementNS(svg, "foreignObject");
  style(ground, "display:block;width:1px;height:1px;pointer-events:none");
  return ground;
}

/** What only extensions may see: the closed ones too. */
export function shadowOf(one: Element): ShadowRoot | null {
  if ("openOrClosedShadowRoot" in one) return one.openOrClosedShadowRoot as ShadowRoot | null;
  return one instanceof HTMLElement && "dom" in browser ? browser.dom.openOrClosedShadowRoot(one) : null;
}
