/*
 * What an inspection found wrong and a unit has to remedy: the finding, its deadline, the unit's answer and what the lead says of it.
 */

import * as v from "valibot";
import { Sha256 } from "../sheets/answer.ts";
import { Day, Instant, reason, Uuid } from "../text.ts";

/** `answered`: the unit has said something; whether it is fixed the lead says. With more time it is `open` again. */
export const findingStates = ["open", "answered", "fixed", "notFixed"] as const;
export const FindingState = v.picklist(findingStates);
export type FindingState = v.InferOutput<typeof FindingState>;

const hashes = v.pipe(v.array(Sha256), v.maxLength(20));

/** `PUT /api/findings/{id}`: raised from a criterion of an inspection. The sender makes the id; the same again changes nothing. */
export const NewFinding = v.pipe(
  v.strictObject({
    inspectionId: Uuid,
    criterion: v.pipe(v.string(), v.maxLength(64)),
    text: reason(4_000),
    /** The day of the notice of conclusion; absent: today. */
    noticeOn: v.optional(Day),
    /** Absent: the plan's days for remedies after the notice. */
    dueOn: v.optional(Day),
    /** Who of the team follows it up. */
    responsible: v.optional(Uuid),
  }),
  v.check(({ noticeOn, dueOn }) => noticeOn === undefined || dueOn === undefined || noticeOn <= dueOn, "a deadline comes after the notice"),
);
export type NewFinding = v.InferOutput<typeof NewFinding>;

/** How far a unit says that it is fixed; or it asks for more time. */
export const findingSays = ["fixed", "part", "extension"] as const;
export const FindingSays = v.picklist(findingSays);
export type FindingSays = v.InferOutput<typeof FindingSays>;

/**
 * `PUT /api/findings/{id}/answers/{answerId}`: what the unit says, with files that are in the evidence store. `until`: the day that it asks
 * for, with `extension` alone; the lead gives it, or not, with a verdict.
 */
export const FindingAnswer = v.pipe(
  v.strictObject({ text: reason(4_000), evidence: v.optional(hashes, []), says: v.optional(FindingSays), until: v.optional(Day) }),
  v.check(({ says, until }) => (says === "extension") === (until !== undefined), "an extension, and nothing else, asks for a day"),
);
export type FindingAnswer = v.InferOutput<typeof FindingAnswer>;

/**
 * `PUT /api/findings/{id}/verdicts/{verdictId}`: fixed, which closes it; not fixed, with another deadline where one is given; or more time
 * until then, which says nothing of how far it is fixed.
 */
export const FindingVerdict = v.pipe(
  v.strictObject({
    fixed: v.boolean(),
    reason: reason(4_000),
    evidence: v.optional(hashes, []),
    dueOn: v.optional(Day),
    /** More time; with `fixed: false` and a later `dueOn`. */
    extended: v.optional(v.boolean()),
    /** The later inspection in which it was looked at. */
    inspectionId: v.optional(Uuid),
  }),
  v.check(({ fixed, dueOn, extended }) => !extended || (!fixed && dueOn !== undefined), "more time is until a day, for what is not fixed"),
);
export type FindingVerdict = v.InferOutput<typeof FindingVerdict>;

/** `PUT /api/findings/{id}/responsible`: who of the team follows it up; `null`: nobody by name. */
export const FindingResponsible = v.strictObject({ personId: v.nullable(Uuid) });
export type FindingResponsible = v.InferOutput<typeof FindingResponsible>;

export const Finding = v.object({
  id: Uuid,
  inspectionId: Uuid,
  /** Where it was found; named as on the day. */
  unitId: Uuid,
  unitName: v.string(),
  /** The merge or split by which it came to the unit that is asked about (`toUnits`); `null`: its own. */
  through: v.nullable(
    v.object({
      eventId: Uuid,
      kind: v.picklist(["merge", "split"]),
      on: Day,
      decision: v.nullable(v.string()),
      toUnits: v.array(Uuid),
      label: v.object({ vi: v.string(), en: v.string() }),
    }),
  ),
  criterion: v.string(),
  text: v.string(),
  noticeOn: Day,
  dueOn: Day,
  state: FindingState,
  /** Its deadline has passed and it is not fixed. */
  overdue: v.boolean(),
  /** Not told to a unit. */
  raisedBy: v.nullable(v.string()),
  raisedAt: Instant,
  /** Who of the team follows it up; not told to a unit. */
  responsible: v.nullable(v.string()),
  steps: v.array(
    v.object({
      id: Uuid,
      kind: v.picklist(["answer", "fixed", "notFixed", "extended"]),
      /** Of a verdict not told to a unit. */
      by: v.nullable(v.string()),
      at: Instant,
      text: v.string(),
      dueOn: v.nullable(Day),
      inspectionId: v.nullable(Uuid),
      evidence: v.array(Sha256),
      /** Of an answer: how far it says that it is fixed; `null` also where that was not asked. */
      says: v.nullable(FindingSays),
      /** The day that the unit asks for. */
      asksUntil: v.nullable(Day),
    }),
  ),
});
export type Finding = v.InferOutput<typeof Finding>;

export const FindingsQuery = v.object({
  /** This unit's, and those of units that ended in it. */
  unit: v.optional(Uuid),
  plan: v.optional(Uuid),
  /** `unfixed`: everything that is not fixed; `overdue`: those past their deadline. By default all. */
  which: v.optional(v.picklist(["all", "unfixed", "overdue"]), "all"),
});
export type FindingsQuery = v.InferOutput<typeof FindingsQuery>;

/** The day that is `days` after another. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The lead gave more time, and nothing was said since. */
export function isExtended({ steps }: Pick<Finding, "steps">): boolean {
  return steps.at(-1)?.kind === "extended";
}

/** Whose turn it is. `overdue` stays so although the unit has answered; `waiting`: its unit is told of it by the conclusion. */
export const findingTurns = ["overdue", "team", "unit", "waiting", "fixed"] as const;
export type FindingTurn = (typeof findingTurns)[number];

/** Whose turn it is; `told`: its unit has been told of it. */
export function turnOf({ state, overdue }: Pick<Finding, "state" | "overdue">, told: boolean): FindingTurn {
  if (state === "fixed") return "fixed";
  if (!told) return "waiting";
  if (overdue) return "overdue";
  return state === "answered" ? "team" : "unit";
}

/** From one day to another, in days of the calendar. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
