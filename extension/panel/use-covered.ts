import { useEffect, useState } from "preact/hooks";

/** What IntersectionObserver v2 adds; Firefox lacks it. */
interface VisibilityOptions extends IntersectionObserverInit {
  readonly trackVisibility: true;
  readonly delay: number;
}
interface VisibilityEntry extends IntersectionObserverEntry {
  readonly isVisible?: boolean;
}

/** After the cover is gone, a click begun under it must not count. */
const settle = 400;
/** While the overlay moves or opens, the browser calls it covered for a moment: the mouse pauses, but nothing is said. */
const sayAfter = 800;

export type Cover = "none" | "covered" | "coveredForLong";

/**
 * Whether the page lies over the panel (clickjacking), where the browser can tell. Behind another tab nothing is seen, and nothing covers.
 */
export function useCovered(): Cover {
  const [cover, setCover] = useState<Cover>("none");
  useEffect(() => {
    if (!("isVisible" in IntersectionObserverEntry.prototype)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const options: VisibilityOptions = { trackVisibility: true, delay: 100, threshold: [0, 0.5, 1] };
    const observer = new IntersectionObserver((entries: readonly VisibilityEntry[]) => {
      const last = entries.at(-1);
      if (!last || document.hidden) return;
      clearTimeout(timer);
      if (last.isIntersecting && last.isVisible === false) {
        setCover((before) => (before === "none" ? "covered" : before));
        timer = setTimeout(() => setCover("coveredForLong"), sayAfter);
      } else timer = setTimeout(() => setCover("none"), settle);
    }, options);
    const observe = () => {
      clearTimeout(timer);
      observer.disconnect();
      if (document.hidden) setCover("none");
      // Begun anew it tells how things stand, and not only what changes.
      else observer.observe(document.body);
    };
    observe();
    document.addEventListener("visibilitychange", observe);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener("visibilitychange", observe);
    };
  }, []);
  return cover;
}
