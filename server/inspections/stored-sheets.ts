import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import * as v from "valibot";
import { Receipt, Submission } from "../../shared/sheets/submission.ts";
import { Unit } from "../../shared/units/unit.ts";
import { stored } from "../database/stored.ts";
import type { Tables } from "../database/tables.ts";

/** `submissions.document`. */
export const StoredSubmission = stored(Submission);

/** `submissions.receipt`. */
export const StoredReceipt = stored(Receipt);

/** `inspections.unit_snapshot`: the unit as it was on the day of the visit. */
export const StoredUnit = stored(Unit);

/** The same for lists, where all of it would be read for its name. */
export const StoredUnitName = stored(v.object({ name: v.string() }));

/** The same with the block that it is ranked in. */
export const StoredUnitPlace = stored(v.object({ name: v.string(), block: v.string() }));

/** `summaries.points`, by criterion; `null` is not applicable. */
export const StoredPoints = stored(v.record(v.string(), v.nullable(v.number())));

/** `summaries.pending`: the criteria that wait for the lead's word. */
export const StoredPending = stored(v.array(v.string()));

/*
 * Sheets as they were read last. A sheet stays as it was received, and whoever settles has the same few read at every step: five inspectors
 * with 1,400 quotations each are 2.5 MB of JSON, which take longer to read than the page may.
 */

/** So many characters of documents are kept. */
const mostKept = 40_000_000;

const documents = new LRUCache<string, Submission>({ maxSize: mostKept });

/** The sheets of these rows, by id. */
export async function loadDocuments(
  database: Kysely<Tables>,
  rows: readonly { readonly id: string; readonly content_hash: string }[],
): Promise<ReadonlyMap<string, Submission>> {
  const nameOf = ({ id, content_hash }: (typeof rows)[number]) => `${id} ${content_hash}`;
  const found = new Map<string, Submission>();
  const missing = rows.filter((row) => {
    const known = documents.get(nameOf(row));
    if (known) found.set(row.id, known);
    return !known;
  });
  if (missing.length === 0) return found;
  const ids = missing.map(({ id }) => id);
  const read = await database.selectFrom("submissions").select(["id", "content_hash", "document"]).where("id", "in", ids).execute();
  for (const row of read) {
    const document = v.parse(StoredSubmission, row.document);
    documents.set(nameOf(row), document, { size: row.document.length });
    found.set(row.id, document);
  }
  return found;
}
