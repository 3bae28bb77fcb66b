import { html } from "hono/html";
import type { Role } from "../../shared/people/sign-in.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { shellWords } from "../../shared/words/pages.ts";
import type { UnitNames } from "../units/unit-names.ts";
import { type Filled, hasErrors } from "../web/forms.ts";
import { type Look, speaker } from "../web/look.ts";
import { copied, crumbs, errorSummary, field, fieldError, type Html, layout, nextStep, notice } from "../web/old-html.ts";
import { roleWords } from "./link-page.ts";
import type { OpenLink } from "./links.ts";
import type { Person } from "./people.ts";

const givenRoles = ["inspector", "lead", "admin", "unit"] as const satisfies readonly Role[];
const roleHows: Readonly<Record<Role, Words>> = {
  inspector: words.roleInspectorHow,
  lead: words.roleLeadHow,
  admin: words.roleAdminHow,
  unit: words.roleUnitHow,
};

export interface PeoplePage {
  readonly people: readonly Person[];
  readonly links: readonly OpenLink[];
  readonly filled: Filled;
  /** Roles ticked in a refused invitation. */
  readonly ticked: readonly string[];
  /** A link just made, shown this once. */
  readonly link?: { readonly name: string; readonly address: string };
  readonly done?: string | undefined;
  readonly units: UnitNames;
}

export function peoplePage(look: Look, page: PeoplePage): Html {
  const t = speaker(look);
  const { people, links, filled, ticked, link, units } = page;
  return layout(look, {
    title: t(words.peopleTitle),
    active: "prepare",
    width: "middle",
    done: page.done,
    hasErrors: hasErrors(filled),
    body: html`${crumbs(look)}<h1>${t(words.peopleTitle)}</h1>
${link ? notice("warn", html`${t(words.linkOnce, { name: link.name })}${copied(look, link.address, words.copyLink)}`) : ""}
${people.some(({ roles }) => roles.includes("inspector")) ? nextStep(look, "/admin/plan", words.stepPlan) : ""}
${errorSummary(look, filled)}
<section><div class="head"><h2>${t(words.inviteTitle)}</h2></div><p class="muted small">${t(words.inviteHow)}</p>
<form class="stack" method="post" action="/admin/people/invitation">
${field(look, filled, { name: "name", label: shellWords.fullName })}
${field(look, filled, { name: "email", label: shellWords.email, type: "email" })}
<fieldset class="field" id="roles"><legend>${t(words.roles)}</legend>${givenRoles.map(
      (role) =>
        html`<label class="check"><input type="checkbox" name="roles" value="${role}"${ticked.includes(role) ? html` checked` : ""}><span>${t(roleWords[role])}<small>${t(roleHows[role])}</small></span></label>`,
    )}${fieldError(look, filled, "roles")}</fieldset>
${field(look, filled, { name: "unit", label: words.unitOf, hint: words.unitOfHow, list: "units", optional: true })}
<button class="btn primary">${t(words.invite)}</button></form></section>
${links.length > 0 ? waiting(look, links, units) : ""}
<section><div class="head"><h2>${t(words.people)}</h2></div>${peopleTable(look, people, units)}</section>
<datalist id="units">${units.labels.map((label) => html`<option value="${label}"></option>`)}</datalist>`,
  });
}

/** What was handed over and nobody has used: each can be taken back. */
function waiting(look: Look, links: readonly OpenLink[], units: UnitNames): Html {
  const t = speaker(look);
  const what = (link: OpenLink) =>
    link.purpose === "password" ? t(words.resetLink) : `${link.roles.map((role) => t(roleWords[role])).join(", ")}${ofUnit(look, link, units)}`;
  return html`<section><div class="head"><h2>${t(words.invitations)}</h2></div><ul class="prose">${links.map(
    (link) =>
      html`<li><form class="row" method="post" action="/admin/people/links/${link.id}/cancellation"><span>${link.name} <span class="muted">· ${link.email} · ${what(link)} · ${t(words.invitedUntil, { until: formatDay(link.expiresAt, true) })}</span></span><button class="btn small danger" aria-label="${t(words.cancelLinkNamed, { name: link.name ?? "", what: what(link) })}">${t(words.cancelLink)}</button></form></li>`,
  )}</ul></section>`;
}

