import type { Kysely } from "kysely";
import * as v from "valibot";
import { concludedPoints, isLowered } from "../../shared/decisions/conclusion.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Row, Tables } from "../database/tables.ts";
import { StoredPoints } from "./stored-sheets.ts";

/** Whether the evidence that this person's sheet lists for a criterion stands behind lowered points of a concluded inspection. */
export type BehindLowered = (authorId: string, criterion: string) => boolean;

/**
 * What a concluded inspection's unit may look at: the evidence of lowered criteria, of the answer that was taken; where none was, of every
 * inspector's.
 */
export async function loadBehindLowered(
  read: Kysely<Tables>,
  inspection: Pick<Row<"inspections">, "id" | "checklist_id" | "checklist_version">,
): Promise<BehindLowered> {
  const checklist = await checklistsOf(read).get(inspection.checklist_id, inspection.checklist_version);
  const sheets = await read
    .selectFrom("summaries")
    .select(["stage", "submission_id", "points"])
    .where("inspection_id", "=", inspection.id)
    .execute();
  const pointsIn = (stage: string) => sheets.filter((one) => one.stage === stage).map(({ points }) => v.parse(StoredPoints, points));
  const [self] = pointsIn("self");
  const from = { appraised: pointsIn("appraisal")[0], inspectors: pointsIn("inspector") };
  const appraisal = sheets.find(({ stage }) => stage === "appraisal");
  const taken = await read
    .selectFrom("appraised_criteria")
    .select(["criterion_id", "person_id"])
    .where("submission_id", "=", appraisal?.submission_id ?? "")
    .execute();
  const takenFrom = new Map(taken.map((row) => [row.criterion_id, row.person_id]));
  return (authorId, criterion) => {
    const maxPoints = checklist.criteria.find(({ id }) => id === criterion)?.maxPoints;
    if (maxPoints === undefined || (takenFrom.get(criterion) ?? authorId) !== authorId) return false;
    return isLowered(concludedPoints(from, criterion), self?.[criterion], maxPoints);
  };
}
