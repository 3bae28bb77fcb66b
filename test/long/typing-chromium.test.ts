import { testAllTyping } from "../support/all-typing-tests.ts";

testAllTyping("chromium");
