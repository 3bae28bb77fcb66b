import type { Transaction } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import type { Receipt, Submission } from "../../shared/sheets/submission.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { StoredReceipt } from "../inspections/stored-sheets.ts";
import { summaryOf } from "../inspections/summaries.ts";
import { type Head, lockHead } from "../ledger/audit.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import { loadUnitIds } from "../people/people.ts";
import { type Admission, type Author, admit, type Named, type Scene, sheetKey } from "./admission.ts";
import type { Arrival, Recorded } from "./arrival.ts";
import { noWrites, replaceBy, type Writes, write } from "./batch-writes.ts";
import { receive } from "./received.ts";
import { loadScenes } from "./scenes.ts";
import { type Opening, openSurprise } from "./surprise.ts";

/*
 * Score sheets on their way in. What arrives in one turn of the event loop is recorded together (recorder.ts): what the server holds of
 * its inspections is read (scenes.ts), each sheet is admitted by the rules (admission.ts) and gets its place in the chain and its receipt
 * (received.ts), and all is written at once (batch-writes.ts). A surprise inspection comes with its sheet (surprise.ts). The author looks
 * up and takes back what is theirs in own-submissions.ts; rebuild.ts computes the figures again.
 */

/** What became of one arrival. */
export type Outcome = Recorded | Refusal;

interface Stored {
  readonly authorId: string;
  readonly inspectionId: string;
  readonly contentHash: string;
  readonly status: string;
  readonly receipt: Receipt;
}

/**
 * Stores what arrived together in one transaction and answers each in its order: the receipt, the first receipt again, or the refusal.
 * Every rule is checked inside the transaction, which holds the audit chain's head: what is read here does not change until the commit.
 * An outage throws, and nothing is stored.
 */
export async function recordBatch(
  database: Database,
  keys: SigningKeys,
  instanceId: string,
  arrivals: readonly Arrival[],
): Promise<Outcome[]> {
  return await database.write.transaction().execute(async (transaction) => {
    const batch = await openBatch(transaction, database, arrivals);
    const outcomes: Outcome[] = [];
    for (const arrival of arrivals) outcomes.push(await answer(batch, arrival, keys, instanceId));
    await write(transaction, batch.writes);
    return outcomes;
  });
}

interface Batch {
  readonly transaction: Transaction<Tables>;
  readonly database: Database;
  readonly stored: Map<string, Stored>;
  readonly scenes: Map<string, Scene>;
  readonly writes: Writes;
  /** The unit that an account scores, by the account's id. */
  readonly unitIds: ReadonlyMap<string, string>;
  head: Head;
}

async function openBatch(transaction: Transaction<Tables>, database: Database, arrivals: readonly Arrival[]): Promise<Batch> {
  const head = await lockHead(transaction);
  const submissions = arrivals.map((arrival) => arrival.submission);
  const named = new Set(submissions.flatMap(({ id, replaces }) => (replaces ? [id, replaces.id] : [id])));
  const rows = await transaction
    .selectFrom("submissions")
    .select(["id", "author_id", "inspection_id", "content_hash", "status", "receipt"])
    .where("id", "in", [...named])
    .execute();
  const stored = new Map<string, Stored>();
  for (const row of rows) {
    const { author_id: authorId, inspection_id: inspectionId, content_hash: contentHash, status } = row;
    stored.set(row.id, { authorId, inspectionId, contentHash, status, receipt: v.parse(StoredReceipt, row.receipt) });
  }
  const inspections = new Set(submissions.filter(({ id }) => !stored.has(id)).map(({ inspectionId }) => inspectionId));
  const scenes = await loadScenes(transaction, checklistsOf(database.read), [...inspections]);
  const unitIds = await loadUnitIds(
    transaction,
    arrivals.filter(({ who }) => who.scope === "unit").map(({ who }) => who.personId),
  );
  return { transaction, database, stored, scenes, writes: noWrites(), unitIds, head };
}

