import { testAllWebTyping } from "../support/web-typing-tests.ts";

testAllWebTyping("chromium");
