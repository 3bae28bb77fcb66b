import { html } from "hono/html";
import type { Words } from "../../shared/text.ts";
import { shellWords } from "../../shared/words/pages.ts";
import type { Html } from "./html.ts";
import { type Look, speaker } from "./layout.ts";

/** A link or token that is shown once, and a button that copies it: one on a page. Without scripts a click selects all of it. */
export function copied(look: Look, text: string, label: Words): Html {
  const t = speaker(look);
  return html`<code id="once">${text}</code><div class="copy"><button type="button" class="btn" data-copies="once" data-copied="${t(shellWords.copied)}" data-selected="${t(shellWords.selected)}" hidden>${t(label)}</button><span aria-live="polite"></span></div><script src="/assets/copy.js" defer></script>`;
}
