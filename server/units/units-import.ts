import type { Kysely } from "kysely";
import { type Language, vietnamDay } from "../../shared/text.ts";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { type Done, findDone, type KeyedRequest, once } from "../ledger/requests.ts";
import type { ReadTable } from "../tables/table-kind.ts";
import { importUnits, type NewUnit } from "./new-units.ts";
import { loadUnitsHere } from "./unit-list.ts";
import { readUnitTable } from "./unit-rows.ts";

/** In whose words problems are told, and from which day on the units are; absent: since ever. */
interface HowToRead {
  readonly language: Language;
  readonly from?: string | undefined;
  /** Give the table back as text, too, that can be sent again. */
  readonly asText?: boolean;
}

/** A table of new units, compared with those that are here today. `SheetProblem`, `tables-busy`. */
export async function readNewUnits(
  read: Kysely<Tables>,
  bytes: Uint8Array,
  { language, from, asText = false }: HowToRead,
  now: Date,
): Promise<ReadTable<NewUnit>> {
  return await readUnitTable(bytes, { here: await loadUnitsHere(read, vietnamDay(now)), from, language }, asText);
}

/**
 * Adds a table's units, all of them and once; `made` of their ids is what the request answers again. Where there are problems nothing is
 * added, and only what the same request has made before is told: imported before, the units themselves are in the way. As `once`.
 */
export async function importOnce<T>(
  database: Database,
  { read: units, problems }: Pick<ReadTable<NewUnit>, "read" | "problems">,
  { request, made, now }: { readonly request: KeyedRequest; made(unitIds: string[]): T; readonly now: Date },
): Promise<Done<T> | undefined> {
  if (problems.length > 0) return await findDone<T>(database.read, request);
  return await once(database, request, now, async (within) => made(await importUnits(within, units, request.actorId, now)));
}
