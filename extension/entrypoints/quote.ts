import type { UnlistedScriptDefinition } from "wxt";
import { defineUnlistedScript } from "wxt/utils/define-unlisted-script";
import { quoteSelection } from "../page/quote.ts";

const script: UnlistedScriptDefinition = defineUnlistedScript(() => quoteSelection(document));
export default script;
