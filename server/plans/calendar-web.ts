import type { Hono } from "hono";
import * as v from "valibot";
import { calendarYears, type YearDays } from "../../shared/plans/working-days.ts";
import { Refusal } from "../../shared/problem.ts";
import { plainName, readDay, vietnamDay } from "../../shared/text.ts";
import { limitWords } from "../../shared/words/limits.ts";
import type { Needs } from "../database/needs.ts";
import { tagOf } from "../ledger/content-tag.ts";
import { findPerson } from "../people/people.ts";
import { emptyForm, type Filled, typed } from "../web/forms.ts";
import { type Speak, speaker } from "../web/look.ts";
import { ownPath, withQuery } from "../web/own-path.ts";
import { goTo, readForm, saidIn, showPage, type Web, type WebVariables, whoOf } from "../web/web.ts";
import { changeCalendarYear, loadCalendarYear, loadCalendarYears } from "./calendar.ts";
import { CalendarPage } from "./calendar-page.tsx";

const Year = v.pipe(v.string(), v.regex(/^\d{4}$/), v.transform(Number), v.minValue(calendarYears.min), v.maxValue(calendarYears.max));
const longestName = 200;

/** The page of a year's holidays and swapped working days. */
export function addCalendar(web: Hono<WebVariables>, needs: Needs): void {
  const { database, now } = needs;
  web.get("/admin/calendar", (c) => showCalendar(c, needs, yearOf(c.req.query("year") ?? vietnamDay(now()).slice(0, 4))));

  web.post("/admin/calendar", async (c) => {
    const form = typed(await readForm(c));
    const year = yearOf(form["year"]);
    const t = speaker(c.get("look"));
    const again = (problem: string, status: 400 | 412) => showCalendar(c, needs, year, { values: form, errors: {}, problem }, status);
    const days = readDays(form, t);
    if (typeof days === "string") return again(days, 400);
    try {
      await changeCalendarYear(database, year, days, form["seen"] ?? "", whoOf(c).personId, now());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return again(error.toProblem(c.get("look").language).detail, error.status === 412 ? 412 : 400);
    }
    return goTo(c, withQuery(ownPath("/admin/calendar"), { year: String(year), said: "saved" }));
  });
}

function yearOf(asked: string | undefined): number {
  const read = v.safeParse(Year, asked);
  if (!read.success) throw new Refusal("not-found");
  return read.output;
}

/** The days as they were typed, a line for each; or what is wrong with the first that cannot be read. */
function readDays(form: Readonly<Record<string, string>>, t: Speak): YearDays | string {
  const read = { holidays: [] as YearDays["holidays"], workingDays: [] as YearDays["workingDays"] };
  for (const kind of ["holidays", "workingDays"] as const) {
    for (const line of (form[kind] ?? "").split(/\r?\n/).map((one) => one.trim())) {
      if (line === "") continue;
      const [, typedDay = "", said = ""] = /^(\S{1,10})[\s,;–-]*(.*)$/u.exec(line) ?? [];
      const day = readDay(typedDay);
      const name = plainName(said).trim();
      if (day === undefined || name.length > longestName) return t(limitWords.wrongLine, { line: line.slice(0, 80) });
      read[kind].push({ day, name });
    }
  }
  return read;
}

async function showCalendar(
  c: Web,
  { database, now }: Needs,
  year: number,
  filled: Filled = emptyForm,
  status: 200 | 400 | 412 = 200,
): Promise<Response> {
  const { read } = database;
  const stored = await loadCalendarYear(read, year);
  const current = Number(vietnamDay(now()).slice(0, 4));
  const years = [...new Set([...(await loadCalendarYears(read)), current, current + 1, year])].sort();
  const by = stored.changedBy === null ? undefined : await findPerson(read, stored.changedBy);
  const done = status === 200 ? saidIn(c, { saved: limitWords.calendarSaved }) : undefined;
  return showPage(c, CalendarPage, { stored, years, changedBy: by?.name ?? "", seen: tagOf({ ...stored }), filled, done }, status);
}
