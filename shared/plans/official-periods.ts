import type { Period } from "./plan.ts";

/** The official year of reports that this day belongs to: the next begins on 15 December. */
export function officialYear(day: string): number {
  return Number(day.slice(0, 4)) + (day.slice(5) >= "12-15" ? 1 : 0);
}

/** The official year itself: from 15 December to 14 December. */
export function yearPeriod(year: number): Omit<Period, "id"> {
  return { kind: "year", from: `${year - 1}-12-15`, to: `${year}-12-14` };
}

/**
 * The official data cuts of a year, which overlap. The nine months follow the practice of provinces; the others are the reporting rules'
 * own.
 */
export function officialPeriods(year: number): Omit<Period, "id">[] {
  const whole = yearPeriod(year);
  const begin = whole.from;
  return [
    whole,
    { kind: "q1", from: begin, to: `${year}-03-14` },
    { kind: "sixMonths", from: begin, to: `${year}-06-14` },
    { kind: "q3", from: `${year}-06-15`, to: `${year}-09-14` },
    { kind: "nineMonths", from: begin, to: `${year}-09-14` },
  ];
}
