import { useEffect, useMemo, useState } from "preact/hooks";
import { wentOn } from "../screen/pressed.ts";
import { parseRoute, type Route } from "./route.ts";

/** Where the desk is, by its address. The same object as long as the address is the same. */
export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const read = () => setHash(location.hash);
    // It may have changed between being drawn and listening.
    read();
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return useMemo(() => parseRoute(hash), [hash]);
}

/** Shows a page from its top and gives its heading the focus: once, when the person goes there, whatever is drawn anew afterwards. */
export function useArrival(route: Route): void {
  // A part of a page that the address names is shown by that page.
  const part = (route.page === "lists" && route.section) || (route.page === "score" && route.criterionId);
  const place = part ? undefined : JSON.stringify(route);
  useEffect(() => {
    if (place === undefined) return;
    window.scrollTo(0, 0);
    return whenThere("main h1", (heading) => {
      heading.focus({ preventScroll: true });
      // They went here by what they pressed: the next key is meant for this page.
      wentOn();
    });
  }, [place]);
}

/** A page that reads the device first is there a little later; longer than this, a person does something else. */
const patience = 3_000;
/** What a person does in the meantime is theirs: nothing is moved after it. */
const acts = ["pointerdown", "keydown", "wheel"] as const;

/** Calls `arrive` once when the page has such an element, unless the person does something first. Gives back how to stop waiting. */
export function whenThere(selector: string, arrive: (element: HTMLElement) => void): () => void {
  const end = performance.now() + patience;
  let frame = requestAnimationFrame(look);
  const stop = () => {
    cancelAnimationFrame(frame);
    for (const act of acts) removeEventListener(act, stop, { capture: true });
  };
  for (const act of acts) addEventListener(act, stop, { capture: true });
  return stop;

  function look(): void {
    const element = document.querySelector<HTMLElement>(selector);
    if (!element && performance.now() < end) {
      frame = requestAnimationFrame(look);
      return;
    }
    stop();
    if (element) arrive(element);
  }
}
