import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import type { InspectionHistory } from "../../shared/decisions/appraisal.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { stored } from "../database/stored.ts";
import type { Row, Tables } from "../database/tables.ts";
import type { HistoryName } from "../ledger/deeds.ts";
import { getInspection } from "./inspections.ts";
import { isRevealed } from "./states.ts";
import { StoredSubmission } from "./stored-sheets.ts";

type Item = InspectionHistory["history"][number];
/** A field that is other than before: its name, and both values. */
export type Change = Item["changes"][number];

/** Something that happened to an inspection; `from` and `to` are its state before and after. */
export interface Happening {
  readonly inspectionId: string;
  readonly actorId: string;
  readonly action: HistoryName;
  readonly from: string;
  readonly to: string;
  readonly personId?: string;
  readonly submissionId?: string;
  readonly reason?: string;
  /** Fields that are other than before, beside the state. */
  readonly changes?: readonly Change[];
}

/** Writes what happened into the inspections' histories, in the transaction that does it. */
export async function recordHistory(transaction: Transaction<Tables>, at: string, happenings: readonly Happening[]): Promise<void> {
  if (happenings.length === 0) return;
  const rows = happenings.map(({ inspectionId, actorId, action, from, to, personId, submissionId, reason, changes }) => ({
    id: newId(Date.parse(at), inTurn()),
    inspection_id: inspectionId,
    at,
    actor_id: actorId,
    action,
    person_id: personId ?? null,
    submission_id: submissionId ?? null,
    reason: reason ?? null,
    changes: JSON.stringify([...(from === to ? [] : [{ field: "state", from, to }]), ...(changes ?? [])]),
  }));
  await transaction.insertInto("inspection_history").values(rows).execute();
}

let written = 0;

/** What happens in one instant is read back in the order it was written: the first twelve random bits of its id count. */
function inTurn(): Uint8Array<ArrayBuffer> {
  const random = crypto.getRandomValues(new Uint8Array(10));
  new DataView(random.buffer).setUint16(0, written++ & 0x0fff);
  return random;
}

const StoredChanges = stored(v.array(v.object({ field: v.string(), from: v.unknown(), to: v.unknown() })));
const StoredStatus = stored(v.object({ status: v.string() }));

/** What is shown while points are hidden: nothing that a sheet did, and no state, which tells how far they are. */
export const shownBlind: ReadonlySet<string> = new Set<HistoryName>([
  "inspection.opened",
  "inspection.changed",
  "inspection.cancelled",
  "inspection.adjusted",
  "inspection.adjusted-by-scorer",
  "inspector.excused",
  "inspector.excuseUndone",
  "minutes.written",
  "minutes.signed",
  "minutes.refused",
  "minutes.waived",
  "document.issued",
  "inspector.reminded",
]);

/** Everything that happened to an inspection, the oldest first; of what was sent nothing before the reveal. `not-found`. */
export async function loadHistory(read: Kysely<Tables>, inspectionId: string): Promise<InspectionHistory> {
  const inspection = await getInspection(read, inspectionId);
  const rows = await read
    .selectFrom("inspection_history")
    .selectAll()
    .where("inspection_id", "=", inspectionId)
    .orderBy("at")
    .orderBy("id")
    .execute();
  const opened: Item = {
    ...nothing,
    at: inspection.opened_at,
    actorId: inspection.opened_by,
    action: "inspection.opened" satisfies HistoryName,
  };
  const happened = rows.map(
    (row): Item => ({
      at: row.at,
      actorId: row.actor_id,
      action: row.action,
      personId: row.person_id,
      submissionId: row.submission_id,
      reason: row.reason,
      changes: v.parse(StoredChanges, row.changes),
    }),
  );
  if (!isRevealed(inspection)) {
    const blind = [opened, ...happened].filter(({ action }) => shownBlind.has(action));
    return { history: blind.map((item) => ({ ...item, changes: item.changes.filter(({ field }) => field !== "state") })) };
  }
  const sheets = await read.selectFrom("submissions").selectAll().where("inspection_id", "=", inspectionId).orderBy("position").execute();
  // What is older stands first; of one instant, what was sent before what it brought about.
  const history = [opened, ...sent(sheets), ...happened].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1));
  return { history };
}

const nothing = { personId: null, submissionId: null, reason: null, changes: [] };

function sent(rows: readonly Row<"submissions">[]): Item[] {
  const documents = new Map(rows.map((row) => [row.id, v.parse(StoredSubmission, row.document)]));
  return rows.map((row) => {
    const now = documents.get(row.id);
    const before = row.replaces_id === null ? undefined : documents.get(row.replaces_id);
    return {
      at: row.received_at,
      actorId: row.author_id,
      action: `submission.${row.stage}.${isLate(row) ? "late" : row.replaces_id === null ? "received" : "replaced"}`,
      personId: row.author_id,
      submissionId: row.id,
      reason: now?.replaces?.reason ?? null,
      changes: now && before ? differences(before, now) : [],
    };
  });
}

/** Late when it came, whatever was decided about it since: its receipt says so. */
function isLate({ receipt }: Row<"submissions">): boolean {
  return v.parse(StoredStatus, receipt).status === "late";
}

const compared = ["points", "answer", "knockedOut", "note", "evidence"] as const;

/** What differs between two sheets, field by field: `DDCV-01.points`, `index`. An absent field is `null`. */
export function differences(before: Submission, after: Submission): Change[] {
  const changes: Change[] = [];
  const compare = (field: string, from: unknown, to: unknown) => {
    if (canonicalJson(from ?? null) !== canonicalJson(to ?? null)) changes.push({ field, from: from ?? null, to: to ?? null });
  };
  compare("index", before.index, after.index);
  for (const criterion of new Set([...Object.keys(before.entries), ...Object.keys(after.entries)].sort())) {
    for (const field of compared) compare(`${criterion}.${field}`, before.entries[criterion]?.[field], after.entries[criterion]?.[field]);
  }
  return changes;
}
