import { html } from "hono/html";
import { shellWords, signInWords } from "../../shared/words/pages.ts";
import { errorSummary, type Filled, field, hasErrors } from "../web/forms.ts";
import type { Html } from "../web/html.ts";
import { type Look, layout, notice, speaker } from "../web/layout.ts";
import type { OwnPath } from "../web/own-path.ts";

interface SignInPage {
  readonly filled: Filled;
  readonly next: OwnPath;
  readonly done?: string | undefined;
  /** There is nobody yet who could sign in. */
  readonly setUp?: boolean;
}

export function signInPage(look: Look, { filled, next, done, setUp = false }: SignInPage): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(signInWords.title),
    width: "narrow",
    done,
    hasErrors: hasErrors(filled),
    body: html`<h1>${t(signInWords.title)}</h1>
${setUp ? notice("info", t(signInWords.newServer)) : ""}
${errorSummary(look, filled)}
<form class="stack" method="post" action="/sign-in">
<input type="hidden" name="next" value="${next}">
${field(look, filled, { name: "email", label: shellWords.email, type: "email", autocomplete: "username" })}
${field(look, filled, { name: "password", label: shellWords.password, type: "password", autocomplete: "current-password" })}
<button class="btn primary">${t(signInWords.title)}</button>
</form>
<p class="muted small">${t(signInWords.forgot)}</p>
<p class="small"><a href="/extension">${t(signInWords.showExtension)}</a></p>`,
  });
}
