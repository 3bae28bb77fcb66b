const inspection = ["inspection", "reveal"] as const;
const unitEvent = ["unit", "unitEvent"] as const;
const account = ["person", "link"] as const;

/**
 * Everything that the chain says was done, by its name there, and whose rows it changes: the things of these kinds under its subject's id;
 * `sheet`: the inspection of the sheet that is its subject. The names are stored, in inspections' histories too: none is ever changed or
 * used for something else. `-by-scorer`: by one who scored what they decided about.
 */
export const deeds = {
  "inspection.opened": inspection,
  "inspection.changed": inspection,
  "inspection.cancelled": inspection,
  "inspection.adjusted": inspection,
  "inspection.adjusted-by-scorer": inspection,
  "inspection.settled": inspection,
  "inspection.settled-by-scorer": inspection,
  "inspection.concluded": inspection,
  "inspection.concluded-by-scorer": inspection,
  "inspection.corrected": inspection,
  "inspection.corrected-by-scorer": inspection,
  "correction.proposed": inspection,
  "correction.declined": inspection,
  "inspector.excused": inspection,
  "inspector.excuseUndone": inspection,
  "inspector.reminded": inspection,
  "submission.received": "sheet",
  "submission.withdrawn": "sheet",
  "submission.returned": "sheet",
  "submission.returnUndone": "sheet",
  "submission.late.accepted": "sheet",
  "submission.late.declined": "sheet",
  "notApplicable.approved": "sheet",
  "notApplicable.refused": "sheet",
  "criterion.chosen": inspection,
  "criterion.reopened": inspection,
  "explanation.asked": inspection,
  "explanation.answered": inspection,
  "objection.raised": inspection,
  "objection.accepted": inspection,
  "objection.declined": inspection,
  "finding.raised": ["finding"],
  "finding.assigned": ["finding"],
  "finding.answer": ["finding"],
  "finding.fixed": ["finding"],
  "finding.notFixed": ["finding"],
  "finding.extended": ["finding"],
  "plan.made": ["plan"],
  "plan.changed": ["plan"],
  "calendar.changed": ["calendar"],
  "unit.added": unitEvent,
  "unit.changed": unitEvent,
  "unit.merge": unitEvent,
  "unit.split": unitEvent,
  "unit.rename": unitEvent,
  "unit.close": unitEvent,
  "account.made": account,
  "account.invited": account,
  "account.disabled": account,
  "account.enabled": account,
  "account.roles": account,
  "account.unit": account,
  "device.revoked": ["device"],
  "evidence.deleted": ["file"],
  "minutes.written": [...inspection, "minutes"],
  /** These name the stand, or the document; the inspection is recorded besides. */
  "minutes.signed": ["minutesStand"],
  "minutes.refused": ["minutesStand"],
  "minutes.waived": ["minutesStand"],
  "template.uploaded": ["template"],
  "document.issued": ["document"],
  "checklist.drafted": ["checklist"],
  "checklist.published": ["checklist"],
  /** These name what they changed themselves: a list by its owner, a link that is gone, and nothing. */
  "catalogue.changed": [],
  "link.cancelled": [],
  "server.restored": [],
} as const;

export type DeedName = keyof typeof deeds;

/** What inspections' histories tell: deeds, and what came about by them, which the chain has as the state and rows that follow. */
export type HistoryName = DeedName | "inspection.submitted" | "appraisal.dropped";

/** What is done and by whom. `subject` is an id; `contentHash` covers what was done; never personal content. */
export interface Deed {
  readonly actorId: string;
  readonly action: DeedName;
  readonly subject: string;
  readonly contentHash: string;
}

/** What the content hash of these deeds covers: whoever compares rows with the chain makes it again from the rows. */
interface Contents {
  "submission.returned": { readonly reason: string };
  "submission.late.accepted": { readonly accepted: boolean; readonly reason: string };
  "submission.late.declined": { readonly accepted: boolean; readonly reason: string };
  "notApplicable.approved": { readonly criterionId: string; readonly reason: string };
  "notApplicable.refused": { readonly criterionId: string; readonly reason: string };
  /** Of a row that somebody changed, both may be missing. */
  "inspector.excused": { readonly personId: string | null; readonly reason: string | null };
  "inspector.excuseUndone": { readonly personId: string | null; readonly reason: string | null };
  "evidence.deleted": { readonly reason: string | null };
}

export type ContentOf<D extends DeedName> = D extends keyof Contents ? Contents[D] : unknown;
