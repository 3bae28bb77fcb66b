import { LRUCache } from "lru-cache";

/**
 * Keeps what was made under each of so many keys for as long as its mark is the same: a version, or the place in the chain it was read at.
 * What was asked for longest ago makes room.
 */
export class KeptByMark<V> {
  readonly #kept: LRUCache<string, { readonly mark: string | undefined; readonly made: V }>;

  constructor(most: number) {
    this.#kept = new LRUCache({ max: most });
  }

  /** What is kept under the key at this mark, else what is made now. */
  async load(key: string, mark: string | undefined, make: () => Promise<V>): Promise<V> {
    const known = this.#kept.get(key);
    if (known && known.mark === mark) return known.made;
    const made = await make();
    this.#kept.set(key, { mark, made });
    return made;
  }
}
