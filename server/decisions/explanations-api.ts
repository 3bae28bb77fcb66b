import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { Explanation, ExplanationAnswer, NewExplanation } from "../../shared/decisions/explanation.ts";
import { Uuid } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson } from "../http/body.ts";
import { answers, jsonBody, stored } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { getInspection } from "../inspections/inspections.ts";
import { eyesOf } from "../ledger/who.ts";
import { answerExplanation, askForExplanation, loadExplanations, loadOwnExplanations } from "./explanations.ts";

/** What leads ask units to explain on a criterion after the reveal, and what they answer. */
export function explanationRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const { read } = database;

  routes.get("/api/inspections/:id/explanations", describeRoute(described.list), async (c) => {
    const id = parseInput(Uuid, c.req.param("id"), "id");
    const who = senderOf(c);
    if (eyesOf(who) === "unit") return c.json({ explanations: await loadOwnExplanations(read, id, who.personId, now()) });
    await getInspection(read, id);
    return c.json({ explanations: await loadExplanations(read, id) });
  });

  routes.put("/api/inspections/:id/explanations/:explanationId", describeRoute(described.ask), async (c) => {
    const { id, explanationId } = parseInput(v.object({ id: Uuid, explanationId: Uuid }), c.req.param(), "address");
    const asked = await readJson(c, NewExplanation);
    const created = await askForExplanation(database, id, { explanationId, actorId: senderOf(c).personId }, asked, now());
    return c.json({ created }, created ? 201 : 200);
  });

  routes.put("/api/explanations/:id/answers/:answerId", describeRoute(described.answer), async (c) => {
    const { id: explanationId, answerId } = parseInput(v.object({ id: Uuid, answerId: Uuid }), c.req.param(), "address");
    const answer = await readJson(c, ExplanationAnswer);
    const created = await answerExplanation(database, { explanationId, actorId: senderOf(c).personId }, answerId, answer, now());
    return c.json({ created }, created ? 201 : 200);
  });

  return routes;
}

const refusals = [400, 401, 403, 404, 409, 413, 415, 422] as const;

const described = {
  list: {
    summary: "What the unit was asked to explain about an inspection, and what it answered; a unit sees its own, without who asked",
    responses: answers(200, "The requests, the oldest first", v.object({ explanations: v.array(Explanation) }), [400, 401, 403, 404]),
  },
  ask: {
    summary: "Ask the unit for missing proof or an explanation on a criterion, after the reveal and until the conclusion",
    requestBody: jsonBody(NewExplanation),
    responses: stored(refusals),
  },
  answer: {
    summary: "What the unit answers, with files that it has sent; its self-score does not change",
    requestBody: jsonBody(ExplanationAnswer),
    responses: stored(refusals),
  },
};
