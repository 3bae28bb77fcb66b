import { describe } from "vitest";
import { browsersToTest } from "../support/browser.ts";
import { allAttacks, testAttacks } from "../support/page-attacks.ts";

describe.each(browsersToTest())("a page that changes under the open panel, in %s", (name) => {
  describe.each(["http", "https"] as const)("by %s", (scheme) => {
    testAttacks(name, scheme, allAttacks);
  });
});
