import { describe } from "vitest";
import { browsersToTest } from "../support/browser.ts";
import { testWebTyping } from "../support/web-typing-tests.ts";

// One script of these pages is at a field, the results' search: one browser shows it here, both in `npm run test:long`.
describe.runIf(browsersToTest().includes("chromium"))("whoever types 150 letters into the server's forms", () => {
  testWebTyping("chromium", { hows: ["60 keys a second"], each: "kind" });
});
