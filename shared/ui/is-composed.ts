interface KeyPressed {
  readonly isComposing: boolean;
  readonly key: string;
  /** Old, but the only sign that some input methods give: 229. */
  readonly keyCode: number;
}

/** Part of a letter that an input method is putting together. */
export function isComposed({ isComposing, key, keyCode }: KeyPressed): boolean {
  return isComposing || key === "Process" || keyCode === 229;
}
