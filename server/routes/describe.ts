import { resolver } from "hono-openapi";
import * as v from "valibot";

const ProblemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  detail: v.string(),
  values: v.record(v.string(), v.string()),
});

/** What JSON Schema cannot say (checks and transforms of ours) is left out; what travels is described as it is sent. */
const sent = { typeMode: "input", errorMode: "ignore" } as const;

/** A route's answers for `/openapi.json`: the one that is hoped for, and the statuses of its refusals. */
export function answers(status: number, description: string, schema: v.GenericSchema, refusals: readonly number[] = []) {
  return { [status]: { description, content: { "application/json": { schema: resolver(schema, sent) } } }, ...refused(refusals) };
}

/** The same for a route that answers 204, with no content. */
export function nothing(description: string, refusals: readonly number[]) {
  return { 204: { description }, ...refused(refusals) };
}

function refused(statuses: readonly number[]) {
  return Object.fromEntries(
    statuses.map((code) => [code, { description: "Refused", content: { "application/problem+json": { schema: resolver(ProblemSchema) } } }] as const),
  );
}

/** A route's JSON body for `/openapi.json`. */
export function jsonBody(schema: v.GenericSchema) {
  return { required: true, content: { "application/json": { schema: resolver(schema, sent) } } };
}
