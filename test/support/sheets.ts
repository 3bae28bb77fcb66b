import { type Checklist, type Criterion, criteriaOf, type InspectionForm } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import { scoreSheet } from "../../shared/sheets/scoring.ts";
import type { Submission } from "../../shared/sheets/submission.ts";

export interface SheetOf {
  readonly inspectionId: string;
  readonly unitId: string;
  readonly form?: InspectionForm;
  readonly visitedOn?: string;
  readonly unitTraits?: readonly string[];
  readonly checklist?: Checklist;
  /** The same seed gives the same answers; 0 gives every point there is. */
  readonly seed?: number;
  readonly sentAt?: string;
  readonly answers?: Readonly<Record<string, Answer>>;
}

/** A complete sheet as a device would send it, with the points computed by the shared code. */
export function makeSheet(of: SheetOf): Submission {
  const {
    form = "both",
    visitedOn = "2026-10-05",
    checklist = defaultChecklist,
    unitTraits = [],
    seed = 0,
    sentAt = new Date().toISOString(),
  } = of;
  const entries: Submission["entries"] = {};
  const applicable = criteriaOf(checklist, form).filter(
    ({ notApplicable }) => !notApplicable?.unitTraits.some((trait) => unitTraits.includes(trait)),
  );
  applicable.forEach((criterion, i) => {
    const answer = of.answers?.[criterion.id] ?? answerOf(criterion, seed === 0 ? 0 : seed * 31 + i * 17);
    entries[criterion.id] = { answer, note: "Đã xem tại chỗ.", evidence: [], points: null };
  });
  const sheet = scoreSheet(entries, { checklist, form, unitTraits });
  for (const { criterion, points } of sheet.criteria) {
    const entry = entries[criterion.id];
    if (entry) entry.points = points;
  }
  return {
    format: 1,
    id: newId(),
    inspectionId: of.inspectionId,
    stage: "inspector",
    unitId: of.unitId,
    form,
    visitedOn,
    checklist: { id: checklist.id, version: checklist.version },
    entries,
    index: sheet.index,
    startedAt: sentAt,
    sentAt,
  };
}

/** The n-th possible answer; the 0th earns everything. */
function answerOf({ method }: Criterion, n: number): Answer {
  switch (method.type) {
    case "boolean":
      return { type: "boolean", yes: n % 3 !== 1 };
    case "levels":
      return { type: "levels", level: n % method.levels.length };
    case "checklist":
      return { type: "checklist", ticked: method.items.slice(n % (method.items.length + 1)).map((item) => item.key) };
    case "ratio":
      return { type: "ratio", numerator: 100 - (n % 60), denominator: 100 };
    case "deduct":
      return {
        type: "deduct",
        counts: method.rules.map((_, i) => (n + i) % 3 && n % 3),
        ...(method.headcount && { time: "16:30", present: 8, total: 11 }),
      };
  }
}
