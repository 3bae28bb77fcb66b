import type { Needs } from "../../database/needs.ts";
import { filesIn, keepFiles } from "../../evidence/form-upload.ts";
import type { UploadStore } from "../../evidence/receive-upload.ts";
import { type Web, whoOf } from "../../web/web.ts";
import { demandUnit } from "./unit-desk.ts";

/** Keeps the files that somebody of a unit sent in a field, which count in the unit's day. As `keepFiles`. */
export async function keepOwnFiles(
  c: Web,
  { database, now }: Needs,
  files: UploadStore,
  field: unknown,
): Promise<Awaited<ReturnType<typeof keepFiles>>> {
  const given = filesIn(field);
  if (given.length === 0) return [];
  const { personId } = whoOf(c);
  return await keepFiles(files, given, { personId, unitId: await demandUnit(database.read, personId) }, now());
}
