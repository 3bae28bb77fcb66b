import type { JSX } from "preact";
import type { Band } from "../checklists/checklist.ts";
import { useSpeech } from "./language.ts";

/** A rating: word, steps and shade. The best of any number of bands has all steps filled and the lightest shade. */
export function BandMark({ band, bands }: { readonly band: Band; readonly bands: readonly Band[] }): JSX.Element {
  const { t } = useSpeech();
  const count = Math.max(2, bands.length);
  const place = Math.max(
    0,
    bands.findIndex(({ min }) => min === band.min),
  );
  const shade = Math.round(5 - (place * 4) / (count - 1));
  return (
    <span class={`band b${shade}`}>
      <svg viewBox={`0 0 ${count * 4} 10`} width={count * 4} height="10" aria-hidden="true">
        {Array.from({ length: count }, (_, i) => stepAt(i, count, i < count - place))}
      </svg>
      {t(band.name)}
    </span>
  );
}

function stepAt(at: number, of: number, filled: boolean): JSX.Element {
  const height = 2 + Math.round((at * 6.5) / (of - 1));
  return <rect key={at} class={filled ? "on" : undefined} x={at * 4 + 0.5} y={9.5 - height} width="2" height={height} />;
}
