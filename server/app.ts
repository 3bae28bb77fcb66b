import { Hono } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import { describeRoute } from "hono-openapi";
import type { Logger } from "pino";
import { Refusal } from "../shared/problem.ts";
import type { Database } from "./database/open.ts";
import type { Recorder } from "./database/recorder.ts";
import type { Env } from "./env.ts";
import { answerProblem, problemAnswers } from "./errors.ts";
import { guard } from "./guard.ts";
import type { Identity } from "./identity.ts";
import type { SigningKeys } from "./keys.ts";
import type { Metrics } from "./metrics.ts";
import { documentItself, openApi } from "./openapi.ts";
import { pageRoutes } from "./pages/routes.ts";
import { isPage, keptNowhere, pageErrors } from "./pages/web.ts";
import { catalogueRoutes } from "./routes/catalogue.ts";
import { checklistRoutes } from "./routes/checklists.ts";
import { decisionRoutes } from "./routes/decisions.ts";
import { deviceRoutes } from "./routes/device.ts";
import { evidenceRoutes, sandboxed } from "./routes/evidence.ts";
import { exportRoutes } from "./routes/exports.ts";
import { fieldRoutes } from "./routes/field.ts";
import { figureRoutes } from "./routes/figures.ts";
import { resultFigureRoutes } from "./routes/figures-results.ts";
import { findingRoutes } from "./routes/findings.ts";
import { healthRoutes } from "./routes/health.ts";
import { peopleRoutes } from "./routes/people.ts";
import { planRoutes } from "./routes/plans.ts";
import { resultRoutes } from "./routes/results.ts";
import { stageRoutes } from "./routes/stages.ts";
import { submissionRoutes } from "./routes/submissions.ts";
import { unitRoutes } from "./routes/units.ts";
import { watchRequests } from "./watch.ts";
import { bearerOf, type Who } from "./who.ts";

/** Everything the routes and pages are given; nothing here is global. */
export interface Context {
  readonly env: Env;
  readonly database: Database;
  readonly identity: Identity;
  readonly keys: SigningKeys;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly recorder: Recorder;
  /** Which server this is: `epoch` changes when a backup is restored. */
  readonly instance: { readonly instanceId: string; readonly epoch: number; readonly version: string };
  now(): Date;
}

/** What every handler knows. `who` is set by the guard before it runs, except where anyone may ask. */
export interface ApiVariables {
  Variables: { who: Who | undefined };
}

/** The whole HTTP surface; does not listen. `/api` knows bearer tokens alone, pages the session cookie alone. */
export function createApp(context: Context): Hono<ApiVariables> {
  const { identity, log } = context;
  const app = new Hono<ApiVariables>();
  const whoIs = (request: Request, path: string) => {
    if (!path.startsWith("/api/")) return identity.whoIsSession(request.headers);
    const bearer = bearerOf(request);
    return bearer === undefined ? Promise.resolve(undefined) : identity.whoIsDevice(bearer);
  };

  app.use(watchRequests(context));
  const answerError = pageErrors(context, problemAnswers(log));
  app.onError(answerError);
  app.notFound(async (c) => {
    if (isPage(c)) return answerError(new Refusal("not-found"), c);
    const hidden = c.req.path.startsWith("/api/") && !(await whoIs(c.req.raw, c.req.path));
    return answerProblem(c, new Refusal(hidden ? "not-signed-in" : "not-found"));
  });
  app.use(keptNowhere);
  app.use("/api/evidence/*", sandboxed);
  app.use(secureHeaders({ ...headers, strictTransportSecurity: context.env.publicUrl.startsWith("https:") }));
  app.use(
    "/api/*",
    cors({
      origin: "*",
      allowHeaders: ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "x-device-time"],
      exposeHeaders: ["etag", "retry-after"],
    }),
  );
  app.use(
    guard(
      (c) => whoIs(c.req.raw, c.req.path),
      (c, who) => c.set("who", who),
    ),
  );

  const api = [
    healthRoutes(context),
    deviceRoutes(context),
    fieldRoutes(context),
    submissionRoutes(context),
    resultRoutes(context),
    figureRoutes(context),
    resultFigureRoutes(context),
    exportRoutes(context),
  ];
  api.push(unitRoutes(context), catalogueRoutes(context), planRoutes(context), peopleRoutes(context), checklistRoutes(context));
  api.push(stageRoutes(context), decisionRoutes(context), evidenceRoutes(context), findingRoutes(context));
  for (const routes of api) app.route("/", routes);
  app.get("/openapi.json", describeRoute(documentItself), openApi(app, context));
  app.route("/", pageRoutes(context));
  return app;
}

const headers = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  referrerPolicy: "same-origin",
  xFrameOptions: "DENY",
  // Devices of other origins read the API; the header would keep their answers from them.
  crossOriginResourcePolicy: false,
};
