import type { Frame } from "./browser.ts";

/** 1280 × 1024 at 400 % zoom (WCAG 1.4.10). */
export const smallWindow = { width: 320, height: 256 } as const;

/**
 * What a person cannot use in this document as large as it is now: what cannot be scrolled to where it can be seen and hit, what is
 * wider than the window, and what scrolls in less than two lines of room.
 */
export function unusable(document_: Frame): Promise<string[]> {
  return document_.evaluate(() => {
    const found: string[] = [];
    const nameOf = (element: Element) =>
      `<${element.localName}${element.id ? ` #${element.id}` : ""}> ${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 40)}`;
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth + 1) found.push(`${root.scrollWidth - innerWidth} px too wide`);
    for (const element of document.querySelectorAll("body *")) {
      const style = getComputedStyle(element);
      if (
        /auto|scroll/.test(style.overflowY) &&
        !element.matches("textarea") &&
        element.scrollHeight > element.clientHeight + 1 &&
        element.clientHeight < 60
      ) {
        found.push(`${nameOf(element)} scrolls in ${element.clientHeight} px`);
      }
    }
    const controls = document.querySelectorAll<HTMLElement>("button, a[href], input:not([type=hidden]), textarea, select, summary");
    const dialog = document.querySelector("dialog[open]");
    for (const control of controls) {
      if (!control.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) || (dialog && !dialog.contains(control)))
        continue;
      control.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const { left, top, width, height } = control.getBoundingClientRect();
      // Kept for screen readers and shown with the focus; a file's field is its label.
      if (width <= 1 || height <= 1 || control.closest(".vh, .skip, .filebutton")) continue;
      const hit = document.elementFromPoint(left + width / 2, Math.min(top + height / 2, innerHeight - 1));
      const labels = control instanceof HTMLInputElement ? [...(control.labels ?? [])] : [];
      const itself = hit !== null && (control.contains(hit) || hit.contains(control) || labels.some((label) => label.contains(hit)));
      if (!itself) found.push(`${nameOf(control)} at ${Math.round(left)},${Math.round(top)} is under ${hit ? nameOf(hit) : "nothing"}`);
    }
    return found;
  });
}

/** Keys whose name reaches out of its box, or stands higher or lower than what it does, told beside it. */
export function keysOutOfPlace(document_: Frame): Promise<string[]> {
  return document_.evaluate(() => {
    const baselineAt = (put: (probe: HTMLElement) => void) => {
      const probe = document.createElement("span");
      probe.style.display = "inline-block";
      put(probe);
      const { bottom } = probe.getBoundingClientRect();
      probe.remove();
      return bottom;
    };
    return [...document.querySelectorAll("kbd")].flatMap((key) => {
      const box = key.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(key);
      const text = range.getBoundingClientRect();
      const within = text.left >= box.left && text.right <= box.right && text.top >= box.top && text.bottom <= box.bottom;
      const off = Math.abs(
        baselineAt((probe) => key.append(probe)) - baselineAt((probe) => key.closest("div")?.querySelector("dd")?.prepend(probe)),
      );
      return within && off <= 1 ? [] : [`${key.textContent}: ${within ? "within" : "out of"} its box, ${off} px off the line`];
    });
  });
}
