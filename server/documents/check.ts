import type { Kysely } from "kysely";
import * as v from "valibot";
import { DocumentKind, type DocumentState } from "../../shared/documents/document.ts";
import type { Tables } from "../database/tables.ts";
import { stateOf } from "./document-state.ts";

/** All that a stranger is told of a document. */
export interface Checked {
  readonly kind: DocumentKind;
  readonly unitName: string;
  readonly visitedOn: string;
  readonly publishedIndex: number | null;
  readonly state: DocumentState;
}

/** An issued document by its code, or by the hash of its file; `undefined` for everything unknown. */
export async function findIssuedDocument(
  read: Kysely<Tables>,
  by: { readonly code: string } | { readonly contentHash: string },
): Promise<Checked | undefined> {
  const rows = read.selectFrom("documents").selectAll();
  const row = await ("code" in by ? rows.where("code", "=", by.code) : rows.where("content_hash", "=", by.contentHash)).executeTakeFirst();
  return (
    row && {
      kind: v.parse(DocumentKind, row.kind),
      unitName: row.unit_name,
      visitedOn: row.visited_on,
      publishedIndex: row.published_index === null ? null : Number(row.published_index),
      state: await stateOf(read, row),
    }
  );
}
