import { html } from "hono/html";
import type { Band, Checklist } from "../../shared/checklists/checklist.ts";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import type { FormGroup, Plan } from "../../shared/plans/plan.ts";
import { formatHundredths } from "../../shared/points.ts";
import { type RankBasis, type ResultRow, rankBases, type Unranked } from "../../shared/results/results.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import { formatDay, type Words } from "../../shared/text.ts";
import { resultsWords as words } from "../../shared/words/results-page.ts";
import { periodWords } from "../plans/period-words.ts";
import { type Look, speaker } from "../web/look.ts";
import { type Html, icon, layout, notice } from "../web/old-html.ts";
import { type OwnPath, withQuery } from "../web/own-path.ts";
import { bandSharesSection } from "./band-shares-page.ts";
import { bandMark, differText, indexText, medianOf, positionBar } from "./figures-page.ts";

export interface ResultsPage {
  readonly results: Results;
  readonly plans: readonly Plan[];
  readonly checklist: Checklist;
  /** Narrowed to this block. */
  readonly block: string | undefined;
  /** `rank`, `name`, `index` or an area's id; a leading "-" turns it round. */
  readonly sort: string;
}

const formWords: Readonly<Record<FormGroup, Words>> = { onsite: words.withOnsite, remote: words.remoteOnly };

const basisWords: Readonly<Record<RankBasis, Words>> = { concluded: words.basisConcluded, live: words.basisLive };

const restWords: Readonly<Record<Unranked, Words>> = {
  notInspected: words.restNotInspected,
  waitingForSheets: words.restWaitingForSheets,
  partOfAreas: words.restPartOfAreas,
  notApplicablePending: words.restNotApplicablePending,
  tooFewApplicable: words.restTooFewApplicable,
  notConcluded: words.restNotConcluded,
};

/** What stands in the address of a page of these results; the working view is asked for, never met by chance. */
export function addressed({ plan, period, form, basis }: { plan: string; period: string; form: FormGroup; basis: RankBasis }): Record<string, string> {
  return { plan, period, form, ...(basis === "live" ? { basis } : {}) };
}

export function resultsPage(look: Look, page: ResultsPage): Html {
  const t = speaker(look);
  const { results, checklist, block } = page;
  const rows = block === undefined ? results.rows : results.rows.filter((row) => row.block === block);
  const title = t(words.title, { plan: results.plan.title });
  return layout(look, {
    title,
    active: "results",
    body: html`<div class="title"><div><h1>${title}</h1>
<p>${t(words.period, { from: formatDay(results.period.from), to: formatDay(results.period.to), at: formatDay(results.computedAt, true) })} · ${t(formWords[results.form])}</p></div>
${filters(look, page)}</div>
${results.basis === "live" ? notice("warn", t(words.liveNotice)) : ""}
${results.form === "remote" ? notice("info", t(words.remoteNotice, { points: pointsOf(look, checklist, "remote"), all: pointsOf(look, checklist, "both") })) : ""}
${summary(look, page, rows)}
${rows.every((row) => row.inspection === null) ? notice("info", html`${t(words.noneYet)} <a href="/admin">${t(words.toPrepare)}</a>`) : ""}
<section><div class="head"><h2>${t(results.basis === "live" ? words.rankingLive : words.ranking)}</h2><p>${t(words.rankingHow)}</p></div>
${ranking(look, page, rows)}
</section>
${bandSharesSection(look, results, block)}
<section><div class="head"><h2>${t(words.bands)}</h2></div><p class="legend">${checklist.bands.map(
      (band, i) => html`${bandMark(look, band, checklist.bands)} <span>${bandRange(look, checklist.bands, i)}</span>`,
    )}</p></section>`,
  });
}

export function noPlanPage(look: Look): Html {
  const t = speaker(look);
  return layout(look, {
    title: t(words.emptyTitle),
    active: "results",
    width: "middle",
    body: html`<h1>${t(words.emptyTitle)}</h1><p>${t(words.emptyNext)}</p><p><a class="btn primary" href="/admin">${t(words.toPrepare)}</a></p>`,
  });
}

function filters(look: Look, { results, plans, block }: ResultsPage): Html {
  const t = speaker(look);
  const plan = plans.find(({ id }) => id === results.plan.id);
  const blocks = [...new Set(results.rows.map((row) => row.block))];
  const option = (value: string, label: string, chosen: boolean) => html`<option value="${value}"${chosen ? html` selected` : ""}>${label}</option>`;
  return html`<form class="pick no-print" method="get" action="/results">
<label>${t(words.plan)}<select name="plan">${plans.map(({ id, title }) => option(id, title, id === results.plan.id))}</select></label>
<label>${t(words.periodLabel)}<select name="period">${plan?.periods.map((period) =>
    option(period.id, `${t(periodWords[period.kind])} (${formatDay(period.from)} – ${formatDay(period.to)})`, period.id === results.period.id),
  )}</select></label>
<label>${t(words.form)}<select name="form">${(["onsite", "remote"] as const).map((form) => option(form, t(formWords[form]), form === results.form))}</select></label>
<label>${t(words.basis)}<select name="basis">${rankBases.map((basis) => option(basis, t(basisWords[basis]), basis === results.basis))}</select></label>
<label>${t(words.block)}<select name="block">${option("", t(words.allBlocks), block === undefined)}${blocks.map((name) => option(name, name, name === block))}</select></label>
<button class="btn">${t(words.show)}</button></form>`;
}

