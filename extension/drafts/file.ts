import * as v from "valibot";
import { Draft } from "../../shared/sheets/draft.ts";
import { vietnamDay } from "../../shared/text.ts";
import { announce } from "./changed.ts";
import { write } from "./database.ts";
import { openDraftOf, putDraft } from "./drafts.ts";
import { OutboxItem } from "./outbox-item.ts";

/** A file of sheets: to carry them to another device, or to hand a record that cannot be read to somebody who can. */
const SheetFile = v.object({
  phieuCham: v.literal("sheets"),
  format: v.literal(1),
  drafts: v.array(v.unknown()),
  outbox: v.array(v.unknown()),
});

export interface Sheets {
  readonly drafts?: readonly unknown[];
  readonly outbox?: readonly unknown[];
}

/** Readable JSON; records go in as they are, broken ones too. Works for what is only in memory as well. */
export function sheetFile({ drafts = [], outbox = [] }: Sheets, now: Date): { name: string; text: string } {
  const name = `phieu-cham-${vietnamDay(now)}-${now.toISOString().slice(11, 19).replaceAll(":", "")}.json`;
  return { name, text: JSON.stringify({ phieuCham: "sheets", format: 1, exportedAt: now.toISOString(), drafts, outbox }, null, 1) };
}

export interface Imported {
  readonly drafts: readonly Draft[];
  /** The copy here is as new or newer, or another sheet of this inspection is open. */
  readonly kept: number;
  /** The sheet has left already: it is in the outbox. */
  readonly queued: number;
  readonly unreadable: number;
}

/**
 * Takes drafts from a file; sheets that waited or were refused come back as drafts, with what they were. An older copy is never
 * written over a newer one. `undefined`: not a file of ours.
 */
export async function importSheets(text: string): Promise<Imported | undefined> {
  const file = v.safeParse(SheetFile, parseJson(text));
  if (!file.success) return undefined;
  const read = [...file.output.drafts.map((raw) => v.safeParse(Draft, raw)), ...file.output.outbox.map(readItem)];
  const drafts = read.flatMap((one) => (one.success ? [one.output] : []));
  const imported: Draft[] = [];
  let [kept, queued] = [0, 0];
  for (const draft of drafts) {
    const outcome = await importDraft(draft);
    if (outcome === "imported") imported.push(draft);
    else if (outcome === "kept") kept += 1;
    else queued += 1;
  }
  if (imported.length > 0) announce("drafts");
  return { drafts: imported, kept, queued, unreadable: read.length - drafts.length };
}

async function importDraft(draft: Draft): Promise<"imported" | "kept" | "queued"> {
  return await write(["drafts", "outbox"], async (transaction) => {
    const waiting = (await transaction.objectStore("outbox").getAll()).map((raw) => v.safeParse(OutboxItem, raw));
    if (waiting.some((item) => item.success && item.output.draft.id === draft.id && item.output.state !== "accepted")) return "queued";
    const raw = await transaction.objectStore("drafts").get(draft.id);
    const here = v.safeParse(Draft, raw);
    // Nothing is written over a record that cannot be read either.
    if (raw !== undefined && (!here.success || here.output.revision >= draft.revision)) return "kept";
    const open = await openDraftOf(transaction, draft);
    if (open && open.id !== draft.id) return "kept";
    await putDraft(transaction, draft);
    return "imported";
  });
}

function readItem(raw: unknown) {
  const item = v.safeParse(OutboxItem, raw);
  return v.safeParse(Draft, item.success ? item.output.draft : undefined);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
