import type { StoredEvidence } from "../../../shared/sheets/evidence.ts";
import type { Needs } from "../../database/needs.ts";
import type { UploadStore } from "../../evidence/receive-upload.ts";
import { keepUnitFile } from "../../evidence/unit-upload.ts";
import { type Web, whoOf } from "../../web/web.ts";
import { demandUnit } from "./unit-desk.ts";

type NamedFile = StoredEvidence & { readonly name: string };

/** Keeps the files that came in a field, all of them or says why not; as evidence names them. One that was left empty is none. */
export async function keepFiles(c: Web, { database, now }: Needs, files: UploadStore, field: unknown): Promise<NamedFile[]> {
  const { personId } = whoOf(c);
  const given = [field].flat().filter((one): one is File => one instanceof File && (one.size > 0 || one.name !== ""));
  if (given.length === 0) return [];
  const unitId = await demandUnit(database.read, personId);
  const kept: NamedFile[] = [];
  for (const file of given) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    kept.push({ ...(await keepUnitFile(files, bytes, { personId, unitId }, now())), name: nameOf(file) });
  }
  return kept;
}

/** Without a path, and never empty. */
function nameOf({ name }: File): string {
  return (name.split(/[\\/]/).at(-1) ?? "").trim().slice(0, 200) || "–";
}
