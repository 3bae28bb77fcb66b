import * as v from "valibot";
import { whole } from "../bounds.ts";
import { Day, name } from "../text.ts";

/** A day that a calendar names, and what for: "Tết Nguyên đán", "làm bù". */
const NamedDay = v.strictObject({ day: Day, name: name(200) });
const NamedDays = v.pipe(
  v.array(NamedDay),
  v.maxLength(366),
  v.check((days) => new Set(days.map(({ day }) => day)).size === days.length, "a day stands in the list twice"),
);

/** What a year's calendar says: holidays from Monday to Friday or on a weekend, and weekend days that are worked instead. */
export const YearDays = v.strictObject({ holidays: NamedDays, workingDays: NamedDays });
export type YearDays = v.InferOutput<typeof YearDays>;

/** The calendar as rules ask it: of every year that somebody has entered. */
export interface WorkingCalendar {
  readonly years: ReadonlySet<number>;
  readonly holidays: ReadonlySet<string>;
  /** Days that are worked though they lie on a weekend. */
  readonly workingDays: ReadonlySet<string>;
}

export const calendarYears = { min: 2000, max: 2100 } as const;
export const CalendarYear = whole(calendarYears.min, calendarYears.max);

/** Whether the holidays of this day's year are known; where they are not, every weekday counts as worked, and that is to be said. */
export function isYearKnown(day: string, { years }: WorkingCalendar): boolean {
  return years.has(Number(day.slice(0, 4)));
}

/** Monday to Friday without the holidays, and the days that are swapped for working days. */
function isWorkingDay(day: string, { holidays, workingDays }: WorkingCalendar): boolean {
  if (workingDays.has(day)) return true;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(day);
}

/** The same day moved by whole days of the calendar. */
export function calendarDayAfter(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** The working day that is `count` of them after the day, which itself does not count. None: the day itself. */
export function workingDayAfter(day: string, count: number, calendar: WorkingCalendar): string {
  return stepped(day, count, 1, calendar);
}

/** The working day that is `count` of them before the day, which itself does not count. */
export function workingDayBefore(day: string, count: number, calendar: WorkingCalendar): string {
  return stepped(day, count, -1, calendar);
}

function stepped(from: string, count: number, step: 1 | -1, calendar: WorkingCalendar): string {
  let day = from;
  for (let left = count; left > 0; ) {
    day = calendarDayAfter(day, step);
    if (isWorkingDay(day, calendar)) left--;
  }
  return day;
}

/** How many working days lie after `from` up to and with `to`; 0 where `to` is not later. */
export function workingDaysBetween(from: string, to: string, calendar: WorkingCalendar): number {
  let count = 0;
  for (let day = from; day < to; ) {
    day = calendarDayAfter(day, 1);
    if (isWorkingDay(day, calendar)) count++;
  }
  return count;
}
