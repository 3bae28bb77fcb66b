import type { JSX } from "preact";

const drawings = {
  check: () => <path d="M3 8.5l3.2 3.2L13 4.8" />,
  warn: () => (
    <>
      <path d="M8 2L14.5 13.5h-13z" />
      <path d="M8 6.4v3.2M8 11.5v.1" />
    </>
  ),
  stop: () => (
    <>
      <path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z" />
      <path d="M8 4.8v4M8 11v.1" />
    </>
  ),
  info: () => inCircle("M8 7.3v4M8 4.8v.1"),
  clock: () => inCircle("M8 4.5V8l2.4 1.6"),
  none: () => inCircle("M3.6 12.4l8.8-8.8"),
  differs: () => <path d="M3 6h10M3 10h10M10.5 2.5l-5 11" />,
  quote: () => <path d="M3 11V7.5A3 3 0 0 1 6 4.5M9 11V7.5a3 3 0 0 1 3-3M3 8.5h3v3H3zM9 8.5h3v3H9z" />,
  down: () => <path d="M8 2.5v8M4.3 7L8 10.7 11.7 7M2.5 13.5h11" />,
} as const;

export type IconName = keyof typeof drawings;

/** Always beside a word that says the same. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="ic" viewBox="0 0 16 16" aria-hidden="true">
      {drawings[name]()}
    </svg>
  );
}

function inCircle(sign: string): JSX.Element {
  return (
    <>
      <circle cx="8" cy="8" r="6.3" />
      <path d={sign} />
    </>
  );
}
