import * as v from "valibot";
import { InspectionForm } from "../checklists/checklist.ts";
import { Day, name, reason, Uuid } from "../text.ts";
import { LimitsChange, PlanLimits } from "./limits.ts";
import { FormGroup, InspectionKind, InspectionState, Plan, Position, periodKinds } from "./plan.ts";

const TeamMember = v.strictObject({ personId: Uuid, position: Position, scores: v.boolean() });
const Team = v.pipe(
  v.array(TeamMember),
  v.minLength(1),
  v.maxLength(50),
  v.check((team) => team.some(({ scores }) => scores), "nobody of the team scores"),
  v.check((team) => new Set(team.map(({ personId }) => personId)).size === team.length, "somebody stands in the team twice"),
);
const PeriodToAdd = v.pipe(
  v.strictObject({ kind: v.picklist(periodKinds), from: Day, to: Day }),
  v.check((period) => period.from <= period.to, "a period ends after it begins"),
);
const Periods = v.pipe(v.array(PeriodToAdd), v.minLength(1), v.maxLength(50));
const UnitIds = v.pipe(v.array(Uuid), v.maxLength(5_000));
const ChecklistName = v.strictObject({ id: v.pipe(v.string(), v.maxLength(64)), version: v.pipe(v.string(), v.maxLength(64)) });
const { year, title, targetPercent } = Plan.entries;

/**
 * `POST /api/plans`. Without `periods`: the official ones of the year. Units: those named, and of the blocks those that are open on the
 * plan's date. `unitsAsOf` is that date, by default today: an earlier year that is entered now is held against the units of its time.
 */
export const PlanToMake = v.strictObject({
  year,
  title,
  targetPercent: v.optional(targetPercent, 30),
  unitsAsOf: v.optional(Day),
  checklist: ChecklistName,
  periods: v.optional(Periods),
  unitIds: v.optional(UnitIds, []),
  blocks: v.optional(v.pipe(v.array(name(200)), v.maxLength(100)), []),
  team: Team,
});
export type PlanToMake = v.InferOutput<typeof PlanToMake>;

/** `PATCH /api/plans/{id}`: what is not named stays as it is. */
export const PlanChange = v.pipe(
  v.strictObject({
    title: v.optional(title),
    targetPercent: v.optional(targetPercent),
    unitsAsOf: v.optional(Day),
    /** For inspections that are opened from now on. */
    checklist: v.optional(ChecklistName),
    addPeriods: v.optional(Periods),
    removePeriods: v.optional(v.pipe(v.array(Uuid), v.minLength(1), v.maxLength(50))),
    addUnits: v.optional(UnitIds),
    /** Only those without an inspection in the plan. */
    removeUnits: v.optional(UnitIds),
    team: v.optional(Team),
    limits: v.optional(LimitsChange),
  }),
  v.check((change) => Object.keys(change).length > 0, "nothing changes"),
);
export type PlanChange = v.InferOutput<typeof PlanChange>;

/** `GET /api/plans/{id}`. */
export const PlanDetail = v.object({
  ...Plan.entries,
  unitsAsOf: Day,
  unitIds: v.array(Uuid),
  team: v.array(TeamMember),
  limits: PlanLimits,
});
export type PlanDetail = v.InferOutput<typeof PlanDetail>;

/** What an inspection covers: a checklist version, of it some areas; absent areas are all of them. */
const covered = {
  checklist: v.optional(ChecklistName),
  areas: v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.minLength(1), v.maxLength(20))),
};

/** `true`: on purpose another inspection of the same unit, day, form, kind and checklist. */
const again = v.optional(v.boolean());

/** `POST /api/inspections`: one of each unit, all or none. Without a team the plan's, without a checklist the plan's. */
export const InspectionsToOpen = v.strictObject({
  planId: Uuid,
  unitIds: v.pipe(
    v.array(Uuid),
    v.minLength(1),
    v.maxLength(5_000),
    v.check((ids) => new Set(ids).size === ids.length, "a unit stands in the list twice"),
  ),
  kind: InspectionKind,
  form: InspectionForm,
  visitedOn: Day,
  announced: v.boolean(),
  team: v.optional(Team),
  ...covered,
  again,
});
export type InspectionsToOpen = v.InferOutput<typeof InspectionsToOpen>;

/**
 * `PATCH /api/inspections/{id}`: before the first inspector's sheet (a self-score does not count) everything, afterwards the kind, the
 * notice and who is in the team.
 */
export const InspectionChange = v.pipe(
  v.strictObject({
    kind: v.optional(InspectionKind),
    announced: v.optional(v.boolean()),
    form: v.optional(InspectionForm),
    visitedOn: v.optional(Day),
    team: v.optional(Team),
    ...covered,
    again,
    /** Why; kept in the history. */
    reason: v.optional(reason(2_000)),
  }),
  v.check((change) => Object.keys(change).some((field) => field !== "reason"), "nothing changes"),
);
export type InspectionChange = v.InferOutput<typeof InspectionChange>;

/** `POST /api/inspections/{id}/handover`: to a unit that goes on from the inspection's, which has ended. */
export const HandoverRequest = v.strictObject({ unitId: Uuid, reason: reason(2_000) });

/** `POST /api/inspections/{id}/cancellation`. */
export const CancelRequest = v.strictObject({ reason: reason(2_000) });

/** An inspection as its lead has it. How many have sent is told, never who. */
export const InspectionDetail = v.object({
  id: Uuid,
  planId: Uuid,
  unitId: Uuid,
  unitName: v.string(),
  kind: InspectionKind,
  form: InspectionForm,
  formGroup: FormGroup,
  visitedOn: Day,
  announced: v.boolean(),
  state: InspectionState,
  checklist: ChecklistName,
  areas: v.array(v.string()),
  /** These are not all of the plan's areas: the unit is not ranked by it. */
  partOfAreas: v.boolean(),
  /** `vacant`: a surprise inspection came with this position and the lead has not said whose it is. */
  team: v.array(v.object({ ...TeamMember.entries, excused: v.boolean(), vacant: v.boolean() })),
});
export type InspectionDetail = v.InferOutput<typeof InspectionDetail>;

/** `GET /api/inspections?plan=`. */
export const ListedInspections = v.object({
  inspections: v.array(
    v.object({
      id: Uuid,
      unitId: Uuid,
      unitName: v.string(),
      kind: v.string(),
      form: v.string(),
      formGroup: v.string(),
      visitedOn: Day,
      partOfAreas: v.boolean(),
      state: InspectionState,
      expected: v.number(),
      sent: v.number(),
      /** Its day lies in no period of the plan, so that no result takes it in. */
      outsidePeriods: v.boolean(),
    }),
  ),
});
