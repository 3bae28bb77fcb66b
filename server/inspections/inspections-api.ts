import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import {
  CancelRequest,
  HandoverRequest,
  InspectionChange,
  InspectionDetail,
  InspectionsToOpen,
  ListedInspections,
} from "../../shared/plans/plan-changes.ts";
import { Uuid } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { Database } from "../database/open.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson, uuidIn } from "../http/body.ts";
import { answers, jsonBody, nothing, withTag } from "../http/describe.ts";
import { ifMatch, seenBy, tagged } from "../http/if-match.ts";
import { keyedRequest, requestKey } from "../http/request-key.ts";
import { senderOf } from "../http/sender.ts";
import { once } from "../ledger/requests.ts";
import { cancelInspection } from "./cancel.ts";
import { handOver } from "./hand-over.ts";
import { changeInspection, openAsAsked } from "./inspection-changes.ts";
import { loadInspectionDetail } from "./inspection-detail.ts";
import { loadPlanInspections } from "./plan-inspections.ts";

const Opened = v.object({ inspectionIds: v.array(Uuid) });
const HandedOver = v.object({ inspectionId: Uuid });

/** At most this many inspections in one list. */
const most = 5_000;

/** The inspections that are opened in a plan. */
export function inspectionRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.get("/api/inspections", describeRoute(described.list), async (c) => {
    const { plan } = parseInput(v.object({ plan: Uuid }), c.req.query(), "query");
    return c.json({ inspections: await loadPlanInspections(database.read, plan, most) });
  });

  routes.get("/api/inspections/:id", describeRoute(described.one), async (c) =>
    c.json(tagged(c, await loadInspectionDetail(database, uuidIn(c)))),
  );

  routes.post("/api/inspections", describeRoute(described.open), async (c) => {
    const asked = await readJson(c, InspectionsToOpen, 1_000_000);
    const work = (within: Database) => openAsAsked(within, asked, senderOf(c).personId, now());
    const { made: inspectionIds, first } = await once(database, keyedRequest(c, asked), now(), work);
    return c.json({ inspectionIds }, first ? 201 : 200);
  });

  routes.patch("/api/inspections/:id", describeRoute(described.change), async (c) => {
    const id = uuidIn(c);
    await changeInspection(database, id, await readJson(c, InspectionChange), seenBy(c), senderOf(c).personId, now());
    return c.json(tagged(c, await loadInspectionDetail(database, id)));
  });

  routes.post("/api/inspections/:id/cancellation", describeRoute(described.cancel), async (c) => {
    const id = parseInput(Uuid, c.req.param("id"), "id");
    const { reason } = await readJson(c, CancelRequest);
    await cancelInspection(database, id, reason, { actorId: senderOf(c).personId, now: now() });
    return c.body(null, 204);
  });

  routes.post("/api/inspections/:id/handover", describeRoute(described.handOver), async (c) => {
    const id = uuidIn(c);
    const asked = await readJson(c, HandoverRequest);
    const work = (within: Database) => handOver(within, id, asked, { actorId: senderOf(c).personId, now: now() });
    const { made: inspectionId, first } = await once(database, keyedRequest(c, asked), now(), work);
    return c.json({ inspectionId }, first ? 201 : 200);
  });

  return routes;
}

const plan = {
  name: "plan",
  in: "query" as const,
  required: true,
  schema: { type: "string" as const, format: "uuid" },
  description: "The plan",
};

const described = {
  list: {
    summary: "A plan's inspections, the latest first; how many have sent is told, never who, and whether the day lies in no period",
    parameters: [plan],
    responses: answers(200, "The inspections", ListedInspections, [400, 401, 403]),
  },
  one: {
    summary: "An inspection: its unit, form, day, checklist version, areas and team",
    responses: withTag(answers(200, "The inspection", InspectionDetail, [400, 401, 403, 404])),
  },
  open: {
    summary:
      "Open an inspection of each unit, all or none, on a day in a period of the plan; " +
      "`areas` narrows the checklist to a version of its own",
    parameters: [requestKey],
    requestBody: jsonBody(InspectionsToOpen),
    responses: {
      ...answers(200, "Opened before by the same request", Opened),
      ...answers(201, "Opened, in the units' order", Opened, [400, 401, 403, 404, 409, 413, 415, 422]),
    },
  },
  cancel: {
    summary: "Call an inspection off, with a reason: it counts nowhere, and nothing is sent or decided any more",
    requestBody: jsonBody(CancelRequest),
    responses: nothing("Cancelled", [400, 401, 403, 404, 409, 413, 415]),
  },
  handOver: {
    parameters: [requestKey],
    summary:
      "Hand the inspection of a unit that has ended over to its successor: this one is cancelled, one of the same kind is opened there",
    requestBody: jsonBody(HandoverRequest),
    responses: {
      ...answers(200, "Handed over before by the same request", HandedOver),
      ...answers(201, "Handed over", HandedOver, [400, 401, 403, 404, 409, 413, 415, 422]),
    },
  },
  change: {
    summary: "Change an inspection; its form, day and checklist only before the first inspector's sheet (a self-score does not count)",
    parameters: [ifMatch],
    requestBody: jsonBody(InspectionChange),
    responses: withTag(answers(200, "Changed", InspectionDetail, [400, 401, 403, 404, 409, 412, 413, 415, 422, 428])),
  },
};
