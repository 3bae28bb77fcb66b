import { useEffect, useRef, useState } from "preact/hooks";
import { reportError } from "../errors.ts";
import { type HalfTyped, loadHalfTyped, saveHalfTyped } from "./half-typed.ts";

export interface HalfTyping {
  readonly of: (criterionId: string) => Readonly<Record<string, string>>;
  /** Replaces what is typed at a criterion; kept at once. */
  readonly type: (criterionId: string, typed: Readonly<Record<string, string>>) => void;
}

/** What is half typed in this draft, as it was left and as it is typed on. */
export function useHalfTyped(draftId: string): HalfTyping {
  const [first, setAll] = useState<HalfTyped>({});
  // What was typed, also between two frames: a fast typist must not be answered from the last one drawn.
  const now = useRef(first);
  useEffect(() => {
    loadHalfTyped(draftId).then(
      (stored) => {
        now.current = { ...stored, ...now.current };
        setAll(now.current);
      },
      (error: unknown) => reportError("loadHalfTyped", error),
    );
  }, [draftId]);
  return {
    of: (id) => now.current[id] ?? {},
    type(id, typed) {
      const { [id]: before, ...rest } = now.current;
      const filled = Object.fromEntries(Object.entries(typed).filter(([, text]) => text !== ""));
      const empty = Object.keys(filled).length === 0;
      if (!before && empty) return;
      now.current = empty ? rest : { ...rest, [id]: filled };
      setAll(now.current);
      saveHalfTyped(draftId, now.current).catch((error: unknown) => reportError("saveHalfTyped", error));
    },
  };
}
