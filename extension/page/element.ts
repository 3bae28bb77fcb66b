/** Also where the page is no HTML: its own documents make other elements. */
export function element<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name] {
  return document.createElementNS("http://www.w3.org/1999/xhtml", name) as HTMLElementTagNameMap[Name];
}

/** Inline and important: nothing that a page writes is stronger. */
export function style(target: HTMLElement, rules: string): void {
  target.style.cssText = `all:initial;${rules}`.replace(/;|$/g, "!important;");
}
