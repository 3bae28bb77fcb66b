import type { JSX } from "preact";

/** Line drawings on 16 × 16, the stroke inside of it. */
const paths = {
  back: "M9.5 3.5L5 8l4.5 4.5",
  check: "M3 8.5l3.2 3.2L13 4.8",
  checked: "M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0M5 8.3l2.1 2.1L11 6.2",
  clock: "M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0M8 4.6V8l2.4 1.6",
  close: "M4 4l8 8M12 4l-8 8",
  differs: "M3 6h10M3 10h10M10.5 3l-5 10",
  dockLeft: "M2 3h12v10H2zM6 3v10M3.5 5.5h1M3.5 8h1",
  dockRight: "M2 3h12v10H2zM10 3v10M11.5 5.5h1M11.5 8h1",
  dot: "M5.4 8a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0",
  down: "M8 2.5v8M4.3 7L8 10.7 11.7 7M2.5 13.5h11",
  forward: "M6.5 3.5L11 8l-4.5 4.5",
  help: "M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0M6.3 6.4A1.8 1.8 0 0 1 8 5.2c1 0 1.8.7 1.8 1.6 0 1.3-1.8 1.4-1.8 2.6M8 11.3v.1",
  info: "M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0M8 7.3v4M8 4.8v.1",
  lock: "M3 7h10v7H3zM5 7V4.8a3 3 0 0 1 6 0V7",
  minimise: "M3 12h10",
  minus: "M3.2 8h9.6",
  none: "M1.8 8a6.2 6.2 0 1 0 12.4 0a6.2 6.2 0 1 0-12.4 0M3.8 12.2l8.4-8.4",
  offline: "M2 2l12 12M4.2 8.6a5.5 5.5 0 0 1 2-1.3M1.8 6.1a9 9 0 0 1 2.6-1.7M7 3.6a9 9 0 0 1 7.2 2.5M10 7.4a5.5 5.5 0 0 1 1.8 1.2M8 12v.2",
  online: "M1.8 6.1a9 9 0 0 1 12.4 0M4.2 8.6a5.5 5.5 0 0 1 7.6 0M8 12v.2",
  plus: "M8 3.2v9.6M3.2 8h9.6",
  quote: "M6.5 4.5C4 5 3 6.8 3 11.5h3.5V8H4.6M13 4.5c-2.5.5-3.5 2.3-3.5 7H13V8h-1.9",
  restore: "M3 4h10v8H3z",
  save: "M3 3h8l2 2v8H3zM5.5 3v3h4V3M5.5 13V9.5h5V13",
  search: "M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4zM10 10l3.5 3.5",
  send: "M14 2L2 7l5 2 2 5z",
  stop: "M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4zM8 4.8v4M8 11v.1",
  sync: "M13.5 7A5.6 5.6 0 0 0 3.3 5M2.5 2.5V5.4h3M2.5 9a5.6 5.6 0 0 0 10.2 2M13.5 13.5v-2.9h-3",
  undo: "M5.5 3L2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6",
  up: "M8 10.7v-8M4.3 6.2L8 2.5l3.7 3.7M2.5 13.5h11",
  warn: "M8 2L14.5 13.5h-13zM8 6.4v3.2M8 11.5v.1",
  window: "M2 3h12v10H2zM2 6h12",
} as const;

export type IconName = keyof typeof paths;

/**
 * In the size and colour of the words around it, and hidden from screen readers: it stands beside a word that says the same, or its button
 * has an accessible name.
 */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="ic" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
