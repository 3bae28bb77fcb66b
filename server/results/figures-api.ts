import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { FormGroup } from "../../shared/plans/plan.ts";
import { CriterionAgreements, InspectionAgreement } from "../../shared/results/agreement.ts";
import { Coverage } from "../../shared/results/coverage.ts";
import { IndicatorGroup, Indicators, indicatorGroups } from "../../shared/results/indicators.ts";
import { RankBasis } from "../../shared/results/results.ts";
import { name, text, Uuid } from "../../shared/text.ts";
import { UnitKind } from "../../shared/units/unit.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, uuidIn } from "../http/body.ts";
import { answers } from "../http/describe.ts";
import { loadCoverage } from "./coverage.ts";
import { loadCriterionAgreements, loadInspectionAgreement } from "./figures-agreement.ts";
import { loadIndicators } from "./figures-indicators.ts";
import { described, parameter } from "./figures-query-api.ts";

const AgreementQuery = v.object({
  plan: v.optional(Uuid),
  period: v.optional(Uuid),
  form: v.optional(FormGroup),
  basis: v.optional(RankBasis),
  criterion: v.optional(text(64)),
});

const IndicatorsQuery = v.object({
  plan: v.optional(Uuid),
  period: v.optional(
    v.pipe(
      v.string(),
      v.maxLength(500),
      v.transform((list) => list.split(",")),
      v.array(Uuid),
    ),
  ),
  form: v.optional(FormGroup),
  basis: v.optional(RankBasis),
  by: v.optional(IndicatorGroup),
  block: v.optional(name(200)),
  kind: v.optional(UnitKind),
});

const CoverageQuery = v.object({ plan: v.optional(Uuid) });

/** What is computed from score sheets beside the ranking, for leads. Nothing of an inspection before its reveal. */
export function figureRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();

  routes.get(
    "/api/inspections/:id/agreement",
    describeRoute({
      summary: "How far an inspection's inspectors agree; refused until everybody has sent",
      responses: answers(200, "The agreement", InspectionAgreement, [400, 401, 403, 404, 409]),
    }),
    async (c) => c.json(await loadInspectionAgreement(database, uuidIn(c))),
  );

  routes.get(
    "/api/agreement",
    describeRoute({
      summary: "Each criterion as two inspectors judged it at the same units: exact agreement, κ from ten units on, α",
      parameters: [...described.chosen, described.basis, described.criterion],
      responses: answers(200, "The agreement", CriterionAgreements, [400, 401, 403, 404]),
    }),
    async (c) => c.json(await loadCriterionAgreements(database, parseInput(AgreementQuery, c.req.query(), "query"))),
  );

  routes.get(
    "/api/indicators",
    describeRoute({
      summary: "Ratio criteria rolled up by sums, with what their numbers count; the numbers that contradict each other",
      parameters: [
        parameter("plan", "By default the newest plan", { type: "string", format: "uuid" }),
        parameter("period", "One of the plan or several, with commas, that do not overlap; by default its year, else its first period", {
          type: "string",
        }),
        ...described.chosen.slice(2),
        described.basis,
        parameter("by", "What is summed; by default all", { type: "string", enum: [...indicatorGroups] }),
        described.block,
        described.kind,
      ],
      responses: answers(200, "The indicators", Indicators, [400, 401, 403, 404]),
    }),
    async (c) => c.json(await loadIndicators(database, parseInput(IndicatorsQuery, c.req.query(), "query"))),
  );

  routes.get(
    "/api/coverage",
    describeRoute({
      summary:
        "Units inspected directly against the target, by plan and by year (a unit counts once in all plans of a year); " +
        "overdue, unplanned, outside every period",
      parameters: [
        parameter("plan", "That plan and its whole year; by default every plan and year, the oldest first", {
          type: "string",
          format: "uuid",
        }),
      ],
      responses: answers(200, "The coverage", Coverage, [400, 401, 403, 404]),
    }),
    async (c) => c.json(await loadCoverage(database, parseInput(CoverageQuery, c.req.query(), "query").plan, now())),
  );

  return routes;
}
