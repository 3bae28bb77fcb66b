import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { AppraisalRequest, Deviations, InspectionHistory, ReturnRequest, Settled, Stages } from "../../shared/decisions/appraisal.ts";
import { maxSubmissionBytes } from "../../shared/sheets/submission.ts";
import { Uuid } from "../../shared/text.ts";
import type { ServerInstance } from "../database/instance.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { idIn, parseInput, readJson } from "../http/body.ts";
import { answers, jsonBody, nothing } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { loadHistory } from "../inspections/history.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import { eyesOf } from "../ledger/who.ts";
import { returnSheet, undoReturn } from "./returns.ts";
import { settleInspection } from "./settle.ts";
import { loadDeviations, loadStages } from "./stages.ts";

const DeviationsQuery = v.object({ plan: Uuid });

/** Self-score, inspectors' scores and the appraised one: side by side, settled, given back, and how they came about. */
export function stageRoutes({
  database,
  keys,
  instance,
  now,
}: Needs & { readonly keys: SigningKeys; readonly instance: ServerInstance }): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.get("/api/inspections/:id/stages", describeRoute(described.stages), async (c) => {
    const who = senderOf(c);
    return c.json(await loadStages(database, idIn(c), { personId: who.personId, as: eyesOf(who) }));
  });

  routes.get("/api/inspections/:id/history", describeRoute(described.history), async (c) =>
    c.json(await loadHistory(database.read, idIn(c))),
  );

  routes.post("/api/inspections/:id/appraisal", describeRoute(described.appraisal), async (c) => {
    const request = await readJson(c, AppraisalRequest, maxSubmissionBytes, "sheet");
    const settling = { inspectionId: idIn(c), request, actorId: senderOf(c).personId, now: now() };
    const { settled, created } = await settleInspection(database, keys, instance.instanceId, settling);
    return c.json(settled, created ? 201 : 200);
  });

  routes.post("/api/inspections/:id/return", describeRoute(described.return), async (c) => {
    await returnSheet(database, idIn(c), await readJson(c, ReturnRequest), senderOf(c).personId, now());
    return c.body(null, 204);
  });

  routes.post("/api/inspections/:id/return/undo", describeRoute(described.undo), async (c) => {
    await undoReturn(database, idIn(c), await readJson(c, ReturnRequest), senderOf(c).personId, now());
    return c.body(null, 204);
  });

  routes.get("/api/deviations", describeRoute(described.deviations), async (c) => {
    const { plan } = parseInput(DeviationsQuery, c.req.query(), "query");
    return c.json(await loadDeviations(database.read, plan));
  });

  return routes;
}

const described = {
  stages: {
    summary: "Self-score, each inspector's and the appraised one side by side; nothing of them before the reveal",
    responses: answers(200, "The stages", Stages, [401, 403, 404]),
  },
  history: {
    summary: "What happened to an inspection, field by field; nothing of what was sent before the reveal",
    responses: answers(200, "The history", InspectionHistory, [401, 403, 404]),
  },
  appraisal: {
    summary: "Settle an inspection: take, average or override per criterion, with a reason; the originals stay",
    requestBody: jsonBody(AppraisalRequest),
    responses: {
      ...answers(200, "Settled before by the same request", Settled),
      ...answers(201, "Settled", Settled, [400, 401, 403, 404, 409, 413, 415, 422]),
    },
  },
  return: {
    summary: "Give a sheet back to its author with a reason; they may replace it, marked as not blind",
    requestBody: jsonBody(ReturnRequest),
    responses: nothing("Given back", [400, 401, 403, 404, 409, 413, 415]),
  },
  undo: {
    summary: "Take back that a sheet was given back, with a reason: it stands as it is",
    requestBody: jsonBody(ReturnRequest),
    responses: nothing("The sheet stands", [400, 401, 403, 404, 409, 413, 415]),
  },
  deviations: {
    summary: "Self-scores beside appraised scores, by unit and criterion",
    parameters: [{ name: "plan", in: "query" as const, required: true, schema: { type: "string" as const, format: "uuid" } }],
    responses: answers(200, "The deviations", Deviations, [400, 401, 403]),
  },
};