/** ": Xã Suối Ngàn (xã)" behind the role of an account that speaks for it. */
function ofUnit(look: Look, { roles, unitId }: Pick<Person, "roles" | "unitId">, units: UnitNames): string {
  if (!roles.includes("unit")) return "";
  return `: ${(unitId !== null && units.labelOf(unitId)) || speaker(look)(words.noUnit)}`;
}

function peopleTable(look: Look, people: readonly Person[], units: UnitNames): Html {
  const t = speaker(look);
  return html`<table class="reflow" role="table"><thead><tr role="row"><th scope="col" role="columnheader">${t(words.person)}</th><th scope="col" role="columnheader">${t(words.roles)}</th><th scope="col" role="columnheader">${t(words.state)}</th><th role="columnheader"><span class="vh">${t(words.disable)}</span></th></tr></thead><tbody>${people.map(
    (person) => {
      const self = person.id === look.who?.personId;
      return html`<tr role="row"><th scope="row" role="rowheader"><strong>${person.name}</strong>${self ? html` <span class="muted">(${t(words.you)})</span>` : ""}<br><span class="muted">${person.email}</span></th>
<td role="cell" class="wide" data-l="${t(words.roles)}">${person.roles.map((role) => t(roleWords[role])).join(", ")}${ofUnit(look, person, units)}${person.disabledAt ? "" : html`${person.roles.includes("unit") ? unitForm(look, person) : ""}${rolesForm(look, person)}`}</td>
<td role="cell" data-l="${t(words.state)}">${person.disabledAt ? t(words.disabled, { day: formatDay(person.disabledAt) }) : t(words.active)}</td>
<td role="cell"><div class="row">${self ? "" : disableForm(look, person)}${
        person.disabledAt
          ? ""
          : html`<form method="post" action="/admin/people/${person.id}/password-link"><button class="btn small" aria-label="${t(words.resetLinkNamed, { name: person.name })}">${t(words.resetLink)}</button></form>`
      }</div></td></tr>`;
    },
  )}</tbody></table>`;
}

function disableForm(look: Look, person: Person): Html {
  const t = speaker(look);
  const [word, named, value] = person.disabledAt ? [words.enable, words.enableNamed, "no"] : [words.disable, words.disableNamed, "yes"];
  return html`<form method="post" action="/admin/people/${person.id}/disabled"><button class="btn small ${person.disabledAt ? "" : "danger"}" name="disabled" value="${value}" aria-label="${t(named, { name: person.name })}">${t(word)}</button></form>`;
}

function rolesForm(look: Look, person: Person): Html {
  const t = speaker(look);
  return html`<details class="small"><summary aria-label="${t(words.changeRoles, { name: person.name })}">${t(words.setRoles)}</summary><form class="stack" method="post" action="/admin/people/${person.id}/roles">
<div>${givenRoles.map(
    (role) =>
      html`<label class="check"><input type="checkbox" name="roles" value="${role}"${person.roles.includes(role) ? html` checked` : ""}><span>${t(roleWords[role])}</span></label>`,
  )}</div>${unitField(look, `roles-unit-${person.id}`)}<button class="btn small">${t(words.setRoles)}</button></form></details>`;
}

/** Another unit to speak for, or none any more. */
function unitForm(look: Look, person: Person): Html {
  const t = speaker(look);
  return html`<details class="small"><summary aria-label="${t(words.changeUnit, { name: person.name })}">${t(words.setUnit)}</summary><form class="stack" method="post" action="/admin/people/${person.id}/unit">
${unitField(look, `unit-${person.id}`)}<div class="row"><button class="btn small" name="end" value="no">${t(words.moveUnit)}</button>${
    person.unitId === null
      ? ""
      : html`<button class="btn small danger" name="end" value="yes" aria-label="${t(words.endUnitNamed, { name: person.name })}">${t(words.endUnit)}</button>`
  }</div></form></details>`;
}

function unitField(look: Look, id: string): Html {
  return html`<div class="field"><label for="${id}">${speaker(look)(words.unitOf)}</label><input id="${id}" name="unit" list="units" autocomplete="off"></div>`;
}
