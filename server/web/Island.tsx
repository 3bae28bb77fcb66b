import type { JSX } from "preact";
import type { IslandName } from "./islands.ts";

/** Makes a page quicker that is complete without it. */
export function Island({ name }: { readonly name: IslandName }): JSX.Element {
  return <script type="module" src={`/assets/${name}.js`} />;
}
