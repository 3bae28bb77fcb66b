import { buffer } from "node:stream/consumers";

/** How a process apart works (`Apart`): it is given one message and its bytes, not copied on the way, and answers by `tellParent`. */
export function answersParent<Job>(answer: (job: Job, bytes: Uint8Array) => Promise<void>): void {
  process.once("message", async (job: Job) => await answer(job, await buffer(process.stdin)));
  process.once("disconnect", () => process.exit());
}

export function tellParent(message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send?.(message, undefined, {}, (failed) => (failed ? reject(failed) : resolve()));
  });
}
