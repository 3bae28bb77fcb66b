import type { JSX } from "preact";
import { shellWords, signInWords } from "../../shared/words/pages.ts";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { emptyForm, type Filled, hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { OwnPath } from "../web/own-path.ts";

interface SignIn {
  readonly filled?: Filled;
  readonly next: OwnPath;
  readonly done?: string | undefined;
  /** There is nobody yet who could sign in. */
  readonly setUp?: boolean;
}

export function SignInPage({ filled = emptyForm, next, done, setUp = false }: SignIn): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(signInWords.title)} width="narrow" done={done} hasErrors={hasErrors(filled)}>
      <h1>{t(signInWords.title)}</h1>
      {setUp && <Notice kind="info">{t(signInWords.newServer)}</Notice>}
      <ErrorSummary filled={filled} />
      <form class="stack" method="post" action="/sign-in">
        <input type="hidden" name="next" value={next} />
        <Field filled={filled} name="email" label={shellWords.email} type="email" autocomplete="username" />
        <Field filled={filled} name="password" label={shellWords.password} type="password" autocomplete="current-password" />
        <button class="btn primary">{t(signInWords.title)}</button>
      </form>
      <p class="muted small">{t(signInWords.forgot)}</p>
      <p class="small">
        <a href="/extension">{t(signInWords.showExtension)}</a>
      </p>
    </Layout>
  );
}
