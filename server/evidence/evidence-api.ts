import { Hono, type Context as Request } from "hono";
import { describeRoute } from "hono-openapi";
import { Refusal } from "../../shared/problem.ts";
import { EvidenceType, Sha256, sentTypes } from "../../shared/sheets/answer.ts";
import { EvidenceDeletion, InspectionEvidence, StoredEvidence } from "../../shared/sheets/evidence.ts";
import type { Needs } from "../database/needs.ts";
import type { Env } from "../host/env.ts";
import type { ApiVariables } from "../http/api.ts";
import { idIn, parseInput, readJson } from "../http/body.ts";
import { answers, file, jsonBody, nothing } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { eyesOf } from "../ledger/who.ts";
import { loadUnitIds } from "../people/people.ts";
import { withoutMore } from "./clean-upload.ts";
import { findEvidence } from "./evidence.ts";
import { deleteEvidence } from "./evidence-retention.ts";
import { openEvidenceStore } from "./evidence-store.ts";
import { fileHeaders } from "./file-headers.ts";
import { loadInspectionEvidence } from "./listed-evidence.ts";
import { receiveUpload } from "./receive-upload.ts";
import type { UploadQuota } from "./upload-quota.ts";

type EvidenceNeeds = Needs & { readonly env: Pick<Env, "dataDir">; readonly quota: UploadQuota };

/** Files of evidence: send, fetch, delete with a reason. */
export function evidenceRoutes({ database, env, quota, now }: EvidenceNeeds): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const store = openEvidenceStore(env.dataDir);

  routes.put("/api/evidence/:sha256", describeRoute(described.put), async (c) => {
    const body = c.req.raw.body as AsyncIterable<Uint8Array> | null;
    const { personId, scope } = senderOf(c);
    const unitId = scope === "unit" ? (await loadUnitIds(database.read, [personId])).get(personId) : undefined;
    const coming = { hash: hashIn(c), body: scope === "unit" ? withoutMore(body) : body, announced: announcedIn(c) };
    const uploader = { personId, ...(unitId !== undefined && { unitId }) };
    const { file: kept, created } = await receiveUpload({ database, store, quota }, coming, uploader, now);
    return c.json(kept, created ? 201 : 200);
  });

  routes.get("/api/evidence/:sha256", describeRoute(described.get), async (c) => {
    const who = senderOf(c);
    const found = await findEvidence(database.read, hashIn(c), { personId: who.personId, as: eyesOf(who) }, now());
    const headers = fileHeaders(found);
    // For HEAD there is an answer without a body: nobody would read what was opened, or close it.
    if (c.req.method === "HEAD" && (await store.has(found.hash))) return c.body(null, 200, headers);
    const content = c.req.method === "HEAD" ? undefined : await store.read(found.hash);
    if (!content) throw new Refusal("not-found");
    return c.body(content, 200, headers);
  });

  routes.post("/api/evidence/:sha256/deletion", describeRoute(described.delete), async (c) => {
    const hash = hashIn(c);
    const { reason } = await readJson(c, EvidenceDeletion);
    await deleteEvidence(database.write, hash, reason, senderOf(c).personId, now());
    await store.remove(hash);
    return c.body(null, 204);
  });

  routes.get("/api/inspections/:id/evidence", describeRoute(described.list), async (c) =>
    c.json(await loadInspectionEvidence(database.read, idIn(c))),
  );

  return routes;
}

/** How long the body says it is; `undefined` where it does not say. */
function announcedIn(c: Request): number | undefined {
  const length = Number(c.req.header("content-length") ?? Number.NaN);
  return Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

function hashIn(c: Request): string {
  return parseInput(Sha256, c.req.param("sha256"), "sha256");
}

const bytes = { schema: { type: "string" as const, format: "binary" } };
const files = Object.fromEntries(sentTypes.map((type) => [type, bytes]));

const described = {
  put: {
    summary: "Send a file of evidence under the SHA-256 of its bytes; again changes nothing; of a unit no picture with metadata",
    requestBody: { required: true, content: files },
    responses: {
      ...answers(200, "It was there before", StoredEvidence),
      ...answers(201, "It is on the disk", StoredEvidence, [400, 401, 403, 404, 408, 410, 413, 415, 422, 429, 507]),
    },
  },
  get: {
    summary: "A file of evidence, for one who may see it",
    responses: file(EvidenceType.options, [400, 401, 403, 404, 410]),
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
