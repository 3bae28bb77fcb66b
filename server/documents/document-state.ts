import type { Kysely } from "kysely";
import * as v from "valibot";
import { DocumentKind, type DocumentState } from "../../shared/documents/document.ts";
import { Refusal } from "../../shared/problem.ts";
import { stored } from "../database/stored.ts";
import type { Row, Tables } from "../database/tables.ts";
import { hashOf } from "../ledger/audit.ts";
import { isRecordedSince, lastRecordPosition } from "../ledger/records.ts";
import { type DocumentData, loadDocumentData } from "./document-data.ts";
import type { Filling } from "./templates/fill-template.ts";

/** `documents.shown`: the fields that the template asked for, and the hash of what they were filled with. */
interface Shown {
  readonly fields: readonly string[];
  readonly hash: string;
}
const StoredShown = stored(v.object({ fields: v.array(v.string()), hash: v.string() }));

/** When the data was read, rather than what it was. */
const ofReading: ReadonlySet<string> = new Set(["dataAt", "position"]);

/** What a document filled with this shows, as far as its template asks for it, and the index that strangers are told beside it. */
export function shownIn({ filling, publishedIndex }: DocumentData, fields: readonly string[]): Shown {
  const asked = new Set(fields.filter((name) => !ofReading.has(name)));
  return { fields, hash: hashOf({ publishedIndex, filling: askedOf(filling, asked) }) };
}

function askedOf(filling: Filling, asked: ReadonlySet<string>): Record<string, unknown> {
  const told = Object.entries(filling).filter(([name]) => asked.has(name));
  return Object.fromEntries(
    told.map(([name, value]) => [name, typeof value === "object" ? value.map((one) => askedOf(one, asked)) : (value ?? null)]),
  );
}

/**
 * A document stays as it was issued. A newer one replaces it; else it is current as long as it would show the same if it were issued anew:
 * nothing that its inspection is made of was recorded since, or nothing of what it shows is another now.
 */
export async function stateOf(read: Kysely<Tables>, document: Row<"documents">): Promise<DocumentState> {
  if (document.replaced_by !== null) return "replaced";
  return !(await isTouched(read, document)) || (await showsWhatStands(read, document)) ? "current" : "outdated";
}

/** Cheap, and no matter of words: what a later version of this program says otherwise has not changed. */
async function isTouched(read: Kysely<Tables>, { id, inspection_id: inspectionId }: Row<"documents">): Promise<boolean> {
  const issued = await lastRecordPosition(read, "document", id);
  if (issued === undefined) return true;
  const subjects = read
    .selectFrom("findings")
    .select("id as subject")
    .where("inspection_id", "=", inspectionId)
    .union(
      read
        .selectFrom("submissions as s")
        .innerJoin("evidence as e", "e.submission_id", "s.id")
        .select("e.content_hash as subject")
        .where("s.inspection_id", "=", inspectionId),
    )
    .$asScalar();
  return (await isRecordedSince(read, issued, [inspectionId])) || (await isRecordedSince(read, issued, subjects));
}

async function showsWhatStands(read: Kysely<Tables>, document: Row<"documents">): Promise<boolean> {
  // What was issued before that was kept is told of on the safe side.
  if (document.shown === null) return false;
  const { fields, hash } = v.parse(StoredShown, document.shown);
  const kind = v.parse(DocumentKind, document.kind);
  try {
    const data = await loadDocumentData({ read }, document.inspection_id, kind, new Date(document.issued_at));
    return data.state !== "cancelled" && shownIn(data, fields).hash === hash;
  } catch (problem) {
    // Whose sheets are out again.
    if (problem instanceof Refusal) return false;
    throw problem;
  }
}
