/**
 * Exact arithmetic for points and indexes. A figure is a whole number of hundredths (1,5 points = 150; index 87,03 = 8703);
 * no binary fraction is ever computed with. Other scales (PAPI: ten-thousandths) go through the same functions.
 */
export type Hundredths = number;

/** Digits behind the comma are `log10(scale)`. */
export const HUNDREDTHS = 100;

/** An exact quotient; `denominator` > 0. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A `denominator` of zero or less is thrown back. */
export function fraction(numerator: number | bigint, denominator: number | bigint): Fraction {
  const bottom = BigInt(denominator);
  if (bottom <= 0n) throw new RangeError("a fraction needs a denominator above zero");
  return { numerator: BigInt(numerator), denominator: bottom };
}

/** The exact mean; `undefined` of nothing. */
export function mean(values: readonly Fraction[]): Fraction | undefined {
  if (values.length === 0) return undefined;
  let sum = fraction(0, 1);
  for (const value of values) {
    sum = {
      numerator: sum.numerator * value.denominator + value.numerator * sum.denominator,
      denominator: sum.denominator * value.denominator,
    };
  }
  return { numerator: sum.numerator, denominator: sum.denominator * BigInt(values.length) };
}

/** Half goes up (away from zero for what this project scores: nothing here is negative). */
export function roundHalfUp({ numerator, denominator }: Fraction): number {
  if (numerator < 0n) throw new RangeError("only figures from zero up are rounded");
  return Number((2n * numerator + denominator) / (2n * denominator));
}

/** `100 × share`, rounded half up to the scale's last digit: `toIndex(fraction(5033, 5783))` is 8703. */
export function toIndex(share: Fraction, scale = HUNDREDTHS): number {
  return roundHalfUp({ numerator: share.numerator * BigInt(100 * scale), denominator: share.denominator });
}

// Making a formatter costs a hundred times what using it does, and the ranking of a province has 20,000 figures.
const formatters = new Map<string, Intl.NumberFormat>();

function formatterOf(language: "vi" | "en", digits: number): Intl.NumberFormat {
  const key = `${language} ${digits}`;
  const kept = formatters.get(key);
  if (kept) return kept;
  const made = new Intl.NumberFormat(language === "vi" ? "vi-VN" : "en-GB", { minimumFractionDigits: digits, maximumFractionDigits: 2 });
  formatters.set(key, made);
  return made;
}

/** `150` → "1,5" (vi) or "1.5" (en); `digits` forces that many places: `formatHundredths(9000, "vi", 2)` → "90,00". */
export function formatHundredths(value: Hundredths, language: "vi" | "en", digits = 0): string {
  return formatterOf(language, digits).format(value / HUNDREDTHS);
}

/** Points as a person types them, "1,5" or "1.5"; `undefined` where that is no amount with at most two places. */
export function readPoints(typed: string): Hundredths | undefined {
  const [, whole, part = ""] = /^(\d{1,5})(?:[.,](\d{1,2}))?$/.exec(typed.trim()) ?? [];
  return whole === undefined ? undefined : Number(whole) * HUNDREDTHS + Number(part.padEnd(2, "0"));
}
