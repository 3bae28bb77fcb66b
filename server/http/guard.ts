import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { Refusal } from "../../shared/problem.ts";
import type { Who } from "../ledger/who.ts";
import { mayCall } from "./may.ts";

/**
 * Asks the table in `may.ts` before any handler runs. `/api` knows bearer tokens alone, everything else the session cookie alone.
 * What no route answers goes on, to be answered 404.
 */
export function guard(
  whoIs: (c: Context) => Promise<Who | undefined>,
  keep: (c: Context, who: Who | undefined) => void,
): MiddlewareHandler {
  return async (c, next) => {
    const route = matchedRoutes(c)
      .filter(({ method }) => method !== "ALL")
      .at(-1);
    if (!route) return next();
    // Nothing has such a name, and PostgreSQL cannot even be asked for it.
    if (c.req.path.includes("\0")) throw new Refusal("not-found");
    const who = await whoIs(c);
    keep(c, who);
    const answer = mayCall(`${route.method} ${route.path}`, who);
    if (answer === "no-row") throw new Refusal("not-found");
    if (answer !== "yes") throw new Refusal(answer);
    await next();
  };
}
