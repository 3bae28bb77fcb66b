import { html } from "hono/html";
import { inspectionKinds, type Plan } from "../../shared/plans/plan.ts";
import { formatDay } from "../../shared/text.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { Person } from "../people/people.ts";
import { teamTable } from "../plans/plan-page.ts";
import type { TeamMember } from "../plans/plans.ts";
import { type Filled, hasErrors } from "../web/forms.ts";
import { type Look, speaker } from "../web/look.ts";
import { crumbs, errorSummary, field, fieldError, type Html, keyField, layout, notice } from "../web/old-html.ts";
import type { ListedInspection } from "./plan-inspections.ts";

/** More are found by the filter; a page of thousands of boxes helps nobody. */
export const unitsShown = 200;

export interface InspectionsPage {
  readonly plans: readonly Plan[];
  readonly plan: Plan;
  readonly blocks: readonly string[];
  readonly block: string;
  readonly find: string;
  /** Every unit that fits the filter. */
  readonly units: readonly Unit[];
  readonly counted: ReadonlyMap<string, number>;
  readonly inspections: readonly ListedInspection[];
  readonly people: readonly Person[];
  readonly team: readonly TeamMember[];
  readonly today: string;
  readonly chosen: readonly string[];
  readonly filled: Filled;
  readonly done?: string | undefined;
}

const stateWords = {
  open: words.stateOpen,
  submitted: words.stateSubmitted,
  returned: words.stateReturned,
  settled: words.stateSettled,
  concluded: words.stateConcluded,
} as const;

export function needPlanPage(look: Look): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(words.inspectionsTitle),
    active: "prepare",
    width: "middle",
    body: html`${crumbs(look)}<h1>${t(words.inspectionsTitle)}</h1>${notice("info", html`${t(words.needPlan)} <a href="/admin/plan">${t(words.stepPlan)}</a>`)}`,
  });
}

export function inspectionsPage(look: Look, page: InspectionsPage): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(words.inspectionsTitle),
    active: "prepare",
    width: "middle",
    done: page.done,
    hasErrors: hasErrors(page.filled),
    body: html`${crumbs(look)}<h1>${t(words.inspectionsTitle)}</h1>
${errorSummary(look, page.filled)}
${filter(look, page)}
${openForm(look, page)}
${list(look, page)}`,
  });
}

function filter(look: Look, { plans, plan, blocks, block, find }: InspectionsPage): Html {
  const t = speaker(look);
  return html`<form class="pick" method="get" action="/admin/inspections">
<label>${t(words.plan)}<select name="plan">${plans.map(({ id, title }) => html`<option value="${id}"${id === plan.id ? html` selected` : ""}>${title}</option>`)}</select></label>
<label>${t(words.block)}<select name="block"><option value="">${t(words.allBlocks)}</option>${blocks.map((name) => html`<option${name === block ? html` selected` : ""}>${name}</option>`)}</select></label>
<label>${t(words.find)}<input name="find" value="${find}"></label><button class="btn">${t(words.filter)}</button></form>`;
}

function openForm(look: Look, page: InspectionsPage): Html {
  const t = speaker(look);
  const { plan, block, find, units, counted, people, team, today, chosen, filled } = page;
  const shown = units.slice(0, unitsShown);
  return html`<form class="stack" method="post" action="/admin/inspections">${keyField()}
<input type="hidden" name="plan" value="${plan.id}"><input type="hidden" name="block" value="${block}"><input type="hidden" name="find" value="${find}">
<fieldset class="field" id="units"><legend>${t(words.whichUnits)}</legend>
<p class="muted small">${shown.length < units.length ? t(words.shownOf, { count: shown.length, all: units.length }) : t(words.shown, { count: shown.length })}</p>
<label class="check"><input type="checkbox" name="all" value="yes"${filled.values["all"] === "yes" ? html` checked` : ""}><span>${t(words.allShown, { count: units.length })}</span></label>
<div class="pickunits" tabindex="0" role="group" aria-label="${t(words.whichUnits)}">${shown.map((unit) => {
    const before = counted.get(unit.id) ?? 0;
    return html`<label class="check"><input type="checkbox" name="units" value="${unit.id}"${chosen.includes(unit.id) ? html` checked` : ""}><span>${unit.name} <span class="muted">· ${unit.block}${before > 0 ? ` · ${t(words.already, { count: before })}` : ""}</span></span></label>`;
  })}</div>${fieldError(look, filled, "units")}</fieldset>
<div class="row"><div class="field"><label for="kind">${t(words.kindOf)}</label><select id="kind" name="kind">${inspectionKinds.map(
    (kind) => html`<option value="${kind}"${filled.values["kind"] === kind ? html` selected` : ""}>${t(fieldWords[kind])}</option>`,
  )}</select></div>
<div class="field"><label for="form">${t(words.formOf)}</label><select id="form" name="form">${(["both", "onsite", "remote"] as const).map(
    (form) => html`<option value="${form}"${filled.values["form"] === form ? html` selected` : ""}>${t(fieldWords[form])}</option>`,
  )}</select></div>
${field(look, filled, { name: "visitedOn", label: words.visitedOn, type: "day", value: today })}</div>
<label class="check"><input type="checkbox" name="announced" value="yes"${filled.values["announced"] === "yes" ? html` checked` : ""}><span>${t(words.announced)}</span></label>
<details${filled.errors["team"] ? html` open` : ""}><summary>${t(words.team)}</summary>${teamTable(look, people, team, filled)}</details>
<button class="btn primary">${t(words.openDo)}</button></form>`;
}

function list(look: Look, { inspections, plan }: InspectionsPage): Html {
  const t = speaker(look);
  if (inspections.length === 0) return html`<section><div class="head"><h2>${t(words.inspectionsHere)}</h2></div><p>${t(words.noInspections)}</p></section>`;
  return html`<section><div class="head"><h2>${t(words.inspectionsHere)}</h2><p>${t(words.inspectionsLatest)}</p></div>
<table class="reflow" role="table"><thead><tr role="row"><th scope="col" role="columnheader">${t(words.whichUnits)}</th><th scope="col" role="columnheader">${t(words.day)}</th><th scope="col" role="columnheader">${t(words.formOf)}</th><th scope="col" role="columnheader">${t(words.sheets)}</th><th scope="col" role="columnheader">${t(words.state)}</th></tr></thead><tbody>${inspections.map(
    (
      inspection,
    ) => html`<tr role="row"><th scope="row" role="rowheader"><a href="/units/${inspection.unitId}?plan=${plan.id}&form=${inspection.formGroup}&inspection=${inspection.id}">${inspection.unitName}</a>${inspection.partOfAreas ? html` <span class="muted">· ${t(words.someAreas)}</span>` : ""}</th>
<td role="cell" data-l="${t(words.day)}">${formatDay(inspection.visitedOn)}${inspection.outsidePeriods ? ` · ${t(words.outsidePeriods)}` : ""}</td>
<td role="cell" data-l="${t(words.formOf)}">${inspection.form === "remote" || inspection.form === "onsite" || inspection.form === "both" ? t(fieldWords[inspection.form]) : inspection.form}</td>
<td role="cell" data-l="${t(words.sheets)}">${inspection.sent} / ${inspection.expected}</td>
<td role="cell" data-l="${t(words.state)}">${t(stateWords[inspection.state])}</td></tr>`,
  )}</tbody></table></section>`;
}
