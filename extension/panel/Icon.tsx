import type { JSX } from "preact";

/** 16 × 16 line drawings; each stands beside a word or has an accessible name on its button. */
const paths = {
  check: "M3 8.5l3.5 3.5L13 4.5",
  dot: "M8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z",
  na: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM4 12L12 4",
  warn: "M8 2.5l6 11H2zM8 6.5v3.2M8 11.4v.4",
  stop: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 5v4M8 10.8v.4",
  dockLeft: "M2 3h12v10H2zM6 3v10M3.5 5.5h1M3.5 8h1",
  dockRight: "M2 3h12v10H2zM10 3v10M11.5 5.5h1M11.5 8h1",
  minimise: "M3 12h10",
  restore: "M3 4h10v8H3z",
  close: "M4 4l8 8M12 4l-8 8",
  undo: "M5.5 3L2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6",
  help: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM6.3 6.4A1.8 1.8 0 0 1 8 5.2c1 0 1.8.7 1.8 1.6 0 1.3-1.8 1.4-1.8 2.6M8 11.3v.3",
  offline: "M2 6.5a9 9 0 0 1 12 0M4.5 9.2a5 5 0 0 1 7 0M8 12.2v.3M2.5 2.5l11 11",
  quote: "M3 10.5c0-3.5 1-5.5 3.5-6M3 8.5h3v3H3zM9.5 10.5c0-3.5 1-5.5 3.5-6M9.5 8.5h3v3h-3z",
  send: "M2.5 7.5L13.5 3l-4 10.5-2.5-4.5z",
  save: "M3 3h8l2 2v8H3zM5.5 3v3h4V3M5.5 13V9.5h5V13",
  window: "M2 3h12v10H2zM2 6h12",
  plus: "M8 3.5v9M3.5 8h9",
  minus: "M3.5 8h9",
  search: "M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4zM10 10l3.5 3.5",
  forward: "M6.5 3.5L11 8l-4.5 4.5",
  back: "M9.5 3.5L5 8l4.5 4.5",
  clock: "M8 2.2a5.8 5.8 0 1 1 0 11.6A5.8 5.8 0 0 1 8 2.2zM8 4.8V8l2.2 1.6",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="ic" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
