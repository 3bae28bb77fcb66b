import type { Answer } from "../../../shared/sheets/answer.ts";
import { checklistOf, criterion, ratio } from "../small-plan.ts";

const words = (text: string) => ({ vi: text, en: text });
const leaves = (treatment: "excludeAndRescale" | "fullPoints") => ({
  notApplicable: { when: words("khi không có"), treatment, unitTraits: [] },
});

/** Small, and with everything that moves an index: levels, a ratio that does not come out even, both ways to leave a criterion out. */
export const modelChecklist = checklistOf(
  "model-1",
  [
    criterion(
      "A1",
      "A",
      500,
      { type: "levels", levels: [500, 300, 0].map((points) => ({ points, label: words(String(points)) })) },
      leaves("excludeAndRescale"),
    ),
    criterion("B1", "B", 300, ratio("đúng hạn", "tất cả")),
    criterion("B2", "B", 100, { type: "boolean", yes: 100, no: 0 }, leaves("fullPoints")),
    criterion("C1", "C", 200, { type: "boolean", yes: 200, no: 0 }, leaves("excludeAndRescale")),
  ],
  {
    minimumApplicable: 60,
    bands: [
      { name: words("Tốt"), min: 8_000 },
      { name: words("Khá"), min: 6_000 },
      { name: words("Yếu"), min: 0 },
    ],
    adjustments: {
      cap: { bonus: 300, penalty: 500 },
      list: [
        { id: "initiative", kind: "bonus", points: 175, title: words("Sáng kiến") },
        { id: "late-report", kind: "penalty", points: 225, title: words("Báo cáo chậm") },
      ],
    },
  },
);

export const criteria = ["A1", "B1", "B2", "C1"] as const;
export type CriterionId = (typeof criteria)[number];
const most: Record<CriterionId, number> = { A1: 500, B1: 300, B2: 100, C1: 200 };
const areaOf: Record<CriterionId, string> = { A1: "A", B1: "B", B2: "B", C1: "C" };
export const criteriaOf = (area: string): CriterionId[] => criteria.filter((id) => areaOf[id] === area);
const fullWhereLeftOut: ReadonlySet<CriterionId> = new Set(["B2"]);

/** What an inspector found. `na`: not applicable. */
export interface Found {
  readonly level: 0 | 1 | 2 | "na";
  readonly onTime: readonly [part: number, whole: number];
  readonly posted: boolean | "na";
  readonly desk: boolean | "na";
}

const na: Answer = { type: "notApplicable", reason: "Không phát sinh" };

export function answersOf({ level, onTime, posted, desk }: Found): Record<CriterionId, Answer> {
  return {
    A1: level === "na" ? na : { type: "levels", level },
    B1: { type: "ratio", numerator: onTime[0], denominator: onTime[1] },
    B2: posted === "na" ? na : { type: "boolean", yes: posted },
    C1: desk === "na" ? na : { type: "boolean", yes: desk },
  };
}

export function leftOutIn({ level, posted, desk }: Found): CriterionId[] {
  return [
    ...(level === "na" ? (["A1"] as const) : []),
    ...(posted === "na" ? (["B2"] as const) : []),
    ...(desk === "na" ? (["C1"] as const) : []),
  ];
}

/** Points of what applies; `null` where it is left out. */
export type Points = Readonly<Record<CriterionId, number | null>>;

export function pointsOf({ level, onTime: [part, whole], posted, desk }: Found): Points {
  return {
    A1: level === "na" ? null : ([500, 300, 0][level] ?? 0),
    B1: halfUp(300n * BigInt(part), BigInt(whole)),
    B2: posted === "na" ? null : posted ? 100 : 0,
    C1: desk === "na" ? null : desk ? 200 : 0,
  };
}

export interface Share {
  readonly awarded: number;
  readonly max: number;
}

/** What a sheet comes to: whole and by area. */
export interface Figures extends Share {
  readonly areas: readonly (Share & { readonly area: string })[];
  readonly points: Points;
  readonly enough: boolean;
}

export function figuresOf(points: Points): Figures {
  const parts = criteria.map((id) => {
    const full = fullWhereLeftOut.has(id) && points[id] === null;
    const own = full ? most[id] : points[id];
    return { area: areaOf[id], id, awarded: own ?? 0, max: own === null ? 0 : most[id], own };
  });
  const sum = (of: typeof parts): Share => ({ awarded: total(of.map(({ awarded }) => awarded)), max: total(of.map(({ max }) => max)) });
  const whole = sum(parts);
  const areas = ["A", "B", "C"].map((area) => ({ area, ...sum(parts.filter((part) => part.area === area)) }));
  const [a1, b1, b2, c1] = parts.map(({ own }) => own ?? null);
  return {
    ...whole,
    areas,
    points: { A1: a1 ?? null, B1: b1 ?? null, B2: b2 ?? null, C1: c1 ?? null },
    enough: whole.max * 100 >= 1_100 * 60,
  };
}

/** The exact mean of the shares in hundredths, rounded once, half up; `null` where nothing applies. */
export function indexOf(shares: readonly Share[]): number | null {
  if (shares.length === 0 || shares.some(({ max }) => max === 0)) return null;
  const denominator = shares.reduce((product, { max }) => product * BigInt(max), 1n);
  const numerator = shares.reduce((sum, { awarded, max }) => sum + BigInt(awarded) * (denominator / BigInt(max)), 0n);
  return halfUp(numerator * 10_000n, denominator * BigInt(shares.length));
}

/** A quotient to the nearest whole number, a half upwards. */
export function halfUp(numerator: bigint, denominator: bigint): number {
  const rest = numerator % denominator;
  return Number(numerator / denominator + (rest * 2n >= denominator ? 1n : 0n));
}

export function withAdjustments(
  index: number,
  { initiatives, lateReports }: { readonly initiatives: number; readonly lateReports: number },
): number {
  return Math.min(10_000, Math.max(0, index + Math.min(300, 175 * initiatives) - Math.min(500, 225 * lateReports)));
}

export function bandOf(index: number): string {
  return index >= 8_000 ? "Tốt" : index >= 6_000 ? "Khá" : "Yếu";
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0);
}
