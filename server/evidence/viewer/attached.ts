import type { Kysely } from "kysely";
import * as v from "valibot";
import type { Tables } from "../../database/tables.ts";
import { getInspection } from "../../inspections/inspections.ts";
import { positionOf } from "../../inspections/scorers.ts";
import { StoredUnitName } from "../../inspections/stored-sheets.ts";
import { lastRecordPosition } from "../../ledger/records.ts";
import { hasSent } from "../evidence.ts";
import type { EvidenceStore } from "../evidence-store.ts";
import type { PiecesReader } from "./pieces.ts";
import { loadReceivedFile, type ShownFile } from "./shown-file.ts";

/** Where a file stands in an inspection beside its sheets, and who put it there when. */
export interface Attachment {
  readonly to: "finding" | "explanation" | "minutes";
  /** Of a finding or an explanation. */
  readonly criterion: string | null;
  /** The page that it stands on; `null`: not this reader's. */
  readonly path: string | null;
  readonly by: string;
  readonly at: string;
  readonly fileName: string | null;
}

/** A file that goes with an answer or with the signed minutes, with all that is known of it. */
export interface AttachedView {
  readonly inspectionId: string;
  readonly unitName: string;
  readonly hash: string;
  readonly mediaType: string;
  readonly size: number;
  readonly uses: readonly [Attachment, ...Attachment[]];
  readonly sentBy: string;
  readonly file: ShownFile;
  /** Where in the chain it stands on record. */
  readonly position: number;
}

/** What goes with answers is for leads, a scan for who writes the minutes too, and everything for who sent it (`findEvidence`). */
export async function findAttachments(
  read: Kysely<Tables>,
  inspectionId: string,
  hash: string,
  { personId, lead }: PiecesReader,
): Promise<readonly Attachment[]> {
  const sent = await hasSent(read, hash, personId);
  const position = await positionOf(read, inspectionId, personId);
  const writes = position === "head" || position === "secretary";
  const [answers, scans] = [lead || sent, lead || sent || writes];
  // Who sent the same bytes is told of what they attached themselves, not of what others proved with them.
  const ofReader = ({ by }: SaidRow) => lead || by === personId;
  const pathFor = (path: string) => (lead ? path : null);
  return [
    ...(answers ? await loadOfFindings(read, inspectionId, hash) : [])
      .filter(ofReader)
      .map((row): Attachment => ({ ...saidOf(row, "finding"), criterion: row.criterion_id, path: pathFor(`/findings/${row.id}`) })),
    ...(answers ? await loadOfExplanations(read, inspectionId, hash) : []).filter(ofReader).map((row): Attachment => {
      const settling = `/inspections/${inspectionId}/settle?criterion=${encodeURIComponent(row.criterion_id)}`;
      return { ...saidOf(row, "explanation"), criterion: row.criterion_id, path: pathFor(settling) };
    }),
    ...(scans ? await loadScans(read, inspectionId, hash) : [])
      .filter((row) => writes || ofReader(row))
      .map((row): Attachment => ({ ...saidOf(row, "minutes"), path: `/inspections/${inspectionId}/minutes`, fileName: row.file_name })),
  ];
}

/** `undefined` for what goes with nothing of this inspection that this reader may see. `not-found` where there is no inspection. */
export async function findAttachedView(
  read: Kysely<Tables>,
  store: EvidenceStore,
  inspectionId: string,
  hash: string,
  reader: PiecesReader,
): Promise<AttachedView | undefined> {
  const inspection = await getInspection(read, inspectionId);
  const [first, ...more] = await findAttachments(read, inspectionId, hash, reader);
  const file = await read
    .selectFrom("evidence_files as f")
    .leftJoin("people as p", "p.id", "f.uploaded_by")
    .select(["f.media_type", "f.size", "f.received_at", "f.uploaded_by", "p.name"])
    .where("f.content_hash", "=", hash)
    .executeTakeFirst();
  const position = await lastRecordPosition(read, "file", hash);
  if (!first || !file || position === undefined) return undefined;
  return {
    inspectionId,
    unitName: v.parse(StoredUnitName, inspection.unit_snapshot).name,
    hash,
    mediaType: file.media_type,
    size: Number(file.size),
    uses: [first, ...more],
    sentBy: file.name ?? file.uploaded_by,
    file: await loadReceivedFile(read, store, hash, file.received_at),
    position,
  };
}

interface SaidRow {
  readonly at: string;
  readonly by: string;
  readonly name: string | null;
}

function saidOf({ at, by, name }: SaidRow, to: Attachment["to"]): Attachment {
  return { to, criterion: null, path: null, by: name ?? by, at, fileName: null };
}

async function loadOfFindings(read: Kysely<Tables>, inspectionId: string, hash: string) {
  return await read
    .selectFrom("finding_evidence as e")
    .innerJoin("findings as f", "f.id", "e.finding_id")
    .innerJoin("finding_steps as s", "s.id", "e.step_id")
    .leftJoin("people as p", "p.id", "s.done_by")
    .select(["f.id", "f.criterion_id", "s.done_at as at", "s.done_by as by", "p.name"])
    .where("e.content_hash", "=", hash)
    .where("f.inspection_id", "=", inspectionId)
    .orderBy("s.done_at")
    .execute();
}

async function loadOfExplanations(read: Kysely<Tables>, inspectionId: string, hash: string) {
  return await read
    .selectFrom("explanation_evidence as e")
    .innerJoin("explanation_answers as a", "a.id", "e.answer_id")
    .innerJoin("explanations as x", "x.id", "a.explanation_id")
    .leftJoin("people as p", "p.id", "a.answered_by")
    .select(["x.criterion_id", "a.answered_at as at", "a.answered_by as by", "p.name"])
    .where("e.content_hash", "=", hash)
    .where("e.inspection_id", "=", inspectionId)
    .orderBy("a.answered_at")
    .execute();
}

async function loadScans(read: Kysely<Tables>, inspectionId: string, hash: string) {
  return await read
    .selectFrom("minutes_stands as m")
    .leftJoin("people as p", "p.id", "m.recorded_by")
    .select(["m.file_name", "m.recorded_at as at", "m.recorded_by as by", "p.name"])
    .where("m.content_hash", "=", hash)
    .where("m.inspection_id", "=", inspectionId)
    .orderBy("m.number")
    .execute();
}
