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
