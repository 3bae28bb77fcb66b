import type { UnlistedScriptDefinition } from "wxt";
import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { launch } from "../page/launcher.ts";

const script: UnlistedScriptDefinition = defineUnlistedScript(launch);
export default script;
