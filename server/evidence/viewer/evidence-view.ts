import type { Kysely } from "kysely";
import { Refusal } from "../../../shared/problem.ts";
import type { Evidence } from "../../../shared/sheets/answer.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { sha256 } from "../../host/hash.ts";
import type { EvidenceStore } from "../evidence-store.ts";
import { entryOf, type InspectionPieces, loadPieces, type Piece, type PiecesReader, type Place } from "./pieces.ts";

/** Which piece is looked at: a file by the hash of its bytes, a quotation by its place. */
export type Asked = { readonly sha256: string } | Place;

/**
 * How a file is: `outstanding` has not come from who lists it, `deleted` left a tombstone, `missing` is not on the disk, `differs` is no
 * longer what was sent.
 */
type FileState = "whole" | "outstanding" | "deleted" | "missing" | "differs";

interface ShownFile {
  readonly state: FileState;
  /** By its first bytes: it is shown in the page. */
  readonly isPicture: boolean;
  /** When its bytes came from who lists it. */
  readonly receivedAt: string | null;
  readonly deleted: { readonly at: string; readonly by: string; readonly reason: string } | null;
}

/** A piece as others name it. */
export interface NamedPiece extends Place {
  readonly evidence: Evidence;
  readonly authorName: string;
  readonly stage: Row<"submissions">["stage"];
}

interface Link {
  readonly position: number;
  readonly hash: string;
  readonly at: string;
}

/** One piece of evidence with all that is known of it. */
export interface EvidenceView {
  readonly inspectionId: string;
  readonly unitName: string;
  /** When the points were frozen. */
  readonly concludedAt: string | null;
  readonly piece: NamedPiece;
  readonly criterion: Piece["criterion"];
  /** Which of how many. */
  readonly number: number;
  readonly count: number;
  readonly previous: NamedPiece | null;
  readonly next: NamedPiece | null;
  /** It and its neighbours, in their order. */
  readonly around: readonly NamedPiece[];
  /** Where it stands, with what was given there and what the lead settled; `undefined`: not scored, `null`: not applicable. */
  readonly uses: readonly {
    readonly criterion: Piece["criterion"];
    readonly authorName: string;
    readonly stage: NamedPiece["stage"];
    readonly points: number | null | undefined;
    readonly appraised: number | null | undefined;
  }[];
  /** `null`: a quotation. */
  readonly file: ShownFile | null;
  /** The sheet that lists it. */
  readonly sheet: {
    readonly receivedAt: string;
    readonly contentHash: string;
    /** Its bytes are still those that were received. */
    readonly matches: boolean;
    readonly position: number;
  };
  /** The entry of the chain that received the sheet, and its neighbours: nothing of them before the reveal, which would tell of others. */
  readonly chain: readonly Link[];
}

/** How many pieces are shown on either side. */
const beside = 3;

/** `not-found` for what this reader may not see (`loadPieces`), or is not there. */
export async function loadEvidenceView(
  read: Kysely<Tables>,
  store: EvidenceStore,
  inspectionId: string,
  asked: Asked,
  reader: PiecesReader,
): Promise<EvidenceView> {
  const own = await loadPieces(read, inspectionId, reader);
  const each = onceEach(own.pieces);
  const at = each.findIndex((piece) => isAsked(piece, asked));
  const piece = each[at];
  if (!piece) throw new Refusal("not-found");
  const { sheet, criterion } = piece;
  const { inspection, unit } = own;
  return {
    inspectionId,
    unitName: unit.name,
    concludedAt: inspection.concluded_at,
    piece: named(piece),
    criterion,
    number: at + 1,
    count: each.length,
    previous: namedOrNone(each[at - 1]),
    next: namedOrNone(each[at + 1]),
    around: each.slice(Math.max(0, at - beside), at + beside + 1).map(named),
    uses: usesOf(piece, own),
    file: piece.evidence.type === "file" ? await loadFile(read, store, piece, piece.evidence.sha256) : null,
    sheet: {
      receivedAt: sheet.receivedAt,
      contentHash: sheet.contentHash,
      matches: await isUnchanged(read, sheet),
      position: sheet.position,
    },
    chain: await loadChain(read, sheet.position, own.all ? 1 : 0),
  };
}

