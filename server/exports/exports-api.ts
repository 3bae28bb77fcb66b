import { type Context as Call, Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { type Results, ResultsQuery } from "../../shared/results/results-answer.ts";
import { Uuid } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { Env } from "../host/env.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput } from "../http/body.ts";
import { file } from "../http/describe.ts";
import { languageOf } from "../http/errors.ts";
import { loadPlans } from "../plans/plans.ts";
import { described, parameter } from "../results/figures-query-api.ts";
import { keptResultsOf } from "../results/results.ts";
import { createAnswersWriter } from "./answers.ts";
import { sharesTable } from "./shares.ts";
import { byteOrderMark, csvHead, csvLine, resultsTable } from "./table.ts";
import { createXlsxWriter } from "./xlsx.ts";

const csv = "text/csv; charset=utf-8";
const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const AnswersQuery = v.object({ plan: v.optional(Uuid) });

/** Files to take away, in the language asked for. No cell is a formula. */
export function exportRoutes({ env, database, now }: Needs & { readonly env: Env }): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const writeXlsx = createXlsxWriter();
  const writeAnswers = createAnswersWriter();
  const narrowed = [...described.chosen, described.basis, described.block, described.kind, described.under];
  const read = (c: Call) => keptResultsOf(database.read).load(parseInput(ResultsQuery, c.req.query(), "query"), now());

  routes.get(
    "/api/results.csv",
    describeRoute({ summary: "The results as CSV for Excel", parameters: narrowed, responses: file(["text/csv"], [400, 401, 403, 404]) }),
    async (c) => {
      const results = await read(c);
      const language = languageOf(c);
      const { columns, rows } = resultsTable(results, language);
      const text = byteOrderMark + csvHead(columns, language) + rows.map((row) => csvLine(row, columns, language)).join("");
      return c.body(text, 200, headers(csv, fileName(results, "csv")));
    },
  );

  routes.get(
    "/api/results.xlsx",
    describeRoute({
      summary: "The results as XLSX; on a second sheet the shares of bands",
      parameters: narrowed,
      responses: file([xlsx], [400, 401, 403, 404]),
    }),
    async (c) => {
      const results = await read(c);
      const language = languageOf(c);
      const bytes = await writeXlsx([resultsTable(results, language), sharesTable(results, language)]);
      return c.body(bytes, 200, headers(xlsx, fileName(results, "xlsx")));
    },
  );

  routes.get(
    "/api/answers.csv",
    describeRoute({
      summary: "Every answer of every sheet that counts, of revealed inspections, as CSV; sent while it is made",
      parameters: [parameter("plan", "By default every plan", { type: "string", format: "uuid" })],
      responses: file(["text/csv"], [400, 401, 403, 404, 429]),
    }),
    async (c) => {
      const { plan } = parseInput(AnswersQuery, c.req.query(), "query");
      if (plan !== undefined && !(await loadPlans(database.read)).some(({ id }) => id === plan)) throw new Refusal("not-found");
      const asked = { dataDir: env.dataDir, databaseUrl: env.databaseUrl, planId: plan, language: languageOf(c) };
      return c.body(writeAnswers(asked), 200, headers(csv, "phieu-cham.csv"));
    },
  );

  return routes;
}

/** A working view says so in its name too, wherever the file goes. */
function fileName({ plan, basis }: Results, ending: string): string {
  return `ket-qua-${plan.year}${basis === "live" ? "-tam-tinh" : ""}.${ending}`;
}

function headers(type: string, name: string): Record<string, string> {
  return { "content-type": type, "content-disposition": `attachment; filename="${name}"`, "cache-control": "no-store" };
}
