import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import {
  Finding,
  FindingAnswer,
  FindingResponsible,
  FindingsQuery,
  FindingVerdict,
  findingStates,
  NewFinding,
} from "../../shared/findings/finding.ts";
import { Uuid } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { idIn, parseInput, readJson, uuidIn } from "../http/body.ts";
import { answers, jsonBody, stored } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { eyesOf, type Who } from "../ledger/who.ts";
import { type FindingsReader, loadFindings, loadInspectionFindings } from "./finding-list.ts";
import { answerFinding, assignFinding, judgeFinding, raiseFinding } from "./findings.ts";

/** Findings (tồn tại, hạn chế): raised by leads, answered by units, judged by leads. */
export function findingRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.get("/api/findings", describeRoute(described.list), async (c) => {
    const query = parseInput(FindingsQuery, c.req.query(), "query");
    return c.json({ findings: await loadFindings(database.read, query, readerOf(senderOf(c)), now()) });
  });

  routes.get("/api/inspections/:id/findings", describeRoute(described.ofInspection), async (c) =>
    c.json(await loadInspectionFindings(database.read, idIn(c), readerOf(senderOf(c)), now())),
  );

  routes.put("/api/findings/:id", describeRoute(described.raise), async (c) => {
    const asked = await readJson(c, NewFinding);
    const created = await raiseFinding(database, uuidIn(c), asked, senderOf(c).personId, now());
    return c.json({ created }, created ? 201 : 200);
  });

  routes.put("/api/findings/:id/responsible", describeRoute(described.assign), async (c) => {
    const { personId } = await readJson(c, FindingResponsible);
    const id = parseInput(Uuid, c.req.param("id"), "id");
    return c.json({ changed: await assignFinding(database, id, personId, senderOf(c).personId, now()) });
  });

  routes.put("/api/findings/:id/answers/:stepId", describeRoute(described.answer), async (c) => {
    const answer = await readJson(c, FindingAnswer);
    const created = await answerFinding(
      database,
      { ...placeOf(c.req.param()), actorId: senderOf(c).personId, asUnit: true },
      answer,
      now(),
    );
    return c.json({ created }, created ? 201 : 200);
  });

  routes.put("/api/findings/:id/verdicts/:stepId", describeRoute(described.judge), async (c) => {
    const verdict = await readJson(c, FindingVerdict);
    const created = await judgeFinding(
      database,
      { ...placeOf(c.req.param()), actorId: senderOf(c).personId, asUnit: false },
      verdict,
      now(),
    );
    return c.json({ created }, created ? 201 : 200);
  });

  return routes;
}

function readerOf(who: Who): FindingsReader {
  return { personId: who.personId, as: eyesOf(who) };
}

function placeOf(params: unknown): { findingId: string; stepId: string } {
  const { id, stepId } = parseInput(v.object({ id: Uuid, stepId: Uuid }), params, "address");
  return { findingId: id, stepId };
}

const uuid = { type: "string" as const, format: "uuid" };

const described = {
  list: {
    summary:
      "Findings, the earliest deadline first: a lead's all, a unit's own and those of units that ended in it, " +
      "an inspector's of the units they inspect",
    description: `States: ${findingStates.join(", ")}. A unit is told of a finding by the conclusion that follows it.`,
    parameters: [
      { name: "unit", in: "query" as const, schema: uuid },
      { name: "plan", in: "query" as const, schema: uuid },
      {
        name: "which",
        in: "query" as const,
        schema: { type: "string" as const, enum: ["all", "unfixed", "overdue"] },
        description: "By default all",
      },
    ],
    responses: answers(200, "The findings", v.object({ findings: v.array(Finding) }), [400, 401, 403]),
  },
  ofInspection: {
    summary:
      "Findings raised from an inspection, and those of earlier visits, to the unit or to units that became it, that are carried into it",
    responses: answers(200, "The findings", v.object({ raised: v.array(Finding), carried: v.array(Finding) }), [401, 403, 404]),
  },
  raise: {
    summary:
      "Raise a finding from a criterion; by default to be remedied as long after the notice as the plan says, which the conclusion is",
    requestBody: jsonBody(NewFinding),
    responses: stored([400, 401, 403, 404, 409, 413, 415, 422]),
  },
  assign: {
    summary: "Who of the team follows a finding up, or nobody by name",
    requestBody: jsonBody(FindingResponsible),
    responses: answers(200, "Whether that is another than before", v.object({ changed: v.boolean() }), [400, 401, 403, 404, 413, 415, 422]),
  },
  answer: {
    summary: "What the unit says to a finding, with files from the evidence store",
    requestBody: jsonBody(FindingAnswer),
    responses: stored([400, 401, 403, 404, 409, 413, 415, 422]),
  },
  judge: {
    summary: "Whether a finding is fixed, or has more time, with a reason; fixed closes it",
    requestBody: jsonBody(FindingVerdict),
    responses: stored([400, 401, 403, 404, 409, 413, 415, 422]),
  },
};
