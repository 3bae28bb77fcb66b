import type { Kysely } from "kysely";
import type { DocumentState } from "../../shared/documents/document.ts";
import type { Row, Tables } from "../database/tables.ts";
import { lastRecordPosition } from "../ledger/records.ts";

/** Where in the chain stands what an inspection's documents are made of: the minutes' text, and the newest sheet that counts. */
export interface Basis {
  readonly minutes: number;
  readonly sheets: number;
}

export async function loadBasis(read: Kysely<Tables>, inspectionId: string): Promise<Basis> {
  const newest = await read
    .selectFrom("submissions")
    .select((e) => e.fn.max("position").as("position"))
    .where("inspection_id", "=", inspectionId)
    .where("status", "=", "current")
    .executeTakeFirst();
  return { minutes: await minutesPosition(read, inspectionId), sheets: Number(newest?.position ?? 0) };
}

/** Of the text of an inspection's minutes; 0 where nobody has typed any. */
export async function minutesPosition(read: Kysely<Tables>, inspectionId: string): Promise<number> {
  return (await lastRecordPosition(read, "minutes", inspectionId)) ?? 0;
}

/** A document stays as it was issued; a newer one replaces it, and a correction or another text of minutes leaves it behind. */
export function stateOf(
  { kind, position, replaced_by }: Pick<Row<"documents">, "kind" | "position" | "replaced_by">,
  { minutes, sheets }: Basis,
): DocumentState {
  if (replaced_by !== null) return "replaced";
  return Number(position) < (kind === "minutes" ? minutes : sheets) ? "outdated" : "current";
}
