import type { DescribeRouteOptions } from "hono-openapi";
import { formGroups } from "../../shared/plan.ts";

type Parameter = NonNullable<DescribeRouteOptions["parameters"]>[number];

function parameter(
  name: string,
  description: string,
  schema: { type: "string" | "integer"; format?: string; enum?: string[]; minimum?: number; maximum?: number },
): Parameter {
  return { name, in: "query", schema, description };
}

/** Query parameters as `/openapi.json` describes them. */
export const described = {
  /** Which plan, period and form. */
  chosen: [
    parameter("plan", "By default the newest plan", { type: "string", format: "uuid" }),
    parameter("period", "By default the plan's year", { type: "string", format: "uuid" }),
    parameter("form", "By default onsite", { type: "string", enum: [...formGroups] }),
  ],
  criterion: parameter("criterion", "One criterion; by default every one", { type: "string" }),
};
