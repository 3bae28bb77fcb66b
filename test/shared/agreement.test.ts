import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import {
  cohenKappa,
  exactAgreement,
  krippendorffAlpha,
  meanDifference,
  type Rating,
  type Ratings,
} from "../../shared/results/agreement.ts";
import { gradesOf } from "../../shared/results/grades.ts";

/** Rows are persons, columns the things judged, as the sources print them; `*` is missing, `n` not applicable. */
function read(max: number, ...rows: readonly string[]): Ratings[] {
  const persons = rows.map((row) => row.trim().split(/\s+/));
  return (persons[0] ?? []).map((_, i) =>
    persons.map((values): Rating => {
      const value = values[i] ?? "*";
      return value === "*" ? undefined : value === "n" ? "notApplicable" : { points: Number(value), max };
    }),
  );
}

/** Two persons, category by category: `times(46, 0, 0)` is 46 things that both put into category 0. */
const times = (count: number, a: Rating, b: Rating): Ratings[] => Array.from({ length: count }, () => [a, b]);
const at = (points: number): Rating => ({ points, max: 100 });

describe("Krippendorff's α, interval", () => {
  test("is 0,849 for the example of Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section E: four observers, twelve units, gaps", () => {
    const things = read(
      5,
      "1 2 3 3 2 1 4 1 2 * * *", //
      "1 2 3 3 2 2 4 1 2 5 * 3",
      "* 3 3 3 2 3 4 2 2 5 1 *",
      "1 2 3 3 2 4 4 1 2 5 1 *",
    );
    expect(krippendorffAlpha(things)).toBe(849);
  });

  test("is 0,811 for the computational example of the encyclopedia's article on Krippendorff's alpha: three coders, fifteen units", () => {
    const things = read(
      4,
      "* * * * * 3 4 1 2 1 1 3 3 * 3", //
      "1 * 2 1 3 3 4 3 * * * * * * *",
      "* * 2 1 3 4 4 * 2 1 1 3 3 * 4",
    );
    expect(krippendorffAlpha(things)).toBe(811);
  });

  test("is 1 where all agree and something varies, negative where they contradict each other", () => {
    expect(krippendorffAlpha(read(4, "1 2 3", "1 2 3"))).toBe(1_000);
    expect(krippendorffAlpha(read(4, "0 4", "4 0"))).toBe(-500);
  });

  test("is nothing, not 1, where no disagreement was to be expected or nothing can be compared", () => {
    expect(krippendorffAlpha(read(4, "2 2 2", "2 2 2"))).toBeNull();
    expect(krippendorffAlpha(read(4, "1 2 3"))).toBeNull();
    expect(krippendorffAlpha(read(4, "1 n *", "n 2 3"))).toBeNull();
    expect(krippendorffAlpha([])).toBeNull();
  });

  test("takes what is not applicable as missing", () => {
    expect(krippendorffAlpha(read(4, "1 2 3 n", "1 2 4 1"))).toBe(krippendorffAlpha(read(4, "1 2 3 *", "1 2 4 1")));
  });

  test("compares shares: 1 of 2 and 2 of 4 are the same", () => {
    const halves: Ratings[] = [
      [
        { points: 100, max: 200 },
        { points: 200, max: 400 },
      ],
      [at(100), at(100)],
    ];
    expect(krippendorffAlpha(halves)).toBe(1_000);
    expect(exactAgreement(halves)).toEqual({ equal: 2, pairs: 2, percent: 10_000 });
  });

  test("is what the definition gives, pair by pair in floating point", () => {
    const value = fc.oneof(
      { weight: 5, arbitrary: fc.nat(6).map((points): Rating => ({ points, max: 6 })) },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { maxLength: 12 }), (things) => {
        const alpha = krippendorffAlpha(things);
        const slow = slowAlpha(
          things.map((ratings) => ratings.flatMap((rating) => (rating === undefined || rating === "notApplicable" ? [] : rating.points))),
        );
        if (alpha === null || Number.isNaN(slow)) expect([alpha, slow]).toEqual([null, Number.NaN]);
        else expect(Math.abs(alpha / 1_000 - slow)).toBeLessThanOrEqual(0.000_500_001);
      }),
    );
  });
});

