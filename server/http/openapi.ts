import type { Hono, MiddlewareHandler } from "hono";
import { type GenerateSpecOptions, generateSpecs } from "hono-openapi";
import * as v from "valibot";
import type { ServerInstance } from "../database/instance.ts";
import type { Env } from "../host/env.ts";
import type { ApiVariables } from "./api.ts";
import { answers, refusals } from "./describe.ts";

type Document = Awaited<ReturnType<typeof generateSpecs>>;

const OpenApiDocument = v.objectWithRest(
  {
    openapi: v.literal("3.1.0"),
    info: v.objectWithRest({ title: v.string(), version: v.string() }, v.unknown()),
    paths: v.record(v.string(), v.unknown()),
  },
  v.unknown(),
);

/** The document's own route. */
export const documentItself = {
  summary: "This document",
  security: [],
  responses: answers(200, "OpenAPI 3.1", OpenApiDocument),
};

/** `/openapi.json` (3.1), made from the schemas that check the requests. Only JSON routes describe themselves; pages are not in it. */
export function openApi(app: Hono<ApiVariables>, context: { readonly env: Env; readonly instance: ServerInstance }): MiddlewareHandler {
  // Anybody may ask, as often as they like: it is written once.
  let made: Promise<string> | undefined;
  return async (c) => {
    made ??= generateSpecs(app, options(context)).then((document) => JSON.stringify(completed(document)));
    return c.body(await made, 200, { "content-type": "application/json" });
  };
}

function options({ env, instance }: { readonly env: Env; readonly instance: ServerInstance }): Partial<GenerateSpecOptions> {
  return {
    documentation: {
      openapi: "3.1.0",
      info: {
        title: "Phiếu Chấm",
        version: instance.version,
        description:
          "Score sheets in, ranked results out. Points and indexes are whole hundredths. Refusals are problem+json with a stable code, " +
          "and a sentence in Vietnamese, or in English where Accept-Language asks for it.",
        contact: { name: "The administrator of this server", url: env.publicUrl },
        license: { name: "MIT", identifier: "MIT" },
      },
      servers: [{ url: env.publicUrl }],
      tags: tags.map(({ name, description }) => ({ name, description })),
      components: {
        securitySchemes: {
          token: {
            type: "http",
            scheme: "bearer",
            description:
              "A device token (device flow), or a token from the account page: one that only reads, or one that does a lead's work.",
          },
        },
        responses: refusals(),
      },
      security: [{ token: [] }],
    },
    defaultValidationErrorResponse: false,
    includeEmptyPaths: false,
    // A path with a dot is a file made by a route (results.csv), and described by it.
    excludeStaticFile: false,
  };
}

/** Each operation stands under the first of these whose pattern its path fits. */
const tags: readonly { name: string; description: string; paths: RegExp }[] = [
  { name: "server", description: "Which server this is, and how it is", paths: /^\/(healthz|readyz|openapi\.json|api\/(server|keys)$)/ },
  { name: "device", description: "A device's sign-in, and what it takes along", paths: /^\/api\/(device\/|me$|field$)/ },
  { name: "submissions", description: "One's own score sheets", paths: /^\/api\/(submissions|self-scores)/ },
  { name: "evidence", description: "Files of evidence", paths: /evidence/ },
  { name: "findings", description: "What a unit has to remedy", paths: /\/findings/ },
  {
    name: "settling",
    description: "The three stages, “not applicable”, and how an inspection ends",
    paths:
      /\/(stages|history|appraisal|return|not-applicable|excuse|undo|late|conclusion|adjustments)$|\/(choices|explanations|objections|corrections)(\/|$)|^\/api\/deviations$/,
  },
  {
    name: "results",
    description: "Ranks, and what lies behind and beside them",
    paths: /^\/api\/(results|answers|indicators|coverage)|agreement$/,
  },
  { name: "units", description: "The registry of units", paths: /^\/api\/units/ },
  { name: "catalogue", description: "Which procedures a unit has to post", paths: /^\/api\/catalogue/ },
  { name: "checklists", description: "Checklists from draft to publication", paths: /^\/api\/checklists/ },
  { name: "plans", description: "Plans, teams and inspections", paths: /^\/api\/(plans|inspections|people|calendar)/ },
];

/** What is the same wherever a name stands in a path. */
const pathParameters: Readonly<Record<string, { readonly schema: object; readonly description: string }>> = {
  id: { schema: { type: "string", format: "uuid" }, description: "The id, as its maker gave it" },
  stepId: { schema: { type: "string", format: "uuid" }, description: "The step's id, made by the sender" },
  objectionId: { schema: { type: "string", format: "uuid" }, description: "The objection's id, made by the sender" },
  correctionId: { schema: { type: "string", format: "uuid" }, description: "The correction's id, made by the sender" },
  explanationId: { schema: { type: "string", format: "uuid" }, description: "The request's id, made by the sender" },
  documentId: { schema: { type: "string", format: "uuid" }, description: "The document's id, made by the sender" },
  answerId: { schema: { type: "string", format: "uuid" }, description: "The answer's id, made by the sender" },
  criterion: { schema: { type: "string", maxLength: 64 }, description: "The criterion's code in the checklist" },
  linkId: { schema: { type: "string", pattern: "^[0-9a-f]{64}$" }, description: "The link's id, as the list of links tells it" },
  sha256: { schema: { type: "string", pattern: "^[0-9a-f]{64}$" }, description: "SHA-256 of the file's bytes, in hex" },
  year: { schema: { type: "string", pattern: "^\\d{4}$" }, description: "The year, from 2000 to 2100" },
  version: { schema: { type: "string", pattern: "^[\\w.-]{1,64}$" }, description: "The version's name" },
};
const checklistName = { schema: { type: "string", pattern: "^[\\w.-]{1,64}$" }, description: "The checklist's name" };

/** What the routes do not say each for itself: the tag, and what is known of the names in a path. */
function completed(document: Document): Document {
  for (const [path, operations] of Object.entries(document.paths ?? {})) {
    const tag = tags.find(({ paths }) => paths.test(path));
    if (!tag) throw new Error(`${path} stands under no tag`);
    for (const method of ["get", "put", "post", "patch", "delete"] as const) {
      const operation = operations?.[method];
      if (!operation) continue;
      operation.tags = [tag.name];
      for (const parameter of operation.parameters ?? []) {
        if ("$ref" in parameter || parameter.in !== "path") continue;
        Object.assign(parameter, tag.name === "checklists" && parameter.name === "id" ? checklistName : pathParameters[parameter.name]);
      }
    }
  }
  return document;
}
