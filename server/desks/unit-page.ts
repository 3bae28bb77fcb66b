import { html } from "hono/html";
import { type Checklist, criteriaOf } from "../../shared/checklists/checklist.ts";
import { differing, type SheetPoints } from "../../shared/sheets/applies.ts";
import { bandOf, meanIndex } from "../../shared/sheets/scoring.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import { fieldWords } from "../../shared/words/field.ts";
import { shellWords } from "../../shared/words/pages.ts";
import { resultsWords } from "../../shared/words/results-page.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { bandMark, differText, indexText } from "../results/figures-page.ts";
import { emptyForm, type Filled, hasErrors } from "../web/forms.ts";
import { type Look, speaker } from "../web/look.ts";
import { errorSummary, fieldError, type Html, icon, layout, notice } from "../web/old-html.ts";
import { criteriaTable } from "./criteria-table-page.ts";
import type { InspectionView, Sheet, UnitPage } from "./inspection-view.ts";

export interface UnitView {
  readonly name: string;
  readonly page: UnitPage;
  /** `plan`, `period`, `form` and, of the working view, `basis`, as they stand in the address. */
  readonly place: Readonly<Record<string, string>>;
  readonly done?: string | undefined;
  /** A decision that was refused, as it was typed and with what is wrong; said above everything and beside it. */
  readonly filled?: Filled | undefined;
}

const stateWords = {
  open: words.stateOpen,
  submitted: words.stateSubmitted,
  returned: words.stateReturned,
  settled: words.stateSettled,
} as const;

const flagWords: Readonly<Record<Exclude<Sheet["flags"][number], "clockFarOff">, Words>> = {
  contradiction: words.flagContradiction,
  notApplicablePending: words.flagNotApplicablePending,
  replacesRevealed: words.flagReplacesRevealed,
};

export function unitPage(look: Look, view: UnitView): Html {
  const t = speaker(look);
  const { inspection } = view.page;
  const { filled = emptyForm } = view;
  const query = new URLSearchParams(view.place).toString();
  return layout(look, {
    title: view.name,
    active: "results",
    done: view.done,
    hasErrors: hasErrors(filled),
    body: html`<p class="crumbs"><a href="/results?${query}">${t(shellWords.results)}</a>${inspection ? html` › ${inspection.unit.block}` : ""}</p>
${errorSummary(look, filled)}
<div class="title"><div><h1>${view.name}</h1>${inspection ? html`<p>${subtitle(look, inspection)}</p>` : ""}</div>${inspection ? stateMark(look, inspection) : ""}</div>
${otherInspections(look, view, query)}
${inspection ? body(look, inspection, `/units/${view.page.unitId}?${query}&inspection=${inspection.id}`, filled) : notice("info", t(words.notInspected))}`,
  });
}

function body(look: Look, inspection: InspectionView, back: string, filled: Filled): Html {
  const t = speaker(look);
  if (!inspection.revealed) {
    return html`${notice("info", t(inspection.expected === 0 ? words.blindNobody : words.blind, { sent: inspection.sent, expected: inspection.expected }))}
${team(look, inspection)}
${excuse(look, inspection, back, filled)}`;
  }
  return html`${inspection.partOfAreas ? notice("info", t(words.partOfAreas)) : ""}
${inspection.concluded?.byScorer ? notice("warn", t(words.byScorer)) : ""}
${inspection.settledByScorer ? notice("warn", t(words.settledByScorer)) : ""}
${inspection.adjustedByScorer ? notice("warn", t(words.adjustedByScorer)) : ""}
${sheets(look, inspection)}
${decisions(look, inspection, back, filled)}
${conclude(look, inspection, back)}
${criteriaTable(look, inspection)}
${history(look, inspection)}
${team(look, inspection)}`;
}

