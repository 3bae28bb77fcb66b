import { setImmediate } from "node:timers/promises";
import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { OwnSubmission } from "../../shared/sheets/own-submission.ts";
import type { Withdrawal } from "../../shared/sheets/submission.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { loadOutstanding } from "../evidence/listed-evidence.ts";
import { recordHistory } from "../inspections/history.ts";
import { demandNotCancelled } from "../inspections/states.ts";
import { hashOf, lockHead, noteTampering, recordDeeds } from "../ledger/audit.ts";
import { wholeInspection } from "../ledger/records.ts";
import { demandChangeable } from "./admission.ts";
import { dropAppraisal } from "./appraisal-drop.ts";
import { loadFreeze } from "./scenes.ts";

type Own = v.InferOutput<typeof OwnSubmission>;

/** What one answer holds at most, give or take one read. */
const mostOfAPage = { rows: 1_000, characters: 5_000_000 } as const;
/** Sheets are of up to 1 MB each: so many are read and parsed in one turn. */
const rowsInTurn = 5;

/**
 * A person's submissions, the newest first, from below the one named `before`; `next` is what to name for those that did not fit into the
 * answer. `not-found` where `before` is none of theirs.
 */
export async function loadOwnSubmissions(
  read: Kysely<Tables>,
  personId: string,
  before?: string,
): Promise<{ submissions: Own[]; next: string | null }> {
  // Which there are is asked by the author alone: sorted by its place, PostgreSQL would walk everybody's.
  const own = await read.selectFrom("submissions").select(["id", "position"]).where("author_id", "=", personId).execute();
  const ids = own.sort((a, b) => Number(b.position) - Number(a.position)).map(({ id }) => id);
  const begin = before === undefined ? 0 : ids.indexOf(before) + 1;
  if (before !== undefined && begin === 0) throw new Refusal("not-found");
  const returned = await read.selectFrom("returns").selectAll().where("person_id", "=", personId).execute();
  const outstanding = await loadOutstanding(read, personId);
  const submissions: Own[] = [];
  let at = begin;
  for (
    let characters = 0;
    at < ids.length && submissions.length < mostOfAPage.rows && characters < mostOfAPage.characters;
    await setImmediate()
  ) {
    const part = ids.slice(at, at + rowsInTurn);
    const rows = await read.selectFrom("submissions").selectAll().where("id", "in", part).execute();
    const late = await loadLateDecisions(read, part);
    for (const id of part) {
      const row = rows.find((one) => one.id === id);
      if (!row) continue;
      const returnedOne = returned.find(({ submission_id }) => submission_id === id);
      submissions.push(toOwn(row, returnedOne, late.get(id), outstanding.get(id)));
      characters += row.document.length;
    }
    at += part.length;
  }
  return { submissions, next: at < ids.length ? (ids[at - 1] ?? null) : null };
}

/** `undefined` also where it is somebody else's. */
export async function findOwnSubmission(database: Kysely<Tables>, personId: string, id: string): Promise<Own | undefined> {
  const row = await database
    .selectFrom("submissions")
    .selectAll()
    .where("id", "=", id)
    .where("author_id", "=", personId)
    .executeTakeFirst();
  const returned = row && (await database.selectFrom("returns").selectAll().where("submission_id", "=", id).executeTakeFirst());
  const late = await loadLateDecisions(database, [id]);
  return row && toOwn(row, returned, late.get(id), (await loadOutstanding(database, personId)).get(id));
}

/**
 * Takes a submission back for good. Again: the same answer. `not-found` where it is not the person's, `inspection-concluded` after the
 * conclusion, `inspection-cancelled`, `revealed` after the points were shown, and `self-score-closed` from the day of the visit on, unless
 * the lead gave the sheet back. The inspection is open again where the sheet counted, and hidden until it is replaced.
 */
export async function withdrawSubmission(
  database: Database,
  personId: string,
  id: string,
  withdrawal: Withdrawal,
  now: Date,
): Promise<Own> {
  return await database.write.transaction().execute(async (transaction) => {
    await lockHead(transaction);
    const row = await transaction
      .selectFrom("submissions as s")
      .innerJoin("inspections as i", "i.id", "s.inspection_id")
      .select(["s.status", "s.inspection_id", "s.stage", "i.state", "i.revealed_at", "i.visited_on"])
      .where("s.id", "=", id)
      .where("s.author_id", "=", personId)
      .executeTakeFirst();
    if (!row) throw new Refusal("not-found");
    if (row.status !== "withdrawn") await withdraw(transaction, { ...row, id, author_id: personId }, withdrawal, now);
    const own = await findOwnSubmission(transaction, personId, id);
    if (!own) throw new Error("a withdrawn submission is gone");
    return own;
  });
}

type Standing = Pick<Row<"submissions">, "id" | "author_id" | "inspection_id" | "stage" | "status"> &
  Pick<Row<"inspections">, "state" | "revealed_at" | "visited_on">;

async function withdraw(transaction: Transaction<Tables>, row: Standing, withdrawal: Withdrawal, now: Date): Promise<void> {
  const { id, author_id: personId, inspection_id: inspectionId, state: from } = row;
  demandNotCancelled({ state: from });
  if (from === "concluded" || row.stage === "appraisal") throw new Refusal("inspection-concluded");
  const freeze = await loadFreeze(transaction, { id: inspectionId, revealed_at: row.revealed_at, state: from });
  const own = { personId, sheet: id, stage: row.stage };
  if (row.status !== "late") demandChangeable({ ...freeze, visitedOn: row.visited_on }, own, now);
  await noteTampering(transaction, now, wholeInspection(inspectionId));
  const at = now.toISOString();
  const { reason } = withdrawal;
  await transaction
    .updateTable("submissions")
    .set({ status: "withdrawn", withdrawn_at: at, withdraw_reason: reason })
    .where("id", "=", id)
    .execute();
  const summary = await transaction.deleteFrom("summaries").where("submission_id", "=", id).returning("inspection_id").execute();
  const reopened = summary.length > 0 && row.stage === "inspector";
  if (reopened) {
    await dropAppraisal(transaction, { id: inspectionId, state: from }, personId, at);
    await transaction.updateTable("inspections").set({ state: "open" }).where("id", "=", inspectionId).execute();
  }
  const action = "submission.withdrawn" as const;
  const to = reopened ? "open" : from;
  await recordHistory(transaction, at, [{ inspectionId, actorId: personId, action, from, to, personId, submissionId: id, reason }]);
  await recordDeeds(transaction, now, [{ actorId: personId, action, subject: id, contentHash: hashOf(withdrawal) }]);
}

async function loadLateDecisions(database: Kysely<Tables>, ids: readonly string[]): Promise<Map<string, Row<"late_decisions">>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom("late_decisions").selectAll().where("submission_id", "in", ids).execute();
  return new Map(rows.map((row) => [row.submission_id, row]));
}

function toOwn(
  row: Row<"submissions">,
  returned: Row<"returns"> | undefined,
  late: Row<"late_decisions"> | undefined,
  outstanding: readonly string[] = [],
): Own {
  return v.parse(OwnSubmission, {
    receipt: JSON.parse(row.receipt),
    inspectionId: row.inspection_id,
    status: row.status,
    replacedBy: row.replaced_by,
    outstanding,
    returned: returned ? { at: returned.returned_at, reason: returned.reason } : null,
    late: late ? { accepted: Number(late.accepted) === 1, at: late.decided_at, reason: late.reason } : null,
    document: JSON.parse(row.document),
  });
}
