import { useEffect, useRef, useState } from "preact/hooks";

/** What a field shows, and what happens to it. */
export interface ShownText {
  readonly text: string;
  /** Shows this from now on: it was typed here. */
  readonly type: (now: string) => void;
  readonly enter: () => void;
  /** Left, showing this. */
  readonly leave: (now: string) => void;
}

/**
 * The text of a field that is stored elsewhere. What comes back while somebody types is older than what stands here, but for a field that
 * is empty and untouched: a panel that comes back has its focus there before what was typed comes from the device.
 */
export function useShown(shown: string): ShownText {
  const [text, setText] = useState(shown);
  const inside = useRef(false);
  const touched = useRef(false);
  useEffect(() => {
    if (!inside.current || (!touched.current && text === "")) setText(shown);
  }, [shown]);
  return {
    text,
    type: (now) => {
      touched.current = true;
      setText(now);
    },
    enter: () => {
      inside.current = true;
    },
    leave: (now) => {
      inside.current = false;
      touched.current = false;
      setText(now);
    },
  };
}
