import { Refusal } from "../../shared/problem.ts";

/** Counts tries per key in a window. Memory is bound: the key used longest ago makes room. */
export class Attempts {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #keys: number;
  readonly #now: () => number;
  readonly #tries = new Map<string, { count: number; until: number }>();

  constructor({ limit, windowMs, keys = 10_000, now = Date.now }: { limit: number; windowMs: number; keys?: number; now?: () => number }) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#keys = keys;
    this.#now = now;
  }

  /** Counted before the answer is known, so that many at once do not slip through. Refused with `too-many`. */
  count(key: string): void {
    const now = this.#now();
    const before = this.#tries.get(key);
    const tries = before && before.until > now ? before : { count: 0, until: now + this.#windowMs };
    if (tries.count >= this.#limit) throw new Refusal("too-many", { seconds: String(Math.max(1, Math.ceil((tries.until - now) / 1000))) });
    tries.count += 1;
    this.#tries.delete(key);
    this.#tries.set(key, tries);
    if (this.#tries.size > this.#keys) {
      const oldest = this.#tries.keys().next();
      if (!oldest.done) this.#tries.delete(oldest.value);
    }
  }

  /** It succeeded: forget what was counted. */
  forget(key: string): void {
    this.#tries.delete(key);
  }

  /** It succeeded: this one does not count, others at the same key still do. */
  giveBack(key: string): void {
    const tries = this.#tries.get(key);
    if (tries && tries.count > 0) tries.count -= 1;
  }

  get size(): number {
    return this.#tries.size;
  }
}
