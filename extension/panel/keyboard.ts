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

export interface Key {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** Old, but the only sign that some input methods give: 229. */
  readonly keyCode: number;
  readonly getModifierState?: (name: string) => boolean;
}

/** Where the key was pressed: `text` takes letters, `choice` takes arrows (radio buttons, lists), `other` neither. */
export type Spot = "text" | "choice" | "other";

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

/** By its place: layouts write ă â ê ô, accents or signs with the digit row. On the other pad a key without its digit is an arrow. */
function digitOf({ key, code, shiftKey }: Key): number | undefined {
  const [, place, digit] = /^(Digit|Numpad)(\d)$/.exec(code) ?? [];
  if (digit === undefined || (place === "Numpad" && !shiftKey && key !== digit)) return undefined;
  return Number(digit);
}

/** Part of a letter that an input method is putting together. */
export function isComposed({ isComposing, key, keyCode }: Pick<Key, "isComposing" | "key" | "keyCode">): boolean {
  return isComposing || key === "Process" || keyCode === 229;
}

export function spotOf(target: EventTarget | null): Spot {
  if (target instanceof HTMLTextAreaElement) return "text";
  if (target instanceof HTMLSelectElement) return "choice";
  if (target instanceof HTMLInputElement) return target.type === "radio" ? "choice" : target.type === "checkbox" ? "other" : "text";
  return "other";
}
