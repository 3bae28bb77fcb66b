import { html } from "hono/html";
import { formatDay, type Words } from "../../shared/text.ts";
import { accountWords, shellWords, startWords } from "../../shared/words/pages.ts";
import { type Filled, hasErrors } from "../web/forms.ts";
import { isLead, type Look, speaker } from "../web/look.ts";
import { copied, errorSummary, field, fieldError, type Html, layout, notice } from "../web/old-html.ts";
import { roleWords } from "./link-page.ts";
import type { Device } from "./people.ts";

export interface AccountPage {
  readonly devices: readonly Device[];
  readonly filled: Filled;
  readonly done?: string | undefined;
  readonly token?: MadeToken;
}

/** A token just made, shown this once. */
export interface MadeToken {
  readonly text: string;
  readonly scope: "read" | "lead";
}

const scopeWords: Readonly<Record<Device["scope"], Words>> = {
  inspector: accountWords.scopeInspector,
  unit: accountWords.scopeUnit,
  read: accountWords.scopeRead,
  lead: accountWords.scopeLead,
};

export function accountPage(look: Look, { devices, filled, done, token }: AccountPage): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(accountWords.title),
    active: "account",
    width: "middle",
    done,
    hasErrors: hasErrors(filled),
    body: html`<h1>${t(accountWords.title)}</h1>
<dl class="facts"><dt>${t(shellWords.fullName)}</dt><dd>${look.who?.name}</dd>
<dt>${t(shellWords.email)}</dt><dd>${look.who?.email}</dd>
<dt>${t(accountWords.roles)}</dt><dd>${look.who?.roles.map((role) => t(roleWords[role])).join(", ")}</dd></dl>
${errorSummary(look, filled)}
${token ? notice("warn", html`${t(token.scope === "read" ? accountWords.tokenOnce : accountWords.workTokenOnce)}${copied(look, token.text, accountWords.copyToken)}`) : ""}
<section><div class="head"><h2>${t(accountWords.devices)}</h2></div>
<p class="muted small">${t(accountWords.devicesHint)}</p>
${look.who?.roles.some((role) => role === "inspector" || role === "unit") ? html`<p><a class="btn" href="/device">${t(startWords.enterCode)}</a></p>` : ""}
${devices.length === 0 ? html`<p>${t(accountWords.noDevices)}</p>` : deviceTable(look, devices)}
</section>
<section><div class="head"><h2>${t(accountWords.changePassword)}</h2></div>
<form class="stack" method="post" action="/account/password">
<input type="hidden" name="username" autocomplete="username" value="${look.who?.email}">
${field(look, filled, { name: "current", label: accountWords.currentPassword, type: "password", autocomplete: "current-password" })}
${field(look, filled, { name: "password", label: accountWords.newPassword, hint: shellWords.passwordHint, type: "password", autocomplete: "new-password" })}
${field(look, filled, { name: "again", label: accountWords.repeatPassword, type: "password", autocomplete: "new-password" })}
${endDevices(look, filled)}
<button class="btn">${t(accountWords.changePassword)}</button>
</form></section>
${isLead(look.who) ? tokens(look, filled) : ""}
<section><div class="head"><h2>${t(accountWords.everywhere)}</h2></div>
<p class="muted small">${t(accountWords.everywhereHint)}</p>
<form method="post" action="/account/sign-out-everywhere"><button class="btn danger">${t(accountWords.everywhere)}</button></form></section>`,
  });
}

function deviceTable(look: Look, devices: readonly Device[]): Html {
  const t = speaker(look);
  const heads = [accountWords.device, accountWords.scope, accountWords.since, accountWords.lastUsed, accountWords.until];
  return html`<table class="reflow" role="table"><thead><tr role="row">${heads.map((head) => html`<th scope="col" role="columnheader">${t(head)}</th>`)}<th role="columnheader"><span class="vh">${t(accountWords.revoke)}</span></th></tr></thead>
<tbody>${devices.map(
    (device) => html`<tr role="row"><th scope="row" role="rowheader">${device.name}<br><span class="muted">${device.place}</span></th>
<td role="cell" data-l="${t(accountWords.scope)}">${t(scopeWords[device.scope])}</td>
<td role="cell" data-l="${t(accountWords.since)}">${formatDay(device.created_at)}</td>
<td role="cell" data-l="${t(accountWords.lastUsed)}">${device.last_used_on ? formatDay(device.last_used_on) : t(accountWords.neverUsed)}</td>
<td role="cell" data-l="${t(accountWords.until)}">${formatDay(device.expires_at)}</td>
<td role="cell"><form method="post" action="/account/devices/${device.id}/revoke"><button class="btn small danger" aria-label="${t(accountWords.revokeNamed, { name: device.name })}">${t(accountWords.revoke)}</button></form></td></tr>`,
  )}</tbody></table>`;
}

/** Offered, and chosen beforehand: who changes a password because somebody has it means everything that it opened. */
function endDevices(look: Look, filled: Filled): Html {
  const t = speaker(look);
  const chosen = "current" in filled.errors || "password" in filled.errors || "again" in filled.errors ? filled.values["devices"] === "end" : true;
  return html`<label class="check"><input type="checkbox" name="devices" value="end"${chosen ? html` checked` : ""}><span>${t(accountWords.endDevices)}<small>${t(accountWords.endDevicesHint)}</small></span></label>`;
}

function tokens(look: Look, filled: Filled): Html {
  const t = speaker(look);
  const kinds = [
    { scope: "read", word: accountWords.scopeRead, how: accountWords.tokenReadHow },
    { scope: "lead", word: accountWords.scopeLead, how: accountWords.tokenWorkHow },
  ];
  const chosen = filled.values["scope"] ?? "read";
  return html`<section><div class="head"><h2>${t(accountWords.tokens)}</h2></div>
<p class="muted small">${t(accountWords.tokensHint)}</p>
<form class="stack" method="post" action="/account/token">
<input type="hidden" name="username" autocomplete="username" value="${look.who?.email}">
${field(look, filled, { name: "purpose", label: accountWords.tokenName })}
<fieldset class="field" id="scope"><legend>${t(accountWords.scope)}</legend>${kinds.map(
    ({ scope, word, how }) =>
      html`<label class="check"><input type="radio" name="scope" value="${scope}"${chosen === scope ? html` checked` : ""}><span>${t(word)}<small>${t(how)}</small></span></label>`,
  )}${fieldError(look, filled, "scope")}</fieldset>
${field(look, filled, { name: "tokenPassword", label: accountWords.tokenPassword, type: "password", autocomplete: "current-password" })}
<button class="btn">${t(accountWords.makeToken)}</button></form></section>`;
}
