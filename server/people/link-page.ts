import { html } from "hono/html";
import type { Role } from "../../shared/people/sign-in.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import { adminWords } from "../../shared/words/admin-pages.ts";
import { linkWords, shellWords } from "../../shared/words/pages.ts";
import { type Filled, hasErrors } from "../web/forms.ts";
import { type Look, speaker } from "../web/look.ts";
import { errorSummary, field, type Html, layout, notice } from "../web/old-html.ts";
import type { LinkPurpose, OpenLink } from "./links.ts";

export const roleWords: Readonly<Record<Role, Words>> = {
  inspector: shellWords.roleInspector,
  lead: shellWords.roleLead,
  unit: shellWords.roleUnit,
  admin: shellWords.roleAdmin,
};

const titles = { setup: linkWords.setupTitle, invitation: linkWords.invitationTitle, password: linkWords.passwordTitle } as const;

/** What a one-time link opens: an account to make, or a password to set. */
export function linkPage(look: Look, { link, token, filled }: { link: OpenLink; token: string; filled: Filled }): Html {
  const t = speaker(look);
  const { purpose } = link;
  const lead = {
    setup: () => t(linkWords.setupLead),
    invitation: () =>
      t(linkWords.invitationLead, {
        email: link.email ?? "",
        roles: link.roles.map((role) => t(roleWords[role])).join(", "),
        until: formatDay(link.expiresAt, true),
      }),
    password: () => t(linkWords.passwordLead, { email: link.email ?? "" }),
  }[purpose];
  return layout(look, {
    title: t(titles[purpose]),
    width: "narrow",
    hasErrors: hasErrors(filled),
    body: html`<h1>${t(titles[purpose])}</h1>
<p class="muted">${lead()}</p>
${errorSummary(look, filled)}
<form class="stack" method="post" action="/${purpose}/${token}">
${purpose === "password" ? "" : field(look, filled, { name: "name", label: shellWords.fullName, autocomplete: "name", value: link.name ?? "" })}
${
  purpose === "setup"
    ? field(look, filled, { name: "email", label: shellWords.email, type: "email", autocomplete: "username" })
    : html`<input type="hidden" name="username" autocomplete="username" value="${link.email ?? ""}">`
}
${field(look, filled, { name: "password", label: linkWords.choosePassword, hint: shellWords.passwordHint, type: "password", autocomplete: "new-password" })}
${field(look, filled, { name: "again", label: linkWords.repeatPassword, type: "password", autocomplete: "new-password" })}
${purpose === "setup" ? html`<label class="check"><input type="checkbox" name="inspector" value="yes"${filled.values["inspector"] === "yes" ? html` checked` : ""}><span>${t(adminWords.alsoInspector)}</span></label>` : ""}
<button class="btn primary">${t(purpose === "password" ? linkWords.set : linkWords.create)}</button>
</form>`,
  });
}

/** Says alike for used, expired, replaced and never made: who tries links learns nothing. */
export function brokenLinkPage(look: Look, purpose: LinkPurpose): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(linkWords.brokenTitle),
    width: "narrow",
    body: html`<h1>${t(linkWords.brokenTitle)}</h1>
${notice("warn", t(purpose === "setup" ? linkWords.brokenSetup : linkWords.broken))}
<p><a class="btn" href="/sign-in">${t(shellWords.signIn)}</a></p>`,
  });
}
