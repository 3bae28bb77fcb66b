import { reportError } from "../errors.ts";

/** For clicks and keys, which nobody waits for: an error is kept, not lost. */
export function doing(step: string, work: Promise<unknown>): void {
  work.catch((error: unknown) => reportError(step, error));
}
