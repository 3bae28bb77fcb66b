import { describe } from "vitest";
import { type BrowserName, browsersToTest } from "../support/browser.ts";
import { type AttackName, testAttacks } from "../support/page-attacks.ts";

/** One of each kind, where the browsers differ in both; every one in both, by http and https, in `npm run test:long`. */
const tried: Readonly<Record<BrowserName, readonly AttackName[]>> = {
  chromium: [
    "lays a popover over the lower part, every second anew",
    "writes itself anew",
    "lays a popover over it that clicks fall through, sixteen times a second",
  ],
  firefox: ["opens a modal dialog in its own shadow root", "goes to full screen"],
};

describe.each(browsersToTest())("a page that changes under the open panel, in %s", (name) => {
  testAttacks(name, "http", tried[name]);
});
