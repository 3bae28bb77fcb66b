import { html } from "hono/html";
import type { Band } from "../../shared/checklists/checklist.ts";
import { formatHundredths } from "../../shared/points.ts";
import type { Language } from "../../shared/text.ts";
import { resultsWords } from "../../shared/words/results-page.ts";
import { type Look, speaker } from "../web/look.ts";
import type { Html } from "../web/old-html.ts";

/** An index or area index, always with two digits: "87,03"; "–" where there is none. */
export function indexText(index: number | null | undefined, language: Language): string {
  return index === null || index === undefined ? "–" : formatHundredths(index, language, 2);
}

/** In the place of a figure that there is none of, because the inspectors differ on whether it applies. */
export function differText(look: Look): Html {
  return html`<span class="muted small">${speaker(look)(resultsWords.inspectorsDiffer)}</span>`;
}

/** A rating: word, steps and shade. The best of any number of bands has all steps filled and the lightest shade. */
export function bandMark(look: Look, band: Band, bands: readonly Band[]): Html {
  const t = speaker(look);
  const count = Math.max(2, bands.length);
  const place = Math.max(
    0,
    bands.findIndex(({ min }) => min === band.min),
  );
  const filled = count - place;
  const shade = Math.round(5 - (place * 4) / (count - 1));
  const steps = Array.from({ length: count }, (_, i) => {
    const height = 2 + Math.round((i * 6.5) / (count - 1));
    return html`<rect${i < filled ? html` class="on"` : ""} x="${i * 4 + 0.5}" y="${9.5 - height}" width="2" height="${height}"/>`;
  });
  return html`<span class="band b${shade}"><svg viewBox="0 0 ${count * 4} 10" width="${count * 4}" height="10" aria-hidden="true">${steps}</svg>${t(band.name)}</span>`;
}

/** Where an index stands between 0 and 100, beside the block's median. The figure itself stands in the cell before. */
export function positionBar(index: number, median: number | undefined): Html {
  const x = (value: number) => 2 + (value / 10_000) * 156;
  return html`<svg viewBox="0 0 160 18" preserveAspectRatio="none" aria-hidden="true"><line class="axis" x1="2" x2="158" y1="9" y2="9"/>${
    median === undefined
      ? ""
      : html`<line class="tick" x1="${x(median).toFixed(1)}" x2="${x(median).toFixed(1)}" y1="2" y2="16" vector-effect="non-scaling-stroke"/>`
  }<line class="bar" x1="2" x2="${x(index).toFixed(1)}" y1="9" y2="9" vector-effect="non-scaling-stroke"/></svg>`;
}

/** The middle of the figures; of an even number, the lower of both, so that it is a figure somebody has. */
export function medianOf(figures: readonly number[]): number | undefined {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}
