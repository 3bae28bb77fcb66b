/*
 * What WXT builds: one file for each place where a part of the extension runs (background, desk, options, panel, window, and the two
 * scripts that go into a page). Wiring only: each starts what another room does.
 */

import type { BackgroundDefinition } from "wxt";
import { defineBackground } from "wxt/utils/define-background";
import { startBackground } from "../background/start.ts";
import { startSync, syncHandlers } from "../sync/handlers.ts";

const background: BackgroundDefinition = defineBackground(() => {
  startBackground(syncHandlers);
  startSync();
});
export default background;
