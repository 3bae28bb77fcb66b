import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { DeedName } from "./deeds.ts";

/** A place in the audit chain: what is recorded up to it was read. */
export interface Place {
  readonly position: number;
  readonly hash: string;
}

/**
 * Deeds that change one inspection's figures and nothing else. Their subject
 * is the sheet, or the inspection. Any other deed may change anything.
 */
const ofSheet: ReadonlySet<string> = new Set<DeedName>([
  "submission.received",
  "submission.withdrawn",
  "submission.returned",
  "notApplicable.approved",
  "notApplicable.refused",
]);
const ofInspection: ReadonlySet<string> = new Set<DeedName>(["inspection.concluded", "inspection.adjusted", "inspector.excused"]);

/** What rows have become stands beside the deeds that changed them, and says no more of whose they are. */
const isRecord = (action: string) => action.startsWith("record.");

/** More than this costs as much to follow as to read everything again. */
const most = 200;

/** The chain's head. Whatever was read at it holds until something is recorded: every change lengthens the chain. */
export async function loadHead(read: Kysely<Tables>): Promise<Place> {
  const { position, hash } = await read.selectFrom("audit_head").select(["position", "hash"]).where("id", "=", 1).executeTakeFirstOrThrow();
  return { position: Number(position), hash };
}

/**
 * The units whose inspections changed from one place in the chain to its head; `everything` where more was recorded than that, or too much
 * to follow. The place must still be in the chain: a database that was restored meanwhile is another one.
 */
export async function changedUnits(read: Kysely<Tables>, since: Place, head: Place): Promise<ReadonlySet<string> | "everything"> {
  const behind = head.position - since.position;
  if (behind < 1 || behind > most) return "everything";
  const [first, ...entries] = await read
    .selectFrom("audit")
    .select(["hash", "action", "subject"])
    .where("position", ">=", since.position)
    .where("position", "<=", head.position)
    .orderBy("position")
    .execute();
  const deeds = entries.filter(({ action }) => !isRecord(action));
  if (first?.hash !== since.hash || deeds.some(({ action }) => !ofSheet.has(action) && !ofInspection.has(action))) return "everything";
  const subjects = (of: ReadonlySet<string>) => deeds.filter(({ action }) => of.has(action)).map(({ subject }) => subject);
  const sheets = await read.selectFrom("submissions").select("inspection_id").where("id", "in", subjects(ofSheet)).execute();
  const inspections = [...subjects(ofInspection), ...sheets.map((row) => row.inspection_id)];
  const units = await read.selectFrom("inspections").select("unit_id").where("id", "in", inspections).execute();
  return new Set(units.map((row) => row.unit_id));
}
