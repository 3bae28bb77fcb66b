import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { Plan } from "../../shared/plans/plan.ts";
import { PlanChange, PlanDetail, PlanToMake } from "../../shared/plans/plan-changes.ts";
import type { Needs } from "../database/needs.ts";
import type { Database } from "../database/open.ts";
import type { ApiVariables } from "../http/api.ts";
import { readJson, uuidIn } from "../http/body.ts";
import { answers, jsonBody, withTag } from "../http/describe.ts";
import { ifMatch, seenBy, tagged } from "../http/if-match.ts";
import { keyedRequest, requestKey } from "../http/request-key.ts";
import { senderOf } from "../http/sender.ts";
import { once } from "../ledger/requests.ts";
import { changePlan, loadPlanDetail, makePlan } from "./plan-changes.ts";
import { loadPlans } from "./plans.ts";

const Plans = v.object({ plans: v.array(Plan) });

/** The year's plan, its periods, units and team. */
export function planRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const { read } = database;

  routes.get(
    "/api/plans",
    describeRoute({ summary: "All plans, the newest first", responses: answers(200, "The plans", Plans, [401, 403]) }),
    async (c) => c.json({ plans: await loadPlans(read) }),
  );

  routes.get(
    "/api/plans/:id",
    describeRoute({
      summary: "A plan with its periods, units and usual team",
      responses: withTag(answers(200, "The plan", PlanDetail, [400, 401, 403, 404])),
    }),
    async (c) => c.json(tagged(c, await loadPlanDetail(read, uuidIn(c)))),
  );

  routes.post(
    "/api/plans",
    describeRoute({
      summary:
        "Make a plan; without periods it has the official ones of its year, without a target 30 %, without `unitsAsOf` the units of today",
      parameters: [requestKey],
      requestBody: jsonBody(PlanToMake),
      responses: {
        ...answers(200, "Made before by the same request", PlanDetail),
        ...answers(201, "Made", PlanDetail, [400, 401, 403, 404, 409, 413, 415, 422]),
      },
    }),
    async (c) => {
      const asked = await readJson(c, PlanToMake, 1_000_000);
      const work = (within: Database) => makePlan(within, asked, senderOf(c).personId, now());
      const { made, first } = await once(database, keyedRequest(c, asked), now(), work);
      return c.json(await loadPlanDetail(read, made), first ? 201 : 200);
    },
  );

  routes.patch(
    "/api/plans/:id",
    describeRoute({
      summary: "Change a plan's title, target, date, checklist, periods, units, team or limits",
      parameters: [ifMatch],
      requestBody: jsonBody(PlanChange),
      responses: withTag(answers(200, "Changed", PlanDetail, [400, 401, 403, 404, 409, 412, 413, 415, 422, 428])),
    }),
    async (c) => {
      const id = uuidIn(c);
      await changePlan(database, id, await readJson(c, PlanChange, 1_000_000), seenBy(c), senderOf(c).personId, now());
      return c.json(tagged(c, await loadPlanDetail(read, id)));
    },
  );

  return routes;
}
