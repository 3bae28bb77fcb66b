import { type Kysely, sql } from "kysely";
import * as v from "valibot";
import type { PendingNotApplicable } from "../../shared/decisions/decisions.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import { type Checklists, checklistsOf } from "../checklists/checklists.ts";
import { inParts } from "../database/in-parts.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { amid, type Held } from "../inspections/amid.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { decidesAsScorer, demandNoSecretary } from "../inspections/scorers.ts";
import { revealedStates } from "../inspections/states.ts";
import { StoredPending, StoredSubmission } from "../inspections/stored-sheets.ts";
import { saveSummaries, summariseAgain } from "../inspections/summaries.ts";
import { dropAppraisal, findAppraisal } from "../submissions/appraisal-drop.ts";

/** A lead's word on one "not applicable". */
export interface Decision {
  readonly inspectionId: string;
  /** Whose sheet. */
  readonly personId: string;
  readonly criterionId: string;
  readonly approved: boolean;
  readonly reason: string;
}

/**
 * The lead's word on an inspector's "not applicable". Approved: the criterion is left out and the sheet's figures are computed again.
 * Refused: the inspection is returned, and stays unranked until the inspector replaces the sheet. `not-found` where nothing waits for a
 * decision (also before the reveal). After a conclusion that did not wait for it, as earlier servers allowed: an approval gives the rank
 * that was lacking; a refusal opens the inspection again, which takes no published figure away, since without the decision there is none.
 * Where an appraisal was concluded there is one: `inspection-concluded`. `not-allowed` for the inspection's secretary, `scorer-settles`
 * for one's own where somebody else could decide.
 */
export async function decideNotApplicable(database: Database, decision: Decision, actorId: string, now: Date): Promise<void> {
  await amid(database, decision.inspectionId, { actorId, now }, (held) =>
    decidePending(held, checklistsOf(database.read), decision, actorId),
  );
}

/** The same of an inspection that is held already. */
export async function decidePending(
  { transaction, inspection, at, tells, records }: Held,
  checklists: Checklists,
  { inspectionId, personId, criterionId, approved, reason }: Decision,
  actorId: string,
): Promise<void> {
  const published = inspection.state === "concluded" && (await findAppraisal(transaction, inspectionId)) !== undefined;
  if (published && !approved) throw new Refusal("inspection-concluded");
  const summary = await transaction
    .selectFrom("summaries")
    .selectAll()
    .where("inspection_id", "=", inspectionId)
    .where("author_id", "=", personId)
    .where("stage", "=", "inspector")
    .executeTakeFirst();
  const waits = summary && v.parse(StoredPending, summary.pending).includes(criterionId);
  if (!waits || inspection.state === "open") throw new Refusal("not-found");
  // Nobody decides alone about what they said themselves.
  if (personId === actorId) await decidesAsScorer(transaction, inspectionId, actorId);
  else await demandNoSecretary(transaction, inspectionId, actorId);
  const decision = { approved: Number(approved), reason, decided_by: actorId, decided_at: at };
  await transaction
    .insertInto("not_applicable_decisions")
    .values({ submission_id: summary.submission_id, criterion_id: criterionId, ...decision })
    .onConflict((conflict) => conflict.columns(["submission_id", "criterion_id"]).doUpdateSet(decision))
    .execute();
  const again = await summariseAgain(transaction, checklists, [summary.submission_id]);
  await saveSummaries(transaction, again);
  const action = approved ? "notApplicable.approved" : "notApplicable.refused";
  const { submission_id: submissionId } = summary;
  const to = approved ? inspection.state : "returned";
  await tells(action, { to, personId, submissionId, reason: `${criterionId}: ${reason}` });
  if (approved) await revealWhereAllSent(transaction, [inspectionId], at);
  else {
    await dropAppraisal(transaction, inspection, actorId, at);
    const back = { state: "returned" as const, concluded_by: null, concluded_at: null };
    await transaction.updateTable("inspections").set(back).where("id", "=", inspectionId).execute();
  }
  await records(action, submissionId, { criterionId, reason });
}

/**
 * What waits for a decision, the oldest first; of one plan where `planId` is given. Nothing before the reveal, and nothing that was
 * refused: that waits for its author.
 */
export async function loadPendingNotApplicable(read: Kysely<Tables>, planId?: string): Promise<PendingNotApplicable[]> {
  let query = read
    .selectFrom("summaries as y")
    .innerJoin("inspections as i", "i.id", "y.inspection_id")
    .innerJoin("submissions as s", "s.id", "y.submission_id")
    .leftJoin("people as p", "p.id", "y.author_id")
    .select(["y.inspection_id", "y.author_id", "y.submission_id", "y.pending"])
    .select(["i.unit_id", "i.visited_on", "i.state", "s.document", "s.received_at", "p.name"])
    .where("y.stage", "=", "inspector")
    // As the index of them says it.
    .where("y.pending", "<>", sql.lit("[]"))
    .where("i.state", "in", [...revealedStates])
    .orderBy("s.received_at")
    .orderBy("s.id");
  if (planId !== undefined) query = query.where("i.plan_id", "=", planId);
  const rows = await query.execute();
  const submissionIds = rows.map((row) => row.submission_id);
  const refused = await refusedIn(read, submissionIds);
  return rows.flatMap((row) => {
    const { entries } = v.parse(StoredSubmission, row.document);
    const waiting = v.parse(StoredPending, row.pending).filter((criterion) => !refused.has(`${row.submission_id} ${criterion}`));
    return waiting.map((criterion) => ({
      inspectionId: row.inspection_id,
      unitId: row.unit_id,
      visitedOn: row.visited_on,
      state: row.state,
      submissionId: row.submission_id,
      personId: row.author_id,
      personName: row.name ?? row.author_id,
      criterion,
      reason: reasonIn(entries[criterion]?.answer),
      since: row.received_at,
    }));
  });
}

function reasonIn(answer: Answer | null | undefined): string {
  return answer?.type === "notApplicable" ? answer.reason : "";
}

/** `submission criterion` of each refusal about these sheets. */
async function refusedIn(read: Kysely<Tables>, submissionIds: readonly string[]): Promise<Set<string>> {
  const refused = new Set<string>();
  for (const part of inParts(submissionIds)) {
    const rows = read.selectFrom("not_applicable_decisions").select(["submission_id", "criterion_id"]).where("submission_id", "in", part);
    for (const row of await rows.where("approved", "=", 0).execute()) refused.add(`${row.submission_id} ${row.criterion_id}`);
  }
  return refused;
}
