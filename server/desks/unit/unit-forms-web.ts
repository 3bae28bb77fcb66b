import * as v from "valibot";
import { newId } from "../../../shared/id.ts";
import { Refusal } from "../../../shared/problem.ts";
import { Uuid } from "../../../shared/text.ts";
import type { Needs } from "../../database/needs.ts";
import { keepUnitFile, type UnitStore } from "../../evidence/unit-upload.ts";
import { keyName } from "../../web/form-key.ts";
import { type Web, whoOf } from "../../web/web.ts";
import { demandUnit } from "./unit-desk.ts";

/** The id in an address; nothing has any other. */
export function uuidOf(given: string): string {
  const read = v.safeParse(Uuid, given);
  if (!read.success) throw new Refusal("not-found");
  return read.output;
}

/** The form's own key: what it makes has this id, and is made once. */
export function keyIn(form: Readonly<Record<string, unknown>>): string {
  const read = v.safeParse(Uuid, form[keyName]);
  return read.success ? read.output : newId();
}

/** The files of a field; one that was left empty is none. */
export function filesIn(field: unknown): File[] {
  return [field].flat().filter((one): one is File => one instanceof File && (one.size > 0 || one.name !== ""));
}

/** Keeps the files that came with an answer of the unit; their hashes. */
export async function keepFiles(c: Web, { database, now }: Needs, files: UnitStore, field: unknown): Promise<string[]> {
  const { personId } = whoOf(c);
  const given = filesIn(field);
  if (given.length === 0) return [];
  const unitId = await demandUnit(database.read, personId);
  const hashes: string[] = [];
  for (const file of given)
    hashes.push((await keepUnitFile(files, new Uint8Array(await file.arrayBuffer()), { personId, unitId }, now())).sha256);
  return hashes;
}
