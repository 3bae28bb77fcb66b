import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { hashOf, recordDeeds } from "./audit.ts";
import { getInspection } from "./inspections.ts";
import type { Database } from "./open.ts";
import { revealWhereAllSent } from "./reveal.ts";
import { saveSummaries, summariseAgain } from "./summaries.ts";

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
 * decision (also before the reveal), `inspection-concluded` for a refusal after the conclusion.
 */
export async function decideNotApplicable(
  database: Database,
  { inspectionId, personId, criterionId, approved, reason }: Decision,
  actorId: string,
  now: Date,
): Promise<void> {
  await database.write.transaction().execute(async (transaction) => {
    const inspection = await getInspection(transaction, inspectionId);
    // A concluded inspection can still get the approval it lacks to be ranked; it cannot go back to the inspector.
    if (inspection.state === "concluded" && !approved) throw new Refusal("inspection-concluded");
    const summary = await transaction
      .selectFrom("summaries")
      .selectAll()
      .where("inspection_id", "=", inspectionId)
      .where("author_id", "=", personId)
      .where("stage", "=", "inspector")
      .executeTakeFirst();
    const waits = summary && v.parse(Pending, summary.pending).includes(criterionId);
    if (!waits || inspection.state === "open") throw new Refusal("not-found");
    const decision = { approved: Number(approved), reason, decided_by: actorId, decided_at: now.toISOString() };
    await transaction
      .insertInto("not_applicable_decisions")
      .values({ submission_id: summary.submission_id, criterion_id: criterionId, ...decision })
      .onConflict((conflict) => conflict.columns(["submission_id", "criterion_id"]).doUpdateSet(decision))
      .execute();
    const again = await summariseAgain(transaction, database.checklists, [summary.submission_id]);
    await saveSummaries(transaction, again);
    if (approved) await revealWhereAllSent(transaction, [inspectionId], now.toISOString());
    else await transaction.updateTable("inspections").set({ state: "returned" }).where("id", "=", inspectionId).execute();
    const action = approved ? "notApplicable.approved" : "notApplicable.refused";
    await recordDeeds(transaction, now, [{ actorId, action, subject: summary.submission_id, contentHash: hashOf({ criterionId, reason }) }]);
  });
}

const Pending = v.pipe(v.string(), v.parseJson(), v.array(v.string()));
