import type { DescribeRouteOptions } from "hono-openapi";
import { formGroups } from "../../shared/plans/plan.ts";
import { rankBases } from "../../shared/results/results.ts";
import { unitKinds } from "../../shared/units/unit.ts";

type Parameter = NonNullable<DescribeRouteOptions["parameters"]>[number];

/** One query parameter. */
export function parameter(
  name: string,
  description: string,
  schema: { type: "string" | "integer"; format?: string; enum?: string[]; minimum?: number; maximum?: number },
): Parameter {
  return { name, in: "query", schema, description };
}

const yearByDefault = "By default the plan's year, else its first period; that too where the plan has no such period";

/** Query parameters as `/openapi.json` describes them. */
export const described = {
  /** Which plan, period and form. */
  chosen: [
    parameter("plan", "By default the newest plan", { type: "string", format: "uuid" }),
    parameter("period", yearByDefault, { type: "string", format: "uuid" }),
    parameter("form", "By default onsite", { type: "string", enum: [...formGroups] }),
  ],
  basis: parameter(
    "basis",
    "By default concluded inspections alone hold ranks and make sums; live: a working view of whatever is revealed",
    {
      type: "string",
      enum: [...rankBases],
    },
  ),
  block: parameter("block", "By default every block", { type: "string" }),
  kind: parameter("kind", "By default every kind of unit", { type: "string", enum: [...unitKinds] }),
  under: parameter("under", "Only ranked units below this index, in hundredths", { type: "integer", minimum: 0, maximum: 10_000 }),
  criterion: parameter("criterion", "One criterion; by default every one", { type: "string" }),
};
