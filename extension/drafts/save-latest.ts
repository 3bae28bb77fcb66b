export interface LatestSaves<Value, Saved> {
  /** The save that was begun with it; `undefined` where one waits already, which takes it along. */
  save(value: Value): Promise<Saved> | undefined;
  /** Fulfilled when everything that was handed over is saved; with `undefined` where nothing was. */
  readonly last: () => Promise<Saved | undefined>;
}

/**
 * Saves what is typed, one save after the other: of what comes while one runs, the newest alone is saved next. However fast somebody types,
 * the last letter waits behind one save and not behind one for each letter.
 */
export function saveLatest<Value, Saved>(write: (value: Value) => Promise<Saved>): LatestSaves<Value, Saved> {
  let last: Promise<Saved | undefined> = Promise.resolve(undefined);
  let next: { readonly value: Value } | undefined;
  return {
    save(value) {
      const waiting = next;
      next = { value };
      if (waiting) return undefined;
      const begin = (): Promise<Saved> => {
        const { value: newest } = next ?? { value };
        next = undefined;
        return write(newest);
      };
      const save = last.then(begin, begin);
      last = save;
      return save;
    },
    last: () => last,
  };
}
