import type { Inspection } from "../../shared/plans/plan.ts";
import type { Draft } from "../../shared/sheets/draft.ts";
import { recogniseUnits, type Unit } from "../../shared/units/unit.ts";
import { sameOwner } from "../drafts/drafts.ts";
import { ownerOf } from "../drafts/field.ts";
import type { OutboxItem } from "../drafts/outbox-item.ts";
import type { Kept } from "./kept.ts";

/** One thing that can be opened for a unit. */
export type Candidate =
  | { readonly type: "draft"; readonly draft: Draft }
  | { readonly type: "inspection"; readonly inspection: Inspection }
  /** Already sent: `state` is the outbox item's, or `accepted` where only the server knows it. */
  | {
      readonly type: "sent";
      readonly inspection: Pick<Inspection, "id" | "unit" | "visitedOn" | "kind" | "form">;
      readonly state: OutboxItem["state"];
    };

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
  const free = kept.field.inspections.filter(
    ({ id, unit, state }) => unit.id === unitId && !taken.has(id) && !begun.has(id) && isOpen(state),
  );
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

function ownDrafts({ drafts, field }: Kept): Draft[] {
  const owner = ownerOf(field);
  return drafts.filter((draft) => sameOwner(draft.owner, owner));
}

function sentOf({ field, outbox }: Kept): Extract<Candidate, { type: "sent" }>[] {
  const owner = ownerOf(field);
  const mine = outbox.filter((item) => sameOwner(item.owner, owner));
  const queued = mine
    .filter((item) => !item.withdrawn && !item.replacedBy)
    .map(({ draft, state }) => ({
      type: "sent" as const,
      inspection: {
        id: draft.inspectionId,
        unit: draft.unit,
        visitedOn: draft.inspection.visitedOn,
        kind: draft.inspection.kind,
        form: draft.inspection.form,
      },
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
