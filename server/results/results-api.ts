import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { Results, ResultsQuery } from "../../shared/results/results-answer.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput } from "../http/body.ts";
import { answers } from "../http/describe.ts";
import { described } from "./figures-query-api.ts";
import { keptResultsOf } from "./results.ts";

/** The ranked results, by the same function as the leads' page. */
export function resultRoutes({ database, now }: Needs): Hono<ApiVariables> {
  return new Hono<ApiVariables>().get(
    "/api/results",
    describeRoute({
      summary: "Units ranked within their block for a plan, a period and a form",
      parameters: [...described.chosen, described.basis, described.block, described.kind, described.under],
      responses: answers(200, "The results", Results, [400, 401, 403, 404]),
    }),
    async (c) => {
      const json = await keptResultsOf(database.read).loadJson(parseInput(ResultsQuery, c.req.query(), "query"), now());
      return c.body(json, 200, { "content-type": "application/json" });
    },
  );
}
