import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import type { Logger } from "pino";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import type { Database } from "../database/open.ts";
import { answersQueries } from "../database/open.ts";
import type { ApiVariables } from "./api.ts";
import { answers } from "./describe.ts";

const Health = v.object({ status: v.literal("ok") });

/** `/healthz`: the process runs. `/readyz`: the database answers. */
export function healthRoutes({ database, log }: { readonly database: Database; readonly log: Logger }): Hono<ApiVariables> {
  return new Hono<ApiVariables>()
    .get("/healthz", describeRoute({ summary: "The server runs", security: [], responses: answers(200, "It does", Health) }), (c) =>
      c.json({ status: "ok" }),
    )
    .get(
      "/readyz",
      describeRoute({ summary: "The database answers", security: [], responses: answers(200, "It does", Health, [503]) }),
      async (c) => {
        const outage = await answersQueries(database).then(
          () => undefined,
          (problem: unknown) => problem,
        );
        if (outage === undefined) return c.json({ status: "ok" });
        log.error({ err: outage }, "the database does not answer");
        throw new Refusal("server-busy", { seconds: "5" });
      },
    );
}
