import { html } from "hono/html";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { type Look, speaker } from "../web/look.ts";
import { type Html, layout, notice } from "../web/old-html.ts";

/** What is already there; decides what comes next. */
export interface Prepared {
  readonly units: number;
  readonly blocks: number;
  readonly people: number;
  readonly inspectors: number;
  readonly waiting: number;
  readonly plans: number;
  readonly latestPlan: string;
  readonly inspections: number;
  readonly concluded: number;
}

export function adminPage(look: Look, have: Prepared, done?: string): Html {
  const t = speaker(look);
  const admin = look.who?.roles.includes("admin") ?? false;
  const steps = [
    { at: "/admin/units", admin: true, title: words.stepUnits, how: words.stepUnitsHow, done: have.units > 0, state: t(words.haveUnits, { ...have }) },
    { at: "/admin/people", admin: true, title: words.stepPeople, how: words.stepPeopleHow, done: have.inspectors > 0, state: t(words.havePeople, { ...have }) },
    {
      at: "/admin/plan",
      admin: false,
      title: words.stepPlan,
      how: words.stepPlanHow,
      done: have.plans > 0,
      state: t(words.havePlans, { ...have, title: have.latestPlan }),
    },
    {
      at: "/admin/inspections",
      admin: false,
      title: words.stepInspections,
      how: words.stepInspectionsHow,
      done: have.inspections > 0,
      state: t(words.haveInspections, { ...have }),
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  return layout(look, {
    title: t(words.title),
    active: "prepare",
    width: "middle",
    done,
    body: html`<h1>${t(words.title)}</h1><p class="muted">${t(words.lead)}</p>
<ol class="steps">${steps.map(
      (step, i) =>
        html`<li class="${step.done ? "done" : ""}"${i === next ? html` aria-current="step"` : ""}><div><h2>${t(step.title)}</h2><p class="muted">${step.done ? step.state : t(step.how)}</p>${
          step.admin && !admin ? html`<p class="small muted">${t(words.adminOnly)}</p>` : ""
        }</div>${step.admin && !admin ? "" : html`<a class="btn ${i === next ? "primary" : ""}" href="${step.at}" aria-label="${t(words.open)}: ${t(step.title)}">${t(words.open)}</a>`}</li>`,
    )}</ol>
${next === -1 ? notice("ok", t(words.ready, { extension: t(shellWords.extension) })) : ""}
<p><a href="/admin/checklist">${t(words.checklist)}</a></p>`,
  });
}
