import { randomBytes } from "node:crypto";
import type { Context, ErrorHandler } from "hono";
import { accepts } from "hono/accepts";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Logger } from "pino";
import { Refusal } from "../../shared/problem.ts";
import { type Language, languages } from "../../shared/text.ts";
import { isOutage } from "../database/outage.ts";
import { routeOf } from "./watch.ts";

/**
 * The one place where errors become answers, as `application/problem+json`: a refusal says itself, an HTTPException keeps its answer, and
 * anything else is a bug or an outage: logged under a reference (never with a body or a token), and told by the reference alone.
 */
export function problemAnswers(log: Logger): ErrorHandler {
  return (error, c) => {
    if (error instanceof HTTPException) return error.getResponse();
    return answerProblem(c, refusalOf(error, log, c));
  };
}

type Accept = Parameters<NonNullable<Parameters<typeof accepts>[1]["match"]>>[0][number];

/** Seconds after which to ask again while the database is away. */
const retryAfter = "5";

/** The refusal to show for any error. */
export function refusalOf(error: unknown, log: Logger, c: Context): Refusal {
  if (error instanceof Refusal) return error;
  if (isOutage(error)) {
    log.warn({ err: error, method: c.req.method, route: routeOf(c) }, "the database does not answer");
    return new Refusal("server-busy", { seconds: retryAfter });
  }
  const reference = randomBytes(4).toString("hex");
  log.error({ err: error, reference, method: c.req.method, route: routeOf(c) }, "a request failed");
  return new Refusal("internal", { reference });
}

/** A refusal as `application/problem+json`, in the language asked for; `Retry-After` where it says when to ask again. */
export function answerProblem(c: Context, refusal: Refusal): Response {
  const problem = refusal.toProblem(languageOf(c));
  c.header("content-type", "application/problem+json; charset=utf-8");
  if (problem.status === 401) c.header("www-authenticate", "Bearer");
  if (refusal.values["seconds"] !== undefined) c.header("retry-after", refusal.values["seconds"]);
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode);
}

/**
 * Vietnamese, unless English is asked for before it. Headers are parsed by
 * the framework: a hand-made split once took seconds for 16 kB of blanks.
 */
export function languageOf(c: Context): Language {
  return accepts(c, { header: "Accept-Language", supports: [...languages], default: "vi", match: firstKnown }) === "en" ? "en" : "vi";
}

/** A region (`en-GB`) is no matter; those of no weight are not wanted. */
function firstKnown(ranges: readonly Accept[]): Language {
  for (const { type, q } of ranges) {
    const language = languages.find((own) => own === type.slice(0, 3).toLowerCase().split("-", 1)[0]);
    if (language !== undefined && q > 0) return language;
  }
  return "vi";
}
