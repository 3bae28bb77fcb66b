import type { JSX } from "preact";
import { formatHundredths } from "../../shared/points.ts";
import { unitWords as words } from "../../shared/words/unit-page.ts";
import { useLook } from "../web/look.ts";
import type { ScoredCriterion } from "./inspection-view.ts";

/** The points that a sheet gives a criterion, or why it gives none. */
export function PointsGiven({ score }: { readonly score: ScoredCriterion | undefined }): JSX.Element | string {
  const { t, language } = useLook();
  if (score?.state === "notApplicable") return <abbr title={t(words.notApplicableLong)}>{t(words.notApplicable)}</abbr>;
  if (score?.state === "notApplicablePending") return <span class="state warn">{t(words.pendingShort)}</span>;
  if (!score || score.points === null) return "–";
  return <span class={score.points === 0 ? "zero" : undefined}>{formatHundredths(score.points, language)}</span>;
}
