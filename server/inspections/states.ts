import type { ExpressionBuilder, Kysely } from "kysely";
import { Refusal } from "../../shared/problem.ts";
import type { Row, Tables } from "../database/tables.ts";
import { tagOf } from "../ledger/content-tag.ts";
import { lastRecord } from "../ledger/records.ts";

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

/** Of each inspection `i`: who is waited for, who was excused after they had sent, and whose sheets are in. */
export function sheetCounts(e: ExpressionBuilder<Tables & { i: Tables["inspections"] }, "i">) {
  const scoring = e.selectFrom("positions as p").whereRef("p.inspection_id", "=", "i.id").where("p.scores", "=", 1);
  const sheets = e.selectFrom("summaries as s").whereRef("s.inspection_id", "=", "i.id").where("s.stage", "=", "inspector");
  const hasSent = e.selectFrom("summaries as own").select("own.author_id").whereRef("own.inspection_id", "=", "i.id");
  return [
    scoring
      .where("p.excused_at", "is", null)
      .select((f) => f.fn.countAll<number | string>().as("n"))
      .as("waited"),
    scoring
      .where("p.excused_at", "is not", null)
      .where("p.person_id", "in", hasSent.where("own.stage", "=", "inspector"))
      .select((f) => f.fn.countAll<number | string>().as("n"))
      .as("excusedSent"),
    sheets.select((f) => f.fn.countAll<number | string>().as("n")).as("sheets"),
  ] as const;
}

type SheetCounts = Readonly<Record<"waited" | "excusedSent" | "sheets", number | string | null>>;

/** How many sheets an inspection waits for, and how many are in, as its lead may know it: once they are read, the excused count as well. */
export function tellSheets({ waited, excusedSent, sheets }: SheetCounts, revealed: boolean): { expected: number; sent: number } {
  const [expected, sent] = [Number(waited), Number(sheets)];
  return revealed ? { expected: expected + Number(excusedSent), sent } : { expected, sent: toldSent(expected, sent) };
}

/** `tellSheets` of one inspection. */
export async function countSheets(
  database: Kysely<Tables>,
  inspectionId: string,
  revealed: boolean,
): Promise<{ expected: number; sent: number }> {
  const counted = await database
    .selectFrom("inspections as i")
    .select(sheetCounts)
    .where("i.id", "=", inspectionId)
    .executeTakeFirstOrThrow();
  return tellSheets(counted, revealed);
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

/** Another one after everything that is decided about an inspection or sent for it. `not-found`. */
export async function loadMark(read: Kysely<Tables>, inspectionId: string): Promise<string> {
  const [own, reveal] = [await lastRecord(read, "inspection", inspectionId), await lastRecord(read, "reveal", inspectionId)];
  if (own === undefined) throw new Refusal("not-found");
  return tagOf({ own, reveal: reveal ?? null });
}
