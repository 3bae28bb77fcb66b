import type { Kysely } from "kysely";
import type { Tables } from "../database/tables.ts";

/** Somebody of the team before the reveal. */
export interface Sender {
  /** `null`: a surprise inspection came with this position, and nobody holds it yet. */
  readonly name: string | null;
  readonly position: string;
  readonly scores: boolean;
  readonly excused: boolean;
  /** When their first sheet that was not taken back came. */
  readonly sentAt: string | null;
}

/** Who has sent, and when; `personId`: theirs alone. Whom it may be told, the caller asks. */
export async function loadSenders(read: Kysely<Tables>, inspectionId: string, personId?: string): Promise<Sender[]> {
  const team = read
    .selectFrom("positions as p")
    .leftJoin("people as w", "w.id", "p.person_id")
    .select(["p.person_id", "p.position", "p.scores", "p.excused_at", "w.name"])
    .where("p.inspection_id", "=", inspectionId)
    .orderBy("p.position")
    .orderBy("w.name")
    .orderBy("p.person_id");
  const members = await (personId === undefined ? team : team.where("p.person_id", "=", personId)).execute();
  const sheets = await read
    .selectFrom("submissions")
    .select(["author_id", "received_at"])
    .where("inspection_id", "=", inspectionId)
    .where("stage", "=", "inspector")
    .where("status", "in", ["current", "replaced"])
    .orderBy("received_at", "desc")
    .execute();
  // Of several the first is kept: that a sheet was replaced is not told.
  const first = new Map(sheets.map((sheet) => [sheet.author_id, sheet.received_at]));
  return members.map((member) => ({
    name: member.name,
    position: member.position,
    scores: Number(member.scores) === 1,
    excused: member.excused_at !== null,
    sentAt: first.get(member.person_id) ?? null,
  }));
}
