import type { BackgroundDefinition } from "wxt";
import { defineBackground } from "wxt/utils/define-background";
import { startBackground } from "../background/start.ts";
import { startSync, syncHandlers } from "../sync/handlers.ts";

const background: BackgroundDefinition = defineBackground(() => {
  startBackground(syncHandlers);
  startSync();
});
export default background;
