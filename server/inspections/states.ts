import type { Kysely } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { Row, Tables } from "../database/tables.ts";

/** States in which everybody has sent; in all others nothing of a sheet is read (blind). */
export const revealedStates = ["submitted", "returned", "settled", "concluded"] as const;

/** Whether sheets are read: everybody has sent, or had before one was given back. */
export function isRevealed({ state }: { readonly state: string }): boolean {
  return revealedStates.some((revealed) => revealed === state);
}

/** Where it was called off, nothing is sent or decided any more. `inspection-cancelled`. */
export function demandNotCancelled({ state }: { readonly state: string }): void {
  if (state === "cancelled") throw new Refusal("inspection-cancelled");
}

/** Before anything that a conclusion ends. `inspection-concluded`. */
export function demandNotConcluded({ state }: { readonly state: string }): void {
  if (state === "concluded") throw new Refusal("inspection-concluded");
}

/**
 * How many sheets are told to be in while points are hidden, never who sent them. One who had sent may be excused all the same: the
 * answer must not say that they had, and neither may a number that is as high as what is waited for, or higher.
 */
export function toldSent(expected: number, sheets: number): number {
  return Math.max(0, Math.min(sheets, expected - 1));
}

/** How many sheets an inspection waits for, and how many are in, as its lead may know it. */
export async function countSheets(
  database: Kysely<Tables>,
  inspectionId: string,
  revealed: boolean,
): Promise<{ expected: number; sent: number }> {
  const scoring = await database
    .selectFrom("positions")
    .select(["person_id", "excused_at"])
    .where("inspection_id", "=", inspectionId)
    .where("scores", "=", 1)
    .execute();
  const sheets = await database
    .selectFrom("summaries")
    .select("author_id")
    .where("inspection_id", "=", inspectionId)
    .where("stage", "=", "inspector")
    .execute();
  const authors = new Set(sheets.map((sheet) => sheet.author_id));
  const expected = scoring.filter((one) => one.excused_at === null || (revealed && authors.has(one.person_id))).length;
  return { expected, sent: revealed ? authors.size : toldSent(expected, authors.size) };
}

/** The refusal of what waits for every sheet: how many are missing, as far as it may be told; `no-sheets` where nobody is waited for. */
export async function notAllSent(database: Kysely<Tables>, inspectionId: string): Promise<Refusal> {
  const { expected, sent } = await countSheets(database, inspectionId, false);
  return expected === 0 ? new Refusal("no-sheets") : new Refusal("not-all-sent", { missing: String(expected - sent) });
}

/** What nobody may see or do before everybody has sent: `not-all-sent`, `no-sheets`, `inspection-cancelled`. */
export async function demandRevealed(database: Kysely<Tables>, inspection: Pick<Row<"inspections">, "id" | "state">): Promise<void> {
  demandNotCancelled(inspection);
  if (!isRevealed(inspection)) throw await notAllSent(database, inspection.id);
}
