import { setImmediate } from "node:timers/promises";
import { Refusal } from "../../shared/problem.ts";

interface GateLimits {
  /** Let in at once. */
  readonly inside: number;
  /** Waiting outside, all together and those of one key: nobody's own crowd takes every place. */
  readonly waiting: number;
  readonly waitingOfOne: number;
}

/** Lets a few in at once, in the order they came, with a turn of the loop before each; `server-busy` for whom there is no place to wait. */
export function createGate(limits: GateLimits): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const queue: { readonly key: string; enter(): void }[] = [];
  let inside = 0;

  const placeFor = (key: string): Promise<void> | undefined => {
    if (inside < limits.inside) {
      inside += 1;
      return;
    }
    if (queue.length >= limits.waiting || queue.filter((one) => one.key === key).length >= limits.waitingOfOne)
      throw new Refusal("server-busy", { seconds: "5" });
    return new Promise((enter) => queue.push({ key, enter }));
  };

  return async (key, work) => {
    await placeFor(key);
    try {
      await setImmediate();
      return await work();
    } finally {
      // Whoever waits longest takes over the place.
      const next = queue.shift();
      if (next) next.enter();
      else inside -= 1;
    }
  };
}
