import { describe, expect, test } from "vitest";
import { type Outcome, rangeOf } from "../../shared/decisions/settling.ts";
import { fraction, toIndex } from "../../shared/points.ts";

const of = (points: number, max: number): Outcome => ({ points, max });
const none = of(0, 0);

/** Every way there is, each rounded once. */
function tried(criteria: readonly (readonly Outcome[])[]): { low: number; high: number } | null {
  const sums = criteria.reduce<Outcome[]>(
    (ways, outcomes) => ways.flatMap((way) => outcomes.map((one) => of(way.points + one.points, way.max + one.max))),
    [none],
  );
  const indexes = sums.filter(({ max }) => max > 0).map(({ points, max }) => toIndex(fraction(points, max)));
  return indexes.length === 0 ? null : { low: Math.min(...indexes), high: Math.max(...indexes) };
}

describe("the range of the running index", () => {
  test("is one figure where nothing is left, and none where nothing applies", () => {
    expect(rangeOf([[of(150, 200)], [of(100, 300)]])).toEqual({ low: 5_000, high: 5_000 });
    expect(rangeOf([[none], [none]])).toBeNull();
    expect(rangeOf([])).toBeNull();
  });

  test("goes from the lowest to the highest points of what is left", () => {
    expect(rangeOf([[of(100, 200)], [of(0, 200), of(150, 200), of(200, 200)]])).toEqual({ low: 2_500, high: 7_500 });
  });

  test("knows that a criterion left out raises the index of what is below it and lowers that of what is above", () => {
    // 1 of 2 points, left out or not, beside 5 of 5: out is better; beside 0 of 5 it is worse.
    expect(rangeOf([[of(500, 500)], [of(100, 200), none]])).toEqual({ low: 8_571, high: 10_000 });
    expect(rangeOf([[of(0, 500)], [of(100, 200), none]])).toEqual({ low: 0, high: 1_429 });
  });

  test("is what trying every way gives", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 300; round += 1) {
      const criteria = Array.from({ length: 1 + random(6) }, () => {
        const max = 50 + random(400);
        const points = Array.from({ length: 1 + random(3) }, () => of(random(max + 1), max));
        return random(3) === 0 ? [...points, none] : points;
      });
      const sure = [of(random(300), 300)];
      expect(rangeOf([sure, ...criteria])).toEqual(tried([sure, ...criteria]));
    }
  });
});
