import { html } from "hono/html";
import { formatHundredths } from "../../shared/points.ts";
import { type BandScale, type BandShares, tenthsOf } from "../../shared/results/band-shares.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import { kindName } from "../../shared/units/kind-name.ts";
import { resultsWords as words } from "../../shared/words/results-page.ts";
import { type Look, speaker } from "../web/look.ts";
import type { Html } from "../web/old-html.ts";
import { bandMark } from "./figures-page.ts";

/** Units in each band and the share from each band up, of all, each kind and each block; or of the one block that is shown. */
export function bandSharesSection(look: Look, { bandShares, basis }: Results, block: string | undefined): Html | "" {
  const t = speaker(look);
  const shown = block === undefined ? bandShares : bandShares.filter(({ by, of }) => by === "block" && of === block);
  const [whole] = shown;
  if (!whole) return "";
  const title = t(basis === "live" ? words.sharesLive : words.shares);
  return html`<section><div class="head"><h2>${title}</h2><p>${t(words.sharesHow)}</p></div>
${whole.scales.length === 0 ? html`<p>${t(words.sharesNone, { count: whole.notRanked })}</p>` : html`${sentences(look, whole)}${tables(look, shown)}`}</section>`;
}

/** As a report says it: “93,8 % (15 trên 16 đơn vị được xếp hạng) từ mức Tốt trở lên”. From the lowest band up are all, which says nothing. */
function sentences(look: Look, { scales, notRanked }: BandShares): Html {
  const t = speaker(look);
  const parts = scales.flatMap((scale) => {
    const own = scale.bands.slice(0, -1).map(({ name, unitsFrom }) => {
      const values = { percent: percent(look, unitsFrom, scale.ranked), count: unitsFrom, ranked: scale.ranked, band: t(name) };
      return t(words.shareFrom, values);
    });
    return scales.length > 1 ? own.map((one) => `${one} (${t(words.otherChecklist, { checklist: scale.checklists.join(", ") })})`) : own;
  });
  const rest = notRanked > 0 ? ` ${t(words.sharesNotRanked, { count: notRanked })}` : "";
  return html`<p class="prose">${parts.join("; ")}.${rest}</p>`;
}

/** One table, unless checklists with other bands meet: a band's name means something only among units with the same bands. */
function tables(look: Look, shown: readonly BandShares[]): Html[] {
  const scales = new Map<string, BandScale>();
  for (const scale of shown.flatMap((group) => group.scales)) {
    const before = scales.get(keyOf(scale));
    const checklists = [...new Set([...(before?.checklists ?? []), ...scale.checklists])].sort();
    scales.set(keyOf(scale), { ...scale, checklists });
  }
  return [...scales].map(([key, scale]) => table(look, shown, key, scale, scales.size > 1));
}

function keyOf({ bands }: BandScale): string {
  return JSON.stringify(bands.map(({ name, min }) => [name, min]));
}

function table(look: Look, shown: readonly BandShares[], key: string, scale: BandScale, several: boolean): Html {
  const t = speaker(look);
  const { bands } = scale;
  const caption = several ? html`<caption>${t(words.otherChecklist, { checklist: scale.checklists.join(", ") })}</caption>` : "";
  const rows = shown.map((group) => ({ group, own: group.scales.find((one) => keyOf(one) === key) })).filter(({ own }) => own || !several);
  return html`<table class="reflow shares" role="table">${caption}<thead><tr role="row"><th scope="col" role="columnheader">${t(words.shareScope)}</th>${bands.map(
    (band) => html`<th scope="col" role="columnheader" class="num">${bandMark(look, band, bands)}</th>`,
  )}<th scope="col" role="columnheader" class="num">${t(words.shareRanked)}</th><th scope="col" role="columnheader" class="num">${t(words.shareNotRanked)}</th></tr></thead><tbody role="rowgroup">
${rows.map(({ group, own }) => row(look, group, own, bands))}</tbody></table>`;
}

function row(look: Look, group: BandShares, own: BandScale | undefined, bands: BandScale["bands"]): Html {
  const t = speaker(look);
  return html`<tr role="row"><th scope="row" role="rowheader">${scopeName(look, group)}</th>
${bands.map(({ name }, i) => {
  const share = own?.bands[i];
  const from = own && share ? t(words.shareUp, { percent: percent(look, share.unitsFrom, own.ranked) }) : "";
  return html`<td role="cell" class="num" data-l="${t(name)}"><span>${share?.units ?? "–"}${from ? html`<br><span class="muted small nowrap">${from}</span>` : ""}</span></td>`;
})}<td role="cell" class="num" data-l="${t(words.shareRanked)}">${own?.ranked ?? 0}</td><td role="cell" class="num" data-l="${t(words.shareNotRanked)}">${group.notRanked}</td></tr>
`;
}

function scopeName(look: Look, { by, of }: BandShares): string {
  const t = speaker(look);
  if (by === "all") return t(words.shareAll);
  return by === "kind" ? t(words.shareKind, { kind: kindName(of, look.language) }) : t(words.shareBlock, { block: of });
}

function percent(look: Look, units: number, ranked: number): string {
  return formatHundredths(tenthsOf(units, ranked) * 10, look.language, 1);
}
