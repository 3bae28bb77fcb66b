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

/** Whether the page lies over the panel (clickjacking), where the browser can tell. */
export function useCovered(): Cover {
  const [cover, setCover] = useState<Cover>("none");
  useEffect(() => {
    if (!("isVisible" in IntersectionObserverEntry.prototype)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const options: VisibilityOptions = { trackVisibility: true, delay: 100, threshold: [0, 0.5, 1] };
    const observer = new IntersectionObserver((entries: readonly VisibilityEntry[]) => {
      const last = entries.at(-1);
      if (!last) return;
      clearTimeout(timer);
      if (last.isIntersecting && last.isVisible === false) {
        setCover((before) => (before === "none" ? "covered" : before));
        timer = setTimeout(() => setCover("coveredForLong"), sayAfter);
      } else timer = setTimeout(() => setCover("none"), settle);
    }, options);
    observer.observe(document.body);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, []);
  return cover;
}
