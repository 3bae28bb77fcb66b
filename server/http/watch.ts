import type { Context as HonoContext, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Logger } from "pino";
import type { Env } from "../host/env.ts";
import type { Metrics } from "../host/metrics.ts";
import { addressReader } from "./sender-address.ts";

/** Knows whom a request came from, and tells metrics and log how it was answered: never its path, query, headers or body. */
export function watchRequests({
  env,
  log,
  metrics,
}: {
  readonly env: Env;
  readonly log: Logger;
  readonly metrics: Metrics;
}): MiddlewareHandler {
  const read = addressReader(env.trustedProxies);
  return async (c, next) => {
    const began = performance.now();
    c.set("address", read(c));
    await next();
    const seconds = (performance.now() - began) / 1_000;
    const { method } = c.req;
    const route = routeOf(c);
    metrics.answered(method, route, c.res.status, seconds);
    log.debug({ method, route, status: c.res.status, ms: Math.round(seconds * 1_000) }, "answered");
  };
}

/** The route as it is registered, `/invitation/:token`; "none" where nothing answers. */
export function routeOf(c: HonoContext): string {
  return (
    matchedRoutes(c)
      .filter(({ method }) => method !== "ALL")
      .at(-1)?.path ?? "none"
  );
}
