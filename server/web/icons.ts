import { html } from "hono/html";
import type { Html } from "./html.ts";

const paths = {
  check: html`<path d="M3 8.5l3.2 3.2L13 4.8"/>`,
  warn: html`<path d="M8 2L14.5 13.5h-13z"/><path d="M8 6.4v3.2M8 11.5v.1"/>`,
  stop: html`<path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z"/><path d="M8 4.8v4M8 11v.1"/>`,
  info: html`<circle cx="8" cy="8" r="6.3"/><path d="M8 7.3v4M8 4.8v.1"/>`,
  clock: html`<circle cx="8" cy="8" r="6.3"/><path d="M8 4.5V8l2.4 1.6"/>`,
  none: html`<circle cx="8" cy="8" r="6.3"/><path d="M3.6 12.4l8.8-8.8"/>`,
  differs: html`<path d="M3 6h10M3 10h10M10.5 2.5l-5 11"/>`,
  quote: html`<path d="M3 11V7.5A3 3 0 0 1 6 4.5M9 11V7.5a3 3 0 0 1 3-3M3 8.5h3v3H3zM9 8.5h3v3H9z"/>`,
  down: html`<path d="M8 2.5v8M4.3 7L8 10.7 11.7 7M2.5 13.5h11"/>`,
} as const;

/** Always beside a word that says the same. */
export function icon(name: keyof typeof paths): Html {
  return html`<svg class="ic" viewBox="0 0 16 16" aria-hidden="true">${paths[name]}</svg>`;
}

/** The one picture of the product, for the browser's tab. */
export const productIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect x="5" y="2" width="22" height="28" rx="3" fill="#14507d"/><path d="M10 11l2.5 2.5L17 9M10 20l2.5 2.5L17 18" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/><path d="M20 11.5h3M20 20.5h3" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>';
