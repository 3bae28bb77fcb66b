import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import * as v from "valibot";
import { canonicalJson } from "../../shared/canonical.ts";
import {
  afterConclusion,
  codeOf,
  DocumentKind,
  type DocumentState,
  type IssuedDocument,
  keepsEarlier,
} from "../../shared/documents/document.ts";
import { Refusal } from "../../shared/problem.ts";
import { formatDay } from "../../shared/text.ts";
import type { Database } from "../database/open.ts";
import type { Row, Tables } from "../database/tables.ts";
import { loadCorrected } from "../decisions/corrections/corrections.ts";
import type { EvidenceStore } from "../evidence/evidence-store.ts";
import { sha256 } from "../host/hash.ts";
import { amid } from "../inspections/amid.ts";
import { wholeInspection } from "../ledger/records.ts";
import { loadDocumentData } from "./document-data.ts";
import { fillTemplateApart } from "./document-process.ts";
import { shownIn, stateOf } from "./document-state.ts";
import { loadTemplate } from "./templates/templates.ts";

/*
 * Documents of an inspection. A draft is made whenever it is asked for, says so and is kept nowhere. What is issued is kept as the file it
 * was, beside the evidence, under a code that a stranger can check (check.ts); a newer one of its kind takes its place, and it stays.
 */

/** What making documents needs of the server. */
export interface DocumentNeeds {
  readonly database: Database;
  readonly store: EvidenceStore;
  /** Where strangers reach this server. */
  readonly publicUrl: string;
}

/** Word's own type. */
export const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

interface Draft {
  /** A clean one instead of that in use. */
  readonly template?: Uint8Array;
  /** The correction before which the figures are to stand. */
  readonly corrected?: string | undefined;
}

/** A draft as a file. `not-found` also for the correction, `not-all-sent`, `documents-busy`, `TemplateProblem`. */
export async function makeDraft(
  { database }: Pick<DocumentNeeds, "database">,
  inspectionId: string,
  kind: DocumentKind,
  now: Date,
  { template, corrected: correctionId }: Draft = {},
): Promise<Uint8Array> {
  const corrected = (await loadCorrected(database.read, inspectionId)).find(({ id }) => id === correctionId);
  if (correctionId !== undefined && !(corrected && keepsEarlier.has(kind))) throw new Refusal("not-found");
  const { filling } = await loadDocumentData(database, inspectionId, kind, now, corrected);
  const draft = corrected ? `BẢN TRƯỚC ĐÍNH CHÍNH NGÀY ${formatDay(corrected.at)}` : "DỰ THẢO";
  const bytes = template ?? (await loadTemplate(database.read, kind)).bytes;
  const filled = await fillTemplateApart(bytes, { ...filling, draft, code: undefined, verifyAt: undefined, replaces: "" });
  return filled.bytes;
}

export interface ToIssue {
  readonly id: string;
  readonly inspectionId: string;
  readonly kind: DocumentKind;
  readonly actorId: string;
  readonly now: Date;
}

/**
 * Makes a document, keeps its file, gives it its code, and lets it take the place of the last one of its kind. The same id again changes
 * nothing. `document-not-yet` before the conclusion where it tells of it; `id-taken`; `changed-meanwhile` where another one was issued,
 * or what it is made of changed, while the file was made; what `makeDraft` refuses.
 */
