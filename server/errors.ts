import { randomBytes } from "node:crypto";
import type { Context, ErrorHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Logger } from "pino";
import { Refusal } from "../shared/problem.ts";
import type { Language } from "../shared/text.ts";
import { isOutage } from "./database/outage.ts";
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

export function answerProblem(c: Context, refusal: Refusal): Response {
  const problem = refusal.toProblem(languageOf(c.req.header("accept-language")));
  c.header("content-type", "application/problem+json; charset=utf-8");
  if (problem.status === 401) c.header("www-authenticate", "Bearer");
  if (refusal.values["seconds"] !== undefined) c.header("retry-after", refusal.values["seconds"]);
  return c.body(JSON.stringify(problem), problem.status as ContentfulStatusCode);
}

/** Vietnamese, unless English is asked for before it. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? "").split(",").map((range) => {
    const [tag = "", quality = "q=1"] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    return { language: tag.split("-")[0], quality: Number(quality.replace("q=", "")) };
  });
  const best = wanted.filter(({ language, quality }) => (language === "vi" || language === "en") && quality > 0).sort((a, b) => b.quality - a.quality)[0];
  return best?.language === "en" ? "en" : "vi";
}
