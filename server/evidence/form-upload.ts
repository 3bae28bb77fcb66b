import { Refusal } from "../../shared/problem.ts";
import type { EvidenceType } from "../../shared/sheets/answer.ts";
import type { StoredEvidence } from "../../shared/sheets/evidence.ts";
import { sha256 } from "../host/hash.ts";
import { listZip, ZipProblem } from "../tables/zip.ts";
import { typeOf } from "./evidence-store.ts";
import { withoutMetadata } from "./picture-metadata.ts";
import { inOnePiece, receiveUpload, type UploadStore } from "./receive-upload.ts";
import type { Uploader } from "./received-evidence.ts";

/** What a form brings may be so large: it is looked at whole. */
export const mostFormFile = 10_000_000;

/**
 * Keeps a file that somebody has sent by a form: pictures without their metadata, which are hashed as they are kept; PDF, Word
 * and Excel as they are. `evidence-type` for everything else, broken pictures and documents with macros among it; `too-large`;
 * `upload-quota`, with a `unitId` of all accounts of the unit together.
 */
export async function keepFormFile(files: UploadStore, given: Uint8Array, who: Uploader, now: Date): Promise<StoredEvidence> {
  if (given.byteLength > mostFormFile) throw new Refusal("too-large", { limit: `${mostFormFile} B`, body: "file" });
  const type = typeOf(given) ?? officeType(given);
  const bytes = cleaned(given);
  if (!type || !bytes) throw new Refusal("evidence-type");
  const coming = { hash: sha256(bytes), body: inOnePiece(bytes), announced: bytes.byteLength, looked: type };
  return (await receiveUpload(files, coming, who, () => now)).file;
}

/**
 * What somebody of a unit sends under a hash of their own making, as it comes: of a picture nothing can be taken away then. In the end
 * `picture-metadata` where one carries more than what is drawn, `evidence-type` where it is broken.
 */
export async function* withoutMore(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    yield chunk;
  }
  const bytes = Buffer.concat(chunks);
  const kept = cleaned(bytes);
  if (!kept) throw new Refusal("evidence-type");
  if (!bytes.equals(kept)) throw new Refusal("picture-metadata");
}

/** A picture without its metadata, anything else as it is; `undefined`: a picture that is broken. */
export function cleaned(bytes: Uint8Array): Uint8Array | undefined {
  const type = typeOf(bytes);
  return type === undefined || type === "application/pdf" ? bytes : withoutMetadata(bytes, type);
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
