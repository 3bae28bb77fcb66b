import type { Page } from "./browser.ts";

/** Begins to note every key and every kind of text input that the page's own listeners could see, at the earliest place there is. */
export async function listenForKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.defineProperty(window, "__seen", { value: seen });
    const kinds = [
      "keydown",
      "keypress",
      "keyup",
      "beforeinput",
      "input",
      "textInput",
      "compositionstart",
      "compositionupdate",
      "paste",
      "change",
    ];
    for (const kind of kinds)
      window.addEventListener(kind, (event) => seen.push(`${kind} ${(event as KeyboardEvent).key ?? ""}`), { capture: true });
  });
}

export function keysSeen(page: Page): Promise<string[]> {
  return page.evaluate(() => [...(Reflect.get(window, "__seen") as string[])]);
}

/** Reads the page; with `before`, elements that changed in between although nothing was done count as moving and are left out of it. */
export function readElements(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => {
    const properties = [
      "display",
      "visibility",
      "opacity",
      "color",
      "background-color",
      "font-size",
      "font-family",
      "font-weight",
      "line-height",
      "letter-spacing",
      "position",
      "top",
      "left",
      "width",
      "height",
      "margin-top",
      "margin-left",
      "padding-top",
      "padding-left",
      "border-top-width",
      "border-top-color",
      "outline-style",
      "outline-color",
      "transform",
      "filter",
      "overflow-x",
      "overflow-y",
      "cursor",
      "pointer-events",
      "z-index",
    ];
    const numbers = (Reflect.get(window, "__numbers") as WeakMap<Element, number> | undefined) ?? new WeakMap<Element, number>();
    if (!Reflect.has(window, "__numbers")) Object.defineProperty(window, "__numbers", { value: numbers });
    let last = (Reflect.get(window, "__last") as number | undefined) ?? 0;
    const state: Record<string, string> = {};
    const read = (root: Document | ShadowRoot) => {
      for (const element of root.querySelectorAll("*")) {
        let number = numbers.get(element);
        if (number === undefined) {
          last += 1;
          number = last;
          numbers.set(element, number);
        }
        const style = getComputedStyle(element);
        let text = "";
        for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) text += child.nodeValue;
        const look = properties.map((name) => style.getPropertyValue(name)).join("|");
        const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).join(" ");
        state[number] = `<${element.localName} ${attributes.slice(0, 300)}> ${text.trim().slice(0, 300)} ${look}`;
        if (element.shadowRoot) read(element.shadowRoot);
      }
    };
    read(document);
    Object.defineProperty(window, "__last", { value: last, configurable: true });
    return state;
  });
}

/** Elements that are not as they were, or were not there; those in `moving` are not looked at. Empty: the page is as it was. */
export function differences(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  moving: ReadonlySet<string>,
): string[] {
  const found: string[] = [];
  for (const [number, state] of Object.entries(before)) {
    if (moving.has(number) || after[number] === state) continue;
    found.push(after[number] === undefined ? `gone: ${state}` : firstDifference(state, after[number]));
  }
  for (const [number, state] of Object.entries(after)) if (before[number] === undefined && !moving.has(number)) found.push(`new: ${state}`);
  return found;
}

function firstDifference(before: string, after: string): string {
  const place = [...before].findIndex((character, i) => character !== after[i]);
  const from = Math.max(0, place - 60);
  return `changed: ${before.slice(0, 60)} … “${before.slice(from, place + 60)}” → “${after.slice(from, place + 60)}”`;
}
