import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { Correction, CorrectionAnswer, NewCorrection } from "../../../shared/decisions/correction.ts";
import { Uuid } from "../../../shared/text.ts";
import type { ServerInstance } from "../../database/instance.ts";
import type { Needs } from "../../database/needs.ts";
import type { ApiVariables } from "../../http/api.ts";
import { parseInput, readJson } from "../../http/body.ts";
import { answers, jsonBody, stored } from "../../http/describe.ts";
import { senderOf } from "../../http/sender.ts";
import { getInspection } from "../../inspections/inspections.ts";
import type { SigningKeys } from "../../ledger/keys.ts";
import { answerCorrection, loadCorrections, proposeCorrection } from "./corrections.ts";

/** What leads correct after a conclusion. */
export function correctionRoutes({
  database,
  keys,
  instance,
  now,
}: Needs & { readonly keys: SigningKeys; readonly instance: ServerInstance }): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.get("/api/inspections/:id/corrections", describeRoute(described.list), async (c) => {
    const { id } = await getInspection(database.read, parseInput(Uuid, c.req.param("id"), "id"));
    return c.json({ corrections: await loadCorrections(database.read, id) });
  });

  routes.put("/api/inspections/:id/corrections/:correctionId", describeRoute(described.propose), async (c) => {
    const { id, correctionId } = parseInput(v.object({ id: Uuid, correctionId: Uuid }), c.req.param(), "address");
    const asked = await readJson(c, NewCorrection);
    const actor = { actorId: senderOf(c).personId, now: now() };
    const created = await proposeCorrection(database, { inspectionId: id, id: correctionId }, asked, actor);
    return c.json({ created }, created ? 201 : 200);
  });

  routes.put("/api/corrections/:id/answer", describeRoute(described.answer), async (c) => {
    const id = parseInput(Uuid, c.req.param("id"), "id");
    const answer = await readJson(c, CorrectionAnswer);
    const actor = { actorId: senderOf(c).personId, now: now() };
    const created = await answerCorrection(database, id, answer, actor, { keys, instanceId: instance.instanceId });
    return c.json({ created }, created ? 201 : 200);
  });

  return routes;
}

const refusals = [400, 401, 403, 404, 409, 413, 415, 422] as const;

const described = {
  list: {
    summary: "What was proposed to be corrected after the conclusion, and what was said to it",
    responses: answers(200, "The corrections, the oldest first", v.object({ corrections: v.array(Correction) }), [400, 401, 403, 404]),
  },
  propose: {
    summary: "Propose other decisions on criteria of a concluded inspection; nothing changes until it is approved",
    requestBody: jsonBody(NewCorrection),
    responses: stored(refusals),
  },
  answer: {
    summary: "Approve a correction, which makes a new appraised sheet, or decline it with a reason, once",
    requestBody: jsonBody(CorrectionAnswer),
    responses: stored(refusals),
  },
};
