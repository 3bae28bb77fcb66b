import type { Hundredths } from "../points.ts";

/** The points of one sheet by criterion id; `null`: it does not apply, and is left out of the sum. */
export type SheetPoints = Readonly<Record<string, Hundredths | null>>;

/**
 * Whether some of an inspection's sheets leave this criterion out of the sum and others do not. Then there is no figure of it, nor of its
 * area, until the lead settles it: a mean over other maxima, or over fewer persons, is a figure that nobody gave.
 */
export function differOn(criterion: string, sheets: readonly SheetPoints[]): boolean {
  const applies = sheets.map((points) => Object.hasOwn(points, criterion) && typeof points[criterion] === "number");
  return applies.includes(true) && applies.includes(false);
}

/** Those of these criteria on which the sheets differ so. */
export function differing<C extends { readonly id: string }>(criteria: readonly C[], sheets: readonly SheetPoints[]): C[] {
  return sheets.length < 2 ? [] : criteria.filter(({ id }) => differOn(id, sheets));
}
