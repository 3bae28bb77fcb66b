import { describe, expect, test } from "vitest";
import { formatHundredths, fraction, mean, roundHalfUp, toIndex } from "../../shared/points.ts";

describe("exact figures", () => {
  test("a denominator of zero or below is refused", () => {
    expect(() => fraction(1, 0)).toThrow(RangeError);
    expect(() => fraction(1, -2)).toThrow(RangeError);
  });

  test("a binary fraction is refused: only whole numbers go in", () => {
    expect(() => fraction(0.1, 3)).toThrow(RangeError);
    expect(() => fraction(1, 2.5)).toThrow(RangeError);
  });

  test("a figure below zero is not rounded", () => {
    expect(() => roundHalfUp(fraction(-1, 2))).toThrow(RangeError);
  });

  test("the mean of nothing is nothing, not zero", () => {
    expect(mean([])).toBeUndefined();
  });

  test.each([
    [0, 1, 0],
    [1, 2, 1],
    [49, 100, 0],
    [50, 100, 1],
    [149, 100, 1],
    [150, 100, 2],
    [250, 100, 3],
  ])("%i/%i rounds half up to %i", (numerator, denominator, rounded) => {
    expect(roundHalfUp(fraction(numerator, denominator))).toBe(rounded);
  });

  test("rounding is right where binary fractions are not: 1,005 % is 1,01", () => {
    expect(Math.round(1.005 * 100)).toBe(100);
    expect(toIndex(fraction(1005, 100_000))).toBe(101);
  });

  test("figures beyond 2^53 stay exact", () => {
    expect(roundHalfUp(fraction(9_007_199_254_740_993n * 3n, 9_007_199_254_740_993n * 2n))).toBe(2);
    expect(toIndex(fraction(9_007_199_254_740_992n, 9_007_199_254_740_993n))).toBe(10_000);
  });

  test("another scale keeps more places: ten-thousandths of a percent", () => {
    expect(toIndex(fraction(1, 3), 10_000)).toBe(333_333);
    expect(toIndex(fraction(2, 3), 10_000)).toBe(666_667);
  });
});

describe("the published rates of the field", () => {
  test("5.033 on time of 5.783 received are 87,03 %; of 5.033 resolved they are 100 %", () => {
    expect(toIndex(fraction(5033, 5783))).toBe(8703);
    expect(toIndex(fraction(5033, 5033))).toBe(10_000);
  });

  test("750 not yet due of 5.783 are 12,97 %, and the rounded shares happen to add up", () => {
    expect(toIndex(fraction(750, 5783))).toBe(1297);
  });

  test("two levels roll up by their sums to 98,56 %; the mean of the two rates, 93,52 %, is another figure", () => {
    expect(toIndex(fraction(5033 + 46_248, 5783 + 46_248))).toBe(9856);
    const ofRates = mean([fraction(5033, 5783), fraction(46_248, 46_248)]);
    expect(ofRates && toIndex(ofRates)).toBe(9352);
  });

  test("234 of 543 online services are 43,09 %", () => {
    expect(toIndex(fraction(234, 543))).toBe(4309);
  });

  test("rounded thirds add up to 99,99 and are not repaired", () => {
    expect(3 * toIndex(fraction(1, 3))).toBe(9999);
  });
});

describe("figures on the screen", () => {
  test.each([
    [150, "1,5", "1.5"],
    [100, "1", "1"],
    [8703, "87,03", "87.03"],
    [0, "0", "0"],
    [5, "0,05", "0.05"],
    [123_456_789, "1.234.567,89", "1,234,567.89"],
  ])("%i hundredths read %s in Vietnamese and %s in English", (value, vi, en) => {
    expect(formatHundredths(value, "vi")).toBe(vi);
    expect(formatHundredths(value, "en")).toBe(en);
  });

  test("an index always shows two places", () => {
    expect(formatHundredths(9000, "vi", 2)).toBe("90,00");
    expect(formatHundredths(8750, "en", 2)).toBe("87.50");
  });
});
