import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";
import type { DeedName } from "./deeds.ts";

/** A place in the audit chain: what is recorded up to it was read. */
export interface Place {
  readonly position: number;
  readonly hash: string;
}

export interface Recorded {
  readonly place: Place;
  /** The units whose inspections changed; `everything` where more was recorded than that, or too much to follow. */
  readonly units: ReadonlySet<string> | "everything";
}

/**
 * Deeds that change one inspection's figures and nothing else. Their subject is the sheet, or the inspection. Any other deed may change
 * anything.
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

/** What has been recorded since. The place must still be in the chain: a database that was restored meanwhile is another one. */
export async function recordedSince(read: Kysely<Tables>, since: Place | undefined): Promise<Recorded> {
  const head = await read.selectFrom("audit_head").select(["position", "hash"]).where("id", "=", 1).executeTakeFirstOrThrow();
  const place = { position: Number(head.position), hash: head.hash };
  if (since?.hash === place.hash) return { place, units: new Set() };
  const behind = since ? place.position - since.position : 0;
  if (!since || behind < 1 || behind > most) return { place, units: "everything" };
  const [first, ...entries] = await read
    .selectFrom("audit")
    .select(["hash", "action", "subject"])
    .where("position", ">=", since.position)
    .where("position", "<=", place.position)
    .orderBy("position")
    .execute();
  const deeds = entries.filter(({ action }) => !isRecord(action));
  if (first?.hash !== since.hash || deeds.some(({ action }) => !ofSheet.has(action) && !ofInspection.has(action)))
    return { place, units: "everything" };
  const subjects = (of: ReadonlySet<string>) => deeds.filter(({ action }) => of.has(action)).map(({ subject }) => subject);
  const sheets = await read.selectFrom("submissions").select("inspection_id").where("id", "in", subjects(ofSheet)).execute();
  const inspections = [...subjects(ofInspection), ...sheets.map((row) => row.inspection_id)];
  const units = await read.selectFrom("inspections").select("unit_id").where("id", "in", inspections).execute();
  return { place, units: new Set(units.map((row) => row.unit_id)) };
}
