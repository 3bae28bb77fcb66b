import * as v from "valibot";
import { whole } from "../bounds.ts";
import { type Fraction, fraction, type Hundredths, toIndex } from "../points.ts";
import { Instant, reason, Uuid } from "../text.ts";
import { AppraisalDecision } from "./appraisal.ts";

/** The revision of a criterion's decision that its sender had seen; 0: there was none. */
const Seen = whole(0, 1_000_000);

/**
 * `PUT /api/inspections/{id}/choices/{criterion}`: one decision of settling, stored as it is made. No figure anywhere before settling is
 * finished. A reason is demanded but where one inspector's answer is taken for the first time where they differ.
 */
export const NewChoice = v.strictObject({ seen: Seen, decision: AppraisalDecision });
export type NewChoice = v.InferOutput<typeof NewChoice>;

/** `POST /api/inspections/{id}/choices/{criterion}/reopen`. */
export const Reopening = v.strictObject({ seen: Seen, reason: reason(2_000) });
export type Reopening = v.InferOutput<typeof Reopening>;

/** `POST /api/inspections/{id}/choices`: nothing is left, and the appraised sheet is made of the decisions. The sender makes its id. */
export const FinishRequest = v.strictObject({ id: Uuid });

/**
 * Where a criterion stands in settling. `agreed`: every sheet says the same, and that is taken as it is; `open`: they differ, or a “not
 * applicable” waits; `decided`; `reopened` with a reason; `changed`: a sheet has changed since it was decided.
 */
export const ChoiceState = v.picklist(["agreed", "open", "decided", "reopened", "changed"]);
export type ChoiceState = v.InferOutput<typeof ChoiceState>;

export const Choice = v.object({
  revision: v.number(),
  how: v.picklist(["inspector", "mean", "lead", "reopened"]),
  personId: v.nullable(v.string()),
  /** `null`: not applicable; of a reopening too. */
  points: v.nullable(v.number()),
  reason: v.nullable(v.string()),
  by: v.string(),
  byName: v.string(),
  /** By one who scored the inspection, because nobody else could decide. */
  byScorer: v.boolean(),
  at: Instant,
});
export type Choice = v.InferOutput<typeof Choice>;

/** From the lowest to the highest index that what is left can still come to; no index. */
export const IndexRange = v.object({ low: v.number(), high: v.number() });
export type IndexRange = v.InferOutput<typeof IndexRange>;

/** `GET /api/inspections/{id}/choices`, after the reveal. */
export const Choices = v.object({
  inspectionId: Uuid,
  state: v.string(),
  /** How many criteria are not decided. */
  left: v.number(),
  range: v.nullable(IndexRange),
  criteria: v.array(
    v.object({
      criterion: v.string(),
      state: ChoiceState,
      /** `null`: not decided, or not applicable. */
      points: v.nullable(v.number()),
      /** The last word on it, whether or not it still stands. */
      choice: v.nullable(Choice),
    }),
  ),
});
export type Choices = v.InferOutput<typeof Choices>;

/** What one criterion can come to: so many points of so many; 0 of 0 where it does not apply. */
export interface Outcome {
  readonly points: Hundredths;
  readonly max: Hundredths;
}

/**
 * The lowest and the highest index that these criteria can come to, each taking one of its outcomes; `null` where in one of them nothing
 * applies. A criterion that drops out changes the sum of the maxima as well, so the best choice at one criterion depends on the others: the
 * share is raised (lowered) step by step until no choice does so any more.
 */
export function rangeOf(criteria: readonly (readonly Outcome[])[]): IndexRange | null {
  const [low, high] = [extreme(criteria, -1n), extreme(criteria, 1n)];
  return low && high && { low: toIndex(low), high: toIndex(high) };
}

/** Dinkelbach's method in whole numbers: at the best share s no choice makes Σ (points − s · max) better than 0. */
function extreme(criteria: readonly (readonly Outcome[])[], sign: 1n | -1n): Fraction | null {
  let share = sign === 1n ? fraction(0, 1) : fraction(1, 1);
  for (;;) {
    let [points, max] = [0n, 0n];
    for (const outcomes of criteria) {
      const gain = (one: Outcome) => sign * (BigInt(one.points) * share.denominator - share.numerator * BigInt(one.max));
      const [first, ...others] = outcomes;
      if (!first) continue;
      // Of equal ones the one that applies: where nothing is left there is no share.
      const better = (one: Outcome, than: Outcome) => gain(one) > gain(than) || (gain(one) === gain(than) && one.max > than.max);
      const best = others.reduce((kept, one) => (better(one, kept) ? one : kept), first);
      points += BigInt(best.points);
      max += BigInt(best.max);
    }
    if (max === 0n) return null;
    const next = fraction(points, max);
    if (next.numerator * share.denominator === share.numerator * next.denominator) return next;
    share = next;
  }
}
