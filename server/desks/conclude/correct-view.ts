import type { Kysely } from "kysely";
import * as v from "valibot";
import { type Criterion, criteriaOf } from "../../../shared/checklists/checklist.ts";
import { type AppraisalDecision, decidedPoints } from "../../../shared/decisions/appraisal.ts";
import { concludedPoints, type PointsOf } from "../../../shared/decisions/conclusion.ts";
import { type Correction, uncorrected } from "../../../shared/decisions/correction.ts";
import type { Objection } from "../../../shared/decisions/objection.ts";
import { checklistsOf } from "../../checklists/checklists.ts";
import type { Tables } from "../../database/tables.ts";
import { loadCorrections } from "../../decisions/corrections/corrections.ts";
import { loadObjections } from "../../decisions/objections.ts";
import { givenBy, loadSheetContext, loadStageSheets, type StageSheet } from "../../decisions/stage-sheets.ts";
import { getInspection } from "../../inspections/inspections.ts";
import { canSomebodyElse, positionOf } from "../../inspections/scorers.ts";
import { StoredUnitName } from "../../inspections/stored-sheets.ts";

/** One criterion as the conclusion has it. */
export interface StandingLine {
  readonly criterion: Criterion;
  /** `null`: not applicable; `undefined`: the sheets differ on that. */
  readonly points: number | null | undefined;
}

/** A correction that waits, with what each of its criteria comes to. */
export interface WaitingCorrection {
  readonly correction: Correction;
  readonly lines: readonly (StandingLine & { readonly to: number | null; readonly reason: string })[];
}

export interface CorrectView {
  readonly id: string;
  readonly planId: string;
  readonly unitId: string;
  readonly formGroup: string;
  readonly unitName: string;
  readonly concluded: boolean;
  readonly lines: readonly StandingLine[];
  readonly waiting: WaitingCorrection | null;
  /** Whether the reader may approve: `byScorer`: they scored it and nobody else could. A secretary proposes nothing either. */
  readonly may: "yes" | "byScorer" | "scorer" | "secretary";
  readonly answered: readonly Correction[];
  /** What a correction can rest on. */
  readonly accepted: readonly Objection[];
  /** Of these, what nobody has corrected yet. */
  readonly waitingObjections: readonly Objection[];
}

async function mayApprove(read: Kysely<Tables>, inspectionId: string, personId: string, scored: boolean): Promise<CorrectView["may"]> {
  if ((await positionOf(read, inspectionId, personId)) === "secretary") return "secretary";
  if (!scored) return "yes";
  return (await canSomebodyElse(read, inspectionId, personId)) ? "scorer" : "byScorer";
}

/** All that the page of corrections shows. `not-found`. */
export async function loadCorrectView(read: Kysely<Tables>, inspectionId: string, personId: string): Promise<CorrectView> {
  const inspection = await getInspection(read, inspectionId);
  const concluded = inspection.state === "concluded";
  const context = await loadSheetContext(checklistsOf(read), inspection);
  // Nothing of a sheet before the conclusion: there is nothing to correct.
  const sheets = concluded ? await loadStageSheets(read, inspectionId, context) : [];
  const inspectors = sheets.filter(({ stage }) => stage === "inspector");
  const appraised = sheets.find(({ stage }) => stage === "appraisal");
  const from = { appraised: appraised && pointsOf(appraised), inspectors: inspectors.map(pointsOf) };
  const lines = criteriaOf(context.checklist, context.form).map((criterion) => ({
    criterion,
    points: concludedPoints(from, criterion.id),
  }));
  const corrections = await loadCorrections(read, inspectionId);
  const objections = await loadObjections(read, inspectionId);
  const open = corrections.find(({ answer }) => answer === null);
  const given = inspectors.map(givenBy);
  const scored = inspectors.some(({ authorId }) => authorId === personId);
  return {
    ...{ id: inspectionId, planId: inspection.plan_id, unitId: inspection.unit_id, formGroup: inspection.form_group, concluded },
    unitName: v.parse(StoredUnitName, inspection.unit_snapshot).name,
    lines,
    waiting: open
      ? {
          correction: open,
          lines: lines.flatMap((line) => {
            const decision = open.decisions[line.criterion.id];
            if (!decision) return [];
            return [{ ...line, to: decidedPoints(decision, line.criterion, given), reason: reasonOf(decision) }];
          }),
        }
      : null,
    may: await mayApprove(read, inspectionId, personId, scored),
    answered: corrections.filter(({ answer }) => answer !== null),
    accepted: objections.filter(({ answer }) => answer?.accepted),
    waitingObjections: uncorrected(objections, corrections),
  };
}

function reasonOf(decision: AppraisalDecision): string {
  return decision.reason ?? "";
}

function pointsOf({ score }: StageSheet): PointsOf {
  return Object.fromEntries(
    score.criteria.map(({ criterion, state, points }) => [criterion.id, state === "notApplicable" ? null : points]),
  );
}