function subtitle(look: Look, { kind, form, visitedOn, checklist }: InspectionView): string {
  const t = speaker(look);
  const kinds: Readonly<Record<string, Words>> = {
    planned: fieldWords.planned,
    surprise: fieldWords.surprise,
    thematic: fieldWords.thematic,
    combined: fieldWords.combined,
  };
  const kindWord = kinds[kind];
  return `${t(words.subtitle, { kind: kindWord ? t(kindWord) : kind, form: t(fieldWords[form]), day: formatDay(visitedOn), checklist: `${checklist.id}@${checklist.version}` })} · ${t(words.asItWas)}`;
}

function stateMark(look: Look, { state, concluded }: InspectionView): Html {
  const t = speaker(look);
  if (concluded) return html`<p class="state ok">${icon("check")}${t(words.stateConcluded, { day: formatDay(concluded.at), name: concluded.byName })}</p>`;
  const said = state === "concluded" ? words.stateSettled : stateWords[state];
  return html`<p class="state ${state === "open" ? "idle" : "warn"}">${icon(state === "returned" ? "warn" : "clock")}${t(said)}</p>`;
}

function otherInspections(look: Look, { page }: UnitView, query: string): Html | "" {
  if (page.inspections.length < 2) return "";
  const t = speaker(look);
  return html`<nav aria-label="${t(words.inspections)}"><p class="small">${t(words.inspections)}: ${page.inspections.map(
    ({ id, visitedOn, partOfAreas }, i) =>
      html`${i > 0 ? " · " : ""}<a href="/units/${page.unitId}?${query}&inspection=${id}"${id === page.inspection?.id ? html` aria-current="page"` : ""}>${formatDay(visitedOn)}</a>${partOfAreas ? ` (${t(words.someAreas)})` : ""}`,
  )}</p></nav>`;
}

function sheets(look: Look, inspection: InspectionView): Html {
  const t = speaker(look);
  const { checklist, current } = inspection;
  const bandCell = (index: number | null, pending: boolean) => {
    const band = index === null || pending || inspection.partOfAreas ? undefined : bandOf(checklist.bands, index);
    return band ? html`<span>${bandMark(look, band, checklist.bands)}</span>` : html`<span class="muted">–</span>`;
  };
  const areas = checklist.areas.filter((area) => criteriaOf(checklist, inspection.form).some((criterion) => criterion.area === area.id));
  const waiting = current.some((sheet) => sheet.pending.length > 0);
  const agreed = agreement(inspection);
  return html`<section><div class="head"><h2>${t(words.sheets)}</h2><p>${t(words.sheetsHow)}</p></div>
<table class="sheets reflow" role="table"><thead><tr role="row"><th scope="col" role="columnheader">${t(words.source)}</th><th scope="col" role="columnheader" class="num">${t(resultsWords.index)}</th><th scope="col" role="columnheader">${t(resultsWords.band)}</th>${areas.map((area) => html`<th scope="col" role="columnheader" class="num">${t(area.short)}</th>`)}<th scope="col" role="columnheader">${t(words.flags)}</th></tr></thead><tbody>
${current.map(
  (
    sheet,
  ) => html`<tr role="row"><th scope="row" role="rowheader"><strong>${sheet.authorName}</strong><br><span class="muted">${t(words.received, { at: formatDay(sheet.receivedAt, true) })}</span></th>
<td role="cell" class="num" data-l="${t(resultsWords.index)}">${indexText(sheet.index, look.language)}</td><td role="cell" data-l="${t(resultsWords.band)}">${bandCell(sheet.index, sheet.pending.length > 0)}</td>
${areaCells(look, areas, (area) => indexText(meanIndex([areaSum(inspection, sheet, area)]), look.language))}<td role="cell" class="wide" data-l="${t(words.flags)}">${flags(look, sheet)}</td></tr>`,
)}
${
  current.length > 1
    ? html`<tr role="row" class="fin"><th scope="row" role="rowheader"><strong>${t(words.mean)}</strong><br><span class="muted">${t(words.meanHow)}</span></th><td role="cell" class="num" data-l="${t(resultsWords.index)}">${indexText(inspection.index, look.language)}</td><td role="cell" data-l="${t(resultsWords.band)}">${bandCell(inspection.index, waiting)}</td>${areaCells(look, areas, (area) => meanInArea(look, inspection, area))}<td role="cell"></td></tr>`
    : ""
}</tbody></table>${agreed ? html`<p class="small">${t(words.agreement, agreed)}</p>` : ""}</section>`;
}