async function answer(batch: Batch, arrival: Arrival, keys: SigningKeys, instanceId: string): Promise<Outcome> {
  const { submission, who, contentHash } = arrival;
  const first = batch.stored.get(submission.id);
  if (first) {
    if (first.authorId !== who.personId) return new Refusal("not-found");
    if (first.contentHash !== contentHash) return new Refusal("id-taken", { stored: first.contentHash, sent: contentHash });
    return { receipt: first.receipt, created: false };
  }
  try {
    const known = batch.scenes.get(submission.inspectionId);
    const opened = known ?? (await openFor(batch, arrival));
    const scene = opened && "opening" in opened ? opened.scene : opened;
    const author = authorOf(batch, arrival);
    const admission = admit(submission, author, scene, namedIn(batch, arrival), {
      at: new Date(arrival.receivedAt),
      clockFarOff: arrival.clockFarOff,
    });
    if (opened && "opening" in opened) {
      batch.scenes.set(submission.inspectionId, opened.scene);
      batch.writes.openings.set(submission.inspectionId, opened.opening);
    }
    const receipt = admitted(batch, arrival, admission, keys, instanceId);
    if (scene?.appraised && admission.status === "current" && submission.stage === "inspector") {
      scene.appraised = false;
      batch.writes.unsettled.set(scene.id, who.personId);
    }
    const beside = admission.status === "late" ? scene?.sheets.get(sheetKey(author)) : {};
    scene?.sheets.set(sheetKey(author), { ...beside, [admission.status]: submission.id });
    return { receipt, created: true };
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal;
    throw refusal;
  }
}

async function openFor(
  { transaction, database }: Batch,
  { submission, who, receivedAt }: Arrival,
): Promise<{ scene: Scene; opening: Opening } | undefined> {
  const { surprise, stage } = submission;
  if (stage !== "inspector") return undefined;
  return surprise && (await openSurprise(transaction, database, { ...submission, surprise }, who.personId, receivedAt));
}

/** An account of a unit that no longer has one scores nothing. */
function authorOf({ unitIds }: Batch, { who: { personId, scope } }: Arrival): Author {
  return { personId, unitId: scope === "unit" ? (unitIds.get(personId) ?? "") : undefined };
}

function namedIn({ stored }: Batch, { submission, who }: Arrival): Named {
  const named = submission.replaces && stored.get(submission.replaces.id);
  if (!named) return "nowhere";
  const own = named.authorId === who.personId && named.inspectionId === submission.inspectionId;
  return own && named.status === "withdrawn" ? "own-withdrawn" : "other";
}

/** Puts an admitted sheet among what will be written. */
function admitted(
  batch: Batch,
  { submission, who, ...arrival }: Arrival,
  admission: Admission,
  keys: SigningKeys,
  instanceId: string,
): Receipt {
  const { writes } = batch;
  const { status, flags, sheet, replaced } = admission;
  const { contentHash } = arrival;
  const { entry, receipt, row } = receive(
    batch.head,
    {
      id: submission.id,
      inspection_id: submission.inspectionId,
      author_id: who.personId,
      stage: submission.stage,
      status,
      content_hash: contentHash,
      document: arrival.document,
      device_id: who.deviceId ?? null,
      received_at: arrival.receivedAt,
      clock_offset_ms: arrival.clockOffsetMs,
      flags,
      replaces_id: submission.replaces?.id ?? null,
    },
    keys,
    instanceId,
  );
  batch.head = entry;
  writes.entries.push(entry);
  writes.submissions.set(row.id, row);
  if (listsFiles(submission)) writes.evidence.push({ submission, authorId: row.author_id });
  for (const old of replaced) replaceBy(writes, old, row.id);
  if (status === "current") {
    const of = { inspection_id: row.inspection_id, author_id: row.author_id, stage: row.stage, submission_id: row.id };
    writes.summaries.set(`${row.inspection_id}/${row.author_id}`, summaryOf(of, sheet));
  }
  batch.stored.set(row.id, { authorId: row.author_id, inspectionId: row.inspection_id, contentHash, status, receipt });
  return receipt;
}

function listsFiles({ entries }: Submission): boolean {
  return Object.values(entries).some(({ evidence }) => evidence.some(({ type }) => type === "file"));
}
