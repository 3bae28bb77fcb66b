import type { Period } from "./plan.ts";

/**
 * The official data cuts of a year, which overlap: its year runs from 15 December to 14 December. The nine months follow the practice of
 * provinces; the others are the reporting rules' own.
 */
export function officialPeriods(year: number): Omit<Period, "id">[] {
  const begin = `${year - 1}-12-15`;
  return [
    { kind: "year", from: begin, to: `${year}-12-14` },
    { kind: "q1", from: begin, to: `${year}-03-14` },
    { kind: "sixMonths", from: begin, to: `${year}-06-14` },
    { kind: "q3", from: `${year}-06-15`, to: `${year}-09-14` },
    { kind: "nineMonths", from: begin, to: `${year}-09-14` },
  ];
}
