import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import {
  ConcludeRequest,
  Conclusion,
  ExcuseRequest,
  LateDecision,
  LateSheet,
  NotApplicableDecision,
  PendingNotApplicable,
} from "../../shared/decisions/decisions.ts";
import { Uuid } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { idIn, parseInput, readJson } from "../http/body.ts";
import { answers, jsonBody, nothing } from "../http/describe.ts";
import { senderOf } from "../http/sender.ts";
import { concludeInspection } from "./conclude.ts";
import { excuseInspector, undoExcuse } from "./excuse.ts";
import { loadLate } from "./late.ts";
import { decideLate } from "./late-decision.ts";
import { decideNotApplicable, loadPendingNotApplicable } from "./not-applicable.ts";

/*
 * What leads decide about one inspection: settle, give back, excuse, late sheets, “not applicable”, adjustments, conclude; and the stages
 * side by side, to decide by. Every decision begins by `amid` (server/inspections/amid.ts), asks the inspection's state and its own rules,
 * writes, tells the history and puts the deed on record, all in one transaction; the same again changes nothing. Who scored an inspection
 * leaves deciding to others where there are any (server/inspections/scorers.ts).
 */

const PendingQuery = v.object({ plan: v.optional(Uuid) });

/** What leads decide about an inspection. */
export function decisionRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.get("/api/not-applicable", describeRoute(described.pending), async (c) => {
    const { plan } = parseInput(PendingQuery, c.req.query(), "query");
    return c.json({ pending: await loadPendingNotApplicable(database.read, plan) });
  });

  routes.post("/api/inspections/:id/not-applicable", describeRoute(described.decide), async (c) => {
    const { personId, criterion, approved, reason } = await readJson(c, NotApplicableDecision);
    await decideNotApplicable(
      database,
      { inspectionId: idIn(c), personId, criterionId: criterion, approved, reason },
      senderOf(c).personId,
      now(),
    );
    return c.body(null, 204);
  });

  routes.post("/api/inspections/:id/excuse", describeRoute(described.excuse), async (c) => {
    await excuseInspector(database, idIn(c), await readJson(c, ExcuseRequest), { actorId: senderOf(c).personId, now: now() });
    return c.body(null, 204);
  });

  routes.post("/api/inspections/:id/excuse/undo", describeRoute(described.undoExcuse), async (c) => {
    await undoExcuse(database, idIn(c), await readJson(c, ExcuseRequest), { actorId: senderOf(c).personId, now: now() });
    return c.body(null, 204);
  });

  routes.get("/api/late", describeRoute(described.late), async (c) => {
    const { plan } = parseInput(PendingQuery, c.req.query(), "query");
    return c.json({ late: await loadLate(database.read, plan) });
  });

  routes.post("/api/inspections/:id/late", describeRoute(described.decideLate), async (c) => {
    await decideLate(database, idIn(c), await readJson(c, LateDecision), senderOf(c).personId, now());
    return c.body(null, 204);
  });

  routes.post("/api/inspections/:id/conclusion", describeRoute(described.conclude), async (c) => {
    const waivers = await readJson(c, ConcludeRequest);
    return c.json(await concludeInspection(database, idIn(c), senderOf(c).personId, now(), waivers));
  });

  return routes;
}

const described = {
  pending: {
    summary: "“Not applicable” that waits for a decision, the oldest first; nothing before the reveal",
    parameters: [
      { name: "plan", in: "query" as const, schema: { type: "string" as const, format: "uuid" }, description: "By default every plan" },
    ],
    responses: answers(200, "What waits", v.object({ pending: v.array(PendingNotApplicable) }), [400, 401, 403]),
  },
  decide: {
    summary: "Approve or refuse an inspector's “not applicable”; a refusal returns the sheet to its author",
    requestBody: jsonBody(NotApplicableDecision),
    responses: nothing("Decided", [400, 401, 403, 404, 409, 413, 415]),
  },
  excuse: {
    summary: "Wait no longer for an inspector's sheet, with a reason",
    requestBody: jsonBody(ExcuseRequest),
    responses: nothing("Excused", [400, 401, 403, 404, 409, 413, 415]),
  },
  undoExcuse: {
    summary: "Take back an excuse that came in error, with a reason; before the reveal alone",
    requestBody: jsonBody(ExcuseRequest),
    responses: nothing("Waited for again", [400, 401, 403, 404, 409, 413, 415]),
  },
  late: {
    summary: "Late sheets that nobody has decided about, the oldest first; before the reveal nothing of their points",
    parameters: [
      { name: "plan", in: "query" as const, schema: { type: "string" as const, format: "uuid" }, description: "By default every plan" },
    ],
    responses: answers(200, "What waits", v.object({ late: v.array(LateSheet) }), [400, 401, 403]),
  },
  decideLate: {
    summary: "Accept a late sheet, which opens the inspection again, or decline it, with a reason; the same again changes nothing",
    requestBody: jsonBody(LateDecision),
    responses: nothing("Decided", [400, 401, 403, 404, 409, 413, 415]),
  },
  conclude: {
    summary: "Conclude an inspection; again changes nothing",
    requestBody: jsonBody(ConcludeRequest),
    responses: answers(200, "Concluded; whether by one who scored it", Conclusion, [400, 401, 403, 404, 409, 413, 415]),
  },
};
