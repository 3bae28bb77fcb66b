import * as v from "valibot";
import { whole } from "../bounds.ts";
import type { Checklist } from "../checklists/checklist.ts";
import { InspectionForm } from "../checklists/checklist.ts";
import { InspectionKind, SurpriseInspection } from "../plans/plan.ts";
import { Day, Instant, text, Uuid } from "../text.ts";
import { Unit } from "../units/unit.ts";
import { Entry, emptyEntry } from "./answer.ts";
import { type CriterionScore, type SheetContext, type SheetScore, scoreSheet } from "./scoring.ts";
import { noteRule, Rules, type Submission } from "./submission.ts";

/** Who a stored record belongs to: records of another account or server are kept, shown as such, and never sent. */
export const Owner = v.strictObject({ accountId: v.string(), instanceId: v.string() });
export type Owner = v.InferOutput<typeof Owner>;

/**
 * A draft (bản nháp): one inspector's score sheet of one inspection, on the device. It carries everything needed to show and
 * finish it with no network. `format` is the version of this shape; every released version opens in the next one.
 */
export const Draft = v.strictObject({
  format: v.literal(1),
  /** The rules it was begun under (`rulesNow`). Absent: begun before 27 November 2026, when one word was a note. */
  rules: v.optional(Rules),
  id: Uuid,
  owner: Owner,
  inspectionId: Uuid,
  inspection: v.strictObject({ kind: InspectionKind, form: InspectionForm, visitedOn: Day, planId: Uuid }),
  /** Present where the inspection was opened on this device. */
  surprise: v.optional(SurpriseInspection),
  unit: Unit,
  checklist: v.strictObject({ id: v.string(), version: v.string() }),
  entries: v.record(v.string(), Entry),
  /** Present where this sheet corrects one that was sent before. */
  replaces: v.optional(v.strictObject({ id: Uuid, reason: text(2_000) })),
  startedAt: Instant,
  changedAt: Instant,
  /** Counts the changes; a copy with an older revision is never written over a newer one. */
  revision: whole(0),
});
export type Draft = v.InferOutput<typeof Draft>;

/**
 * One thing a person did to a draft; applied to the stored draft inside the transaction, so that two open panels do not undo each other.
 */
export type DraftChange =
  /** `knockedOut: false` takes the mark away. */
  | {
      readonly type: "entry";
      readonly criterionId: string;
      readonly entry: Partial<Omit<Entry, "knockedOut">> & { readonly knockedOut?: boolean };
    }
  | { readonly type: "clearAnswer"; readonly criterionId: string }
  | { readonly type: "replaceReason"; readonly reason: string }
  | {
      readonly type: "unit";
      readonly inspectionId: string;
      readonly inspection: Draft["inspection"];
      readonly unit: Unit;
      readonly surprise?: SurpriseInspection;
    };

/** The draft after the change, as a new one of the next revision. */
export function withChange(draft: Draft, change: DraftChange, now: Date): Draft {
  return { ...changed(draft, change), changedAt: now.toISOString(), revision: draft.revision + 1 };
}

function changed(draft: Draft, change: DraftChange): Draft {
  switch (change.type) {
    case "entry": {
      const { knockedOut: wasKnockedOut, ...before } = entryOf(draft, change.criterionId);
      const { knockedOut = wasKnockedOut, ...changes } = change.entry;
      const entry: Entry = { ...before, ...changes, ...(knockedOut && { knockedOut: true }) };
      return { ...draft, entries: { ...draft.entries, [change.criterionId]: entry } };
    }
    case "clearAnswer": {
      const { knockedOut: _, ...before } = entryOf(draft, change.criterionId);
      return { ...draft, entries: { ...draft.entries, [change.criterionId]: { ...before, answer: null } } };
    }
    case "replaceReason":
      return draft.replaces ? { ...draft, replaces: { ...draft.replaces, reason: change.reason } } : draft;
    case "unit": {
      const { surprise: _, replaces, ...rest } = draft;
      // What was sent for another inspection cannot be replaced in this one; it has to be withdrawn there.
      const kept = replaces && change.inspectionId === draft.inspectionId ? { replaces } : {};
      const moved = { ...rest, ...kept, inspectionId: change.inspectionId, inspection: change.inspection, unit: change.unit };
      return change.surprise ? { ...moved, surprise: change.surprise } : moved;
    }
  }
}

function entryOf(draft: Draft, criterionId: string): Entry {
  return (Object.hasOwn(draft.entries, criterionId) ? draft.entries[criterionId] : undefined) ?? emptyEntry;
}

/** What scoring has to know about a draft. */
export function contextOf(draft: Draft, checklist: Checklist): SheetContext {
  return { checklist, form: draft.inspection.form, unitTraits: draft.unit.traits, ...noteRule(draft) };
}

/** What stands between a sheet and sending it, for "Còn 12 việc trước khi gửi". */
export function openNeeds(sheet: SheetScore): CriterionScore[] {
  return sheet.criteria.filter((score) => score.needs.length > 0);
}

/** The submission of a complete draft; `undefined` while anything is missing. `id` is new for every transmission of changed content. */
export function toSubmission(draft: Draft, checklist: Checklist, sent: { readonly id: string; readonly at: Date }): Submission | undefined {
  const sheet = scoreSheet(draft.entries, contextOf(draft, checklist));
  if (!sheet.complete || draft.replaces?.reason.trim() === "") return undefined;
  const entries: Submission["entries"] = {};
  for (const { criterion, points } of sheet.criteria) {
    const entry = draft.entries[criterion.id];
    if (entry && (entry.answer !== null || entry.knockedOut)) entries[criterion.id] = { ...entry, points };
  }
  return {
    format: 1,
    ...(draft.rules && { rules: draft.rules }),
    id: sent.id,
    inspectionId: draft.inspectionId,
    stage: "inspector",
    unitId: draft.unit.id,
    form: draft.inspection.form,
    visitedOn: draft.inspection.visitedOn,
    checklist: draft.checklist,
    entries,
    index: sheet.index,
    startedAt: draft.startedAt,
    sentAt: sent.at.toISOString(),
    ...(draft.surprise && { surprise: draft.surprise }),
    ...(draft.replaces && { replaces: draft.replaces }),
  };
}
