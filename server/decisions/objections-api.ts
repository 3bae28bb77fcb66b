import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { NewObjection, Objection, ObjectionAnswer } from "../../shared/decisions/objection.ts";
import { Uuid } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson } from "../http/body.ts";
import { answers, jsonBody, stored } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { getInspection } from "../inspections/inspections.ts";
import { eyesOf } from "../ledger/who.ts";
import { answerObjection, loadObjections, loadOwnObjections, raiseObjection } from "./objections.ts";

/** What units object to in a conclusion, and what leads answer. */
export function objectionRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const { read } = database;

  routes.get("/api/inspections/:id/objections", describeRoute(described.list), async (c) => {
    const id = parseInput(Uuid, c.req.param("id"), "id");
    const who = senderOf(c);
    if (eyesOf(who) === "unit") return c.json({ objections: await loadOwnObjections(read, id, who.personId) });
    await getInspection(read, id);
    return c.json({ objections: await loadObjections(read, id) });
  });

  routes.put("/api/inspections/:id/objections/:objectionId", describeRoute(described.raise), async (c) => {
    const { id, objectionId } = parseInput(v.object({ id: Uuid, objectionId: Uuid }), c.req.param(), "address");
    const asked = await readJson(c, NewObjection);
    const created = await raiseObjection(database, id, { objectionId, actorId: senderOf(c).personId }, asked, now());
    return c.json({ created }, created ? 201 : 200);
  });

  routes.put("/api/objections/:id/answer", describeRoute(described.answer), async (c) => {
    const id = parseInput(Uuid, c.req.param("id"), "id");
    const created = await answerObjection(database, id, await readJson(c, ObjectionAnswer), senderOf(c).personId, now());
    return c.json({ created }, created ? 201 : 200);
  });

  return routes;
}

const refusals = [400, 401, 403, 404, 409, 413, 415, 422] as const;

const described = {
  list: {
    summary: "What the unit objects to in a conclusion, and what was answered; a unit sees its own, without who answered",
    responses: answers(200, "The objections, the oldest first", v.object({ objections: v.array(Objection) }), [400, 401, 403, 404]),
  },
  raise: {
    summary: "Object to the points that the conclusion gives a criterion, within the plan's limit; one for each criterion",
    requestBody: jsonBody(NewObjection),
    responses: stored(refusals),
  },
  answer: {
    summary: "Accept or decline an objection, with a reason, once; a correction changes the figures",
    requestBody: jsonBody(ObjectionAnswer),
    responses: stored(refusals),
  },
};
