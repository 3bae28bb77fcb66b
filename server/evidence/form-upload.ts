import { Refusal } from "../../shared/problem.ts";
import type { EvidenceType } from "../../shared/sheets/answer.ts";
import type { StoredEvidence } from "../../shared/sheets/evidence.ts";
import { sha256 } from "../host/hash.ts";
import { listZip, ZipProblem } from "../tables/zip.ts";
import { cleaned } from "./clean-upload.ts";
import { typeOf } from "./evidence-store.ts";
import { inOnePiece, receiveUpload, type UploadStore } from "./receive-upload.ts";
import type { Uploader } from "./received-evidence.ts";

/** What a form brings may be so large: it is looked at whole. */
export const mostFormFile = 10_000_000;

type NamedFile = StoredEvidence & { readonly name: string };

/** The files that came in a field of a form; one that was left empty is none. */
export function filesIn(field: unknown): File[] {
  return [field].flat().filter((one): one is File => one instanceof File && (one.size > 0 || one.name !== ""));
}

/** Keeps them, all of them or says why not; as evidence names them. As `keepFormFile`. */
export async function keepFiles(files: UploadStore, given: readonly File[], who: Uploader, now: Date): Promise<NamedFile[]> {
  const kept: NamedFile[] = [];
  for (const file of given) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    kept.push({ ...(await keepFormFile(files, bytes, who, now)), name: nameOf(file) });
  }
  return kept;
}

/** Without a path, and never empty. */
function nameOf({ name }: File): string {
  return (name.split(/[\\/]/).at(-1) ?? "").trim().slice(0, 200) || "–";
}

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
