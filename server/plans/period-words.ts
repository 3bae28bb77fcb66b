import type { Period } from "../../shared/plans/plan.ts";
import type { Words } from "../../shared/text.ts";
import { resultsWords as words } from "../../shared/words/results-page.ts";

/** What each kind of period is called. */
export const periodWords: Readonly<Record<Period["kind"], Words>> = {
  q1: words.kindQ1,
  sixMonths: words.kindSixMonths,
  q3: words.kindQ3,
  nineMonths: words.kindNineMonths,
  year: words.kindYear,
  custom: words.kindCustom,
};
