import type { StoredEvidence } from "../../shared/sheets/evidence.ts";
import { keepFormFile } from "./form-upload.ts";
import type { UploadStore } from "./receive-upload.ts";
import type { Uploader } from "./received-evidence.ts";

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
