import type { JSX } from "preact";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { useLook } from "../web/look.ts";
import { Notice } from "../web/Notice.tsx";
import type { InspectionView } from "./inspection-view.ts";

/** What a reader has to know of the whole inspection: part of the areas, and what was decided by one who scored it. */
export function ByScorer({ inspection }: { readonly inspection: InspectionView }): JSX.Element {
  const { t } = useLook();
  return (
    <>
      {inspection.partOfAreas && <Notice kind="info">{t(words.partOfAreas)}</Notice>}
      {inspection.concluded?.byScorer && <Notice kind="warn">{t(words.byScorer)}</Notice>}
      {inspection.settledByScorer && <Notice kind="warn">{t(words.settledByScorer)}</Notice>}
      {inspection.adjustedByScorer && <Notice kind="warn">{t(words.adjustedByScorer)}</Notice>}
    </>
  );
}
