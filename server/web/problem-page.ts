import { html } from "hono/html";
import { type ProblemCode, type Refusal, saidValues } from "../../shared/problem.ts";
import type { Words } from "../../shared/text.ts";
import { pageProblems, shellWords } from "../../shared/words/pages.ts";
import type { Html } from "./html.ts";
import { type Look, layout, notice, speaker } from "./layout.ts";

/** A refusal as a page: the same sentence as in the API, but for those that speak of the extension and its sheets. */
export function problemPage(look: Look, refusal: Refusal): Html {
  const t = speaker(look);
  const title = t(refusal.code === "not-found" ? shellWords.notFoundTitle : shellWords.problemTitle);
  return layout(look, {
    title,
    width: "narrow",
    body: html`<h1>${title}</h1>
${notice("danger", said(look, refusal))}
<p><a class="btn" href="/">${t(shellWords.toStart)}</a></p>`,
  });
}

function said(look: Look, refusal: Refusal): string {
  const own: Partial<Record<ProblemCode, Words>> = pageProblems;
  const words = own[refusal.code];
  return words ? speaker(look)(words, saidValues(refusal.values, look.language)) : refusal.toProblem(look.language).detail;
}
