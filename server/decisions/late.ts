import { type Kysely, sql } from "kysely";
import * as v from "valibot";
import type { LateBeside, LateSheet } from "../../shared/decisions/decisions.ts";
import type { Tables } from "../database/tables.ts";
import { isRevealed } from "../inspections/states.ts";
import { StoredSubmission, StoredUnitName } from "../inspections/stored-sheets.ts";

/**
 * Late sheets that nobody has decided about, the oldest first; of one plan
 * where `planId` is given. Before the reveal nothing of their points.
 */
export async function loadLate(read: Kysely<Tables>, planId?: string): Promise<LateSheet[]> {
  let query = read
    .selectFrom("submissions as s")
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .leftJoin("positions as p", (join) => join.onRef("p.inspection_id", "=", "i.id").onRef("p.person_id", "=", "s.author_id"))
    .leftJoin("people as w", "w.id", "s.author_id")
    .leftJoin("late_decisions as d", "d.submission_id", "s.id")
    .select(["s.id", "s.inspection_id", "s.author_id", "s.stage", "s.document", "s.received_at"])
    .select(["i.unit_id", "i.unit_snapshot", "i.visited_on", "i.state", "p.excused_at", "w.name", "i.concluded_at"])
    // As the index of them says it.
    .where("s.status", "=", sql.lit("late"))
    .where("d.submission_id", "is", null)
    .where("i.state", "<>", "cancelled")
    .orderBy("s.position")
    .limit(5_000);
  if (planId !== undefined) query = query.where("i.plan_id", "=", planId);
  return (await query.execute()).map((row) => ({
    inspectionId: row.inspection_id,
    unitId: row.unit_id,
    unitName: v.parse(StoredUnitName, row.unit_snapshot).name,
    visitedOn: row.visited_on,
    state: row.state,
    submissionId: row.id,
    stage: row.stage,
    personId: row.author_id,
    personName: row.name ?? row.author_id,
    receivedAt: row.received_at,
    why: whyLate(row.received_at, row.excused_at, row.concluded_at),
    index: isRevealed(row) ? v.parse(StoredSubmission, row.document).index : null,
  }));
}

/** A sheet is late because the inspection was concluded when it came, or its author was excused. */
export function whyLate(receivedAt: string, excusedAt: string | null, concludedAt: string | null): LateSheet["why"] {
  if (concludedAt !== null && concludedAt <= receivedAt) return "concluded";
  return excusedAt !== null && excusedAt <= receivedAt ? "excused" : "concluded";
}

/** Late sheets of an inspection that count nowhere, decided or not, in the order they came. Whether they may be shown, the caller asks. */
export async function loadLateBeside(read: Kysely<Tables>, inspectionId: string): Promise<LateBeside[]> {
  const rows = await read
    .selectFrom("submissions as s")
    .innerJoin("inspections as i", "i.id", "s.inspection_id")
    .leftJoin("positions as p", (join) => join.onRef("p.inspection_id", "=", "s.inspection_id").onRef("p.person_id", "=", "s.author_id"))
    .leftJoin("people as w", "w.id", "s.author_id")
    .leftJoin("late_decisions as d", "d.submission_id", "s.id")
    .select(["s.id", "s.stage", "s.author_id", "s.document", "s.received_at", "s.position", "s.content_hash"])
    .select(["p.excused_at", "w.name", "i.concluded_at", "d.reason", "d.decided_by", "d.decided_at"])
    .where("s.inspection_id", "=", inspectionId)
    .where("s.status", "=", "late")
    .orderBy("s.position")
    .execute();
  return rows.map((row) => ({
    submissionId: row.id,
    stage: row.stage,
    author: { personId: row.author_id, name: row.name ?? row.author_id },
    receivedAt: row.received_at,
    position: Number(row.position),
    contentHash: row.content_hash,
    why: whyLate(row.received_at, row.excused_at, row.concluded_at),
    index: v.parse(StoredSubmission, row.document).index,
    decision: row.decided_at === null ? null : { accepted: false, reason: row.reason ?? "", by: row.decided_by ?? "", at: row.decided_at },
  }));
}
