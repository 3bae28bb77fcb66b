import type { JSX } from "preact";
import type { Band } from "../../../shared/checklists/checklist.ts";
import type { IndexRange } from "../../../shared/decisions/settling.ts";

interface IndexScaleProps {
  readonly range: IndexRange;
  readonly bands: readonly Band[];
}

/** Where the range lies between 0 and 100, with the bounds of the bands. The sentence before says the figures. */
export function IndexScale({ range: { low, high }, bands }: IndexScaleProps): JSX.Element {
  return (
    <svg class="scale" viewBox="0 0 400 24" preserveAspectRatio="none" aria-hidden="true">
      <line class="axis" x1="0" x2="400" y1="16" y2="16" />
      {bands
        .filter(({ min }) => min > 0)
        .map(({ min }) => (
          <line key={min} class="bound" x1={at(min)} x2={at(min)} y1="11" y2="21" vector-effect="non-scaling-stroke" />
        ))}
      <rect class="span" x={at(low)} y="6" width={Math.max(2, at(high) - at(low))} height="8" />
    </svg>
  );
}

function at(index: number): number {
  return Math.round(index / 2.5) / 10;
}
