import { Hono } from "hono";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import { describeRoute } from "hono-openapi";
import type { Logger } from "pino";
import { Refusal } from "../shared/problem.ts";
import { catalogueRoutes } from "./catalogue/catalogue-api.ts";
import { checklistRoutes } from "./checklists/checklists-api.ts";
import type { ServerInstance } from "./database/instance.ts";
import type { Database } from "./database/open.ts";
import { adjustmentRoutes } from "./decisions/adjustments-api.ts";
import { choiceRoutes } from "./decisions/choices-api.ts";
import { correctionRoutes } from "./decisions/corrections/corrections-api.ts";
import { decisionRoutes } from "./decisions/decisions-api.ts";
import { explanationRoutes } from "./decisions/explanations-api.ts";
import { objectionRoutes } from "./decisions/objections-api.ts";
import { stageRoutes } from "./decisions/stages-api.ts";
import { documentRoutes } from "./documents/documents-api.ts";
import { evidenceRoutes } from "./evidence/evidence-api.ts";
import { openEvidenceStore } from "./evidence/evidence-store.ts";
import { sandboxed, sandboxedFile } from "./evidence/file-answer-web.ts";
import { UploadQuota } from "./evidence/upload-quota.ts";
import { exportRoutes } from "./exports/exports-api.ts";
import { fieldRoutes } from "./field/field-api.ts";
import { findingRoutes } from "./findings/findings-api.ts";
import type { Env } from "./host/env.ts";
import type { Metrics } from "./host/metrics.ts";
import type { ApiVariables } from "./http/api.ts";
import { answerProblem, problemAnswers } from "./http/errors.ts";
import { guard } from "./http/guard.ts";
import { healthRoutes } from "./http/health-api.ts";
import { documentItself, openApi } from "./http/openapi.ts";
import { bearerOf } from "./http/sender.ts";
import { watchRequests } from "./http/watch.ts";
import { inspectionRoutes } from "./inspections/inspections-api.ts";
import type { SigningKeys } from "./ledger/keys.ts";
import { pageRoutes } from "./pages.ts";
import { deviceRoutes } from "./people/device-api.ts";
import type { Identity } from "./people/identity.ts";
import { peopleRoutes } from "./people/people-api.ts";
import { SignInPage } from "./people/sign-in-page.tsx";
import { calendarRoutes } from "./plans/calendar-api.ts";
import { planRoutes } from "./plans/plans-api.ts";
import { figureRoutes } from "./results/figures-api.ts";
import { resultRoutes } from "./results/results-api.ts";
import { resultFigureRoutes } from "./results/results-figures-api.ts";
import type { Recorder } from "./submissions/recorder.ts";
import { submissionRoutes } from "./submissions/submissions-api.ts";
import { unitRoutes } from "./units/units-api.ts";
import { packed } from "./web/packed.ts";
import { isPage, keptNowhere, pageErrors } from "./web/web.ts";

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
  readonly instance: ServerInstance;
  now(): Date;
}

/** The whole HTTP surface; does not listen. `/api` knows bearer tokens alone, pages the session cookie alone. */
export function createApp(context: Context): Hono<ApiVariables> {
  const { identity, log } = context;
  const app = new Hono<ApiVariables>();
  // One for all ways in: what is on its way by a page counts with what is on its way by the API.
  const quota = new UploadQuota(context.env.uploadLimit);
  const whoIs = (request: Request, path: string) => {
    if (!path.startsWith("/api/")) return identity.whoIsSession(request.headers);
    const bearer = bearerOf(request);
    return bearer === undefined ? Promise.resolve(undefined) : identity.whoIsDevice(bearer);
  };

  app.use(watchRequests(context));
  app.use(packed);
  const answerError = pageErrors({ ...context, SignIn: SignInPage }, problemAnswers(log));
  app.onError(answerError);
  app.notFound(async (c) => {
    if (isPage(c)) return answerError(new Refusal("not-found"), c);
    const hidden = c.req.path.startsWith("/api/") && !(await whoIs(c.req.raw, c.req.path));
    return answerProblem(c, new Refusal(hidden ? "not-signed-in" : "not-found"));
  });
  app.use(keptNowhere);
  app.use("/api/evidence/*", sandboxed);
  app.use(sandboxedFile);
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
  api.push(
    unitRoutes(context),
    catalogueRoutes(context),
    planRoutes(context),
    calendarRoutes(context),
    peopleRoutes(context),
    checklistRoutes(context),
  );
  api.push(
    stageRoutes(context),
    decisionRoutes(context),
    adjustmentRoutes(context),
    explanationRoutes(context),
    choiceRoutes(context),
    objectionRoutes(context),
    correctionRoutes(context),
    inspectionRoutes(context),
    evidenceRoutes({ ...context, quota }),
    findingRoutes(context),
    documentRoutes({ ...context, store: openEvidenceStore(context.env.dataDir), publicUrl: context.env.publicUrl }),
  );
  for (const routes of api) app.route("/", routes);
  app.get("/openapi.json", describeRoute(documentItself), openApi(app, context));
  app.route("/", pageRoutes({ ...context, quota }));
  return app;
}

const headers = {
  contentSecurityPolicy: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'"],
    // Islands ask this server alone.
    connectSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  },
  referrerPolicy: "same-origin",
  xFrameOptions: "DENY",
  // Devices of other origins read the API; the header would keep their answers from them.
  crossOriginResourcePolicy: false,
};
