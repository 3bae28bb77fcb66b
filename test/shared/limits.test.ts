import { describe, expect, test } from "vitest";
import { deadlinesOf, defaultLimits } from "../../shared/plans/limits.ts";
import {
  isYearKnown,
  type WorkingCalendar,
  workingDayAfter,
  workingDayBefore,
  workingDaysBetween,
} from "../../shared/plans/working-days.ts";

/** Tết of 2027 lies on 6 February; the days off are a calendar's, and one Saturday is worked instead. */
const calendar: WorkingCalendar = {
  years: new Set([2027]),
  holidays: new Set(["2027-01-01", "2027-02-04", "2027-02-05", "2027-02-08", "2027-02-09", "2027-02-10"]),
  workingDays: new Set(["2027-02-20"]),
};
const none: WorkingCalendar = { years: new Set(), holidays: new Set(), workingDays: new Set() };

describe("working days", () => {
  test.for([
    ["2027-03-01", 3, "2027-03-04"],
    ["2027-03-05", 1, "2027-03-08"],
    ["2027-03-06", 1, "2027-03-08"],
    ["2027-02-03", 1, "2027-02-11"],
    ["2027-02-03", 3, "2027-02-15"],
    ["2027-02-19", 1, "2027-02-20"],
    ["2027-02-19", 2, "2027-02-22"],
    ["2026-12-31", 1, "2027-01-04"],
    ["2027-02-06", 0, "2027-02-06"],
  ] as const)("after %s, %i of them end on %s", ([day, count, end]) => {
    expect(workingDayAfter(day, count, calendar)).toBe(end);
  });

  test.for([
    ["2027-03-04", 3, "2027-03-01"],
    ["2027-02-11", 1, "2027-02-03"],
    ["2027-02-22", 1, "2027-02-20"],
    ["2027-01-04", 1, "2026-12-31"],
  ] as const)("before %s, %i of them begin on %s", ([day, count, begin]) => {
    expect(workingDayBefore(day, count, calendar)).toBe(begin);
  });

  test("are counted between days as they are counted from one, and never backwards", () => {
    for (const count of [1, 2, 5, 20])
      expect(workingDaysBetween("2027-02-01", workingDayAfter("2027-02-01", count, calendar), calendar)).toBe(count);
    expect(workingDaysBetween("2027-02-03", "2027-02-10", calendar)).toBe(0);
    expect(workingDaysBetween("2027-03-05", "2027-03-01", calendar)).toBe(0);
  });

  test("of a year that nobody entered are its weekdays, and the year is not known", () => {
    expect(workingDayAfter("2027-02-03", 1, none)).toBe("2027-02-04");
    expect([isYearKnown("2027-02-03", calendar), isYearKnown("2028-01-03", calendar), isYearKnown("2027-02-03", none)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("deadlines", () => {
  const visited = { visitedOn: "2027-02-11", revealedAt: null, concludedAt: null };

  test("lie three working days around the visit by default; settling and objection wait for what they count from", () => {
    expect(deadlinesOf(visited, defaultLimits, calendar)).toEqual({
      selfScoreBy: "2027-02-01",
      sheetsBy: "2027-02-16",
      settleBy: null,
      concludeBy: null,
      objectBy: null,
    });
  });

  test("count from the day in Việt Nam on which it was revealed and concluded", () => {
    // 18:00 UTC is the next day there, a Tuesday.
    const ended = { ...visited, revealedAt: "2027-03-01T18:00:00.000Z", concludedAt: "2027-03-05T03:00:00.000Z" };
    expect(deadlinesOf(ended, { ...defaultLimits, settling: 1 }, calendar)).toMatchObject({
      settleBy: "2027-03-03",
      concludeBy: "2027-03-16",
      objectBy: "2027-03-12",
    });
  });
});
