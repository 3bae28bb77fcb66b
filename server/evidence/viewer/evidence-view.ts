import type { Kysely } from "kysely";
import type { Evidence } from "../../../shared/sheets/answer.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { sha256 } from "../../host/hash.ts";
import type { EvidenceStore } from "../evidence-store.ts";
import { type Asked, entryOf, findPieces, type InspectionPieces, isAsked, type Piece, type PiecesReader, type Place } from "./pieces.ts";
import { loadReceivedFile, type ShownFile } from "./shown-file.ts";

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
    readonly status: Row<"submissions">["status"];
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

/** `undefined` for what this reader may not see in a sheet (`findPieces`), or stands in none. */
export async function findEvidenceView(
  read: Kysely<Tables>,
  store: EvidenceStore,
  inspectionId: string,
  asked: Asked,
  reader: PiecesReader,
): Promise<EvidenceView | undefined> {
  const own = await findPieces(read, inspectionId, asked, reader);
  const each = onceEach(own?.pieces ?? []);
  const at = each.findIndex((piece) => isAsked(piece, asked));
  const piece = each[at];
  if (!own || !piece) return undefined;
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
      status: sheet.status,
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
    .selectFrom("evidence")
    .select("received_at")
    .where("submission_id", "=", submissionId)
    .where("criterion_id", "=", criterionId)
    .where("content_hash", "=", hash)
    .executeTakeFirst();
  // Whether somebody else has sent it is not told.
  if (!row?.received_at) return { state: "outstanding", isPicture: false, receivedAt: null, deleted: null };
  return await loadReceivedFile(read, store, hash, row.received_at);
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
