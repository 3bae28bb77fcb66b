import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Kysely } from "kysely";
import * as v from "valibot";
import { DocumentKind } from "../../../shared/documents/document.ts";
import { newId } from "../../../shared/id.ts";
import { Refusal } from "../../../shared/problem.ts";
import type { Database } from "../../database/open.ts";
import type { Row, Tables } from "../../database/tables.ts";
import { sha256 } from "../../host/hash.ts";
import { holding, recordDeeds } from "../../ledger/audit.ts";
import { checkTemplateApart } from "../document-process.ts";
import { fieldsOf, isList, type Shape } from "./document-fields-words.ts";
import type { Filling } from "./fill-template.ts";

/*
 * Templates of documents: the default ones that stand beside this file, and what leads changed in Word and uploaded. Every version is kept;
 * the last one of a kind is used.
 */

export interface TemplateVersion {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly number: number;
  readonly fileName: string;
  readonly size: number;
  readonly uploadedAt: string;
  readonly uploadedByName: string;
}

/** What documents of a kind are filled from now; `id` `null`: the default template. */
export async function loadTemplate(
  read: Kysely<Tables>,
  kind: DocumentKind,
): Promise<{ readonly id: string | null; readonly bytes: Uint8Array }> {
  const last = await findNewest(read, kind);
  if (last) return { id: last.id, bytes: Buffer.from(last.content, "base64") };
  return { id: null, bytes: await readDefaultTemplate(kind) };
}

async function findNewest(read: Kysely<Tables>, kind: DocumentKind): Promise<Row<"document_templates"> | undefined> {
  const versions = read.selectFrom("document_templates").selectAll().where("kind", "=", kind);
  return await versions.orderBy("number", "desc").limit(1).executeTakeFirst();
}

export async function readDefaultTemplate(kind: DocumentKind): Promise<Uint8Array> {
  return await readFile(fileURLToPath(new URL(`./${kind}.docx`, import.meta.url)));
}

/** One version as it is kept. `not-found`. */
export async function getTemplate(read: Kysely<Tables>, id: string): Promise<Row<"document_templates">> {
  const row = await read.selectFrom("document_templates").selectAll().where("id", "=", id).executeTakeFirst();
  if (!row) throw new Refusal("not-found");
  return row;
}

/** Every version of every kind, the newest first. */
export async function loadTemplateVersions(read: Kysely<Tables>): Promise<TemplateVersion[]> {
  const rows = await read
    .selectFrom("document_templates as t")
    .leftJoin("people as p", "p.id", "t.uploaded_by")
    .select(["t.id", "t.kind", "t.number", "t.file_name", "t.uploaded_at", "t.uploaded_by", "p.name"])
    .select((e) => e.fn<number>("length", ["t.content"]).as("length"))
    .orderBy("t.number", "desc")
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: v.parse(DocumentKind, row.kind),
    number: Number(row.number),
    fileName: row.file_name,
    size: Math.floor((Number(row.length) * 3) / 4),
    uploadedAt: row.uploaded_at,
    uploadedByName: row.name ?? row.uploaded_by,
  }));
}

export interface UploadedTemplate {
  readonly kind: DocumentKind;
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/**
 * Looks an uploaded template over, makes it clean and keeps it as the newest version; one that is the newest already changes nothing.
 * `TemplateProblem` with everything that is wrong with it, `documents-busy`.
 */
export async function uploadTemplate(database: Database, uploaded: UploadedTemplate, actorId: string, now: Date): Promise<void> {
  const { kind, fileName } = uploaded;
  const clean = await cleanForTrial(kind, uploaded.bytes);
  const contentHash = sha256(clean);
  await holding(database, [], now, async (transaction) => {
    const last = await findNewest(transaction, kind);
    if (last?.content_hash === contentHash) return;
    const id = newId(now.getTime());
    await transaction
      .insertInto("document_templates")
      .values({
        id,
        kind,
        number: Number(last?.number ?? 0) + 1,
        file_name: fileName,
        content: Buffer.from(clean).toString("base64"),
        content_hash: contentHash,
        uploaded_by: actorId,
        uploaded_at: now.toISOString(),
      })
      .execute();
    await recordDeeds(transaction, now, [{ actorId, action: "template.uploaded", subject: id, contentHash }]);
  });
}

/** A template made clean and filled once, kept nowhere. `TemplateProblem`, `documents-busy`. */
export async function cleanForTrial(kind: DocumentKind, bytes: Uint8Array): Promise<Uint8Array> {
  return await checkTemplateApart(kind, bytes, exampleOf(fieldsOf[kind]));
}

/** A filling with one item in each list, by which a template is tried. */
function exampleOf(shape: Shape): Filling {
  const fields = Object.entries(shape).map(([name, field]) => [name, isList(field) ? [exampleOf(field.each)] : "…"] as const);
  return Object.fromEntries(fields);
}
