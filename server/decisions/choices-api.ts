import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { Settled } from "../../shared/decisions/appraisal.ts";
import { Choices, FinishRequest, NewChoice, Reopening } from "../../shared/decisions/settling.ts";
import { Uuid } from "../../shared/text.ts";
import type { ServerInstance } from "../database/instance.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson } from "../http/body.ts";
import { answers, jsonBody } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import type { SigningKeys } from "../ledger/keys.ts";
import { chooseCriterion, finishSettling, reopenCriterion } from "./choices.ts";
import { loadChoices } from "./settling.ts";

/** Settling criterion by criterion, each decision as it is made. */
export function choiceRoutes({
  database,
  keys,
  instance,
  now,
}: Needs & { readonly keys: SigningKeys; readonly instance: ServerInstance }): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.get("/api/inspections/:id/choices", describeRoute(described.list), async (c) =>
    c.json(await loadChoices(database.read, parseInput(Uuid, c.req.param("id"), "id"))),
  );

  routes.put("/api/inspections/:id/choices/:criterion", describeRoute(described.choose), async (c) => {
    const choice = await readJson(c, NewChoice);
    const actor = { actorId: senderOf(c).personId, now: now() };
    return c.json({ revision: await chooseCriterion(database, placeOf(c.req.param()), choice, actor) });
  });

  routes.post("/api/inspections/:id/choices/:criterion/reopen", describeRoute(described.reopen), async (c) => {
    const reopening = await readJson(c, Reopening);
    const actor = { actorId: senderOf(c).personId, now: now() };
    return c.json({ revision: await reopenCriterion(database, placeOf(c.req.param()), reopening, actor) });
  });

  routes.post("/api/inspections/:id/choices", describeRoute(described.finish), async (c) => {
    const inspectionId = parseInput(Uuid, c.req.param("id"), "id");
    const { id } = await readJson(c, FinishRequest);
    const actor = { actorId: senderOf(c).personId, now: now() };
    const { settled, created } = await finishSettling(database, keys, instance.instanceId, { inspectionId, id }, actor);
    return c.json(settled, created ? 201 : 200);
  });

  return routes;
}

function placeOf(params: unknown) {
  const Place = v.object({ id: Uuid, criterion: v.pipe(v.string(), v.maxLength(64)) });
  const { id, criterion } = parseInput(Place, params, "address");
  return { inspectionId: id, criterionId: criterion };
}

const Stored = v.object({ revision: v.number() });
const refusals = [400, 401, 403, 404, 409, 413, 415, 422] as const;

const described = {
  list: {
    summary: "What is decided of each criterion so far, and what is left; no figure of any result before it is finished",
    responses: answers(200, "How far settling is", Choices, [400, 401, 403, 404, 409]),
  },
  choose: {
    summary: "Decide one criterion: stored as it is made, refused with both values where somebody else has decided it meanwhile",
    requestBody: jsonBody(NewChoice),
    responses: answers(200, "Stored, or stored before by the same request", Stored, refusals),
  },
  reopen: {
    summary: "Take the decision on a criterion back, with a reason",
    requestBody: jsonBody(Reopening),
    responses: answers(200, "Open again", Stored, refusals),
  },
  finish: {
    summary: "Make the appraised sheet of the decisions, once none is left",
    requestBody: jsonBody(FinishRequest),
    responses: {
      ...answers(200, "Settled before by the same request", Settled),
      ...answers(201, "Settled", Settled, refusals),
    },
  },
};
