import { formatHundredths } from "../../shared/points.ts";
import type { Language } from "../../shared/text.ts";

/** An index or area index, always with two digits: "87,03"; "–" where there is none. */
export function indexText(index: number | null | undefined, language: Language): string {
  return index === null || index === undefined ? "–" : formatHundredths(index, language, 2);
}
