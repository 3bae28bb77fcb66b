import { isComposed } from "../../shared/ui/is-composed.ts";
import { digitOf, type Key, type Spot } from "../../shared/ui/keyboard.ts";

/** What a key in the panel means; `undefined`: nothing of ours, the browser goes on with it. */
export type Command =
  | { readonly type: "move"; readonly by: 1 | -1 }
  /** `n` counts from 1: a level, yes or no, an item, a fault; 0: none of them. `back` takes one fault away. */
  | { readonly type: "choose"; readonly n: number; readonly back: boolean }
  | { readonly type: "nextMissing" }
  | { readonly type: "note" }
  | { readonly type: "quote" }
  | { readonly type: "notApplicable" }
  | { readonly type: "undo" }
  | { readonly type: "help" }
  | { readonly type: "leaveField" }
  | { readonly type: "review" };

const letters: Readonly<Record<string, Command>> = {
  j: { type: "move", by: 1 },
  k: { type: "move", by: -1 },
  m: { type: "nextMissing" },
  n: { type: "note" },
  e: { type: "quote" },
  x: { type: "notApplicable" },
  u: { type: "undo" },
  r: { type: "review" },
  "?": { type: "help" },
};

/** Keys without Ctrl or Alt work outside text fields only, and not at all where the person switched them off. */
export function commandOf(key: Key, spot: Spot, shortcuts: boolean): Command | undefined {
  if (isComposed(key) || key.altKey || key.getModifierState?.("AltGraph")) return undefined;
  if (key.ctrlKey || key.metaKey) return key.key.toLowerCase() === "z" && !key.shiftKey && spot !== "text" ? { type: "undo" } : undefined;
  if (key.key === "Escape") return { type: "leaveField" };
  if (spot === "text" || !shortcuts) return undefined;
  if (key.key === "ArrowDown" && spot === "other") return { type: "move", by: 1 };
  if (key.key === "ArrowUp" && spot === "other") return { type: "move", by: -1 };
  const n = digitOf(key);
  if (n !== undefined) return { type: "choose", n, back: key.shiftKey };
  return letters[key.key.toLowerCase()];
}
