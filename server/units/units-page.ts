import { html } from "hono/html";
import type { Unit } from "../../shared/units/unit.ts";
import { unitKinds } from "../../shared/units/unit.ts";
import { adminWords as words } from "../../shared/words/admin-pages.ts";
import { fieldWords } from "../../shared/words/field.ts";
import type { RowProblems } from "../tables/table-columns.ts";
import { type Look, speaker } from "../web/look.ts";
import { crumbs, type Html, keyField, layout, nextStep, notice } from "../web/old-html.ts";
import type { NewUnit } from "./new-units.ts";

export interface UnitsPage extends RowProblems {
  readonly here: readonly Pick<Unit, "block">[];
  /** What was pasted or read from the file, to go on with. */
  readonly text: string;
  /** Read without a problem and not imported yet. */
  readonly checked: readonly NewUnit[] | undefined;
  readonly imported: number | undefined;
}

export function unitsPage(look: Look, page: UnitsPage): Html {
  const t = speaker(look);
  const { problems, problemCount, checked, imported, here, text } = page;
  return layout(look, {
    title: t(words.unitsTitle),
    active: "prepare",
    width: "middle",
    hasErrors: problems.length > 0,
    done: imported === undefined ? undefined : t(words.imported, { count: imported }),
    body: html`${crumbs(look)}<h1>${t(words.unitsTitle)}</h1>
${here.length > 0 ? html`<p>${t(words.here)}: ${t(words.haveUnits, { units: here.length, blocks: new Set(here.map(({ block }) => block)).size })}</p>` : ""}
${imported === undefined ? "" : nextStep(look, "/admin/people", words.stepPeople)}
${problems.length > 0 ? problemTable(look, { problems, problemCount }) : ""}
${checked ? html`${notice("info", t(words.checked, { count: checked.length }))}${preview(look, checked)}` : ""}
<form class="stack" method="post" action="/admin/units" enctype="multipart/form-data">${keyField()}
<p class="prose">${t(words.unitsLead)}</p>
<p class="prose small muted">${t(words.unitsKinds, { kinds: unitKinds.map((kind) => t(fieldWords[kind])).join(" · ") })} ${t(words.unitsSites)}</p>
<p class="small muted">${t(words.csvExample)}</p>
<pre>${t(words.csvColumns)}
${t(words.csvExampleRows)}</pre>
<div class="field"><label for="file">${t(words.file)}</label><input id="file" type="file" name="file" accept=".xlsx,.csv,.txt,.tsv,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"></div>
<div class="field"><label for="text">${t(words.paste)}</label><textarea id="text" name="text" rows="10" spellcheck="false" placeholder="${t(words.csvColumns)}">${text}</textarea></div>
<div class="row"><button class="btn ${checked ? "" : "primary"}" name="step" value="check">${t(words.check)}</button>
<button class="btn ${checked ? "primary" : ""}" name="step" value="import">${checked ? t(words.importCount, { count: checked.length }) : t(words.import)}</button></div>
</form>`,
  });
}

function problemTable(look: Look, { problems, problemCount }: RowProblems): Html {
  const t = speaker(look);
  return html`${notice("danger", t(words.problemsFound, { count: problemCount }))}
<table class="problems reflow" role="table"><thead><tr role="row"><th scope="col" role="columnheader" class="num">${t(words.row)}</th><th scope="col" role="columnheader">${t(words.problem)}</th></tr></thead><tbody>${problems.map(
    (problem) =>
      html`<tr role="row"><td role="cell" class="num" data-l="${t(words.row)}">${problem.row}</td><td role="cell" class="wide" data-l="${t(words.problem)}">${problem.column === undefined ? "" : `${problem.column}: `}${problem.message}</td></tr>`,
  )}</tbody></table>`;
}

function preview(look: Look, units: readonly NewUnit[]): Html {
  const t = speaker(look);
  return html`<h2>${t(words.preview)}</h2><table class="reflow" role="table"><thead><tr role="row">${[words.name, words.kind, words.block, words.website].map(
    (head) => html`<th scope="col" role="columnheader">${t(head)}</th>`,
  )}</tr></thead><tbody>${units
    .slice(0, 10)
    .map(
      (unit) =>
        html`<tr role="row"><th scope="row" role="rowheader">${unit.name}</th><td role="cell" data-l="${t(words.kind)}">${t(fieldWords[unit.kind])}</td><td role="cell" data-l="${t(words.block)}">${unit.block}</td><td role="cell" data-l="${t(words.website)}">${unit.websites.map(({ origin, path }) => origin + path).join(" ") || "–"}</td></tr>`,
    )}</tbody></table>`;
}
