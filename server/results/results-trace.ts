import * as v from "valibot";
import { criteriaOf } from "../../shared/checklists/checklist.ts";
import { Refusal } from "../../shared/problem.ts";
import type { ResultTrace } from "../../shared/results/results-trace.ts";
import { checklistName, checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { loadLateBeside } from "../decisions/late.ts";
import { revealedStates } from "../inspections/states.ts";
import { StoredPoints, StoredSubmission } from "../inspections/stored-sheets.ts";
import type { ResultsAsk } from "./choice.ts";
import { resultsOf } from "./results.ts";

/** From a unit's published figure to every sheet it is computed from. `not-found` where the plan lacks the unit. */
export async function loadTrace(
  { read }: Pick<Database, "read">,
  { unit, ...query }: ResultsAsk & { readonly unit: string },
  now: Date,
): Promise<ResultTrace> {
  const { rows: ranking, basis } = await resultsOf(read).load(query, now);
  const result = ranking.find((row) => row.unitId === unit);
  if (!result) throw new Refusal("not-found");
  if (!result.inspection) return { basis, result, sheets: [], late: [] };
  const rows = await read
    .selectFrom("summaries as y")
    .innerJoin("submissions as s", "s.id", "y.submission_id")
    .innerJoin("inspections as i", "i.id", "y.inspection_id")
    .leftJoin("people as p", "p.id", "y.author_id")
    .leftJoin("late_decisions as d", "d.submission_id", "s.id")
    .select(["y.submission_id", "y.stage", "y.author_id", "y.awarded", "y.max", "y.points", "p.name"])
    .select(["d.reason as late_reason", "d.decided_by as late_by", "d.decided_at as late_at"])
    .select(["s.document", "s.received_at", "s.position", "s.content_hash", "i.checklist_id", "i.checklist_version"])
    .where("y.inspection_id", "=", result.inspection.id)
    .where("y.stage", "in", ["inspector", "appraisal"])
    .where("i.state", "in", [...revealedStates])
    .orderBy("s.position")
    .execute();
  const appraised = rows.some((row) => row.stage === "appraisal");
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
  const sheets: ResultTrace["sheets"] = [];
  for (const row of rows) {
    const checklist = await checklistsOf(read).get(row.checklist_id, row.checklist_version);
    const { entries, form } = v.parse(StoredSubmission, row.document);
    const points = v.parse(StoredPoints, row.points);
    sheets.push({
      submissionId: row.submission_id,
      stage: row.stage,
      counted: !appraised || row.stage === "appraisal",
      author: { personId: row.author_id, name: row.name ?? row.author_id },
      receivedAt: row.received_at,
      position: Number(row.position),
      contentHash: row.content_hash,
      late: row.late_at === null ? null : { accepted: true, reason: row.late_reason ?? "", by: row.late_by ?? "", at: row.late_at },
      checklist: checklistName(checklist),
      awarded: Number(row.awarded),
      max: Number(row.max),
      criteria: criteriaOf(checklist, form).map(({ id, area, maxPoints }) => {
        const entry = Object.hasOwn(entries, id) ? entries[id] : undefined;
        const { answer = null, note = "", evidence = [] } = entry ?? {};
        return {
          criterion: id,
          area,
          points: points[id] ?? null,
          maxPoints,
          answer,
          knockedOut: entry?.knockedOut ?? false,
          note,
          evidence,
        };
      }),
      files: files
        .filter((file) => file.submission_id === row.submission_id)
        .map((file) => ({
          criterion: file.criterion_id,
          contentHash: file.content_hash,
          size: Number(file.size),
          mediaType: file.media_type,
          receivedAt: file.received_at,
        })),
      decisions: decisions
        .filter((decision) => decision.submission_id === row.submission_id)
        .map((decision) => ({
          criterion: decision.criterion_id,
          approved: Number(decision.approved) === 1,
          reason: decision.reason,
          decidedBy: decision.decided_by,
          decidedAt: decision.decided_at,
        })),
    });
  }
  return { basis, result, sheets, late };
}