/** What one sheet was given in an area, and of how much. */
function areaSum({ checklist, form }: InspectionView, sheet: Sheet, area: string): { awarded: number; max: number } {
  const own = criteriaOf(checklist, form).flatMap((criterion) => (criterion.area === area ? (sheet.criteria.get(criterion.id) ?? []) : []));
  return { awarded: own.reduce((sum, one) => sum + (one.points ?? 0), 0), max: own.reduce((sum, one) => sum + (one.maxPoints ?? 0), 0) };
}

/** No figure where the sheets differ on whether a criterion of the area applies, as in the results. */
function meanInArea(look: Look, inspection: InspectionView, area: string): Html | string {
  const { current, checklist, form } = inspection;
  const points = current.map(({ criteria }): SheetPoints => Object.fromEntries([...criteria].map(([id, one]) => [id, one.points])));
  const own = criteriaOf(checklist, form).filter((criterion) => criterion.area === area);
  if (differing(own, points).length > 0) return differText(look);
  return indexText(meanIndex(current.map((sheet) => areaSum(inspection, sheet, area))), look.language);
}

function areaCells(look: Look, areas: Checklist["areas"], figureOf: (area: string) => Html | string): Html[] {
  return areas.map(({ id, short }) => html`<td role="cell" class="num" data-l="${speaker(look)(short)}">${figureOf(id)}</td>`);
}

function flags(look: Look, sheet: Sheet): Html {
  const t = speaker(look);
  const lines = sheet.flags.map((flag) =>
    flag === "clockFarOff" ? t(words.flagClockFarOff, { offset: duration(look, Math.abs(sheet.clockOffsetMs)) }) : t(flagWords[flag]),
  );
  if (sheet.late?.accepted) lines.push(t(words.lateAccepted, { reason: sheet.late.reason }));
  if (sheet.replaces) lines.push(t(words.flagReplaced, { reason: sheet.replaces.reason }));
  return lines.length === 0
    ? html`<span class="muted">–</span>`
    : html`<ul>${lines.map((line) => html`<li class="state warn small">${icon("warn")}<span>${line}</span></li>`)}</ul>`;
}

function duration(look: Look, ms: number): string {
  const t = speaker(look);
  const minutes = Math.round(ms / 60_000);
  if (minutes < 120) return t(words.minutes, { count: minutes });
  const hours = Math.round(minutes / 60);
  return hours < 48 ? t(words.hours, { count: hours }) : t(words.days, { count: Math.round(hours / 24) });
}

function agreement({ current }: InspectionView): { same: number; all: number } | undefined {
  const [first, ...others] = current;
  if (!first || others.length === 0) return undefined;
  const ids = [...first.criteria.keys()];
  const same = ids.filter((id) => others.every((sheet) => sheet.criteria.get(id)?.points === first.criteria.get(id)?.points));
  return { same: same.length, all: ids.length };
}

