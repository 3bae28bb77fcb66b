import { appraise, type Settled } from "../../shared/decisions/appraisal.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import { amid } from "../inspections/amid.ts";
import { decidesAsScorer } from "../inspections/scorers.ts";
import { demandNotConcluded, demandRevealed } from "../inspections/states.ts";
import { lockHead } from "../ledger/audit.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import { appraisedSheet, findReplaced, findSettled, keepAppraisal, type Settling } from "./appraised-sheet.ts";
import { demandNothingReturned } from "./open-questions.ts";
import { givenBy, loadSheetContext, loadStageSheets } from "./stage-sheets.ts";

/**
 * Settles an inspection: the appraised sheet stands beside the inspectors', which stay as they are, and results
 * are taken from it. Sent again: the same answer, whatever has changed since. Another one that names it replaces
 * it until the conclusion (`already-settled`, `replaces-unknown`). `not-found`, `not-all-sent` before the
 * reveal, `inspection-concluded`, `sheets-returned` while a sheet that will still change is out with its author,
 * `not-allowed` for the inspection's secretary, `scorer-settles` where one who scored it could leave it to somebody else, and what
 * `appraise` refuses.
 */
export async function settleInspection(
  database: Database,
  keys: SigningKeys,
  instanceId: string,
  settling: Settling,
): Promise<{ readonly settled: Settled; readonly created: boolean }> {
  const { inspectionId, request, actorId, now } = settling;
  return await amid(database, inspectionId, { actorId, now }, async ({ transaction, inspection }) => {
    const head = await lockHead(transaction);
    const first = await findSettled(transaction, settling);
    if (first) return { settled: first, created: false };
    await settling.unchanged?.(transaction);
    demandNotConcluded(inspection);
    await demandRevealed(transaction, inspection);
    await demandNothingReturned(transaction, inspectionId);
    const context = await loadSheetContext(checklistsOf(database.read), inspection);
    const sheets = (await loadStageSheets(transaction, inspectionId, context)).filter(({ stage }) => stage === "inspector");
    const byScorer = await decidesAsScorer(transaction, inspectionId, actorId);
    const appraised = appraise(request, sheets.map(givenBy), context);
    const replaced = await findReplaced(transaction, settling);
    const sheet = appraisedSheet(settling, inspection, appraised, sheets, context);
    const action = byScorer ? "inspection.settled-by-scorer" : "inspection.settled";
    const as = { action, state: "settled" } as const;
    const appraisal = { settling, inspection, appraised, sheet, context, byScorer, replaced, as };
    return { settled: await keepAppraisal(transaction, head, appraisal, keys, instanceId), created: true };
  });
}
