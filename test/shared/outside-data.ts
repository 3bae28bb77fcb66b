import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "vitest";

const place = new URL("../../../shared/data/", import.meta.url);

/** Real inputs that are not part of the project; absent on most machines. */
export function outsideJson<T>(path: string): T {
  return JSON.parse(readFileSync(new URL(path, place), "utf8"));
}

export function outsideBytes(path: string): Uint8Array {
  return readFileSync(new URL(path, place));
}

/** `describe`, or one loud line and no tests where the outside data are absent. */
export function describeWith(path: string, title: string, tests: () => void): void {
  if (existsSync(new URL(path, place))) {
    describe(title, tests);
    return;
  }
  console.warn(`SKIPPED, NOT PASSED: ${title}: ../shared/data/${path} is not on this machine`);
  describe.skip(title, () => {
    test.todo(`../shared/data/${path} is here`);
  });
}
