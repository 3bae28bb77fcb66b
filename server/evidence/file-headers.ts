import type { EvidenceType } from "../../shared/sheets/answer.ts";
import { plainName } from "../../shared/text.ts";
import type { EvidenceFile } from "./evidence.ts";

/** How names of each type end; the first is added where a name ends otherwise: nothing is opened as what it is not. */
const endings: Readonly<Record<EvidenceType, readonly [string, ...string[]]>> = {
  "image/jpeg": [".jpg", ".jpeg"],
  "image/png": [".png"],
  "image/webp": [".webp"],
  "application/pdf": [".pdf"],
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": [".docx"],
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": [".xlsx"],
};

/** Of what this program has made itself nothing asks the hash. */
type NamedFile = Omit<EvidenceFile, "hash"> & { readonly hash?: string };

/** A file is handed out to be kept, never shown by the browser under this address. */
export function fileHeaders(file: NamedFile): Record<string, string> {
  const { mediaType, size } = file;
  const encoded = encodeURIComponent(nameOf(file)).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return {
    "content-type": mediaType,
    "content-length": String(size),
    "content-disposition": `attachment; filename*=UTF-8''${encoded}`,
    "cache-control": "private, no-store",
  };
}

/** Nothing in it turns the direction of writing, names a folder, or ends as another type does; one without a name has its hash for one. */
function nameOf({ name: given, hash, mediaType }: NamedFile): string {
  const name = given === hash ? given.slice(0, 12) : plainName(given).replace(/[\\/:]/g, "_");
  const own = endings[mediaType];
  return own.some((ending) => name.toLowerCase().endsWith(ending)) ? name : `${name}${own[0]}`;
}
