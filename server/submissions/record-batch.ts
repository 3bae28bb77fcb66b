import type { Transaction } from "kysely";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Receipt } from "../../shared/sheets/submission.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import { inParts } from "../database/in-parts.ts";
import type { Database } from "../database/open.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { evidenceRows, type Listed } from "../evidence/evidence.ts";
import { getInspection } from "../inspections/inspections.ts";
import { revealWhereAllSent } from "../inspections/reveal.ts";
import { StoredReceipt } from "../inspections/stored-sheets.ts";
import { saveSummaries, summaryOf } from "../inspections/summaries.ts";
import { appendEntries, entryAfter, type Head, lockHead, noteTampering, recordThings } from "../ledger/audit.ts";
import type { Deed } from "../ledger/deeds.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import { type Thing, wholeInspection } from "../ledger/records.ts";
import { loadUnitIds } from "../people/people.ts";
import { type Admission, type Author, admit, type Named, type Scene, sheetKey } from "./admission.ts";
import { dropAppraisal } from "./appraisal-drop.ts";
import type { Arrival, Recorded } from "./arrival.ts";
import { loadScenes, type Opening, openSurprise } from "./scenes.ts";

/** What became of one arrival. */
export type Outcome = Recorded | Refusal;

interface Stored {
  readonly authorId: string;
  readonly inspectionId: string;
  readonly contentHash: string;
  readonly status: string;
  readonly receipt: Receipt;
}

/** All that the batch will write, gathered in memory first, so that each table takes one statement. */
interface Writes {
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
    for (const arrival of arrivals) outcomes.push(await settle(batch, arrival, keys, instanceId));
    await write(batch);
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
  const writes: Writes = {
    openings: new Map(),
    submissions: new Map(),
    summaries: new Map(),
    entries: [],
    evidence: [],
    replaced: new Map(),
    unsettled: new Map(),
  };
  const unitIds = await loadUnitIds(
    transaction,
    arrivals.filter(({ who }) => who.scope === "unit").map(({ who }) => who.personId),
  );
  return { transaction, database, stored, scenes, writes, unitIds, head };
}

async function settle(batch: Batch, arrival: Arrival, keys: SigningKeys, instanceId: string): Promise<Outcome> {
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
function admitted(batch: Batch, arrival: Arrival, admission: Admission, keys: SigningKeys, instanceId: string): Receipt {
  const { submission, who, contentHash, receivedAt } = arrival;
  const { writes } = batch;
  const entry = entryAfter(batch.head, receivedAt, receivedDeed(submission.id, who.personId, contentHash));
  batch.head = entry;
  writes.entries.push(entry);
  const status = admission.status === "late" ? "late" : "accepted";
  const receipt = signReceipt(keys, {
    submissionId: submission.id,
    contentHash,
    position: entry.position,
    receivedAt,
    instanceId,
    status,
    flags: admission.flags,
  });
  const row = {
    id: submission.id,
    inspection_id: submission.inspectionId,
    author_id: who.personId,
    stage: submission.stage,
    status: admission.status,
    content_hash: contentHash,
    document: arrival.document,
    device_id: who.deviceId ?? null,
    received_at: receivedAt,
    clock_offset_ms: arrival.clockOffsetMs,
    flags: JSON.stringify(admission.flags),
    position: entry.position,
    receipt: JSON.stringify(receipt),
    replaces_id: submission.replaces?.id ?? null,
    replaced_by: null,
    withdrawn_at: null,
    withdraw_reason: null,
  };
  writes.submissions.set(submission.id, row);
  if (Object.values(submission.entries).some(({ evidence }) => evidence.some(({ type }) => type === "file")))
    writes.evidence.push({ submission, authorId: row.author_id });
  for (const old of admission.replaced) replaceBy(writes, old, submission.id);
  if (admission.status === "current") {
    const of = { inspection_id: row.inspection_id, author_id: row.author_id, stage: row.stage, submission_id: row.id };
    writes.summaries.set(`${row.inspection_id}/${row.author_id}`, summaryOf(of, admission.sheet));
  }
  const { inspectionId } = submission;
  batch.stored.set(submission.id, { authorId: who.personId, inspectionId, contentHash, status: admission.status, receipt });
  return receipt;
}

/** Every stored submission stands in the audit by this deed, at the position that its receipt names. */
export function receivedDeed(submissionId: string, actorId: string, contentHash: string): Deed {
  return { actorId, action: "submission.received", subject: submissionId, contentHash };
}

export function signReceipt(keys: SigningKeys, of: Omit<Receipt, "keyId" | "signature">): Receipt {
  const claims = { ...of, keyId: keys.keyId };
  return { ...claims, signature: keys.sign(canonicalJson(claims)) };
}

function replaceBy(writes: Writes, old: string, id: string): void {
  // A unit's self-score may be replaced by another account of the unit: the figures of the old one stand under another author.
  for (const [key, summary] of writes.summaries) if (summary.submission_id === old) writes.summaries.delete(key);
  const here = writes.submissions.get(old);
  if (here) writes.submissions.set(old, { ...here, status: "replaced", replaced_by: id });
  else writes.replaced.set(old, id);
}

async function write({ transaction, writes }: Batch): Promise<void> {
  if (writes.submissions.size === 0) return;
  if (writes.openings.size > 0) {
    const openings = [...writes.openings.values()];
    await transaction
      .insertInto("inspections")
      .values(openings.map(({ inspection }) => inspection))
      .execute();
    await transaction
      .insertInto("positions")
      .values(openings.flatMap(({ positions }) => positions))
      .execute();
  }
  await appendEntries(transaction, writes.entries);
  // The old sheet gives up its place before the new one takes it: the index of current sheets allows no two.
  for (const [old, id] of writes.replaced) {
    await transaction.updateTable("submissions").set({ status: "replaced", replaced_by: id }).where("id", "=", old).execute();
    if (writes.submissions.get(id)?.stage === "self") await transaction.deleteFrom("summaries").where("submission_id", "=", old).execute();
  }
  const inserted = await transaction
    .insertInto("submissions")
    .values([...writes.submissions.values()])
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .execute();
  if (inserted.length !== writes.submissions.size) throw new Error("a submission was stored by somebody else meanwhile");
  if (writes.evidence.length > 0) {
    const listed = await evidenceRows(transaction, writes.evidence);
    for (const part of inParts(listed)) await transaction.insertInto("evidence").values(part).execute();
  }
  await saveSummaries(transaction, [...writes.summaries.values()]);
  await unsettle(transaction, writes);
  const touched = new Set([...writes.summaries.values()].map((summary) => summary.inspection_id));
  const last = writes.entries.at(-1);
  const revealed = await revealWhereAllSent(transaction, [...touched], last?.at ?? "");
  const things: Thing[] = [...writes.openings.keys(), ...writes.unsettled.keys()].flatMap(wholeInspection);
  for (const id of revealed) things.push({ kind: "reveal", id });
  await recordThings(transaction, last?.at ?? "", things, "system");
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