/** The coincidence formula, pair by pair. */
function slowAlpha(units: readonly (readonly number[])[]): number {
  const pairable = units.filter((values) => values.length > 1);
  const all = pairable.flat();
  const apart = (values: readonly number[]) =>
    values.reduce((sum, a, i) => sum + values.reduce((own, b, j) => own + (i === j ? 0 : (a - b) ** 2), 0), 0);
  const observed = pairable.reduce((sum, values) => sum + apart(values) / (values.length - 1), 0) / all.length;
  const expected = apart(all) / (all.length * (all.length - 1));
  return expected === 0 ? Number.NaN : 1 - observed / expected;
}

describe("Cohen's κ with quadratic weights", () => {
  test("is 0,954 for the weighting example in scikit-learn's tests of cohen_kappa_score: 0,9541", () => {
    const things = [...times(46, at(0), at(0)), ...times(4, at(1), at(0)), ...times(40, at(1), at(1)), ...times(10, at(2), at(2))];
    expect(cohenKappa(things, [0, 1, 2])).toBe(954);
  });

  test("of two categories is the unweighted one: 0,348 for Artstein and Poesio, Inter-Coder Agreement for Computational Linguistics (2008)", () => {
    const things = [...times(20, at(0), at(0)), ...times(20, at(0), at(1)), ...times(10, at(1), at(0)), ...times(50, at(1), at(1))];
    expect(cohenKappa(things, [0, 1])).toBe(348);
    expect(exactAgreement(things)).toEqual({ equal: 70, pairs: 100, percent: 7_000 });
    expect(meanDifference(things, true)).toBe(-10);
    expect(meanDifference(things, false)).toBe(30);
  });

  test("is nothing, not 1, where both put everything into one category", () => {
    expect(cohenKappa(times(12, at(1), at(1)), [0, 1])).toBeNull();
    expect(cohenKappa(times(12, "notApplicable", "notApplicable"), [0, 1])).toBeNull();
    expect(cohenKappa([], [0, 1])).toBeNull();
  });

  test("keeps what is not applicable as a category of its own, as far from every grade as the lowest from the highest", () => {
    const same = [...times(5, at(0), at(0)), ...times(5, at(2), at(2))];
    const grades = [0, 1, 2];
    const with_ = (a: Rating, b: Rating) => cohenKappa([...same, ...times(1, a, b)], grades) ?? Number.NaN;
    expect(with_("notApplicable", "notApplicable")).toBe(1_000);
    expect(with_(at(2), "notApplicable")).toBeLessThan(with_(at(2), at(1)));
    expect(cohenKappa([...same, ...times(1, at(2), undefined)], grades)).toBe(1_000);
  });

  test("weighs a step of two levels four times as much as one of one", () => {
    // Both marginals alike; only how far the one disagreement goes differs: 1 − 12·w / Σ.
    const far = cohenKappa(
      [...times(5, at(0), at(0)), ...times(5, at(2), at(2)), ...times(1, at(0), at(2)), ...times(1, at(2), at(0))],
      [0, 1, 2],
    );
    expect(far).toBe(667);
    const near = cohenKappa(
      [...times(5, at(0), at(0)), ...times(5, at(2), at(2)), ...times(1, at(0), at(1)), ...times(1, at(2), at(1))],
      [0, 1, 2],
    );
    expect(near).toBe(909);
  });
});

describe("the grades of a criterion", () => {
  const grades = (id: string) => {
    const criterion = defaultChecklist.criteria.find((one) => one.id === id);
    if (!criterion) throw new Error(`no ${id}`);
    return gradesOf(criterion);
  };
  test("stand from low to high; deductions and linear ratios have none", () => {
    expect(grades("NYTT-12")).toEqual([0, 100, 200, 300, 400]);
    expect(grades("VHCS-06")).toEqual([0, 200]);
    expect(grades("DDCV-02")).toBeNull();
    expect(grades("NYTT-04")).toBeNull();
  });
});