/** Read anew: what is kept of a sheet for drawing is as it was when it was read first. */
async function isUnchanged(read: Kysely<Tables>, { id, contentHash }: Piece["sheet"]): Promise<boolean> {
  const row = await read.selectFrom("submissions").select("document").where("id", "=", id).executeTakeFirst();
  return row !== undefined && sha256(row.document) === contentHash;
}

/** A file once, where it stands first. */
function onceEach(pieces: readonly Piece[]): Piece[] {
  const met = new Set<string>();
  return pieces.filter(({ evidence }) => {
    if (evidence.type !== "file") return true;
    if (met.has(evidence.sha256)) return false;
    met.add(evidence.sha256);
    return true;
  });
}

function isAsked({ evidence, submissionId, criterionId, at }: Piece, asked: Asked): boolean {
  if ("sha256" in asked) return evidence.type === "file" && evidence.sha256 === asked.sha256;
  const isThere = submissionId === asked.submissionId && criterionId === asked.criterionId && at === asked.at;
  return isThere && evidence.type === "quote";
}

function named({ submissionId, criterionId, at, evidence, sheet: { authorName, stage } }: Piece): NamedPiece {
  return { submissionId, criterionId, at, evidence, authorName, stage };
}

function namedOrNone(piece: Piece | undefined): NamedPiece | null {
  return piece ? named(piece) : null;
}

function usesOf(piece: Piece, { pieces, sheets }: InspectionPieces): EvidenceView["uses"] {
  const { evidence } = piece;
  const same = (one: Piece) =>
    one === piece || (one.evidence.type === "file" && evidence.type === "file" && one.evidence.sha256 === evidence.sha256);
  const appraisal = sheets.find(({ stage }) => stage === "appraisal");
  return pieces.filter(same).map(({ criterion, sheet: { authorName, stage, submission } }) => ({
    criterion,
    authorName,
    stage,
    points: entryOf(submission, criterion.id)?.points,
    appraised: appraisal && entryOf(appraisal.submission, criterion.id)?.points,
  }));
}

async function loadFile(
  read: Kysely<Tables>,
  store: EvidenceStore,
  { submissionId, criterionId }: Piece,
  hash: string,
): Promise<ShownFile> {
  const row = await read
    .selectFrom("evidence as e")
    .leftJoin("evidence_files as f", "f.content_hash", "e.content_hash")
    .leftJoin("people as p", "p.id", "f.deleted_by")
    .select(["e.received_at", "f.deleted_at", "f.deleted_by", "f.delete_reason", "p.name"])
    .where("e.submission_id", "=", submissionId)
    .where("e.criterion_id", "=", criterionId)
    .where("e.content_hash", "=", hash)
    .executeTakeFirst();
  const receivedAt = row?.received_at ?? null;
  const none = { isPicture: false, receivedAt, deleted: null };
  // Whether somebody else has sent it is not told.
  if (receivedAt === null) return { ...none, state: "outstanding" };
  if (row?.deleted_at)
    return {
      ...none,
      state: "deleted",
      deleted: { at: row.deleted_at, by: row.name ?? row.deleted_by ?? "–", reason: row.delete_reason ?? "" },
    };
  const checked = await store.check(hash);
  if (!checked) return { ...none, state: "missing" };
  if (!checked.matches) return { ...none, state: "differs" };
  return { ...none, state: "whole", isPicture: checked.mediaType?.startsWith("image/") ?? false };
}

async function loadChain(read: Kysely<Tables>, position: number, neighbours: number): Promise<Link[]> {
  const rows = await read
    .selectFrom("audit")
    .select(["position", "hash", "at"])
    .where("position", ">=", position - neighbours)
    .where("position", "<=", position + neighbours)
    .orderBy("position")
    .execute();
  return rows.map((row) => ({ position: Number(row.position), hash: row.hash, at: row.at }));
}
