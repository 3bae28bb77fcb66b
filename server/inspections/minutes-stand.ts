import type { Kysely } from "kysely";
import type { MinutesStand } from "../../shared/documents/document.ts";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { wholeInspection } from "../ledger/records.ts";
import { type Actor, amid, type Held } from "./amid.ts";

/** What became of an inspection's minutes on paper. A waiver is a lead's word, and ends where paper comes after all. */
export async function minutesStandOf(read: Kysely<Tables>, inspectionId: string): Promise<MinutesStand> {
  return (await findStand(read, inspectionId))?.stand ?? "none";
}

/** An onsite part ends on paper: signed, refused with a reason, or waived by a lead with one. */
export async function lacksMinutes(read: Kysely<Tables>, { id, form }: Pick<Row<"inspections">, "id" | "form">): Promise<boolean> {
  return form !== "remote" && (await minutesStandOf(read, id)) === "none";
}

/** The latest word on it, with the signed scan or the reason. */
export async function findStand(
  read: Kysely<Tables>,
  inspectionId: string,
): Promise<(Row<"minutes_stands"> & { readonly recordedByName: string }) | undefined> {
  const row = await read
    .selectFrom("minutes_stands as s")
    .leftJoin("people as p", "p.id", "s.recorded_by")
    .selectAll("s")
    .select("p.name")
    .where("s.inspection_id", "=", inspectionId)
    .orderBy("s.number", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && { ...row, recordedByName: row.name ?? row.recorded_by };
}

/** A signed scan, whose bytes are in the evidence store; a refusal to sign, or the lead's waiver, with the reason. */
export type NewStand = { readonly id: string } & (
  | { readonly stand: "signed"; readonly contentHash: string; readonly fileName: string }
  | { readonly stand: "refused" | "waived"; readonly reason: string }
);

/**
 * Puts on record what became of the minutes; the same id again changes nothing. Said also after the conclusion: paper comes when it comes.
 * `id-taken` for other content, `minutes-signed` for a waiver where paper was signed or refused. `not-found`.
 */
export async function recordStand(database: Database, inspectionId: string, asked: NewStand, actor: Actor): Promise<void> {
  await amid(database, inspectionId, actor, async (held) => {
    const { transaction } = held;
    const known = await transaction.selectFrom("minutes_stands").selectAll().where("id", "=", asked.id).executeTakeFirst();
    const content = contentOf(asked);
    if (known) {
      const same = known.inspection_id === inspectionId && known.stand === asked.stand && known.content_hash === content.content_hash;
      if (!same || known.reason !== content.reason) throw new Refusal("id-taken", { stored: known.stand, sent: asked.stand });
      return;
    }
    const last = await findStand(transaction, inspectionId);
    if (asked.stand === "waived" && (last?.stand === "signed" || last?.stand === "refused")) throw new Refusal("minutes-signed");
    await addStand(held, asked, actor.actorId, Number(last?.number ?? 0) + 1);
  });
}

/** The lead's waiver where nothing was said yet, amid what rests on it. */
export async function waiveMinutes(held: Held, reason: string, { actorId, now }: Actor): Promise<void> {
  await addStand(held, { id: newId(now.getTime()), stand: "waived", reason }, actorId, 1);
}

async function addStand({ transaction, inspection, at, tells, records }: Held, asked: NewStand, actorId: string, number: number) {
  const content = contentOf(asked);
  await transaction
    .insertInto("minutes_stands")
    .values({ id: asked.id, inspection_id: inspection.id, number, stand: asked.stand, ...content, recorded_by: actorId, recorded_at: at })
    .execute();
  await tells(`minutes.${asked.stand}`, content.reason === null ? {} : { reason: content.reason });
  await records(`minutes.${asked.stand}`, asked.id, content, wholeInspection(inspection.id));
}

function contentOf(asked: NewStand) {
  if (asked.stand === "signed") return { reason: null, content_hash: asked.contentHash, file_name: asked.fileName };
  return { reason: asked.reason, content_hash: null, file_name: null };
}
