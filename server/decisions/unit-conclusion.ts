import type { Kysely } from "kysely";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { type Conclusion, concludedPoints, type PointsOf, type ShownEvidence } from "../../shared/decisions/conclusion.ts";
import { publishedIndex } from "../../shared/results/adjustments.ts";
import type { Entry, Evidence } from "../../shared/sheets/answer.ts";
import { meanIndex, type SheetContext } from "../../shared/sheets/scoring.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Row, Tables } from "../database/tables.ts";
import { loadAdjustments } from "../inspections/adjustments.ts";
import { loadBehindLowered } from "../inspections/lowered.ts";
import type { StageSheet } from "./stage-sheets.ts";

/** A concluded inspection as its unit is told it, of whose sheets these are. `null` where it is not concluded. */
export async function loadConclusion(
  read: Kysely<Tables>,
  inspection: Row<"inspections">,
  sheets: readonly StageSheet[],
  context: SheetContext,
): Promise<Conclusion | null> {
  if (inspection.state !== "concluded" || inspection.concluded_at === null) return null;
  const inspectors = sheets.filter(({ stage }) => stage === "inspector");
  const appraised = sheets.find(({ stage }) => stage === "appraisal");
  const from = { appraised: appraised && pointsOf(appraised), inspectors: inspectors.map(pointsOf) };
  const whose = await read
    .selectFrom("appraised_criteria")
    .select(["criterion_id", "person_id"])
    .where("submission_id", "=", appraised?.id ?? "")
    .execute();
  const takenFrom = new Map(whose.map((row) => [row.criterion_id, row.person_id]));
  const isBehind = await loadBehindLowered(read, inspection);
  const { bonus, penalty, adjustments } = await loadAdjustments(read, checklistsOf(read), inspection.id);
  const index = meanIndex((appraised ? [appraised] : inspectors).map(({ score }) => score));
  return {
    at: inspection.concluded_at,
    index: index === null ? null : publishedIndex(index, { bonus, penalty }),
    ...{ bonus, penalty },
    adjustments: adjustments.map(({ id, times, reason }) => ({ id, times, reason })),
    criteria: criteriaOf(context.checklist, context.form).map(({ id }) => {
      const points = concludedPoints(from, id);
      const taken = inspectors.find(({ authorId }) => authorId === (takenFrom.get(id) ?? inspectors[0]?.authorId));
      // A mean is nobody's answer: only what all gave alike, or what was taken, has a note that stands for it.
      const speaks = takenFrom.get(id) || inspectors.every(({ score }) => pointsIn(score, id) === pointsIn(taken?.score, id));
      return {
        criterion: id,
        state: points === undefined ? ("differ" as const) : points === null ? ("notApplicable" as const) : ("scored" as const),
        points: points ?? null,
        reason: appraised?.submission.entries[id]?.note || (speaks ? wordsOf(taken?.submission.entries[id]) : ""),
        evidence: inspectors.flatMap(({ authorId, submission }) =>
          isBehind(authorId, id) ? (submission.entries[id]?.evidence ?? []).map(shown) : [],
        ),
      };
    }),
  };
}

function wordsOf(entry: Entry | undefined): string {
  return entry?.note || (entry?.answer?.type === "notApplicable" ? entry.answer.reason : "");
}

function pointsOf({ score }: StageSheet): PointsOf {
  return Object.fromEntries(
    score.criteria.map(({ criterion, state, points }) => [criterion.id, state === "notApplicable" ? null : points]),
  );
}

function pointsIn(score: StageSheet["score"] | undefined, id: string) {
  return score?.criteria.find(({ criterion }) => criterion.id === id)?.points;
}

function shown(evidence: Evidence): ShownEvidence {
  if (evidence.type === "quote") {
    const { id: _, ...quote } = evidence;
    return quote;
  }
  const { sha256, mediaType, size, capturedAt } = evidence;
  return { type: "file", sha256, mediaType, size, capturedAt };
}
