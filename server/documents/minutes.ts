import type { Kysely } from "kysely";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { emptyMinutes, Minutes } from "../../shared/documents/document.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import { stored } from "../database/stored.ts";
import type { Row, Tables } from "../database/tables.ts";
import { type Actor, amid } from "../inspections/amid.ts";
import { minutesStandOf } from "../inspections/minutes-stand.ts";
import { demandNotCancelled, demandNotConcluded } from "../inspections/states.ts";
import { hashOf } from "../ledger/audit.ts";

/*
 * Minutes (biên bản): what head or secretary typed on the spot. They hold facts and requests, and nothing of any sheet: who writes them may
 * not know points. What is printed of them is filled like every document (document-data.ts); what came back on paper is in
 * inspections/minutes-stand.ts.
 */

/** `minutes.document`. */
export const StoredMinutes = stored(Minutes);

/** Minutes as they stand. `revision` 0: nobody has typed any. */
export interface WrittenMinutes {
  readonly minutes: Minutes;
  readonly revision: number;
  readonly writtenAt: string | null;
  readonly writtenByName: string | null;
}

export async function loadMinutes(read: Kysely<Tables>, inspectionId: string): Promise<WrittenMinutes> {
  const row = await read
    .selectFrom("minutes as m")
    .leftJoin("people as p", "p.id", "m.written_by")
    .selectAll("m")
    .select("p.name")
    .where("m.inspection_id", "=", inspectionId)
    .executeTakeFirst();
  if (!row) return { minutes: emptyMinutes, revision: 0, writtenAt: null, writtenByName: null };
  const { document, revision, written_at: writtenAt, name, written_by } = row;
  return { minutes: v.parse(StoredMinutes, document), revision: Number(revision), writtenAt, writtenByName: name ?? written_by };
}

/** How the last minutes were headed: the next ones begin with the same. */
export async function loadUsualHead(read: Kysely<Tables>): Promise<Pick<Minutes, "authority" | "body" | "madeAt" | "copies">> {
  const row = await read.selectFrom("minutes").select("document").orderBy("written_at", "desc").limit(1).executeTakeFirst();
  const { authority, body, madeAt, copies } = row ? v.parse(StoredMinutes, row.document) : emptyMinutes;
  return { authority, body, madeAt, copies };
}

/**
 * Stores minutes over the revision that was read; the same text again changes nothing. `minutes-changed` where somebody has stored others
 * since, `inspection-concluded`, `minutes-signed` once paper was signed or refused. `not-found`.
 */
export async function writeMinutes(
  database: Database,
  inspectionId: string,
  { minutes, seen }: { readonly minutes: Minutes; readonly seen: number },
  actor: Actor,
): Promise<number> {
  return await amid(database, inspectionId, actor, async ({ transaction, inspection, at, tells, records }) => {
    const before = await loadMinutes(transaction, inspectionId);
    if (before.revision > 0 && canonicalJson(before.minutes) === canonicalJson(minutes)) return before.revision;
    demandNotCancelled(inspection);
    demandNotConcluded(inspection);
    const stand = await minutesStandOf(transaction, inspectionId);
    if (stand === "signed" || stand === "refused") throw new Refusal("minutes-signed");
    if (before.revision !== seen) throw new Refusal("minutes-changed", { by: before.writtenByName ?? "" });
    const revision = seen + 1;
    const row: Row<"minutes"> = {
      inspection_id: inspectionId,
      revision,
      document: canonicalJson(minutes),
      written_by: actor.actorId,
      written_at: at,
    };
    await transaction
      .insertInto("minutes")
      .values(row)
      .onConflict((conflict) => conflict.column("inspection_id").doUpdateSet({ ...row }))
      .execute();
    await tells("minutes.written");
    await records("minutes.written", inspectionId, { hash: hashOf(minutes), revision });
    return revision;
  });
}
