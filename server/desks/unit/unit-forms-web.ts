import type { Needs } from "../../database/needs.ts";
import type { UploadStore } from "../../evidence/receive-upload.ts";
import { keepUnitFile } from "../../evidence/unit-upload.ts";
import { type Web, whoOf } from "../../web/web.ts";
import { demandUnit } from "./unit-desk.ts";

/** The files of a field; one that was left empty is none. */
export function filesIn(field: unknown): File[] {
  return [field].flat().filter((one): one is File => one instanceof File && (one.size > 0 || one.name !== ""));
}

/** Keeps the files that came with an answer of the unit; their hashes. */
export async function keepFiles(c: Web, { database, now }: Needs, files: UploadStore, field: unknown): Promise<string[]> {
  const { personId } = whoOf(c);
  const given = filesIn(field);
  if (given.length === 0) return [];
  const unitId = await demandUnit(database.read, personId);
  const hashes: string[] = [];
  for (const file of given)
    hashes.push((await keepUnitFile(files, new Uint8Array(await file.arrayBuffer()), { personId, unitId }, now())).sha256);
  return hashes;
}
