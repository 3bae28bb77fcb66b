import { type Language, say } from "../../../shared/text.ts";
import { shownWords as words } from "../../../shared/words/results-page.ts";

/** How many units of the ranking are seen, of all: said alike by the page and by its island. */
export function shownText(language: Language, shown: number, all: number): string {
  return say(shown === 0 ? words.none : words.shown, language, { shown, all });
}
