import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import { AdjustmentsToGive, InspectionAdjustments } from "../../shared/results/adjustments.ts";
import { checklistsOf } from "../checklists/checklists.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { readJson, uuidIn } from "../http/body.ts";
import { answers, jsonBody, withTag } from "../http/describe.ts";
import { ifMatch, seenBy, tagged } from "../http/if-match.ts";
import { senderOf } from "../http/sender.ts";
import { loadAdjustments } from "../inspections/adjustments.ts";
import { giveAdjustments } from "./adjustment-changes.ts";

/** Bonus and penalty of an inspection. */
export function adjustmentRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const { read } = database;

  routes.get(
    "/api/inspections/:id/adjustments",
    describeRoute({
      summary: "Bonus and penalty of an inspection, with their reasons",
      responses: withTag(answers(200, "The adjustments", InspectionAdjustments, [400, 401, 403, 404])),
    }),
    async (c) => c.json(tagged(c, await loadAdjustments(read, checklistsOf(read), uuidIn(c)))),
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
      const id = uuidIn(c);
      const { adjustments } = await readJson(c, AdjustmentsToGive, 500_000);
      await giveAdjustments(database, id, adjustments, seenBy(c), senderOf(c).personId, now());
      return c.json(tagged(c, await loadAdjustments(read, checklistsOf(read), id)));
    },
  );

  return routes;
}
