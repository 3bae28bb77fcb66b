import { inspectionWords as words } from "../../../shared/words/inspection/inspection-page.ts";
import type { Speak } from "../../web/look.ts";
import type { InspectionView } from "../inspection-view.ts";

/** Whose word an appraised figure is, and why; empty before anything is settled. */
export function whoseSaid(t: Speak, { appraisal, whose, current }: InspectionView, criterionId: string): string {
  const own = whose.get(criterionId);
  if (!appraisal || !own) return "";
  const taken = current.find(({ authorId }) => authorId === own.personId)?.authorName ?? own.personId ?? "";
  const how = { agreed: t(words.agreed), inspector: t(words.takenFrom, { name: taken }), mean: t(words.mean), lead: t(words.byLead) }[
    own.how
  ];
  return how;
}
