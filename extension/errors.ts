/* Bugs that happened here. It lies loose because every room but page/ reports to it, and it rests on none of them. */

import * as v from "valibot";
import { browser } from "wxt/browser";

const kept = 50;

/** What is kept of a bug. No message of errors that may quote a page or a person, only where it happened. */
export const ErrorReport = v.object({
  at: v.string(),
  version: v.string(),
  step: v.string(),
  name: v.string(),
  message: v.string(),
  frames: v.array(v.string()),
});
export type ErrorReport = v.InferOutput<typeof ErrorReport>;

/** Keeps the last errors on the device, for the inspector to hand on. Never throws and never writes to a page's console. */
export async function reportError(step: string, error: unknown): Promise<void> {
  try {
    const reports = await loadErrors();
    reports.push(describe(step, error));
    await browser.storage.local.set({ errors: reports.slice(-kept) });
  } catch {
    // Without storage there is nowhere left to keep it; what failed has its own face on the screen.
  }
}

/** The oldest first; none where what is stored cannot be read. */
export async function loadErrors(): Promise<ErrorReport[]> {
  const { errors } = await browser.storage.local.get("errors");
  const parsed = v.safeParse(v.array(ErrorReport), errors);
  return parsed.success ? parsed.output : [];
}

function describe(step: string, error: unknown): ErrorReport {
  const known = error instanceof Error || error instanceof DOMException;
  const ownWords =
    error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError || error instanceof DOMException;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  return {
    at: new Date().toISOString(),
    version: browser.runtime.getManifest().version,
    step,
    name: known ? error.name : typeof error,
    message: ownWords ? error.message.slice(0, 300) : "",
    frames: stack
      .split("\n")
      .filter((line) => /^\s*at |@/.test(line))
      .map((line) => (line.trim().split("#", 1)[0] ?? "").slice(0, 200))
      .slice(0, 8),
  };
}
