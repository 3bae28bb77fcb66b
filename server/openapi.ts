import type { Hono, MiddlewareHandler } from "hono";
import { openAPIRouteHandler } from "hono-openapi";
import type { ApiVariables, Context } from "./app.ts";

/** `/openapi.json` (3.1), made from the schemas that check the requests. Only JSON routes describe themselves; pages are not in it. */
export function openApi(app: Hono<ApiVariables>, { env, instance }: Pick<Context, "env" | "instance">): MiddlewareHandler {
  return openAPIRouteHandler(app, {
    documentation: {
      openapi: "3.1.0",
      info: {
        title: "Phiếu Chấm",
        version: instance.version,
        description: "Score sheets in, ranked results out. Refusals are problem+json with a stable code.",
      },
      servers: [{ url: env.publicUrl }],
      components: { securitySchemes: { token: { type: "http", scheme: "bearer", description: "A device token (device flow) or a lead's read token." } } },
      security: [{ token: [] }],
    },
    defaultValidationErrorResponse: false,
    includeEmptyPaths: false,
    // A path with a dot is a file made by a route (results.csv), and described by it.
    excludeStaticFile: false,
  });
}
