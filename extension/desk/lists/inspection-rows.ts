import type { Field } from "../../../shared/field.ts";
import type { Inspection } from "../../../shared/plans/plan.ts";
import { contextOf, type Draft, type Owner } from "../../../shared/sheets/draft.ts";
import { type SheetScore, scoreSheet } from "../../../shared/sheets/scoring.ts";
import { isVisitInFuture } from "../../../shared/sheets/submission.ts";
import { vietnamDay } from "../../../shared/text.ts";
import { sameOwner } from "../../drafts/drafts.ts";
import { findChecklist } from "../../drafts/find-checklist.ts";
import type { OutboxItem } from "../../drafts/outbox-item.ts";

/** How one of my inspections stands, for the list "what must I do". */
export interface InspectionRow {
  readonly inspection: Inspection;
  readonly draft: Draft | undefined;
  /** The sheet in the outbox that speaks for it: neither withdrawn nor replaced. */
  readonly item: OutboxItem | undefined;
  readonly state: "notStarted" | "scoring" | "queued" | "sentElsewhere" | "returned" | "settled" | "concluded";
  /** The day is over and nothing has left. */
  readonly overdue: boolean;
  readonly progress: Progress | undefined;
  /** Nothing is missing: it can be reviewed and sent. */
  readonly ready: boolean;
  /** The day from which its sheet can be sent, where that is still to come. */
  readonly sendableFrom: string | undefined;
}

export interface Progress {
  readonly done: number;
  readonly all: number;
}

/** What is still to be done first, by day; then what is sent; then what is concluded. */
export function inspectionRows(
  field: Field,
  owner: Owner,
  drafts: readonly Draft[],
  items: readonly OutboxItem[],
  now: Date,
): InspectionRow[] {
  const today = vietnamDay(now);
  const rows = field.inspections.map((inspection): InspectionRow => {
    const draft = drafts.find((one) => one.inspectionId === inspection.id && sameOwner(one.owner, owner));
    const item = items.findLast(
      (one) => one.draft.inspectionId === inspection.id && sameOwner(one.owner, owner) && !one.withdrawn && !one.replacedBy,
    );
    const elsewhere = field.current.some(({ inspectionId }) => inspectionId === inspection.id);
    const state = stateOf(inspection, draft, item, elsewhere);
    const open = state === "notStarted" || state === "scoring";
    const sheet = draft && sheetOf(draft, field);
    const overdue = open && inspection.visitedOn < today && !elsewhere;
    const sendableFrom = draft && sendableLater(draft, now);
    const ready = sheet?.complete === true && sendableFrom === undefined;
    return { inspection, draft, item, state, overdue, progress: sheet && progressOf(sheet), ready, sendableFrom };
  });
  return rows.sort((a, b) => order(a) - order(b) || (a.inspection.visitedOn < b.inspection.visitedOn ? -1 : 1));
}

/** The draft's day of visit, where it is still to come: before it the server takes no sheet. */
export function sendableLater({ inspection }: Draft, now: Date): string | undefined {
  return isVisitInFuture(inspection, now) ? inspection.visitedOn : undefined;
}

/** How many criteria have a score. */
export function progressOf(sheet: SheetScore): Progress {
  return { done: sheet.criteria.filter(({ state }) => state !== "notScored").length, all: sheet.criteria.length };
}

/** `undefined` where the draft's checklist is not on the device. */
export function sheetOf(draft: Draft, field: Field | undefined): SheetScore | undefined {
  const checklist = findChecklist(field, draft.checklist);
  return checklist && scoreSheet(draft.entries, contextOf(draft, checklist));
}

function stateOf(
  inspection: Inspection,
  draft: Draft | undefined,
  item: OutboxItem | undefined,
  elsewhere: boolean,
): InspectionRow["state"] {
  if (inspection.state === "concluded" || inspection.state === "settled") return inspection.state;
  if (draft) return "scoring";
  if (inspection.state === "returned") return "returned";
  if (item) return "queued";
  return elsewhere ? "sentElsewhere" : "notStarted";
}

function order({ state }: InspectionRow): number {
  return { returned: 0, scoring: 0, notStarted: 0, queued: 1, sentElsewhere: 2, settled: 3, concluded: 4 }[state];
}
