import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { wholeText } from "../../shared/bounds.ts";
import { CalendarYear, calendarYears, YearDays } from "../../shared/plans/working-days.ts";
import { Instant } from "../../shared/text.ts";
import type { Needs } from "../database/needs.ts";
import type { ApiVariables } from "../http/api.ts";
import { parseInput, readJson } from "../http/body.ts";
import { answers, jsonBody, withTag } from "../http/describe.ts";
import { ifMatch, seenBy, tagged } from "../http/if-match.ts";
import { senderOf } from "../http/sender.ts";
import { changeCalendarYear, loadCalendarYear, loadCalendarYears } from "./calendar.ts";

const Years = v.object({ years: v.array(CalendarYear) });
const CalendarYearDetail = v.object({
  year: CalendarYear,
  ...YearDays.entries,
  /** Both `null`: nobody has entered this year, and every weekday counts as worked. */
  changedBy: v.nullable(v.string()),
  changedAt: v.nullable(Instant),
});

/** The calendar of working days that limits are counted by. */
export function calendarRoutes({ database, now }: Needs): Hono<ApiVariables> {
  const routes = new Hono<ApiVariables>();
  const { read } = database;
  const Year = wholeText(calendarYears.min, calendarYears.max);

  routes.get(
    "/api/calendar",
    describeRoute({ summary: "The years whose holidays are entered", responses: answers(200, "The years", Years, [401, 403]) }),
    async (c) => c.json({ years: await loadCalendarYears(read) }),
  );

  routes.get(
    "/api/calendar/:year",
    describeRoute({
      summary: "A year's holidays, and the weekend days that are worked instead",
      responses: withTag(answers(200, "The year", CalendarYearDetail, [400, 401, 403, 404])),
    }),
    async (c) => c.json(tagged(c, { ...(await loadCalendarYear(read, parseInput(Year, c.req.param("year"), "year"))) })),
  );

  routes.put(
    "/api/calendar/:year",
    describeRoute({
      summary: "Enter a year's holidays and swapped days; they take the place of those that are there",
      parameters: [ifMatch],
      requestBody: jsonBody(YearDays),
      responses: withTag(answers(200, "Entered", CalendarYearDetail, [400, 401, 403, 404, 412, 413, 415, 422, 428])),
    }),
    async (c) => {
      const year = parseInput(Year, c.req.param("year"), "year");
      await changeCalendarYear(database, year, await readJson(c, YearDays), seenBy(c), senderOf(c).personId, now());
      return c.json(tagged(c, { ...(await loadCalendarYear(read, year)) }));
    },
  );

  return routes;
}
