import type { InspectionForm } from "../../shared/checklists/checklist.ts";
import type { Field } from "../../shared/field.ts";
import { newId } from "../../shared/id.ts";
import type { Inspection, Plan, SurpriseInspection } from "../../shared/plans/plan.ts";
import type { Draft, DraftChange } from "../../shared/sheets/draft.ts";
import { rulesNow } from "../../shared/sheets/submission.ts";
import { vietnamDay } from "../../shared/text.ts";
import { recogniseUnits, type Unit } from "../../shared/units/unit.ts";
import { ownerOf } from "../drafts/field.ts";
import type { OutboxItem } from "../drafts/outbox.ts";

/** What is on the device. */
export interface Kept {
  readonly field: Field;
  readonly drafts: readonly Draft[];
  readonly outbox: readonly Pick<OutboxItem, "owner" | "draft" | "state" | "withdrawn" | "replacedBy">[];
}

/** One thing that can be opened for a unit. */
export type Candidate =
  | { readonly type: "draft"; readonly draft: Draft }
  | { readonly type: "inspection"; readonly inspection: Inspection }
  /** Already sent: `state` is the outbox item's, or `accepted` where only the server knows it. */
  | { readonly type: "sent"; readonly inspection: Pick<Inspection, "id" | "unit" | "visitedOn" | "kind" | "form">; readonly state: OutboxItem["state"] };

/** The units whose website this page is, and what can be opened for them. */
export function recognise(kept: Kept, address: string): { units: Unit[]; candidates: Candidate[] } {
  const units = recogniseUnits(knownUnits(kept), address);
  return { units, candidates: units.flatMap((unit) => candidatesOf(kept, unit.id)) };
}

/** The one thing to open without asking: exactly one is open, whatever has been sent before. */
export function onlyOne(candidates: readonly Candidate[]): Exclude<Candidate, { type: "sent" }> | undefined {
  const open = candidates.filter((candidate) => candidate.type !== "sent");
  return open.length === 1 ? open[0] : undefined;
}

/** Drafts first, then inspections not begun, then what is sent. */
export function candidatesOf(kept: Kept, unitId: string): Candidate[] {
  const own = ownDrafts(kept).filter((draft) => draft.unit.id === unitId);
  const sent = sentOf(kept).filter(({ inspection }) => inspection.unit.id === unitId);
  const taken = new Set([...own.map((draft) => draft.inspectionId), ...sent.map(({ inspection }) => inspection.id)]);
  const begun = new Set(ownDrafts(kept).map((draft) => draft.inspectionId));
  const free = kept.field.inspections.filter(({ id, unit, state }) => unit.id === unitId && !taken.has(id) && !begun.has(id) && isOpen(state));
  return [
    ...own.map((draft) => ({ type: "draft" as const, draft })),
    ...free.map((inspection) => ({ type: "inspection" as const, inspection })),
    ...sent.filter(({ inspection }) => !begun.has(inspection.id)),
  ];
}

/** Every unit that is known by name: of the plans, and of the reader's inspections as they were on the day. */
export function knownUnits({ field }: Kept): Unit[] {
  const units = new Map(field.units.map((unit) => [unit.id, unit]));
  for (const { unit } of field.inspections) if (!units.has(unit.id)) units.set(unit.id, unit);
  return [...units.values()];
}

export function draftOf(inspection: Inspection, { field }: Kept, now: Date): Draft {
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
export function surpriseDraft(opened: Opened, { field }: Kept, now: Date): Draft {
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

function emptyDraft(field: Field, now: Date): Pick<Draft, "format" | "rules" | "id" | "owner" | "entries" | "startedAt" | "changedAt" | "revision"> {
  const at = now.toISOString();
  return { format: 1, rules: rulesNow, id: newId(now.getTime()), owner: ownerOf(field), entries: {}, startedAt: at, changedAt: at, revision: 0 };
}

function ownDrafts({ drafts, field }: Kept): Draft[] {
  const owner = ownerOf(field);
  return drafts.filter((draft) => draft.owner.accountId === owner.accountId && draft.owner.instanceId === owner.instanceId);
}

function sentOf({ field, outbox }: Kept): Extract<Candidate, { type: "sent" }>[] {
  const owner = ownerOf(field);
  const mine = outbox.filter((item) => item.owner.accountId === owner.accountId && item.owner.instanceId === owner.instanceId);
  const queued = mine
    .filter((item) => !item.withdrawn && !item.replacedBy)
    .map(({ draft, state }) => ({
      type: "sent" as const,
      inspection: { id: draft.inspectionId, unit: draft.unit, visitedOn: draft.inspection.visitedOn, kind: draft.inspection.kind, form: draft.inspection.form },
      state,
    }));
  const known = new Set(queued.map(({ inspection }) => inspection.id));
  const current = new Set(field.current.map(({ inspectionId }) => inspectionId));
  const elsewhere = field.inspections
    .filter(({ id }) => current.has(id) && !known.has(id))
    .map((inspection) => ({ type: "sent" as const, inspection, state: "accepted" as const }));
  return [...queued, ...elsewhere];
}

/** A sheet can still be begun. */
function isOpen(state: Inspection["state"]): boolean {
  return state === "open" || state === "submitted" || state === "returned";
}
