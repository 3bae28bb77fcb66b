import type { FormGroup } from "../../../shared/plans/plan.ts";
import type { Words } from "../../../shared/text.ts";
import { resultsWords as words } from "../../../shared/words/results-page.ts";

/** What each form of the results is called. */
export const formWords: Readonly<Record<FormGroup, Words>> = { onsite: words.withOnsite, remote: words.remoteOnly };