export async function issueDocument(
  { database, store, publicUrl }: DocumentNeeds,
  asked: ToIssue,
): Promise<{ readonly document: IssuedDocument; readonly made: boolean }> {
  const { id, inspectionId, kind, actorId, now } = asked;
  const known = await findIssued(database.read, asked);
  if (known) return { document: known, made: false };
  const data = await loadDocumentData(database, inspectionId, kind, now);
  if (afterConclusion.has(kind) && data.state !== "concluded") throw new Refusal("document-not-yet");
  const template = await loadTemplate(database.read, kind);
  const code = codeOf(randomBytes(10));
  const before = await findCurrent(database.read, inspectionId, kind);
  const replaces = before ? `Văn bản này thay thế văn bản mã ${before.code} phát hành ngày ${formatDay(before.issued_at)}.` : "";
  const filling = { ...data.filling, draft: "", code, verifyAt: `${publicUrl}/verify/${code}`, replaces };
  const { bytes, fields } = await fillTemplateApart(template.bytes, filling);
  const shown = shownIn(data, fields);
  const contentHash = sha256(bytes);
  await store.keep(contentHash, bytes);
  await amid(database, inspectionId, { actorId, now }, async ({ transaction, at, tells, records }) => {
    if (await findIssued(transaction, asked)) return;
    const current = await findCurrent(transaction, inspectionId, kind);
    const { hash } = shownIn(await loadDocumentData({ read: transaction }, inspectionId, kind, now), fields);
    if (current?.id !== before?.id || hash !== shown.hash) throw new Refusal("changed-meanwhile", { fields: "documents" });
    await transaction
      .insertInto("documents")
      .values({
        id,
        inspection_id: inspectionId,
        kind,
        code,
        content_hash: contentHash,
        size: bytes.byteLength,
        template_id: template.id,
        checklist: data.checklist,
        data_at: data.dataAt,
        position: data.position,
        unit_name: data.unitName,
        visited_on: data.visitedOn,
        published_index: data.publishedIndex,
        issued_by: actorId,
        issued_at: at,
        replaced_by: null,
        shown: canonicalJson(shown),
      })
      .execute();
    if (current) await transaction.updateTable("documents").set({ replaced_by: id }).where("id", "=", current.id).execute();
    await tells("document.issued", { changes: [{ field: "document", from: current?.code ?? null, to: code }] });
    await records("document.issued", id, { hash: contentHash }, [
      ...wholeInspection(inspectionId),
      ...(current ? [{ kind: "document" as const, id: current.id }] : []),
    ]);
  });
  const document = await findIssued(database.read, asked);
  if (!document) throw new Error("what was issued is not there");
  return { document, made: true };
}

/** What this id was issued as; `id-taken` where that is something else. */
async function findIssued(read: Kysely<Tables>, { id, inspectionId, kind }: ToIssue): Promise<IssuedDocument | undefined> {
  const row = await read.selectFrom("documents").selectAll().where("id", "=", id).executeTakeFirst();
  if (row && (row.inspection_id !== inspectionId || row.kind !== kind)) throw new Refusal("id-taken", { stored: row.kind, sent: kind });
  return row && issuedOf(row, row.issued_by, await stateOf(read, row));
}

async function findCurrent(read: Kysely<Tables>, inspectionId: string, kind: DocumentKind): Promise<Row<"documents"> | undefined> {
  return await read
    .selectFrom("documents")
    .selectAll()
    .where("inspection_id", "=", inspectionId)
    .where("kind", "=", kind)
    .where("replaced_by", "is", null)
    .executeTakeFirst();
}

function issuedOf(row: Row<"documents">, issuedBy: string, state: DocumentState): IssuedDocument {
  return {
    id: row.id,
    inspectionId: row.inspection_id,
    kind: v.parse(DocumentKind, row.kind),
    code: row.code,
    sha256: row.content_hash,
    size: Number(row.size),
    checklist: row.checklist,
    dataAt: row.data_at,
    position: Number(row.position),
    issuedAt: row.issued_at,
    issuedBy,
    state,
    replacedBy: row.replaced_by,
  };
}

/** What was issued of an inspection, the newest first; who issued it by name. */
export async function loadDocuments(read: Kysely<Tables>, inspectionId: string): Promise<IssuedDocument[]> {
  const rows = await read
    .selectFrom("documents as d")
    .leftJoin("people as p", "p.id", "d.issued_by")
    .selectAll("d")
    .select("p.name")
    .where("d.inspection_id", "=", inspectionId)
    .orderBy("d.issued_at", "desc")
    .orderBy("d.id", "desc")
    .execute();
  const documents: IssuedDocument[] = [];
  for (const { name, ...row } of rows) documents.push(issuedOf(row, name ?? row.issued_by, await stateOf(read, row)));
  return documents;
}

/** An issued document's file, unchanged; `not-found` also where its bytes are no longer what they were. */
export async function readDocument({ database, store }: Pick<DocumentNeeds, "database" | "store">, inspectionId: string, id: string) {
  const row = await database.read
    .selectFrom("documents")
    .selectAll()
    .where("id", "=", id)
    .where("inspection_id", "=", inspectionId)
    .executeTakeFirst();
  const stream = row && (await store.read(row.content_hash));
  if (!row || !stream) throw new Refusal("not-found");
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  if (sha256(bytes) !== row.content_hash) throw new Refusal("not-found");
  return { bytes, name: `${row.kind}-${row.code}.docx`, kind: v.parse(DocumentKind, row.kind) };
}
