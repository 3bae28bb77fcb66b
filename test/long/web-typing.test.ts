import { describe } from "vitest";
import { browsersToTest } from "../support/browser.ts";
import { testWebTyping } from "../support/web-typing-tests.ts";

describe.each(browsersToTest())("whoever types 150 letters into the server's forms, slowly, fast and by an input method, in %s", (name) => {
  // The only field that a script is at is of a kind of its own: the second browser shows each kind of control.
  testWebTyping(name, { hows: ["12 keys a second", "60 keys a second", "composition"], each: name === "chromium" ? "field" : "kind" });
});
