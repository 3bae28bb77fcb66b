import type { Transaction } from "kysely";
import * as v from "valibot";
import type { Row, Tables } from "../database/tables.ts";
import { recordHistory } from "../inspections/history.ts";
import { StoredSubmission } from "../inspections/stored-sheets.ts";

/** The id of the appraised sheet that stands. */
export async function findAppraisal(transaction: Transaction<Tables>, inspectionId: string): Promise<string | undefined> {
  const row = await transaction
    .selectFrom("submissions")
    .select("id")
    .where("inspection_id", "=", inspectionId)
    .where("stage", "=", "appraisal")
    .where("status", "=", "current")
    .executeTakeFirst();
  return row?.id;
}

/** Takes an appraisal's figures away and says what ended it; its document, which stays. */
export async function endAppraisal(
  transaction: Transaction<Tables>,
  id: string,
  end: { status: "replaced"; replaced_by: string } | { status: "withdrawn"; withdrawn_at: string },
): Promise<string> {
  const { document } = await transaction
    .updateTable("submissions")
    .set(end)
    .where("id", "=", id)
    .returning("document")
    .executeTakeFirstOrThrow();
  await transaction.deleteFrom("summaries").where("submission_id", "=", id).execute();
  return document;
}

/**
 * What was settled no longer stands, because a sheet behind it goes back to its author, is replaced or is withdrawn. Its figures stay in
 * the stored submission; the history says what they were. The inspection's state is the caller's to set; `to` where it changes by this.
 */
export async function dropAppraisal(
  transaction: Transaction<Tables>,
  { id: inspectionId, state: from }: Pick<Row<"inspections">, "id" | "state">,
  actorId: string,
  at: string,
  to = from,
): Promise<void> {
  const submissionId = await findAppraisal(transaction, inspectionId);
  if (submissionId === undefined) return;
  const { index } = v.parse(StoredSubmission, await endAppraisal(transaction, submissionId, { status: "withdrawn", withdrawn_at: at }));
  const changes = [
    { field: "appraisal", from: submissionId, to: null },
    { field: "appraisal.index", from: index, to: null },
  ];
  await recordHistory(transaction, at, [{ inspectionId, actorId, action: "appraisal.dropped", from, to, submissionId, changes }]);
}
