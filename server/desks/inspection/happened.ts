import type { Kysely } from "kysely";
import type { Row, Tables } from "../../database/tables.ts";
import type { HistoryName } from "../../ledger/deeds.ts";
import type { InspectionView, Sheet } from "../inspection-view.ts";

/** Something that happened to an inspection that is revealed. */
export interface Happened {
  readonly at: string;
  /** Its name in the history. */
  readonly action: string;
  readonly byName: string;
  /** Whom it was about, where that is somebody else. */
  readonly ofName: string | null;
  readonly reason: string | null;
  /** Of a decision on one criterion. */
  readonly criterion: string | null;
}

/** The newest first: what the history holds, and the sheets that were sent, as they were read for the page already. */
export async function loadHappened(read: Kysely<Tables>, row: Row<"inspections">, inspection: InspectionView): Promise<Happened[]> {
  const told = await read
    .selectFrom("inspection_history as h")
    .leftJoin("people as a", "a.id", "h.actor_id")
    .leftJoin("people as p", "p.id", "h.person_id")
    .select(["h.at", "h.action", "h.actor_id", "h.person_id", "h.reason", "h.changes", "a.name as by_name", "p.name as of_name"])
    .where("h.inspection_id", "=", row.id)
    .orderBy("h.at")
    .orderBy("h.id")
    .execute();
  const opener = await read.selectFrom("people").select("name").where("id", "=", row.opened_by).executeTakeFirst();
  const { self, appraisal, current, history } = inspection;
  const sheets = [...current, ...history, ...(self ? [self] : []), ...(appraisal ? [appraisal] : [])];
  const opened: Happened = {
    at: row.opened_at,
    action: "inspection.opened" satisfies HistoryName,
    byName: opener?.name ?? row.opened_by,
    ofName: null,
    reason: null,
    criterion: null,
  };
  const all = [
    opened,
    ...sheets.flatMap(sentOf),
    ...told.map((one) => ({
      at: one.at,
      action: one.action,
      byName: one.by_name ?? one.actor_id,
      ofName: one.person_id !== null && one.person_id !== one.actor_id ? (one.of_name ?? one.person_id) : null,
      reason: one.reason,
      criterion: criterionIn(one.changes),
    })),
  ];
  return all.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1)).reverse();
}

/** A sheet's sending by its name in the history. An appraised one is told as the lead's deed. */
const sentNames = {
  self: { received: "submission.self.received", replaced: "submission.self.replaced", late: "submission.self.late" },
  inspector: { received: "submission.inspector.received", replaced: "submission.inspector.replaced", late: "submission.inspector.late" },
} as const;

function sentOf({ stage, status, replaces, receivedAt, authorName }: Sheet): Happened[] {
  if (stage === "appraisal") return [];
  const action = sentNames[stage][status === "late" ? "late" : replaces ? "replaced" : "received"];
  return [{ at: receivedAt, action, byName: authorName, ofName: null, reason: replaces?.reason ?? null, criterion: null }];
}

/** Decisions on a criterion name it in their change: `DDCV-01.choice`. */
function criterionIn(changes: string): string | null {
  return /"field":"([\w.-]+)\.(?:choice|points)"/.exec(changes)?.[1] ?? null;
}
