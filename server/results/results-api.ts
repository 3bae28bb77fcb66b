import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { formGroups } from "../../shared/plans/plan.ts";
import { Results, ResultsQuery } from "../../shared/results/results-answer.ts";
import { unitKinds } from "../../shared/units/unit.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput } from "../http/body.ts";
import { answers } from "../http/describe.ts";
import { described } from "./figures-query-api.ts";
import { resultsOf } from "./results.ts";

const uuid = { type: "string", format: "uuid" } as const;

/** The ranked results, by the same function as the leads' page. */
export function resultRoutes({ database, now }: Needs): Hono<ApiVariables> {
  return new Hono<ApiVariables>().get(
    "/api/results",
    describeRoute({
      summary: "Units ranked within their block for a plan, a period and a form",
      parameters: [
        { name: "plan", in: "query", schema: uuid, description: "By default the newest plan" },
        { name: "period", in: "query", schema: uuid, description: "By default the plan's year" },
        { name: "form", in: "query", schema: { type: "string", enum: [...formGroups] }, description: "By default onsite" },
        described.basis,
        { name: "block", in: "query", schema: { type: "string" }, description: "By default every block" },
        { name: "kind", in: "query", schema: { type: "string", enum: [...unitKinds] }, description: "By default every kind of unit" },
        {
          name: "under",
          in: "query",
          schema: { type: "integer", minimum: 0, maximum: 10_000 },
          description: "Only ranked units below this index, in hundredths",
        },
      ],
      responses: answers(200, "The results", Results, [400, 401, 403, 404]),
    }),
    async (c) => {
      const json = await resultsOf(database.read).loadJson(parseInput(ResultsQuery, c.req.query(), "query"), now());
      return c.body(json, 200, { "content-type": "application/json" });
    },
  );
}
