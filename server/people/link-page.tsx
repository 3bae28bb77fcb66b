import type { JSX } from "preact";
import { roleWords } from "../../shared/people/role-words.ts";
import { formatDay } from "../../shared/text.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import { linkWords, shellWords } from "../../shared/words/pages.ts";
import { ErrorSummary } from "../web/ErrorSummary.tsx";
import { Field } from "../web/Field.tsx";
import { type Filled, hasErrors } from "../web/forms.ts";
import { Layout } from "../web/Layout.tsx";
import { type Speak, useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { LinkPurpose, OpenLink } from "./links.ts";

const titles = { setup: linkWords.setupTitle, invitation: linkWords.invitationTitle, password: linkWords.passwordTitle } as const;

interface LinkProps {
  readonly link: OpenLink;
  readonly token: string;
  readonly filled: Filled;
}

/** What a one-time link opens: an account to make, or a password to set. */
export function LinkPage({ link, token, filled }: LinkProps): JSX.Element {
  const { t } = useLook();
  const { purpose } = link;
  return (
    <Layout title={t(titles[purpose])} width="narrow" hasErrors={hasErrors(filled)}>
      <h1>{t(titles[purpose])}</h1>
      <p class="muted">{leadOf(link, t)}</p>
      <ErrorSummary filled={filled} />
      <form class="stack" method="post" action={`/${purpose}/${token}`}>
        {purpose !== "password" && (
          <Field filled={filled} name="name" label={shellWords.fullName} autocomplete="name" value={link.name ?? ""} />
        )}
        {purpose === "setup" ? (
          <Field filled={filled} name="email" label={shellWords.email} type="email" autocomplete="username" />
        ) : (
          <input type="hidden" name="username" autocomplete="username" value={link.email ?? ""} />
        )}
        <Field
          filled={filled}
          name="password"
          label={linkWords.choosePassword}
          hint={shellWords.passwordHint}
          type="password"
          autocomplete="new-password"
        />
        <Field filled={filled} name="again" label={linkWords.repeatPassword} type="password" autocomplete="new-password" />
        {purpose === "setup" && (
          <label class="check">
            <input type="checkbox" name="inspector" value="yes" checked={filled.values["inspector"] === "yes"} />
            <span>{t(adminWords.alsoInspector)}</span>
          </label>
        )}
        <button class="btn primary">{t(purpose === "password" ? linkWords.set : linkWords.create)}</button>
      </form>
    </Layout>
  );
}

/** Whose link it is and what it gives. */
function leadOf({ purpose, email, roles, expiresAt }: OpenLink, t: Speak): string {
  if (purpose === "setup") return t(linkWords.setupLead);
  if (purpose === "password") return t(linkWords.passwordLead, { email: email ?? "" });
  const said = roles.map((role) => t(roleWords[role])).join(", ");
  return t(linkWords.invitationLead, { email: email ?? "", roles: said, until: formatDay(expiresAt, true) });
}

/** Says alike for used, expired, replaced and never made: who tries links learns nothing. */
export function BrokenLinkPage({ purpose }: { readonly purpose: LinkPurpose }): JSX.Element {
  const { t } = useLook();
  return (
    <Layout title={t(linkWords.brokenTitle)} width="narrow">
      <h1>{t(linkWords.brokenTitle)}</h1>
      <Notice kind="warn">{t(purpose === "setup" ? linkWords.brokenSetup : linkWords.broken)}</Notice>
      <p>
        <a class="btn" href="/sign-in">
          {t(shellWords.signIn)}
        </a>
      </p>
    </Layout>
  );
}
