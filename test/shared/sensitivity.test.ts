import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { movesOf, type SteppedSheet, stepsFrom } from "../../shared/results/sensitivity.ts";
import { meanIndex, rank } from "../../shared/sheets/scoring.ts";

function find(id: string) {
  const criterion = defaultChecklist.criteria.find((one) => one.id === id);
  if (!criterion) throw new Error(`no ${id}`);
  return criterion;
}

describe("one step", () => {
  test("is the next grade, up and down, and none beyond the ends", () => {
    expect(stepsFrom(find("NYTT-12"), 200)).toEqual({ up: 300, down: 100 });
    expect(stepsFrom(find("NYTT-12"), 400)).toEqual({ down: 300 });
    expect(stepsFrom(find("VHCS-06"), 0)).toEqual({ up: 200 });
  });

  test("of deductions is one fault of the lightest rule, between floor and start", () => {
    const criterion = find("DDCV-02");
    if (criterion.method.type !== "deduct") throw new Error("deductions");
    const lightest = Math.min(...criterion.method.rules.map(({ points }) => points));
    expect(stepsFrom(criterion, criterion.maxPoints)).toEqual({ down: criterion.maxPoints - lightest });
    expect(stepsFrom(criterion, criterion.method.floor)).toEqual({ up: criterion.method.floor + lightest });
  });

  test("of a linear ratio is one more or less counted; nothing is known without the counts", () => {
    const criterion = find("NYTT-04");
    expect(stepsFrom(criterion, 200, { numerator: 60, denominator: 120 })).toEqual({ up: 203, down: 197 });
    expect(stepsFrom(criterion, 400, { numerator: 120, denominator: 120 })).toEqual({ down: 397 });
    expect(stepsFrom(criterion, 0, { numerator: 0, denominator: 120 })).toEqual({ up: 3 });
    expect(stepsFrom(criterion, 200)).toEqual({});
  });
});

const sheet = (awarded: number, criterion: string, points: number, up?: number, down?: number): SteppedSheet => ({
  awarded,
  max: 1_000,
  steps: new Map([[criterion, { points, ...(up !== undefined && { up }), ...(down !== undefined && { down }) }]]),
});

describe("moves", () => {
  const block = [
    { unitId: "a", index: 9_000 },
    { unitId: "b", index: 8_000 },
    { unitId: "c", index: 8_000 },
    { unitId: "d", index: 5_000 },
  ];

  test("a step that changes no rank is not told; one that breaks a tie is", () => {
    expect(movesOf({ unitId: "d", index: 5_000 }, [sheet(500, "x", 100, 200, 0)], block)).toEqual([]);
    expect(movesOf({ unitId: "b", index: 8_000 }, [sheet(800, "x", 100, 150)], block)).toEqual([
      { criterion: "x", direction: "up", index: 8_500, rank: 2, others: [{ unitId: "c", from: 2, to: 3 }] },
    ]);
    expect(movesOf({ unitId: "b", index: 8_000 }, [sheet(800, "x", 100, undefined, 50)], block)).toMatchObject([{ rank: 3, others: [] }]);
  });

  test("of several inspectors is the same criterion on every sheet that has a step left", () => {
    const both = [sheet(800, "x", 100, 150), sheet(800, "x", 200)];
    expect(movesOf({ unitId: "b", index: 8_000 }, both, block)).toMatchObject([{ index: 8_250, rank: 2 }]);
  });

  test("keep what stands beside the sheets, a bonus or a penalty, within 0 and 100", () => {
    // 80,00 by the sheet and 5,00 of bonus: one step gives 82,00 and 87,00.
    const firm = [
      { unitId: "e", index: 8_500 },
      { unitId: "f", index: 8_600 },
    ];
    expect(movesOf({ unitId: "e", index: 8_500 }, [sheet(800, "x", 100, 120)], firm)).toMatchObject([{ index: 8_700, rank: 1 }]);
    expect(movesOf({ unitId: "e", index: 8_500 }, [sheet(800, "x", 100, 400)], firm)).toMatchObject([{ index: 10_000, rank: 1 }]);
  });

  test("are those that ranking everything again finds, for any block", () => {
    const anyUnit = fc.record({
      sheets: fc.array(
        fc.record({
          awarded: fc.integer({ min: 300, max: 700 }),
          steps: fc.dictionary(
            fc.constantFrom("x", "y", "z"),
            fc.record({ up: fc.option(fc.integer({ min: 1, max: 200 })), down: fc.option(fc.integer({ min: 1, max: 200 })) }),
          ),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    });
    fc.assert(
      fc.property(fc.array(anyUnit, { minLength: 1, maxLength: 7 }), (given) => {
        const units = given.map(({ sheets }, i) => {
          const own = sheets.map(
            ({ awarded, steps }): SteppedSheet => ({
              awarded,
              max: 1_000,
              steps: new Map(
                Object.entries(steps).map(([id, { up, down }]) => [
                  id,
                  { points: 200, ...(up !== null && { up: 200 + up }), ...(down !== null && { down: 200 - down }) },
                ]),
              ),
            }),
          );
          return { unitId: String(i), sheets: own, index: meanIndex(own) ?? 0 };
        });
        const placesOf = (rows: readonly { unitId: string; index: number }[]) =>
          new Map(rank(rows, ({ index }) => index).map((place) => [place.row.unitId, place.rank]));
        const before = placesOf(units);
        for (const unit of units) {
          const told = movesOf(unit, unit.sheets, units);
          const found = ["x", "y", "z"].flatMap((criterion) =>
            (["up", "down"] as const).flatMap((direction) => {
              const moved = unit.sheets.map((own) => {
                const step = own.steps.get(criterion);
                return {
                  max: own.max,
                  awarded: step?.[direction] === undefined ? own.awarded : own.awarded - step.points + step[direction],
                };
              });
              const after = placesOf(units.map((each) => (each === unit ? { ...each, index: meanIndex(moved) ?? 0 } : each)));
              const changed = [...after].filter(([id, place]) => before.get(id) !== place);
              return changed.length === 0
                ? []
                : [
                    {
                      key: `${criterion} ${direction}`,
                      rank: after.get(unit.unitId),
                      others: changed.filter(([id]) => id !== unit.unitId),
                    },
                  ];
            }),
          );
          const same = told.map((move) => ({
            key: `${move.criterion} ${move.direction}`,
            rank: move.rank,
            others: move.others.map(({ unitId, to }) => [unitId, to] as const).sort(),
          }));
          expect(same.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual(
            found.map((one) => ({ ...one, others: one.others.sort() })).sort((a, b) => (a.key < b.key ? -1 : 1)),
          );
        }
      }),
    );
  });
});
