/*
 * The year's plan and its inspections: periods and the official ones, teams, and what a lead may change of them.
 */

import * as v from "valibot";
import { whole } from "../bounds.ts";
import { InspectionForm } from "../checklists/checklist.ts";
import { Day, Instant, name, Uuid } from "../text.ts";
import { Unit } from "../units/unit.ts";

export const periodKinds = ["q1", "sixMonths", "q3", "nineMonths", "year", "custom"] as const;
export const Period = v.pipe(
  v.strictObject({ id: Uuid, kind: v.picklist(periodKinds), from: Day, to: Day }),
  v.check((period) => period.from <= period.to, "a period ends after it begins"),
);
export type Period = v.InferOutput<typeof Period>;

/** Whether a result of this day belongs to any of the periods. */
export function isInPeriod(periods: readonly Pick<Period, "from" | "to">[], day: string): boolean {
  return periods.some(({ from, to }) => from <= day && day <= to);
}

/** The year's plan (kế hoạch kiểm tra). */
export const Plan = v.strictObject({
  id: Uuid,
  year: whole(2000, 2100),
  title: v.pipe(name(300), v.minLength(1)),
  /** At least this share of the units is inspected directly. */
  targetPercent: whole(0, 100),
  checklist: v.strictObject({ id: v.string(), version: v.string() }),
  periods: v.array(Period),
});
export type Plan = v.InferOutput<typeof Plan>;

export const inspectionKinds = ["planned", "surprise", "thematic", "combined"] as const;
export const InspectionKind = v.picklist(inspectionKinds);
export type InspectionKind = v.InferOutput<typeof InspectionKind>;

export const positions = ["head", "secretary", "member"] as const;
export const Position = v.picklist(positions);
export type Position = v.InferOutput<typeof Position>;

export const inspectionStates = ["open", "submitted", "returned", "settled", "concluded", "cancelled"] as const;
export const InspectionState = v.picklist(inspectionStates);

/** An inspection (cuộc kiểm tra) as an inspector's device holds it: nobody else's points are in it. */
export const Inspection = v.strictObject({
  id: Uuid,
  planId: Uuid,
  kind: InspectionKind,
  form: InspectionForm,
  /** The day of the visit, in Việt Nam. */
  visitedOn: Day,
  state: InspectionState,
  checklist: v.strictObject({ id: v.string(), version: v.string() }),
  /** The unit as it was on the day. */
  unit: Unit,
  /** The reader's own position. */
  position: Position,
  /** How many others score it; who has sent is not told. */
  otherInspectors: whole(0),
  concludedAt: v.nullable(Instant),
});
export type Inspection = v.InferOutput<typeof Inspection>;

/** Opened on the device, with no network: its id is made there, and it travels with the first submission. */
export const SurpriseInspection = v.strictObject({
  planId: Uuid,
  unitId: Uuid,
  form: InspectionForm,
  visitedOn: Day,
  openedAt: Instant,
  /**
   * How many score it, its opener among them. A device does not know its colleagues' accounts: the lead names the others, and the points
   * stay hidden until they have sent. Absent, also from devices that never ask: the opener alone.
   */
  scorers: v.optional(whole(1, 20)),
  /** The unit was told before; absent: it was not. */
  announced: v.optional(v.boolean()),
});
export type SurpriseInspection = v.InferOutput<typeof SurpriseInspection>;

/** Remote inspections are never ranked with those that had an onsite part. */
export const formGroups = ["onsite", "remote"] as const;
export const FormGroup = v.picklist(formGroups);
export type FormGroup = v.InferOutput<typeof FormGroup>;
/** Among which inspections this form is ranked. */
export function formGroup(form: InspectionForm): FormGroup {
  return form === "remote" ? "remote" : "onsite";
}
