import type { JSX } from "preact";
import { resultsWords as words } from "../../shared/words/results-page.ts";
import { useLook } from "../web/look.ts";

/** In the place of a figure that there is none of, because the inspectors differ on whether it applies. */
export function InspectorsDiffer(): JSX.Element {
  const { t } = useLook();
  return <span class="muted small">{t(words.inspectorsDiffer)}</span>;
}