/** For the person who reads only this. */
function summary(look: Look, { results: { basis, bandShares }, block }: ResultsPage, rows: readonly ResultRow[]): Html {
  const t = speaker(look);
  const ranked = rows.filter((row) => row.rank !== null);
  const provisional = ranked.filter((row) => row.provisional).length;
  const shown = bandShares.find(({ by, of }) => (block === undefined ? by === "all" : by === "block" && of === block));
  const counted = (shown?.scales ?? []).flatMap(({ bands }) => bands.filter(({ units }) => units > 0).map(({ units, name }) => `${units} ${t(name)}`));
  const rest = (Object.keys(restWords) as Unranked[])
    .map((why) => ({ why, count: rows.filter((row) => row.unranked === why).length }))
    .filter(({ count }) => count > 0)
    .map(({ why, count }) => t(restWords[why], { count }));
  const first = [
    t(words.sumRanked, { ranked: ranked.length, units: rows.length }),
    basis === "live" && ranked.length > 0 ? t(words.sumConcluded, { concluded: ranked.length - provisional }) : "",
    provisional > 0 ? t(words.sumProvisional, { provisional }) : "",
  ].filter(Boolean);
  return html`<p class="say"><b>${first[0]}</b>${first.slice(1).map((part) => `, ${part}`)}. ${
    counted.length > 0 ? t(words.sumBands, { bands: counted.join(", ") }) : ""
  } ${rest.length > 0 ? t(words.sumRest, { rest: rest.join(", ") }) : ""}</p>`;
}

function ranking(look: Look, page: ResultsPage, rows: readonly ResultRow[]): Html {
  const t = speaker(look);
  const { results, checklist, sort } = page;
  const short = new Map(checklist.areas.map((area) => [area.id, area.short]));
  const head = (key: string, label: string, kind = "") => {
    const bare = sort.replace(/^-/, "");
    const order = bare !== key ? "" : sort.startsWith("-") ? html` aria-sort="descending"` : html` aria-sort="ascending"`;
    const arrow = bare !== key ? "" : sort.startsWith("-") ? " ▾" : " ▴";
    const next = sort === key ? `-${key}` : key;
    return html`<th scope="col" role="columnheader" class="${kind}"${order}><a href="${sortAddress(look, next)}">${label}<span aria-hidden="true">${arrow}</span></a></th>`;
  };
  const columns = 6 + results.areas.length;
  const blocks = [...new Set(rows.map((row) => row.block))].map((name) => ({
    name,
    rows: sorted(
      rows.filter((row) => row.block === name),
      sort,
    ),
  }));
  return html`<table class="rank reflow" role="table"><thead><tr role="row">${head("rank", t(results.basis === "live" ? words.rankLive : words.rank))}${head("name", t(words.unit))}${head("index", t(words.index), "num")}
<th scope="col" role="columnheader" class="opt">${t(words.position)}</th><th scope="col" role="columnheader">${t(words.band)}</th>
${results.areas.map((area) => head(area.id, t(short.get(area.id) ?? area), "num"))}<th scope="col" role="columnheader">${t(words.state)}</th></tr></thead>
${blocks.map(({ name, rows: own }) => blockRows(look, page, name, own, columns))}</table>`;
}

function blockRows(look: Look, page: ResultsPage, name: string, rows: readonly ResultRow[], columns: number): Html {
  const t = speaker(look);
  const median = medianOf(rows.flatMap((row) => (row.rank === null || row.index === null ? [] : [row.index])));
  return html`<tbody role="rowgroup"><tr role="row" class="block"><th scope="rowgroup" role="rowheader" colspan="${columns}">${name} <span class="muted">· ${t(words.blockHead, { units: rows.length })}${
    median === undefined ? "" : ` · ${t(words.blockMedian, { median: indexText(median, look.language) })}`
  }</span></th></tr>
${rows.map((row) => unitRow(look, page, row, median))}</tbody>`;
}

