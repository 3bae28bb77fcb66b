import { type DescribeRouteOptions, resolver } from "hono-openapi";
import * as v from "valibot";
import { isProblemCode, problems } from "../../shared/problem.ts";

type Responses = NonNullable<DescribeRouteOptions["responses"]>;
type Headers = NonNullable<Extract<Responses[string], { description: string }>["headers"]>;
type Parameter = NonNullable<DescribeRouteOptions["parameters"]>[number];

/** What JSON Schema cannot say (checks and transforms of ours) is left out; what travels is described as it is sent. */
const sent = { typeMode: "input", errorMode: "ignore" } as const;

/** A route's answers for `/openapi.json`: the one that is hoped for, and the statuses of its refusals. */
export function answers(status: number, description: string, schema: v.GenericSchema, refusals: readonly number[] = []): Responses {
  return { [status]: { description, content: { "application/json": { schema: resolver(schema, sent) } } }, ...refused(refusals) };
}

const Stored = v.object({ created: v.boolean() });

/** The same for a route that keeps what is sent under its sender's id. */
export function stored(refusals: readonly number[]): Responses {
  return { ...answers(200, "It was there before", Stored), ...answers(201, "Stored", Stored, refusals) };
}

/** The same for a route that answers 204, with no content. */
export function nothing(description: string, refusals: readonly number[]): Responses {
  return { 204: { description }, ...refused(refusals) };
}

/** The same for a route that answers with a file of one of these types. */
export function file(types: readonly string[], refusals: readonly number[]): Responses {
  const schema = { type: "string" as const };
  const headers = { "Content-Disposition": text("`attachment`, with the file's name") };
  return {
    200: { description: "The file", headers, content: Object.fromEntries(types.map((type) => [type, { schema }])) },
    ...refused(refusals),
  };
}

/** Answers that carry an ETag, among them 304 where `If-None-Match` names it. */
export function withTag(responses: Responses, unchanged = false): Responses {
  const headers = { ETag: text("Changes whenever the content does") };
  const own = Object.entries(responses).map(
    ([status, answer]) => [status, status.startsWith("2") ? { ...answer, headers } : answer] as const,
  );
  return { ...Object.fromEntries(own), ...(unchanged && { 304: { description: "Nothing changed", headers } }) };
}

/** Whoever asks for a person's rights has the database asked: 503 while it is away. And whatever is asked can meet a bug. */
function refused(statuses: readonly number[]): Responses {
  const all = statuses.includes(401) ? [...statuses, 500, 503] : statuses;
  return Object.fromEntries(all.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }] as const));
}

function nameOf(status: number): string {
  return `Refused${status}`;
}

/** Every refusal there is, by status, with the codes that it can carry: what `refused` points to. */
export function refusals(): NonNullable<Responses> {
  const statuses = [...new Set(Object.values(problems).map(({ status }) => status))].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.keys(problems).filter((code) => isProblemCode(code) && problems[code].status === status);
      const schema = resolver(problemOf(status, codes), sent);
      const headers = headersOf(status);
      return [
        nameOf(status),
        { description: `Refused: ${codes.join(", ")}`, ...(headers && { headers }), content: { "application/problem+json": { schema } } },
      ];
    }),
  );
}

function problemOf(status: number, codes: readonly string[]): v.GenericSchema {
  const code = v.picklist(codes);
  return v.strictObject({
    type: v.string(),
    title: code,
    status: v.literal(status),
    code,
    detail: v.string(),
    values: v.record(v.string(), v.string()),
  });
}

function headersOf(status: number): Headers | undefined {
  if (status === 401) return { "WWW-Authenticate": text("`Bearer`") };
  if (status === 429 || status === 503)
    return { "Retry-After": { required: true, schema: { type: "integer" }, description: "Seconds after which to ask again" } };
  return undefined;
}

function text(description: string) {
  return { required: true, schema: { type: "string" as const }, description };
}

/** A route's JSON body for `/openapi.json`. */
export function jsonBody(schema: v.GenericSchema) {
  return { required: true, content: { "application/json": { schema: resolver(schema, sent) } } };
}

/** A header that a route reads. */
export function header(name: string, description: string, format?: "date-time"): Parameter {
  return { name, in: "header", schema: { type: "string", ...(format && { format }) }, description };
}
