import type { InspectionForm } from "../../shared/checklists/checklist.ts";
import type { Field } from "../../shared/field.ts";
import { newId } from "../../shared/id.ts";
import type { Inspection, Plan, SurpriseInspection } from "../../shared/plans/plan.ts";
import type { Draft, DraftChange } from "../../shared/sheets/draft.ts";
import { rulesNow } from "../../shared/sheets/submission.ts";
import { vietnamDay } from "../../shared/text.ts";
import type { Unit } from "../../shared/units/unit.ts";
import { ownerOf } from "./field.ts";

/** The empty draft of an inspection, owned by whose lists these are. */
export function draftOf(inspection: Inspection, { field }: { readonly field: Field }, now: Date): Draft {
  const { kind, form, visitedOn, planId } = inspection;
  return {
    ...emptyDraft(field, now),
    inspectionId: inspection.id,
    inspection: { kind, form, visitedOn, planId },
    unit: inspection.unit,
    checklist: inspection.checklist,
  };
}

interface Opened {
  readonly plan: Plan;
  readonly unit: Unit;
  readonly form: InspectionForm;
  /** How many score it, its opener among them; by default the opener alone. */
  readonly scorers?: number;
}

/** A surprise inspection (đột xuất), opened on this device today; needs no network. */
export function surpriseDraft(opened: Opened, { field }: { readonly field: Field }, now: Date): Draft {
  return { ...emptyDraft(field, now), ...surprise(opened, now), checklist: opened.plan.checklist };
}

/** Moves a draft to the inspection it belongs to; its answers stay. */
export function moveTo(target: { inspection: Inspection } | Opened, now: Date): DraftChange {
  if ("plan" in target) return { type: "unit", ...surprise(target, now) };
  const { id, kind, form, visitedOn, planId, unit } = target.inspection;
  return { type: "unit", inspectionId: id, inspection: { kind, form, visitedOn, planId }, unit };
}

function surprise(
  { plan, unit, form, scorers = 1 }: Opened,
  now: Date,
): Pick<Draft, "inspectionId" | "inspection" | "unit"> & { surprise: SurpriseInspection } {
  const visitedOn = vietnamDay(now);
  return {
    inspectionId: newId(now.getTime()),
    inspection: { kind: "surprise", form, visitedOn, planId: plan.id },
    unit,
    surprise: { planId: plan.id, unitId: unit.id, form, visitedOn, openedAt: now.toISOString(), ...(scorers > 1 && { scorers }) },
  };
}

function emptyDraft(
  field: Field,
  now: Date,
): Pick<Draft, "format" | "rules" | "id" | "owner" | "entries" | "startedAt" | "changedAt" | "revision"> {
  const at = now.toISOString();
  return {
    format: 1,
    rules: rulesNow,
    id: newId(now.getTime()),
    owner: ownerOf(field),
    entries: {},
    startedAt: at,
    changedAt: at,
    revision: 0,
  };
}