function unitRow(look: Look, { results, checklist }: ResultsPage, row: ResultRow, median: number | undefined): Html {
  const t = speaker(look);
  const { plan, period, form, basis } = results;
  const address = `/units/${row.unitId}?${new URLSearchParams(addressed({ plan: plan.id, period: period.id, form, basis }))}`;
  const rankLabel = t(basis === "live" ? words.rankLive : words.rank);
  const short = new Map(checklist.areas.map((area) => [area.id, area.short]));
  const rank =
    row.rank === null ? html`<b aria-label="${t(words.noRank)}">–</b>` : html`<b>${row.rank}</b>${row.tied ? html` <small>${t(words.tied)}</small>` : ""}`;
  return html`<tr role="row"><td role="cell" class="r" data-l="${rankLabel}"><span>${rank}</span></td><th scope="row" role="rowheader" class="unit"><a href="${address}">${row.name}</a></th>
<td role="cell" class="num idx" data-l="${t(words.index)}">${indexText(row.index, look.language)}</td><td role="cell" class="pos opt">${row.index === null ? "" : positionBar(row.index, median)}</td>
<td role="cell" data-l="${t(words.band)}">${row.band ? html`<span>${bandMark(look, row.band, checklist.bands)}</span>` : html`<span class="muted">–</span>`}</td>
${results.areas.map(
  (area) => html`<td role="cell" class="num" data-l="${t(short.get(area.id) ?? area)}">${areaFigure(look, row, area.id)}</td>`,
)}<td role="cell" data-l="${t(words.state)}"><span>${stateOf(look, row, checklist)}</span></td></tr>
`;
}

function areaFigure(look: Look, { areas }: ResultRow, id: string): Html | string {
  const own = areas.find(({ area }) => area === id);
  return own?.differs ? differText(look) : indexText(own?.index, look.language);
}

function stateOf(look: Look, row: ResultRow, checklist: Checklist): Html {
  const t = speaker(look);
  const { inspection } = row;
  const line = (kind: "ok" | "warn" | "idle", name: Parameters<typeof icon>[0], text: string) => html`<span class="state ${kind}">${icon(name)}${text}</span>`;
  const more = [
    inspection ? t(words.visited, { day: formatDay(inspection.visitedOn) }) : "",
    inspection && inspection.checklist !== `${checklist.id}@${checklist.version}` ? t(words.otherChecklist, { checklist: inspection.checklist }) : "",
    row.settledByScorer ? t(words.settledByScorer) : "",
  ].filter(Boolean);
  const tail = more.length > 0 ? html` <span class="muted nowrap">· ${more.join(" · ")}</span>` : "";
  if (row.unranked === "notInspected" || !inspection) return line("idle", "none", t(words.notInspected));
  if (row.unranked === "waitingForSheets") {
    return html`${line("idle", "clock", t(words.waitingForSheets, { sent: inspection.sent, expected: inspection.expected }))}${tail}`;
  }
  if (row.unranked === "partOfAreas") return html`${line("warn", "warn", t(words.partOfAreas, { areas: areasOf(look, row, checklist) }))}${tail}`;
  if (row.unranked === "notApplicablePending") return html`${line("warn", "warn", t(words.notApplicablePending))}${tail}`;
  if (row.unranked === "tooFewApplicable") return html`${line("warn", "warn", t(words.tooFewApplicable, { percent: checklist.minimumApplicable }))}${tail}`;
  if (inspection.state === "returned") return html`${line("warn", "warn", t(words.returned))}${tail}`;
  return html`${row.provisional ? line("warn", "clock", t(words.provisional)) : line("ok", "check", t(words.concluded))}${tail}`;
}

/** The areas that were inspected, where not all were. */
function areasOf(look: Look, { areas }: ResultRow, checklist: Checklist): string {
  const short = new Map(checklist.areas.map((area) => [area.id, speaker(look)(area.short)]));
  return areas.map(({ area }) => short.get(area) ?? area).join(", ");
}

function sorted(rows: readonly ResultRow[], sort: string): readonly ResultRow[] {
  const key = sort.replace(/^-/, "");
  const turn = sort.startsWith("-") ? -1 : 1;
  const byName = (a: ResultRow, b: ResultRow) => a.name.localeCompare(b.name, "vi");
  if (key === "name") return [...rows].sort((a, b) => turn * byName(a, b));
  const figureOf = (row: ResultRow) => (key === "rank" ? row.rank : key === "index" ? row.index : (row.areas.find(({ area }) => area === key)?.index ?? null));
  // Without a figure a unit stands last, whichever way is sorted; without a rank as the results have it, those with an index first.
  return [...rows].sort((a, b) => {
    const [x, y] = [figureOf(a), figureOf(b)];
    if (x === null && y === null) return key === "rank" ? 0 : byName(a, b);
    if (x === null || y === null) return x === null ? 1 : -1;
    return turn * (x - y) || byName(a, b);
  });
}

function sortAddress(look: Look, sort: string): OwnPath {
  return withQuery(look.at, { sort, lang: undefined });
}

function bandRange(look: Look, bands: readonly Band[], i: number): string {
  const t = speaker(look);
  const [own, better] = [bands[i], bands[i - 1]];
  const figure = (value: number) => formatHundredths(value, look.language);
  if (own && own.min > 0)
    return better ? t(words.bandBetween, { from: figure(own.min), below: figure(better.min) }) : t(words.bandFrom, { from: figure(own.min) });
  return t(words.bandBelow, { below: figure(better?.min ?? 10_000) });
}

function pointsOf(look: Look, checklist: Checklist, form: "remote" | "both"): string {
  return formatHundredths(
    criteriaOf(checklist, form).reduce((sum, criterion) => sum + criterion.maxPoints, 0),
    look.language,
  );
}
