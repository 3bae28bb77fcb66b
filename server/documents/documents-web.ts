import type { Hono } from "hono";
import * as v from "valibot";
import { DocumentKind, documentKinds } from "../../shared/documents/document.ts";
import { Refusal } from "../../shared/problem.ts";
import type { Language } from "../../shared/text.ts";
import { documentWords, templateWords } from "../../shared/words/documents.ts";
import { loadCorrected } from "../decisions/corrections/corrections.ts";
import { fileHeaders } from "../evidence/file-headers.ts";
import { isRevealed } from "../inspections/states.ts";
import { keyIn } from "../web/form-key.ts";
import { emptyForm, type Filled, hasErrors } from "../web/forms.ts";
import { speaker } from "../web/look.ts";
import { ownPath } from "../web/own-path.ts";
import { goTo, readForm, showPage, uuidOf, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { type DocumentNeeds, docxType, issueDocument, loadDocuments, makeDraft, readDocument } from "./documents.ts";
import { DocumentsPage } from "./documents-page.tsx";
import { loadForWriter, type WritersView } from "./minutes-access.ts";
import { TemplateProblem } from "./templates/template-problem.ts";
import { saidFault } from "./templates/template-words.ts";
import { cleanForTrial } from "./templates/templates.ts";

type Needed = DocumentNeeds & { now(): Date };

/** What is printed of an inspection: leads make every document, head and secretary its minutes. */
export function addDocumentPages(web: Hono<WebVariables>, needs: Needed): void {
  const { database, now } = needs;
  const ofWriter = async (c: Web) => await loadForWriter(database.read, uuidOf(c.req.param("id")), whoOf(c));
  const kindFor = (lead: boolean, given: unknown): DocumentKind => {
    const kind = v.safeParse(DocumentKind, given);
    if (!kind.success || !(lead || kind.output === "minutes")) throw new Refusal("not-found");
    return kind.output;
  };

  web.get("/inspections/:id/documents", async (c) => showDocuments(c, needs, await ofWriter(c)));

  web.get("/inspections/:id/documents/draft/:kind", async (c) => {
    const { id, lead } = await ofWriter(c);
    const kind = kindFor(lead, c.req.param("kind"));
    const before = c.req.query("before");
    const corrected = before === undefined ? undefined : uuidOf(before);
    const name = corrected === undefined ? `${kind}-du-thao.docx` : `${kind}-truoc-dinh-chinh.docx`;
    return sendDocx(c, await inWords(c, makeDraft(needs, id, kind, now(), { corrected })), name);
  });

  web.post("/inspections/:id/documents", async (c) => {
    const { id: inspectionId, lead } = await ofWriter(c);
    const form = await readForm(c);
    const kind = kindFor(lead, form["kind"]);
    const asked = { id: keyIn(form), inspectionId, kind, actorId: whoOf(c).personId, now: now() };
    const { document } = await inWords(c, issueDocument(needs, asked));
    return goTo(c, ownPath(`/inspections/${inspectionId}/documents?issued=${document.code}`));
  });

  web.post("/inspections/:id/documents/trial", async (c) => {
    const inspection = await ofWriter(c);
    const form = await readForm(c);
    const kind = kindFor(inspection.lead, form["kind"]);
    const { file } = form;
    if (!(file instanceof File) || file.size === 0)
      return showDocuments(c, needs, inspection, { filled: { values: {}, errors: { file: "required" } } });
    try {
      const template = await cleanForTrial(kind, new Uint8Array(await file.arrayBuffer()));
      return sendDocx(c, await makeDraft(needs, inspection.id, kind, now(), { template }), `${kind}-thu-mau.docx`);
    } catch (problem) {
      if (!(problem instanceof TemplateProblem)) throw problem;
      return showDocuments(c, needs, inspection, { faults: faultsIn(problem, c.get("look").language) });
    }
  });

  web.get("/inspections/:id/documents/:documentId/file", async (c) => {
    const { id, lead } = await ofWriter(c);
    const { bytes, name, kind } = await readDocument(needs, id, uuidOf(c.req.param("documentId")));
    kindFor(lead, kind);
    return sendDocx(c, bytes, name);
  });
}

/** `filled`, `faults`: what was sent and is not taken. */
async function showDocuments(
  c: Web,
  { database }: Needed,
  inspection: WritersView,
  { filled = emptyForm, faults = [] }: { readonly filled?: Filled; readonly faults?: readonly string[] } = {},
): Promise<Response> {
  const all = await loadDocuments(database.read, inspection.id);
  const documents = all.filter(({ kind }) => inspection.lead || kind === "minutes");
  const code = all.find((one) => one.code === c.req.query("issued"))?.code;
  const done = code && speaker(c.get("look"))(documentWords.done, { code });
  const corrected = inspection.lead ? await loadCorrected(database.read, inspection.id) : [];
  const kinds = documentKinds.filter((kind) => inspection.lead || kind === "minutes");
  const props = { inspection, revealed: isRevealed(inspection), kinds, documents, corrected, filled, faults, done };
  return showPage(c, DocumentsPage, props, faults.length > 0 || hasErrors(filled) ? 422 : 200);
}

/** A template that cannot be filled is told in words: a lead's, uploaded before fields changed. */
async function inWords<T>(c: Web, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (problem) {
    if (!(problem instanceof TemplateProblem)) throw problem;
    throw new Refusal("template-refused", { first: faultsIn(problem, c.get("look").language)[0] ?? "" });
  }
}

/** Everything that is wrong with a template, in the reader's language. */
export function faultsIn({ faults }: TemplateProblem, language: Language): string[] {
  return faults.map((fault) => saidFault(fault, language));
}

export function sendDocx(c: Web, bytes: Uint8Array, name: string): Response {
  return c.body(new Uint8Array(bytes), 200, fileHeaders({ name, mediaType: docxType, size: bytes.byteLength }));
}

/** The name under which a template is handed out. */
export function templateName(kind: DocumentKind, language: Language): string {
  return `${documentWords[kind][language]} (${templateWords.title[language]}).docx`;
}
