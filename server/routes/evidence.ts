import { Hono, type MiddlewareHandler, type Context as Request } from "hono";
import { describeRoute } from "hono-openapi";
import { Sha256 } from "../../shared/answer.ts";
import { EvidenceDeletion, InspectionEvidence, StoredEvidence } from "../../shared/evidence.ts";
import { Refusal } from "../../shared/problem.ts";
import type { ApiVariables, Context } from "../app.ts";
import { deleteEvidence, findEvidence, loadInspectionEvidence, noteReceived, refuseDeleted } from "../database/evidence.ts";
import { openEvidenceStore } from "../evidence-store.ts";
import { parseInput, readJson } from "./body.ts";
import { answers, file, jsonBody, nothing } from "./describe.ts";
import { senderOf } from "./sender.ts";

/** What was uploaded is never run by a browser. Stands around what sets every other answer's headers, and so has the last word. */
export const sandboxed: MiddlewareHandler = async (c, next) => {
  await next();
  c.header("content-security-policy", "sandbox; default-src 'none'");
};

/** Files of evidence: send, fetch, delete with a reason. */
export function evidenceRoutes({ database, env, now }: Context): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const store = openEvidenceStore(env.dataDir);

  routes.put("/api/evidence/:sha256", describeRoute(described.put), async (c) => {
    const hash = hashIn(c);
    await refuseDeleted(database.read, hash);
    const { size, mediaType } = await store.receive(hash, c.req.raw.body as AsyncIterable<Uint8Array> | null);
    const created = await noteReceived(database.write, { hash, size, mediaType }, senderOf(c).personId, now());
    return c.json({ sha256: hash, size, mediaType } satisfies StoredEvidence, created ? 201 : 200);
  });

  routes.get("/api/evidence/:sha256", describeRoute(described.get), async (c) => {
    const { hash, mediaType, size, name } = await findEvidence(database.read, hashIn(c), senderOf(c), now());
    const content = await store.read(hash);
    if (!content) throw new Refusal("not-found");
    return c.body(content, 200, {
      "content-type": mediaType,
      "content-length": String(size),
      "content-disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
      "cache-control": "private, no-store",
    });
  });

  routes.post("/api/evidence/:sha256/deletion", describeRoute(described.delete), async (c) => {
    const hash = hashIn(c);
    const { reason } = await readJson(c, EvidenceDeletion);
    await deleteEvidence(database.write, hash, reason, senderOf(c).personId, now());
    await store.remove(hash);
    return c.body(null, 204);
  });

  routes.get("/api/inspections/:id/evidence", describeRoute(described.list), async (c) =>
    c.json(await loadInspectionEvidence(database.read, c.req.param("id").toLowerCase())),
  );

  return routes;
}

function hashIn(c: Request): string {
  return parseInput(Sha256, c.req.param("sha256"), "sha256");
}

const bytes = { schema: { type: "string" as const, format: "binary" } };
const files = { "image/jpeg": bytes, "image/png": bytes, "image/webp": bytes, "application/pdf": bytes };

const described = {
  put: {
    summary: "Send a file of evidence under the SHA-256 of its bytes; again changes nothing",
    requestBody: { required: true, content: files },
    responses: {
      ...answers(200, "It was there before", StoredEvidence),
      ...answers(201, "It is on the disk", StoredEvidence, [400, 401, 403, 404, 410, 413, 415, 422]),
    },
  },
  get: {
    summary: "A file of evidence, for one who may see it",
    responses: file(Object.keys(files), [400, 401, 403, 404, 410]),
  },
  delete: {
    summary: "Delete a file with a reason; a tombstone stays, and it does not come back",
    requestBody: jsonBody(EvidenceDeletion),
    responses: nothing("Deleted", [400, 401, 403, 404, 413, 415]),
  },
  list: {
    summary: "The files that an inspection's sheets list, and which have not come; nothing before the reveal",
    responses: answers(200, "The files", InspectionEvidence, [401, 403, 404]),
  },
};
