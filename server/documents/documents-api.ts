import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { DocumentToIssue, IssuedDocument, IssuedDocuments } from "../../shared/documents/document.ts";
import { Refusal } from "../../shared/problem.ts";
import { Uuid } from "../../shared/text.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson } from "../http/body.ts";
import { answers, file, jsonBody } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { type DocumentNeeds, docxType, issueDocument, loadDocuments, readDocument } from "./documents.ts";
import { loadForWriter } from "./minutes-access.ts";
import { TemplateProblem } from "./templates/template-problem.ts";
import { saidFault } from "./templates/template-words.ts";

/** Issued documents of an inspection, for programs that do a lead's work. */
export function documentRoutes(needs: DocumentNeeds & { now(): Date }): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const { database, now } = needs;

  routes.get("/api/inspections/:id/documents", describeRoute(described.list), async (c) => {
    const { id } = await loadForWriter(database.read, parseInput(Uuid, c.req.param("id"), "id"), senderOf(c));
    return c.json({ documents: await loadDocuments(database.read, id) });
  });

  routes.put("/api/inspections/:id/documents/:documentId", describeRoute(described.issue), async (c) => {
    const { kind } = await readJson(c, DocumentToIssue);
    const { id: inspectionId } = await loadForWriter(database.read, parseInput(Uuid, c.req.param("id"), "id"), senderOf(c));
    const id = parseInput(Uuid, c.req.param("documentId"), "documentId");
    try {
      const { document, made } = await issueDocument(needs, { id, inspectionId, kind, actorId: senderOf(c).personId, now: now() });
      return c.json(document, made ? 201 : 200);
    } catch (problem) {
      const [fault] = problem instanceof TemplateProblem ? problem.faults : [];
      if (!fault) throw problem;
      throw new Refusal("template-refused", { first: saidFault(fault, "vi") });
    }
  });

  routes.get("/api/inspections/:id/documents/:documentId/file", describeRoute(described.file), async (c) => {
    const { id } = await loadForWriter(database.read, parseInput(Uuid, c.req.param("id"), "id"), senderOf(c));
    const { bytes, name } = await readDocument(needs, id, parseInput(Uuid, c.req.param("documentId"), "documentId"));
    const headers = {
      "content-type": docxType,
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
    };
    return c.body(new Uint8Array(bytes), 200, headers);
  });

  return routes;
}

const described = {
  list: {
    summary: "What was issued of an inspection, the newest first",
    responses: answers(200, "The documents", IssuedDocuments, [400, 401, 403, 404]),
  },
  issue: {
    summary: "Issue a document under an id of the sender's; again changes nothing",
    requestBody: jsonBody(DocumentToIssue),
    responses: {
      ...answers(200, "It was issued before", IssuedDocument),
      ...answers(201, "It is issued", IssuedDocument, [400, 401, 403, 404, 409, 412, 413, 415, 422, 507]),
    },
  },
  file: {
    summary: "An issued document as a Word file",
    responses: file([docxType], [400, 401, 403, 404]),
  },
};
