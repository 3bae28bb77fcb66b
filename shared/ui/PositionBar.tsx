import type { JSX } from "preact";

/** Where an index stands between 0 and 100, beside the block's median. The figure itself stands in the cell before. */
export function PositionBar({ index, median }: { readonly index: number; readonly median: number | undefined }): JSX.Element {
  return (
    <svg viewBox="0 0 160 18" preserveAspectRatio="none" aria-hidden="true">
      <line class="axis" x1="2" x2="158" y1="9" y2="9" />
      {median !== undefined && (
        <line class="tick" x1={placeOf(median)} x2={placeOf(median)} y1="2" y2="16" vector-effect="non-scaling-stroke" />
      )}
      <line class="bar" x1="2" x2={placeOf(index)} y1="9" y2="9" vector-effect="non-scaling-stroke" />
    </svg>
  );
}

function placeOf(value: number): string {
  return (2 + (value / 10_000) * 156).toFixed(1);
}
