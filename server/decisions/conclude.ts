import type { ConcludeRequest } from "../../shared/decisions/decisions.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import { countOutstanding } from "../evidence/listed-evidence.ts";
import { startDeadlines } from "../findings/findings-notice.ts";
import { amid } from "../inspections/amid.ts";
import { lacksMinutes, waiveMinutes } from "../inspections/minutes-stand.ts";
import { decidesAsScorer } from "../inspections/scorers.ts";
import { loadMark, notAllSent } from "../inspections/states.ts";
import { demandAllDecided, demandLateDecided, demandNothingReturned, demandSettled } from "./open-questions.ts";

/**
 * Concludes an inspection; again changes nothing. `not-all-sent` while a sheet is waited for, `no-sheets` where
 * nobody is waited for, `sheets-returned` while one is out with its author, `not-applicable-pending` while the
 * result would stand without a rank for want of a decision; `evidence-outstanding` while listed files have not come,
 * unless they are waived; `minutes-missing` where the visit was on site and nothing is said of its minutes, unless these
 * are; `changed-meanwhile` where it is no longer as it was `seen` (`loadMark`). Who scored it does not conclude it alone: `scorer-settles`,
 * its secretary not at all: `not-allowed`.
 * Where nobody else could it is recorded as `inspection.concluded-by-scorer`, and `true` is returned.
 */
export async function concludeInspection(
  database: Database,
  inspectionId: string,
  actorId: string,
  now: Date,
  { waiveEvidence, waiveMinutes: waived }: ConcludeRequest = {},
  seen?: string,
): Promise<{ readonly byScorer: boolean }> {
  return await amid(database, inspectionId, { actorId, now }, async (held) => {
    const { transaction, inspection, at, tells, records } = held;
    const expected = await transaction
      .selectFrom("positions")
      .selectAll()
      .where("inspection_id", "=", inspectionId)
      .where("scores", "=", 1)
      .execute();
    const sheets = await transaction
      .selectFrom("summaries")
      .select(["author_id", "submission_id"])
      .where("inspection_id", "=", inspectionId)
      .where("stage", "=", "inspector")
      .execute();
    const authors = new Set(sheets.map((sheet) => sheet.author_id));
    if (inspection.state === "concluded") return { byScorer: authors.has(inspection.concluded_by ?? "") };
    const isMissing = expected.some((position) => position.excused_at === null && !authors.has(position.person_id));
    if (isMissing || authors.size === 0) throw await notAllSent(transaction, inspectionId);
    const byScorer = await decidesAsScorer(transaction, inspectionId, actorId);
    await demandNothingReturned(transaction, inspectionId);
    await demandAllDecided(transaction, inspectionId);
    await demandSettled(transaction, inspection);
    await demandLateDecided(transaction, inspectionId);
    if (seen !== undefined && seen !== (await loadMark(transaction, inspectionId)))
      throw new Refusal("changed-meanwhile", { fields: "inspection" });
    const outstanding = await countOutstanding(transaction, inspectionId);
    if (outstanding > 0 && waiveEvidence === undefined) throw new Refusal("evidence-outstanding", { count: String(outstanding) });
    if (await lacksMinutes(transaction, inspection)) {
      if (waived === undefined) throw new Refusal("minutes-missing");
      await waiveMinutes(held, waived, { actorId, now });
    }
    await transaction
      .updateTable("inspections")
      .set({ state: "concluded", concluded_by: actorId, concluded_at: at })
      .where("id", "=", inspectionId)
      .execute();
    const findings = await startDeadlines(transaction, inspectionId, now);
    const action = byScorer ? "inspection.concluded-by-scorer" : "inspection.concluded";
    // A waiver is on record only where something was waited for.
    await tells(action, { to: "concluded", ...(outstanding > 0 && waiveEvidence !== undefined && { reason: waiveEvidence }) });
    const counted = sheets.map((sheet) => sheet.submission_id).sort();
    await records(action, inspectionId, counted, findings);
    return { byScorer };
  });
}
