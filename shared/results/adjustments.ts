import * as v from "valibot";
import { whole } from "../bounds.ts";
import type { Checklist } from "../checklists/checklist.ts";
import type { Hundredths } from "../points.ts";
import { Refusal } from "../problem.ts";
import { Instant, reason } from "../text.ts";

/** What the lead gives or takes beside the criteria, each with its reason. */
export const GivenAdjustment = v.strictObject({
  id: v.pipe(v.string(), v.maxLength(64)),
  times: whole(1, 100),
  reason: reason(2_000),
});
export type GivenAdjustment = v.InferOutput<typeof GivenAdjustment>;

/** `PUT /api/inspections/{id}/adjustments`: instead of those there were. */
export const AdjustmentsToGive = v.strictObject({ adjustments: v.pipe(v.array(GivenAdjustment), v.maxLength(50)) });

/** On its own line beside the index, in hundredths, each held to the checklist's cap. */
export const Adjustment = v.object({ bonus: v.number(), penalty: v.number() });
export type Adjustment = v.InferOutput<typeof Adjustment>;

/** `GET /api/inspections/{id}/adjustments`, each with who gave it and when. */
export const InspectionAdjustments = v.object({
  ...Adjustment.entries,
  adjustments: v.array(v.object({ ...GivenAdjustment.entries, decidedBy: v.string(), decidedByName: v.string(), decidedAt: Instant })),
});
export type InspectionAdjustments = v.InferOutput<typeof InspectionAdjustments>;

/** What was given, summed and capped. `adjustment-unknown` where the checklist has none of that id, or it is given twice. */
export function adjustmentOf({ adjustments }: Checklist, given: readonly Pick<GivenAdjustment, "id" | "times">[]): Adjustment {
  const sum = { bonus: 0, penalty: 0 };
  const seen = new Set<string>();
  for (const { id, times } of given) {
    const known = adjustments?.list.find((one) => one.id === id);
    if (!known || seen.has(id)) throw new Refusal("adjustment-unknown", { adjustment: id });
    seen.add(id);
    sum[known.kind] += known.points * times;
  }
  const cap = adjustments?.cap ?? { bonus: 0, penalty: 0 };
  return { bonus: Math.min(sum.bonus, cap.bonus), penalty: Math.min(sum.penalty, cap.penalty) };
}

/** The published index: with bonus and penalty, held within 0–100. Indexes of areas have none. */
export function publishedIndex(index: Hundredths, { bonus, penalty }: Adjustment): Hundredths {
  return Math.min(10_000, Math.max(0, index + bonus - penalty));
}
