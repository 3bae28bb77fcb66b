import type { Transaction } from "kysely";
import { inParts } from "../database/in-parts.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { evidenceRows, type Listed } from "../evidence/listed-evidence.ts";
import { getInspection } from "../inspections/inspections.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { saveSummaries } from "../inspections/summaries.ts";
import { appendEntries, noteTampering, recordThings } from "../ledger/audit.ts";
import { type Thing, wholeInspection } from "../ledger/records.ts";
import { dropAppraisal } from "./appraisal-drop.ts";
import type { Opening } from "./surprise.ts";

/** All that the batch will write, gathered in memory first, so that each table takes one statement. */
export interface Writes {
  readonly openings: Map<string, Opening>;
  readonly submissions: Map<string, NewRow<"submissions">>;
  readonly summaries: Map<string, NewRow<"summaries">>;
  readonly entries: NewRow<"audit">[];
  /** Sheets that list files. */
  readonly evidence: Listed[];
  /** Stored sheets that a new one replaces. */
  readonly replaced: Map<string, string>;
  /** Inspections whose appraised sheet no longer rests on what stands, and who changed that. */
  readonly unsettled: Map<string, string>;
}

/** What a batch begins with. */
export function noWrites(): Writes {
  return {
    openings: new Map(),
    submissions: new Map(),
    summaries: new Map(),
    entries: [],
    evidence: [],
    replaced: new Map(),
    unsettled: new Map(),
  };
}

/** `id` takes the place of `old`, which is stored or comes with this batch. */
export function replaceBy(writes: Writes, old: string, id: string): void {
  // A unit's self-score may be replaced by another account of the unit: the figures of the old one stand under another author.
  for (const [key, summary] of writes.summaries) if (summary.submission_id === old) writes.summaries.delete(key);
  const here = writes.submissions.get(old);
  if (here) writes.submissions.set(old, { ...here, status: "replaced", replaced_by: id });
  else writes.replaced.set(old, id);
}

/**
 * Writes what a batch gathered, in the transaction that holds the chain's head: the sheets with their entries and figures, what they open,
 * and what they bring about: an appraisal falls, an inspection is revealed.
 */
export async function write(transaction: Transaction<Tables>, writes: Writes): Promise<void> {
  if (writes.submissions.size === 0) return;
  await writeOpenings(transaction, [...writes.openings.values()]);
  await appendEntries(transaction, writes.entries);
  await writeSheets(transaction, writes);
  await unsettle(transaction, writes);
  const touched = new Set([...writes.summaries.values()].map((summary) => summary.inspection_id));
  const at = writes.entries.at(-1)?.at ?? "";
  const revealed = await revealWhereAllSent(transaction, [...touched], at);
  const things: Thing[] = [...writes.openings.keys(), ...writes.unsettled.keys()].flatMap(wholeInspection);
  for (const id of revealed) things.push({ kind: "reveal", id });
  await recordThings(transaction, at, things, "system");
}

async function writeOpenings(transaction: Transaction<Tables>, openings: readonly Opening[]): Promise<void> {
  if (openings.length === 0) return;
  const inspections = openings.map(({ inspection }) => inspection);
  await transaction.insertInto("inspections").values(inspections).execute();
  const positions = openings.flatMap((opening) => opening.positions);
  await transaction.insertInto("positions").values(positions).execute();
}

async function writeSheets(transaction: Transaction<Tables>, { submissions, summaries, evidence, replaced }: Writes): Promise<void> {
  // The old sheet gives up its place before the new one takes it: the index of current sheets allows no two.
  for (const [old, id] of replaced) {
    await transaction.updateTable("submissions").set({ status: "replaced", replaced_by: id }).where("id", "=", old).execute();
    if (submissions.get(id)?.stage === "self") await transaction.deleteFrom("summaries").where("submission_id", "=", old).execute();
  }
  const inserted = await transaction
    .insertInto("submissions")
    .values([...submissions.values()])
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .execute();
  if (inserted.length !== submissions.size) throw new Error("a submission was stored by somebody else meanwhile");
  if (evidence.length > 0) {
    const listed = await evidenceRows(transaction, evidence);
    for (const part of inParts(listed)) await transaction.insertInto("evidence").values(part).execute();
  }
  await saveSummaries(transaction, [...summaries.values()]);
}

/** A sheet that comes after the appraisal takes it along; whether all have sent is asked anew. */
async function unsettle(transaction: Transaction<Tables>, { unsettled, entries }: Writes): Promise<void> {
  const at = entries.at(-1)?.at ?? "";
  for (const [id, actorId] of unsettled) {
    await noteTampering(transaction, new Date(at), wholeInspection(id));
    const { state } = await getInspection(transaction, id);
    const to = state === "settled" ? "returned" : state;
    await dropAppraisal(transaction, { id, state }, actorId, at, to);
    await transaction.updateTable("inspections").set({ state: to }).where("id", "=", id).execute();
  }
}
