import * as v from "valibot";
import { whole } from "../bounds.ts";
import { vietnamDay } from "../text.ts";
import { type WorkingCalendar, workingDayAfter, workingDayBefore } from "./working-days.ts";

const Days = whole(0, 365);

/** How long a plan gives for each step, in working days; remedies alone in days of the calendar. */
export const PlanLimits = v.strictObject({
  /** The unit's self-score is sent so long before the visit. */
  selfScore: Days,
  /** Inspectors' sheets are sent so long after the visit. */
  sheets: Days,
  /** Settled so long after the reveal. */
  settling: Days,
  /** Concluded so long after the reveal. */
  conclusion: Days,
  /** The unit objects so long after the notice of conclusion. */
  objection: Days,
  /** The unit remedies findings so long after the notice, in days of the calendar. */
  remedies: Days,
});
export type PlanLimits = v.InferOutput<typeof PlanLimits>;

/** Those that are not named stay. */
export const LimitsChange = v.partial(PlanLimits);
export type LimitsChange = v.InferOutput<typeof LimitsChange>;

/** Until a lead says otherwise. */
export const defaultLimits: PlanLimits = { selfScore: 3, sheets: 3, settling: 5, conclusion: 10, objection: 5, remedies: 15 };

/** The last day of each step, in Việt Nam; `null` where what it counts from has not come about. */
export interface Deadlines {
  readonly selfScoreBy: string;
  readonly sheetsBy: string;
  readonly settleBy: string | null;
  readonly concludeBy: string | null;
  readonly objectBy: string | null;
}

/** When each step of an inspection ends: of its day, of when it was revealed, and of when it was concluded, which is the notice. */
export function deadlinesOf(
  {
    visitedOn,
    revealedAt,
    concludedAt,
  }: { readonly visitedOn: string; readonly revealedAt: string | null; readonly concludedAt: string | null },
  limits: PlanLimits,
  calendar: WorkingCalendar,
): Deadlines {
  const after = (instant: string | null, count: number) =>
    instant === null ? null : workingDayAfter(vietnamDay(new Date(instant)), count, calendar);
  return {
    selfScoreBy: workingDayBefore(visitedOn, limits.selfScore, calendar),
    sheetsBy: workingDayAfter(visitedOn, limits.sheets, calendar),
    settleBy: after(revealedAt, limits.settling),
    concludeBy: after(revealedAt, limits.conclusion),
    objectBy: after(concludedAt, limits.objection),
  };
}
