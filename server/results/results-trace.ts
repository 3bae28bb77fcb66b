import type { Kysely } from "kysely";
import * as v from "valibot";
import { type Checklist, checklistName, criteriaOf } from "../../shared/checklists/checklist.ts";
import { Refusal } from "../../shared/problem.ts";
import type { ResultTrace } from "../../shared/results/results-trace.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { loadLateBeside } from "../decisions/late.ts";
import { revealedStates } from "../inspections/states.ts";
import { StoredPoints, StoredSubmission } from "../inspections/stored-sheets.ts";
import type { ResultsAsk } from "./choice.ts";
import { keptResultsOf } from "./results.ts";

/** From a unit's published figure to every sheet it is computed from. `not-found` where the plan lacks the unit. */
export async function loadTrace(
  { read }: Pick<Database, "read">,
  { unit, ...query }: ResultsAsk & { readonly unit: string },
  now: Date,
): Promise<ResultTrace> {
  const { rows: ranking, basis } = await keptResultsOf(read).load(query, now);
  const result = ranking.find((row) => row.unitId === unit);
  if (!result) throw new Refusal("not-found");
  if (!result.inspection) return { basis, result, sheets: [], late: [] };
  const rows = await loadSheetRows(read, result.inspection.id);
  const ids = rows.map((row) => row.submission_id);
  if (ids.length === 0) return { basis, result, sheets: [], late: [] };
  const late = await loadLateBeside(read, result.inspection.id);
  const files = await read
    .selectFrom("evidence")
    .selectAll()
    .where("submission_id", "in", ids)
    .orderBy("criterion_id")
    .orderBy("content_hash")
    .execute();
  const decisions = await read
    .selectFrom("not_applicable_decisions")
    .selectAll()
    .where("submission_id", "in", ids)
    .orderBy("criterion_id")
    .execute();
  const appraised = rows.some(({ stage }) => stage === "appraisal");
  const sheets: Sheet[] = [];
  for (const row of rows) {
    const checklist = await checklistsOf(read).get(row.checklist_id, row.checklist_version);
    sheets.push({
      ...headOf(row, !appraised || row.stage === "appraisal"),
      criteria: criteriaIn(row, checklist),
      files: files.filter((file) => file.submission_id === row.submission_id).map(fileOf),
      decisions: decisions.filter((decision) => decision.submission_id === row.submission_id).map(decisionOf),
    });
  }
  return { basis, result, sheets, late };
}

type Sheet = ResultTrace["sheets"][number];
type SheetRow = Awaited<ReturnType<typeof loadSheetRows>>[number];

/** The inspectors' sheets and the appraised one, in the order they came; nothing before the reveal. */
async function loadSheetRows(read: Kysely<Tables>, inspectionId: string) {
  return await read
    .selectFrom("summaries as y")
    .innerJoin("submissions as s", "s.id", "y.submission_id")
    .innerJoin("inspections as i", "i.id", "y.inspection_id")
    .leftJoin("people as p", "p.id", "y.author_id")
    .leftJoin("late_decisions as d", "d.submission_id", "s.id")
    .select(["y.submission_id", "y.stage", "y.author_id", "y.awarded", "y.max", "y.points", "p.name"])
    .select(["d.reason as late_reason", "d.decided_by as late_by", "d.decided_at as late_at"])
    .select(["s.document", "s.received_at", "s.position", "s.content_hash", "i.checklist_id", "i.checklist_version"])
    .where("y.inspection_id", "=", inspectionId)
    .where("y.stage", "in", ["inspector", "appraisal"])
    .where("i.state", "in", [...revealedStates])
    .orderBy("s.position")
    .execute();
}

function headOf(row: SheetRow, counted: boolean): Omit<Sheet, "criteria" | "files" | "decisions"> {
  return {
    submissionId: row.submission_id,
    stage: row.stage,
    counted,
    author: { personId: row.author_id, name: row.name ?? row.author_id },
    receivedAt: row.received_at,
    position: Number(row.position),
    contentHash: row.content_hash,
    late: row.late_at === null ? null : { accepted: true, reason: row.late_reason ?? "", by: row.late_by ?? "", at: row.late_at },
    checklist: checklistName({ id: row.checklist_id, version: row.checklist_version }),
    awarded: Number(row.awarded),
    max: Number(row.max),
  };
}

function criteriaIn(row: SheetRow, checklist: Checklist): Sheet["criteria"] {
  const { entries, form } = v.parse(StoredSubmission, row.document);
  const points = v.parse(StoredPoints, row.points);
  return criteriaOf(checklist, form).map(({ id, area, maxPoints }) => {
    const entry = Object.hasOwn(entries, id) ? entries[id] : undefined;
    const { answer = null, note = "", evidence = [], knockedOut = false } = entry ?? {};
    return { criterion: id, area, points: points[id] ?? null, maxPoints, answer, knockedOut, note, evidence };
  });
}

function fileOf(file: Row<"evidence">): Sheet["files"][number] {
  return {
    criterion: file.criterion_id,
    contentHash: file.content_hash,
    size: Number(file.size),
    mediaType: file.media_type,
    receivedAt: file.received_at,
  };
}

function decisionOf(decision: Row<"not_applicable_decisions">): Sheet["decisions"][number] {
  return {
    criterion: decision.criterion_id,
    approved: Number(decision.approved) === 1,
    reason: decision.reason,
    decidedBy: decision.decided_by,
    decidedAt: decision.decided_at,
  };
}
