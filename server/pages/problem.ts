import { html } from "hono/html";
import type { Refusal } from "../../shared/problem.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { type Html, type Look, layout, notice, speaker } from "./layout.ts";

/** A refusal as a page: the same sentence as in the API. */
export function problemPage(look: Look, refusal: Refusal): Html {
  const t = speaker(look);
  const title = t(refusal.code === "not-found" ? shellWords.notFoundTitle : shellWords.problemTitle);
  return layout(look, {
    title,
    width: "narrow",
    body: html`<h1>${title}</h1>
${notice("danger", refusal.toProblem(look.language).detail)}
<p><a class="btn" href="/">${t(shellWords.toStart)}</a></p>`,
  });
}
