import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { Plan } from "../../shared/plans/plan.ts";
import {
  InspectionChange,
  InspectionDetail,
  InspectionsToOpen,
  ListedInspections,
  PlanChange,
  PlanDetail,
  PlanToMake,
} from "../../shared/plans/plan-changes.ts";
import { AdjustmentsToGive, InspectionAdjustments } from "../../shared/results/adjustments.ts";
import { Uuid } from "../../shared/text.ts";
import type { ApiVariables, Context } from "../app.ts";
import type { Database } from "../database/open.ts";
import { giveAdjustments } from "../decisions/adjustment-changes.ts";
import { parseInput, readJson } from "../http/body.ts";
import { answers, jsonBody, tagged as withTag } from "../http/describe.ts";
import { ifMatch, seenBy, tagged } from "../http/if-match.ts";
import { keyedRequest, requestKey } from "../http/request-key.ts";
import { senderOf } from "../http/sender.ts";
import { loadAdjustments } from "../inspections/adjustments.ts";
import { changeInspection, loadInspectionDetail, openAsAsked } from "../inspections/inspection-changes.ts";
import { loadPlanInspections } from "../inspections/plan-inspections.ts";
import { once } from "../ledger/requests.ts";
import { changePlan, loadPlanDetail, makePlan } from "./plan-changes.ts";
import { loadPlans } from "./plans.ts";

const Plans = v.object({ plans: v.array(Plan) });
const Opened = v.object({ inspectionIds: v.array(Uuid) });

/** At most this many inspections in one list. */
const most = 5_000;

/** The year's plan, its periods, units and team, and the inspections that are opened in it. */
export function planRoutes({ database, now }: Context): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const { read } = database;

  routes.get("/api/plans", describeRoute({ summary: "All plans, the newest first", responses: answers(200, "The plans", Plans, [401, 403]) }), async (c) =>
    c.json({ plans: await loadPlans(read) }),
  );

  routes.get(
    "/api/plans/:id",
    describeRoute({ summary: "A plan with its periods, units and usual team", responses: withTag(answers(200, "The plan", PlanDetail, [400, 401, 403, 404])) }),
    async (c) => c.json(tagged(c, await loadPlanDetail(read, parseInput(Uuid, c.req.param("id"), "id")))),
  );

  routes.post(
    "/api/plans",
    describeRoute({
      summary: "Make a plan; without periods it has the official ones of its year, without a target 30 %, without `unitsAsOf` the units of today",
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
      summary: "Change a plan's title, target, date, checklist, periods, units or team",
      parameters: [ifMatch],
      requestBody: jsonBody(PlanChange),
      responses: withTag(answers(200, "Changed", PlanDetail, [400, 401, 403, 404, 409, 412, 413, 415, 422, 428])),
    }),
    async (c) => {
      const id = parseInput(Uuid, c.req.param("id"), "id");
      await changePlan(database, id, await readJson(c, PlanChange, 1_000_000), seenBy(c), senderOf(c).personId, now());
      return c.json(tagged(c, await loadPlanDetail(read, id)));
    },
  );

  routes.get(
    "/api/inspections",
    describeRoute({
      summary: "A plan's inspections, the latest first; how many have sent is told, never who, and whether the day lies in no period",
      parameters: [{ name: "plan", in: "query", required: true, schema: { type: "string", format: "uuid" }, description: "The plan" }],
      responses: answers(200, "The inspections", ListedInspections, [400, 401, 403]),
    }),
    async (c) => {
      const { plan } = parseInput(v.object({ plan: Uuid }), c.req.query(), "query");
      return c.json({ inspections: await loadPlanInspections(read, plan, most) });
    },
  );

  routes.get(
    "/api/inspections/:id",
    describeRoute({
      summary: "An inspection: its unit, form, day, checklist version, areas and team",
      responses: withTag(answers(200, "The inspection", InspectionDetail, [400, 401, 403, 404])),
    }),
    async (c) => c.json(tagged(c, await loadInspectionDetail(database, parseInput(Uuid, c.req.param("id"), "id")))),
  );

  routes.post(
    "/api/inspections",
    describeRoute({
      summary: "Open an inspection of each unit, all or none, on a day in a period of the plan; `areas` narrows the checklist to a version of its own",
      parameters: [requestKey],
      requestBody: jsonBody(InspectionsToOpen),
      responses: {
        ...answers(200, "Opened before by the same request", Opened),
        ...answers(201, "Opened, in the units' order", Opened, [400, 401, 403, 404, 409, 413, 415, 422]),
      },
    }),
    async (c) => {
      const asked = await readJson(c, InspectionsToOpen, 1_000_000);
      const work = (within: Database) => openAsAsked(within, asked, senderOf(c).personId, now());
      const { made: inspectionIds, first } = await once(database, keyedRequest(c, asked), now(), work);
      return c.json({ inspectionIds }, first ? 201 : 200);
    },
  );

  routes.patch(
    "/api/inspections/:id",
    describeRoute({
      summary: "Change an inspection; its form, day and checklist only before the first inspector's sheet (a self-score does not count)",
      parameters: [ifMatch],
      requestBody: jsonBody(InspectionChange),
      responses: withTag(answers(200, "Changed", InspectionDetail, [400, 401, 403, 404, 409, 412, 413, 415, 422, 428])),
    }),
    async (c) => {
      const id = parseInput(Uuid, c.req.param("id"), "id");
      await changeInspection(database, id, await readJson(c, InspectionChange), seenBy(c), senderOf(c).personId, now());
      return c.json(tagged(c, await loadInspectionDetail(database, id)));
    },
  );

  routes.get(
    "/api/inspections/:id/adjustments",
    describeRoute({
      summary: "Bonus and penalty of an inspection, with their reasons",
      responses: withTag(answers(200, "The adjustments", InspectionAdjustments, [400, 401, 403, 404])),
    }),
    async (c) => c.json(tagged(c, await loadAdjustments(database, parseInput(Uuid, c.req.param("id"), "id")))),
  );

  routes.put(
    "/api/inspections/:id/adjustments",
    describeRoute({
      summary: "Give an inspection these bonuses and penalties of its checklist and no others, until it is concluded",
      parameters: [ifMatch],
      requestBody: jsonBody(AdjustmentsToGive),
      responses: withTag(answers(200, "Given", InspectionAdjustments, [400, 401, 403, 404, 409, 412, 413, 415, 422, 428])),
    }),
    async (c) => {
      const id = parseInput(Uuid, c.req.param("id"), "id");
      const { adjustments } = await readJson(c, AdjustmentsToGive, 500_000);
      await giveAdjustments(database, id, adjustments, seenBy(c), senderOf(c).personId, now());
      return c.json(tagged(c, await loadAdjustments(database, id)));
    },
  );

  return routes;
}
