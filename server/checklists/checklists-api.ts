import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { Checklist } from "../../shared/checklists/checklist.ts";
import { ChecklistChanges } from "../../shared/checklists/checklist-changes.ts";
import { Refusal } from "../../shared/problem.ts";
import { Bilingual, Instant } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson } from "../http/body.ts";
import { answers, header, jsonBody, withTag } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { getStoredChecklist, listChecklists, loadChecklistChanges, publishDraft, saveDraft } from "./checklist-versions.ts";

/** At most this many bytes of a checklist's JSON. */
const maxBytes = 2_000_000;

const Version = {
  id: v.string(),
  version: v.string(),
  state: v.picklist(["draft", "published"]),
  title: Bilingual,
  contentHash: v.string(),
  createdAt: Instant,
  publishedAt: v.nullable(Instant),
};
const Versions = v.object({ checklists: v.array(v.object(Version)) });
const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** Checklists from draft to publication. What is taken out by one server is put in at another as it is. */
export function checklistRoutes(needs: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  addReading(routes, needs);
  addDrafts(routes, needs);
  return routes;
}

function addReading(routes: Hono<ApiVariables>, { database: { read } }: Needs): void {
  routes.get(
    "/api/checklists",
    describeRoute({
      summary: "Every version, drafts too, the newest first",
      responses: answers(200, "The versions", Versions, [401, 403]),
    }),
    async (c) => c.json({ checklists: await listChecklists(read) }),
  );

  routes.get(
    "/api/checklists/:id/:version",
    describeRoute({
      summary: "A version's document, to be read, kept or taken to another server; its ETag is the content's hash",
      responses: withTag(answers(200, "The document", Checklist, [401, 403, 404])),
    }),
    async (c) => {
      const { checklist, contentHash } = await getStoredChecklist(read, c.req.param("id"), c.req.param("version"));
      c.header("etag", `"${contentHash}"`);
      return c.json(checklist);
    },
  );

  routes.get(
    "/api/checklists/:id/:version/changes",
    describeRoute({
      summary: "What a version has that an earlier one had not",
      parameters: [{ name: "since", in: "query", required: true, schema: { type: "string" }, description: "The earlier version" }],
      responses: answers(200, "The changes", ChecklistChanges, [400, 401, 403, 404]),
    }),
    async (c) => {
      const { since } = parseInput(v.object({ since: Name }), c.req.query(), "query");
      return c.json(await loadChecklistChanges(read, c.req.param("id"), c.req.param("version"), since));
    },
  );
}

function addDrafts(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  const { read } = database;

  routes.put(
    "/api/checklists/:id/:version",
    describeRoute({
      summary: "Keep a draft; with If-Match only where nobody else changed it meanwhile. What is published never changes",
      parameters: [header("If-Match", "The ETag of the draft that was changed")],
      requestBody: jsonBody(Checklist),
      responses: {
        ...answers(200, "Kept", v.object(Version)),
        ...answers(201, "A new draft", v.object(Version), [400, 401, 403, 404, 409, 412, 413, 415]),
      },
    }),
    async (c) => {
      const checklist = await readJson(c, Checklist, maxBytes);
      const { id, version } = checklist;
      if (id !== c.req.param("id") || version !== c.req.param("version")) throw new Refusal("id-differs");
      const expected = c.req.header("if-match")?.replace(/^"|"$/g, "");
      const created = await saveDraft(database, checklist, expected, senderOf(c).personId, now());
      const { checklist: _document, ...listed } = await getStoredChecklist(read, id, version);
      return c.json(listed, created ? 201 : 200);
    },
  );

  routes.post(
    "/api/checklists/:id/:version/publication",
    describeRoute({
      summary: "Publish a draft: from here on it can be used, and never changes",
      responses: answers(200, "Published", v.object(Version), [401, 403, 404]),
    }),
    async (c) => {
      const [id, version] = [c.req.param("id"), c.req.param("version")];
      await publishDraft(database, id, version, senderOf(c).personId, now());
      const { checklist: _document, ...listed } = await getStoredChecklist(read, id, version);
      return c.json(listed);
    },
  );
}
