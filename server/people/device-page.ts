import { html } from "hono/html";
import { formatDay } from "../../shared/text.ts";
import { deviceWords, shellWords } from "../../shared/words/pages.ts";
import { emptyForm, type Filled, hasErrors } from "../web/forms.ts";
import { type Look, speaker } from "../web/look.ts";
import { errorSummary, field, type Html, layout, notice } from "../web/old-html.ts";
import type { PendingDevice } from "./devices.ts";

export interface DevicePage {
  /** What was typed or came with the link. */
  readonly code: string;
  readonly pending: PendingDevice | undefined;
  readonly filled?: Filled;
}

/** First the code, then the device behind it with the question and the password. */
export function devicePage(look: Look, { code, pending, filled = emptyForm }: DevicePage): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(deviceWords.title),
    width: "narrow",
    hasErrors: hasErrors(filled),
    body: html`<h1>${t(deviceWords.title)}</h1>
${pending ? approval(look, pending, filled) : entry(look, code, filled)}`,
  });
}

function entry(look: Look, code: string, filled: Filled): Html {
  const t = speaker(look);
  return html`${hasErrors(filled) ? errorSummary(look, filled) : code ? notice("warn", t(deviceWords.unknown)) : html`<p>${t(deviceWords.enter)}</p>`}
<form class="stack" method="get" action="/device">
${field(look, filled, { name: "code", label: deviceWords.code, value: code })}
<button class="btn primary">${t(deviceWords.look)}</button>
</form>`;
}

function approval(look: Look, pending: PendingDevice, filled: Filled): Html {
  const t = speaker(look);
  return html`${errorSummary(look, filled)}
${notice("info", t(deviceWords.compare))}
<dl class="facts">
<dt>${t(deviceWords.code)}</dt><dd class="big">${pending.userCode}</dd>
<dt>${t(deviceWords.device)}</dt><dd>${pending.deviceName}</dd>
<dt>${t(deviceWords.place)}</dt><dd>${pending.place}</dd>
<dt>${t(deviceWords.asked)}</dt><dd>${formatDay(pending.askedAt, true)}</dd>
<dt>${t(deviceWords.account)}</dt><dd>${look.who?.name} (${look.who?.email})</dd>
</dl>
<p class="muted small">${t(deviceWords.may)}</p>
<form class="stack" method="post" action="/device">
<input type="hidden" name="code" value="${pending.userCode}">
<input type="hidden" name="username" autocomplete="username" value="${look.who?.email}">
${field(look, filled, { name: "password", label: deviceWords.passwordAgain, type: "password", autocomplete: "current-password" })}
<div class="row"><button class="btn primary" name="decision" value="approve">${t(deviceWords.approve)}</button>
<button class="btn" name="decision" value="deny" formnovalidate>${t(deviceWords.deny)}</button></div>
</form>`;
}

export function deviceDonePage(look: Look, approved: boolean): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(deviceWords.title),
    width: "narrow",
    body: html`<h1>${t(deviceWords.title)}</h1>
${notice(approved ? "ok" : "info", t(approved ? deviceWords.approved : deviceWords.denied))}
<p><a href="/account">${t(shellWords.account)}</a></p>`,
  });
}
