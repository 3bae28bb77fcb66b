import { fakeBrowser } from "wxt/testing/fake-browser";

// Import this first: `wxt/browser` looks for the browser when it is loaded.
Object.assign(globalThis, { browser: fakeBrowser, chrome: fakeBrowser });

/** The background's own global object, where `online` is heard. */
export const worker = new EventTarget();
Object.assign(globalThis, { self: worker });

export { fakeBrowser };
