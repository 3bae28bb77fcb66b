import type { Kysely } from "kysely";
import { LRUCache } from "lru-cache";
import * as v from "valibot";
import type { SheetContext, SheetScore } from "../../shared/sheets/scoring.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import type { Tables } from "../database/tables.ts";
import { StoredSubmission } from "../inspections/stored-sheets.ts";
import { scoreStored } from "../inspections/summaries.ts";

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

const scores = new WeakMap<Submission, { readonly by: string; readonly score: SheetScore }>();

/** A sheet's figures, by what it is scored by. */
export function scoreKept(submission: Submission, context: SheetContext): SheetScore {
  const { checklist, form, unitTraits, approvedNotApplicable } = context;
  const by = JSON.stringify([checklist.id, checklist.version, form, unitTraits, [...(approvedNotApplicable ?? [])].sort()]);
  const known = scores.get(submission);
  if (known?.by === by) return known.score;
  const score = scoreStored(submission, context);
  scores.set(submission, { by, score });
  return score;
}
