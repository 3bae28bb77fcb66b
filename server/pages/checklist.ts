import { html } from "hono/html";
import type { Checklist, Method } from "../../shared/checklist.ts";
import { formatHundredths } from "../../shared/points.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { unitWords } from "../../shared/words/unit-page.ts";
import { crumbs } from "./admin.ts";
import { type Html, type Look, layout, notice, speaker } from "./layout.ts";

/** The checklist as it is scored, with how far each legal source was checked. */
export function checklistPage(look: Look, checklist: Checklist): Html {
  const t = speaker(look);
  const title = t(words.checklistTitle, { version: `${checklist.id}@${checklist.version}` });
  const points = (value: number) => formatHundredths(value, look.language);
  return layout(look, {
    title,
    active: "prepare",
    body: html`${crumbs(look)}<h1>${title}</h1><p>${t(checklist.title)}</p>${notice("info", t(checklist.status))}
<table class="criteria reflow" role="table"><thead><tr role="row">${[unitWords.code, unitWords.criterion].map((head) => html`<th scope="col" role="columnheader">${t(head)}</th>`)}<th scope="col" role="columnheader" class="num">${t(unitWords.max)}</th>${[
      words.method,
      words.forms,
      words.legal,
    ].map((head) => html`<th scope="col" role="columnheader">${t(head)}</th>`)}</tr></thead>${checklist.areas.map(
      (area) =>
        html`<tbody role="rowgroup"><tr role="row" class="group"><th scope="rowgroup" role="rowheader" colspan="6">${t(area.title)}</th></tr>${checklist.criteria
          .filter((criterion) => criterion.area === area.id)
          .map(
            (
              criterion,
            ) => html`<tr role="row"><td role="cell" class="tt">${criterion.id}</td><th scope="row" role="rowheader">${t(criterion.title)}${criterion.note ? html`<span class="said small muted">${t(criterion.note)}</span>` : ""}</th>
<td role="cell" class="num" data-l="${t(unitWords.max)}">${points(criterion.maxPoints)}</td><td role="cell" data-l="${t(words.method)}">${methodText(look, criterion.method)}</td>
<td role="cell" data-l="${t(words.forms)}">${criterion.forms.map((form) => t(fieldWords[form])).join(", ")}</td>
<td role="cell" class="wide small" data-l="${t(words.legal)}">${criterion.legal.map(
              (source) =>
                html`<span class="said">${source.ref}${source.article ? `, ${source.article}` : ""} <span class="muted">(${statusText(look, source.status)})</span></span>`,
            )}</td></tr>`,
          )}</tbody>`,
    )}</table>`,
  });
}

function methodText(look: Look, method: Method): string {
  const t = speaker(look);
  switch (method.type) {
    case "boolean":
      return t(words.methodBoolean);
    case "levels":
      return t(words.methodLevels, { count: method.levels.length });
    case "checklist":
      return t(words.methodChecklist, { count: method.items.length });
    case "ratio":
      return t(words.methodRatio);
    case "deduct":
      return t(words.methodDeduct);
  }
}

function statusText(look: Look, status: string): string {
  const t = speaker(look);
  const known: Readonly<Record<string, typeof words.statusConfirmed | typeof words.statusMemory | typeof words.statusProposal>> = {
    confirmed: words.statusConfirmed,
    "from memory, unverified": words.statusMemory,
    "project proposal": words.statusProposal,
  };
  const said = known[status];
  return said ? t(said) : status;
}
