import { type Frame, type Page, until } from "./browser.ts";

/** Where in the window a document begins: a frame in a page begins where the frame lies. */
export interface Place {
  readonly left?: number;
  readonly top?: number;
}

/** Really clicks the button, link, option or summary that says so (or is labelled so); waits until it is there. */
export async function clickOn(hands: Page, name: string, document_: Frame = hands, { left = 0, top = 0 }: Place = {}): Promise<void> {
  const at = await until(`something to click that says “${name}”`, () => document_.evaluate(placeOf, name));
  // Scrolled into view just now: where it came to lie.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const now = (await document_.evaluate(placeOf, name)) ?? at;
  await hands.click(left + now.x, top + now.y);
}

/** Really clicks into the field with this label and types; what stood there is replaced. */
export async function fillIn(hands: Page, label: string, text: string): Promise<void> {
  await clickOn(hands, label);
  await hands.press("Control+a");
  await hands.type(text);
}

/** Waits until the document's text holds this. */
export async function sees(document_: Frame, text: string, milliseconds = 10_000): Promise<void> {
  try {
    await until(
      "",
      () => document_.evaluate((wanted) => document.body?.innerText.replace(/\s+/g, " ").includes(wanted), text),
      milliseconds,
    );
  } catch (cause) {
    const there = await document_.evaluate(() => document.body?.innerText.slice(0, 3_000)).catch(String);
    throw new Error(`“${text}” did not come up in ${milliseconds} ms. There was:\n${there}`, { cause });
  }
}

function placeOf(name: string): { x: number; y: number } | undefined {
  const says = (element: Element) => {
    const labelled = element.getAttribute("aria-label");
    const text = (labelled ?? (element as HTMLElement).innerText).replace(/\s+/g, " ").trim();
    return text === name;
  };
  const candidates = document.querySelectorAll<HTMLElement>("button, a[href], label, summary, [role=button], input[type=submit]");
  for (const element of candidates) {
    if (!says(element)) continue;
    // A label beside its field: the field is what a person clicks into.
    const field = element instanceof HTMLLabelElement && element.control && !element.contains(element.control) ? element.control : element;
    const { width, height } = field.getBoundingClientRect();
    if (width === 0 || height === 0) continue;
    field.scrollIntoView({ block: "center", behavior: "instant" });
    const box = field.getBoundingClientRect();
    return { x: box.left + Math.min(box.width / 2, 200), y: box.top + box.height / 2 };
  }
  return undefined;
}
