import type { Kysely } from "kysely";
import { criteriaOf } from "../../../shared/checklists/checklist.ts";
import { agreedPoints } from "../../../shared/decisions/appraisal.ts";
import type { Hundredths } from "../../../shared/points.ts";
import type { Evidence } from "../../../shared/sheets/answer.ts";
import type { Bilingual } from "../../../shared/text.ts";
import { checklistsOf } from "../../checklists/checklists.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { givenBy, loadSheetContext, loadStageSheets, type StageSheet } from "../../decisions/stage-sheets.ts";
import { getInspection } from "../../inspections/inspections.ts";
import { demandRevealed } from "../../inspections/states.ts";

/** A criterion that lost points, as a finding that a lead can raise. */
export interface Proposal {
  readonly criterion: string;
  readonly title: Bilingual;
  readonly points: Hundredths;
  readonly maxPoints: Hundredths;
  /** What was written about it: the decision's reason, else the notes of the sheets. */
  readonly note: string;
  readonly evidence: readonly Evidence[];
}

export interface Proposals {
  readonly inspection: Row<"inspections">;
  readonly proposals: readonly Proposal[];
  /** On how many criteria the sheets differ, and nothing is proposed. */
  readonly differing: number;
}

/** Of the standing scores (appraised, else what the inspectors agree on) each that lost points. `not-found`, `not-all-sent`. */
export async function loadProposals(read: Kysely<Tables>, inspectionId: string): Promise<Proposals> {
  const inspection = await getInspection(read, inspectionId);
  await demandRevealed(read, inspection);
  const context = await loadSheetContext(checklistsOf(read), inspection);
  const sheets = await loadStageSheets(read, inspectionId, context);
  const inspectors = sheets.filter(({ stage }) => stage === "inspector");
  const appraised = sheets.find(({ stage }) => stage === "appraisal");
  const given = (appraised ? [appraised] : inspectors).map(givenBy);
  const takenFrom = await loadTakenFrom(read, appraised?.id);
  const standing = criteriaOf(context.checklist, context.form).map((criterion) => ({ criterion, points: agreedPoints(criterion, given) }));
  return {
    inspection,
    differing: appraised ? 0 : standing.filter(({ points }) => points === undefined).length,
    proposals: standing.flatMap(({ criterion: { id, title, maxPoints }, points }): Proposal[] => {
      if (points === undefined || points === null || points >= maxPoints) return [];
      const behind = sheetsBehind(inspectors, takenFrom.get(id));
      const notes = new Set(behind.map(({ submission }) => submission.entries[id]?.note ?? "").filter((note) => note !== ""));
      const said = appraised?.submission.entries[id]?.note ?? "";
      return [{ criterion: id, title, points, maxPoints, note: said || [...notes].join("\n"), evidence: evidenceIn(behind, id) }];
    }),
  };
}

/** What a finding's criterion rests on in the sheets. Nothing before the reveal. */
export async function loadOrigin(read: Kysely<Tables>, inspectionId: string, criterion: string): Promise<readonly Evidence[] | null> {
  const inspection = await getInspection(read, inspectionId);
  if (inspection.revealed_at === null) return null;
  const context = await loadSheetContext(checklistsOf(read), inspection);
  const sheets = await loadStageSheets(read, inspectionId, context);
  const takenFrom = await loadTakenFrom(read, sheets.find(({ stage }) => stage === "appraisal")?.id);
  const inspectors = sheets.filter(({ stage }) => stage === "inspector");
  return evidenceIn(sheetsBehind(inspectors, takenFrom.get(criterion)), criterion);
}

/** The sheet whose answer was taken; where none was, all of them. */
function sheetsBehind(inspectors: readonly StageSheet[], taken: string | null | undefined): readonly StageSheet[] {
  return taken ? inspectors.filter(({ authorId }) => authorId === taken) : inspectors;
}

function evidenceIn(sheets: readonly StageSheet[], criterion: string): Evidence[] {
  return sheets.flatMap(({ submission }) => submission.entries[criterion]?.evidence ?? []);
}

async function loadTakenFrom(read: Kysely<Tables>, appraisal: string | undefined): Promise<Map<string, string | null>> {
  if (appraisal === undefined) return new Map();
  const rows = await read
    .selectFrom("appraised_criteria")
    .select(["criterion_id", "person_id"])
    .where("submission_id", "=", appraisal)
    .execute();
  return new Map(rows.map((row) => [row.criterion_id, row.person_id]));
}
