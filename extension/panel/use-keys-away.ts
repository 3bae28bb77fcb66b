import { useEffect, useState } from "preact/hooks";

/** Whoever pressed a key so recently is still typing. */
const typing = 1_000;
/** Taken and given back by our launcher, the keyboard was hardly away. */
const blink = 120;

/** The keyboard went to the page while the person was typing here. */
export function useKeysAway(): boolean {
  const [away, setAway] = useState(false);
  useEffect(() => {
    let pressed = -typing;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const press = ({ target, key }: KeyboardEvent) => {
      const text = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
      pressed = text && key !== "Tab" ? performance.now() : -typing;
    };
    const leave = () => {
      if (performance.now() - pressed > typing) return;
      timer = setTimeout(() => setAway(!document.hasFocus()), blink);
    };
    const back = () => {
      clearTimeout(timer);
      setAway(false);
    };
    document.addEventListener("keydown", press);
    addEventListener("blur", leave);
    addEventListener("focus", back);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("keydown", press);
      removeEventListener("blur", leave);
      removeEventListener("focus", back);
    };
  }, []);
  return away;
}
