import { html } from "hono/html";
import { type Plan, positions } from "../../shared/plans/plan.ts";
import { formatDay } from "../../shared/text.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { Person } from "../people/people.ts";
import { type Filled, hasErrors } from "../web/forms.ts";
import { type Look, speaker } from "../web/look.ts";
import { crumbs, errorSummary, field, fieldError, type Html, keyField, layout, nextStep, notice } from "../web/old-html.ts";
import { periodWords } from "./period-words.ts";
import type { TeamMember } from "./plans.ts";

export interface PlanPage {
  readonly plans: readonly Plan[];
  readonly blocks: readonly { readonly name: string; readonly units: number }[];
  readonly people: readonly Person[];
  readonly filled: Filled;
  readonly chosenBlocks: readonly string[];
  readonly team: readonly TeamMember[];
  /** This year in Việt Nam, for what is proposed. */
  readonly year: number;
  readonly done?: string | undefined;
}

export function planPage(look: Look, page: PlanPage): Html {
  const t = speaker(look);
  const { plans, blocks, people, filled } = page;
  return layout(look, {
    title: t(words.planTitle),
    active: "prepare",
    width: "middle",
    done: page.done,
    hasErrors: hasErrors(filled),
    body: html`${crumbs(look)}<h1>${t(words.planTitle)}</h1>
${plans.length > 0 ? nextStep(look, "/admin/inspections", words.stepInspections) : ""}
${errorSummary(look, filled)}
${
  blocks.length === 0
    ? notice("info", html`${t(words.needUnits)} <a href="/admin/units">${t(words.stepUnits)}</a>`)
    : people.length === 0
      ? notice("info", html`${t(words.noPeople)} <a href="/admin/people">${t(words.stepPeople)}</a>`)
      : form(look, page)
}
${plans.length > 0 ? existing(look, plans) : ""}`,
  });
}

function form(look: Look, { blocks, people, filled, chosenBlocks, team, year }: PlanPage): Html {
  const t = speaker(look);
  return html`<form class="stack" method="post" action="/admin/plan">${keyField()}
${field(look, filled, { name: "title", label: words.planName, value: t(words.planNameDefault, { year: String(year) }) })}
<div class="row">${field(look, filled, { name: "year", label: words.year, type: "number", value: String(year) })}
${field(look, filled, { name: "targetPercent", label: words.target, type: "number", value: "30" })}</div>
<div class="row">${field(look, filled, { name: "from", label: words.from, type: "day", value: `${year - 1}-12-15` })}
${field(look, filled, { name: "to", label: words.to, type: "day", value: `${year}-12-14` })}</div>
<p class="muted small">${t(words.periodHow)}</p>
<label class="check"><input type="checkbox" name="cuts" value="yes"${filled.values["cuts"] === "yes" ? html` checked` : ""}><span>${t(words.cuts)}</span></label>
<fieldset class="field" id="blocks"><legend>${t(words.planUnits)}</legend>${blocks.map(
    ({ name, units }) =>
      html`<label class="check"><input type="checkbox" name="blocks" value="${name}"${chosenBlocks.includes(name) ? html` checked` : ""}><span>${t(words.blockUnits, { block: name, units })}</span></label>`,
  )}${fieldError(look, filled, "blocks")}</fieldset>
<section><div class="head"><h2>${t(words.team)}</h2></div>${teamTable(look, people, team, filled)}</section>
<button class="btn primary">${t(words.makePlan)}</button></form>`;
}

/** Who is in the team, as what, and who scores. */
export function teamTable(look: Look, people: readonly Person[], team: readonly TeamMember[], filled: Filled): Html {
  const t = speaker(look);
  return html`<p class="muted small" id="team">${t(words.teamHow)}</p>${fieldError(look, filled, "team")}
<table class="reflow" role="table"><thead><tr role="row"><th scope="col" role="columnheader">${t(words.person)}</th><th scope="col" role="columnheader">${t(words.position)}</th><th scope="col" role="columnheader">${t(words.scores)}</th></tr></thead><tbody>${people.map(
    (person) => {
      const own = team.find(({ personId }) => personId === person.id);
      return html`<tr role="row"><th scope="row" role="rowheader"><strong>${person.name}</strong><br><span class="muted">${person.email}</span></th>
<td role="cell" data-l="${t(words.position)}"><select name="position-${person.id}" aria-label="${t(words.positionOf, { name: person.name })}"><option value="">${t(words.positionNone)}</option>${positions.map(
        (position) => html`<option value="${position}"${own?.position === position ? html` selected` : ""}>${t(fieldWords[position])}</option>`,
      )}</select></td>
<td role="cell" data-l="${t(words.scores)}">${
        person.roles.includes("inspector")
          ? html`<span><input type="checkbox" name="scores-${person.id}" value="yes" aria-label="${t(words.scoresPerson, { name: person.name })}"${own?.scores ? html` checked` : ""}></span>`
          : html`<span class="muted">–</span>`
      }</td></tr>`;
    },
  )}</tbody></table>`;
}

function existing(look: Look, plans: readonly Plan[]): Html {
  const t = speaker(look);
  return html`<section><div class="head"><h2>${t(words.plansHere)}</h2></div><ul class="prose">${plans.map(
    (plan) =>
      html`<li><a href="/results?plan=${plan.id}">${plan.title}</a> <span class="muted">· ${plan.checklist.id}@${plan.checklist.version} · ${plan.periods
        .map((period) => `${t(periodWords[period.kind])} ${formatDay(period.from)} – ${formatDay(period.to)}`)
        .join("; ")}</span></li>`,
  )}</ul></section>`;
}
