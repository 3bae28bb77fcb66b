import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { ResultsQuery } from "../../shared/results/results-answer.ts";
import { ResultChanges } from "../../shared/results/results-change.ts";
import { CriteriaResults, PartRanking } from "../../shared/results/results-criteria.ts";
import { ResultTrace } from "../../shared/results/results-trace.ts";
import { Sensitivity } from "../../shared/results/sensitivity.ts";
import { text, Uuid } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput } from "../http/body.ts";
import { answers } from "../http/describe.ts";
import { described, parameter } from "./figures-query-api.ts";
import { loadChanges } from "./results-change.ts";
import { keptCriteriaOf, loadPartRanking } from "./results-criteria.ts";
import { loadSensitivity } from "./results-sensitivity.ts";
import { loadTrace } from "./results-trace.ts";

const { plan, period, form, basis, block, kind } = ResultsQuery.entries;
const PartsQuery = v.object({ plan, period, form, basis, block, kind });
const RankingQuery = v.pipe(
  v.object({ plan, period, form, basis, block, kind, area: v.optional(text(64)), criterion: v.optional(text(64)) }),
  v.check((query) => (query.area === undefined) !== (query.criterion === undefined), "name an area or a criterion, one of them"),
);
const ChangeQuery = v.object({ plan, period, form, basis, block, kind, against: v.optional(Uuid) });
const SensitivityQuery = v.object({ plan, period, form, basis, block, unit: v.optional(Uuid) });
const TraceQuery = v.object({ plan, period, form, basis, unit: Uuid });

const narrowed = [...described.chosen, described.basis, described.block, described.kind];

/** What lies behind and beside the ranking: parts, changes, and the way back to the sheets. */
export function resultFigureRoutes(needs: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  addParts(routes, needs);
  addReasons(routes, needs);
  return routes;
}

/** The same results by area and criterion. */
function addParts(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  routes.get(
    "/api/results/criteria",
    describeRoute({
      summary: "Areas and criteria by sums over the units where they apply, the weakest named; every unit × criterion",
      parameters: narrowed,
      responses: answers(200, "By area and criterion", CriteriaResults, [400, 401, 403, 404]),
    }),
    async (c) => c.json(await keptCriteriaOf(database.read).load(parseInput(PartsQuery, c.req.query(), "query"))),
  );

  routes.get(
    "/api/results/ranking",
    describeRoute({
      summary: "Units ranked within their block by one area or one criterion",
      parameters: [
        ...narrowed,
        parameter("area", "This or a criterion", { type: "string" }),
        parameter("criterion", "This or an area", { type: "string" }),
      ],
      responses: answers(200, "The ranking", PartRanking, [400, 401, 403, 404]),
    }),
    async (c) => c.json(await loadPartRanking(database, parseInput(RankingQuery, c.req.query(), "query"), now())),
  );
}

/** Why a rank is what it is: what has changed, what it was computed from, how firm it is. */
function addReasons(routes: Hono<ApiVariables>, { database, now }: Needs): void {
  routes.get(
    "/api/results/change",
    describeRoute({
      summary:
        "Change of index and rank against an earlier period; labelled where the checklist or block is another, and where units merged, " +
        "split or changed their name between",
      parameters: [
        ...narrowed,
        parameter("against", "A period of any plan that ends before this one; by default the latest of the same kind", {
          type: "string",
          format: "uuid",
        }),
      ],
      responses: answers(200, "The changes", ResultChanges, [400, 401, 403, 404]),
    }),
    async (c) => c.json(await loadChanges(database, parseInput(ChangeQuery, c.req.query(), "query"), now())),
  );

  routes.get(
    "/api/results/trace",
    describeRoute({
      summary: "From a unit's result to the sheets behind it: authors, times, places in the audit chain, answers, evidence",
      parameters: [
        ...described.chosen,
        described.basis,
        { ...parameter("unit", "Which unit", { type: "string", format: "uuid" }), required: true },
      ],
      responses: answers(200, "The way back", ResultTrace, [400, 401, 403, 404]),
    }),
    async (c) => c.json(await loadTrace(database, parseInput(TraceQuery, c.req.query(), "query"), now())),
  );

  routes.get(
    "/api/results/sensitivity",
    describeRoute({
      summary: "How firm the ranks are: which would change if one criterion moved by one step of its method",
      parameters: [
        ...described.chosen,
        described.basis,
        described.block,
        parameter("unit", "One unit, with every move in full", { type: "string", format: "uuid" }),
      ],
      responses: answers(200, "The sensitivity", Sensitivity, [400, 401, 403, 404]),
    }),
    async (c) => c.json(await loadSensitivity(database, parseInput(SensitivityQuery, c.req.query(), "query"), now())),
  );
}
