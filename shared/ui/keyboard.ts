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

/** Where an event happened; everything that takes no keys of its own is `other`. */
export function spotOf(target: EventTarget | null): Spot {
  if (target instanceof HTMLTextAreaElement) return "text";
  if (target instanceof HTMLSelectElement) return "choice";
  if (target instanceof HTMLInputElement) return target.type === "radio" ? "choice" : target.type === "checkbox" ? "other" : "text";
  return "other";
}

/** By its place: layouts write ă â ê ô, accents or signs with the digit row. On the other pad a key without its digit is an arrow. */
export function digitOf({ key, code, shiftKey }: Key): number | undefined {
  const [, place, digit] = /^(Digit|Numpad)(\d)$/.exec(code) ?? [];
  if (digit === undefined || (place === "Numpad" && !shiftKey && key !== digit)) return undefined;
  return Number(digit);
}