function decisions(look: Look, inspection: InspectionView, back: string, filled: Filled): Html | "" {
  const t = speaker(look);
  const open = inspection.current.flatMap((sheet) => sheet.pending.map((criterionId) => ({ sheet, criterionId })));
  // What an earlier server concluded without a decision still gets one.
  if (open.length === 0 || (inspection.concluded && inspection.settled)) return "";
  return html`<section><div class="head"><h2>${t(words.toDecide)}</h2><p>${t(words.toDecideHow)}</p></div>
${open.map(({ sheet, criterionId }) => {
  const criterion = inspection.checklist.criteria.find(({ id }) => id === criterionId);
  const answer = sheet.criteria.get(criterionId)?.answer;
  // The one that was refused has the id that the list of what is wrong leads to.
  const refused = filled.values["person"] === sheet.authorId && filled.values["criterion"] === criterionId;
  const label = refused ? "reason" : `why-${sheet.submissionId}-${criterionId}`;
  return html`<form class="decide" method="post" action="/inspections/${inspection.id}/not-applicable">
<h3>${criterion ? t(criterion.title) : criterionId} <span class="muted">${criterionId}</span></h3>
<p>${t(words.says, { name: sheet.authorName, reason: answer?.type === "notApplicable" ? answer.reason : "–" })}</p>
<input type="hidden" name="back" value="${back}"><input type="hidden" name="person" value="${sheet.authorId}"><input type="hidden" name="criterion" value="${criterionId}">
<div class="field"><label for="${label}">${t(words.decisionReason)}</label>${reasonInput(look, label, refused ? filled : emptyForm)}</div>
<div class="row"><button class="btn primary" name="decision" value="approve">${t(words.approve)}</button><button class="btn" name="decision" value="refuse">${t(words.refuse)}</button></div></form>`;
})}</section>`;
}

/** No `maxlength`: it would cut what is pasted without a word. */
function reasonInput(look: Look, id: string, filled: Filled, required = false): Html {
  const wrong = filled.errors["reason"] ? html` aria-invalid="true" aria-describedby="reason-error"` : "";
  return html`<input id="${id}" name="reason" value="${filled.values["reason"] ?? ""}"${required ? html` required` : ""}${wrong}>${fieldError(look, filled, "reason")}`;
}

/** Asks once, with what a conclusion freezes; nothing has changed before its button is pressed. */
export function concludePage(look: Look, inspection: InspectionView, back: string): Html {
  const t = speaker(look);
  const { current, result, settled, unit } = inspection;
  const source = settled ? words.fromAppraisal : current.length > 1 ? words.fromMean : words.fromOne;
  const title = t(words.concludeAsk, { unit: unit.name });
  return layout(look, {
    title,
    active: "results",
    width: "middle",
    body: html`<p class="crumbs"><a href="${back}">${unit.name}</a></p>
<h1>${title}</h1><p>${subtitle(look, inspection)}</p>
${!inspection.somebodyElse && current.some((sheet) => sheet.authorId === look.who?.personId) ? notice("warn", t(words.concludeByScorer)) : ""}
<section><div class="head"><h2>${t(words.freezes)}</h2></div><ul class="prose">
<li>${result === null ? t(words.freezesResultNone) : t(words.freezesResult, { index: indexText(result, look.language), source: t(source) })}</li>
<li>${t(words.freezesSheets, { count: current.length, names: current.map(({ authorName }) => authorName).join(", ") })}</li>
<li>${t(words.freezesDecisions)}</li></ul></section>
<section><div class="head"><h2>${t(words.afterwards)}</h2></div><ul class="prose"><li>${t(words.afterwardsLate)}</li><li>${t(words.afterwardsUnit)}</li></ul></section>
<form method="post" action="/inspections/${inspection.id}/conclude"><input type="hidden" name="back" value="${back}"><input type="hidden" name="asked" value="yes">
<div class="row"><button class="btn primary">${t(words.concludeDo)}</button><a class="btn" href="${back}">${t(words.concludeBack)}</a></div></form>`,
  });
}

