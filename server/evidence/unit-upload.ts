import { Refusal } from "../../shared/problem.ts";
import type { EvidenceType } from "../../shared/sheets/answer.ts";
import { vietnamDay } from "../../shared/text.ts";
import type { Database } from "../database/open.ts";
import { sha256 } from "../host/hash.ts";
import { listZip, ZipProblem } from "../tables/zip.ts";
import { type EvidenceStore, typeOf } from "./evidence-store.ts";
import { withoutMetadata } from "./picture-metadata.ts";
import { loadUnitUploads, noteReceived, refuseDeleted } from "./received-evidence.ts";
import type { UploadQuota } from "./upload-quota.ts";

/** What a form brings may be so large: it is looked at whole. */
export const mostFormFile = 10_000_000;

/** Where files of units go, and what they may send in a day. */
export interface UnitStore {
  readonly database: Pick<Database, "read" | "write">;
  readonly store: EvidenceStore;
  readonly quota: UploadQuota;
}

/** A file that was kept, as evidence names it. */
export interface KeptFile {
  readonly sha256: string;
  readonly mediaType: EvidenceType;
  readonly size: number;
}

/**
 * Keeps a file that somebody of a unit has sent by a form: pictures without their metadata, which are hashed as they are kept; PDF, Word
 * and Excel as they are. `evidence-type` for everything else, broken pictures and documents with macros among it; `too-large`;
 * `upload-quota`, of all accounts of the unit together.
 */
export async function keepUnitFile(
  { database, store, quota }: UnitStore,
  given: Uint8Array,
  { personId, unitId }: { readonly personId: string; readonly unitId: string },
  now: Date,
): Promise<KeptFile> {
  if (given.byteLength > mostFormFile) throw new Refusal("too-large", { limit: `${mostFormFile} B`, body: "file" });
  const type = typeOf(given) ?? officeType(given);
  const bytes = type?.startsWith("image/") ? withoutMetadata(given, type as "image/jpeg" | "image/png" | "image/webp") : given;
  if (!type || !bytes) throw new Refusal("evidence-type");
  const hash = sha256(bytes);
  await refuseDeleted(database.read, hash);
  const begun = new Date(`${vietnamDay(now)}T00:00:00+07:00`);
  const stored = await loadUnitUploads(database.read, unitId, begun);
  const upload = quota.begin(unitId, stored, now, new Date(begun.getTime() + 86_400_000));
  let created = false;
  try {
    const { size, mediaType } = await store.receive(hash, upload.meter(once(bytes)), bytes.byteLength, type);
    created = await noteReceived(database.write, { hash, size, mediaType }, personId, now);
    return { sha256: hash, mediaType, size };
  } finally {
    upload.end(created);
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Nothing is unpacked: the directory says what it is. */
function officeType(bytes: Uint8Array): EvidenceType | undefined {
  try {
    const names = new Set(listZip(bytes, 2_000).map(({ name, encrypted }) => (encrypted ? "" : name.toLowerCase())));
    if (!names.has("[content_types].xml") || [...names].some((name) => name.endsWith("vbaproject.bin"))) return undefined;
    if (names.has("word/document.xml")) return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if (names.has("xl/workbook.xml")) return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    return undefined;
  } catch (problem) {
    if (problem instanceof ZipProblem) return undefined;
    throw problem;
  }
}