function conclude(look: Look, inspection: InspectionView, back: string): Html | "" {
  if (inspection.concluded) return "";
  const t = speaker(look);
  const open = inspection.settled ? 0 : inspection.current.reduce((sum, sheet) => sum + sheet.pending.length, 0);
  const byScorer = inspection.current.some((sheet) => sheet.authorId === look.who?.personId);
  const blocked = open > 0 ? t(words.concludeBlocked, { count: open }) : byScorer && inspection.somebodyElse ? t(words.concludeNotAlone) : "";
  return html`<section><div class="head"><h2>${t(words.conclude)}</h2></div><p>${t(words.concludeHow)}</p>
${byScorer && !inspection.somebodyElse ? notice("warn", t(words.concludeByScorer)) : ""}
${
  blocked
    ? html`<p id="blocked">${blocked}</p><button class="btn" type="button" aria-disabled="true" aria-describedby="blocked">${t(words.conclude)}</button>`
    : html`<a class="btn primary" href="/inspections/${inspection.id}/conclude?${new URLSearchParams({ back }).toString()}">${t(words.concludeNext)}</a>`
}</section>`;
}

function team(look: Look, { team: members }: InspectionView): Html {
  const t = speaker(look);
  const positions: Readonly<Record<string, Words>> = { head: fieldWords.head, secretary: fieldWords.secretary, member: fieldWords.member };
  return html`<section><div class="head"><h2>${t(words.team)}</h2></div><ul class="prose">${members.map(({ name, position, scores, excused, sent }) => {
    const place = positions[position];
    const parts = [place ? t(place) : position, t(scores ? words.scores : words.scoresNot)];
    if (excused) parts.push(t(words.excused, { day: formatDay(excused.at), reason: excused.reason }));
    if (sent) parts.push(t(words.sent));
    return html`<li>${name ?? t(words.vacant)} <span class="muted">· ${parts.join(" · ")}</span></li>`;
  })}</ul></section>`;
}

function excuse(look: Look, inspection: InspectionView, back: string, filled: Filled): Html | "" {
  const t = speaker(look);
  const waiting = inspection.team.filter(({ scores, excused }) => scores && !excused);
  if (waiting.length === 0) return "";
  return html`<section><div class="head"><h2>${t(words.excuse)}</h2></div><p class="muted small">${t(words.excuseHow)}</p>
<form class="stack" method="post" action="/inspections/${inspection.id}/excuse"><input type="hidden" name="back" value="${back}">
<div class="field"><label for="person">${t(words.person)}</label><select id="person" name="person">${waiting.map(({ personId, name }) => html`<option value="${personId}"${filled.values["person"] === personId ? html` selected` : ""}>${name ?? t(words.vacant)}</option>`)}</select></div>
<div class="field"><label for="reason">${t(words.reason)}</label>${reasonInput(look, "reason", filled, true)}</div>
<button class="btn">${t(words.excuseDo)}</button></form></section>`;
}

function history(look: Look, { history: earlier }: InspectionView): Html | "" {
  if (earlier.length === 0) return "";
  const t = speaker(look);
  const what = (sheet: Sheet) => {
    if (sheet.withdrawn) return t(words.withdrawn, { at: formatDay(sheet.withdrawn.at, true), reason: sheet.withdrawn.reason });
    if (sheet.status === "late") return sheet.late ? t(words.lateDeclined, { reason: sheet.late.reason }) : t(words.late);
    return t(words.replaced);
  };
  return html`<section><div class="head"><h2>${t(words.history)}</h2></div><table class="history reflow" role="table"><thead><tr role="row"><th scope="col" role="columnheader">${t(words.when)}</th><th scope="col" role="columnheader">${t(words.who)}</th><th scope="col" role="columnheader" class="num">${t(resultsWords.index)}</th><th scope="col" role="columnheader">${t(words.what)}</th></tr></thead><tbody>${earlier.map(
    (sheet) =>
      html`<tr role="row"><td role="cell" data-l="${t(words.when)}">${formatDay(sheet.receivedAt, true)}</td><th scope="row" role="rowheader">${sheet.authorName}</th><td role="cell" class="num" data-l="${t(resultsWords.index)}">${indexText(sheet.index, look.language)}</td><td role="cell" class="wide" data-l="${t(words.what)}">${what(sheet)}${flags(look, sheet)}</td></tr>`,
  )}</tbody></table></section>`;
}
