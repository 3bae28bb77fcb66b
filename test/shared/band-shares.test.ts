import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Band } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { bandSharesOf, tenthsOf } from "../../shared/results/band-shares.ts";
import { type RankBasis, rankBases, resultsOf, type UnitInspected } from "../../shared/results/results.ts";

const words = (vi: string) => ({ vi, en: vi });
const { bands } = defaultChecklist;
const groups: readonly Band[] = [
  { name: words("A"), min: 9000 },
  { name: words("B"), min: 8000 },
  { name: words("C"), min: 0 },
];
const bandsOf = (checklist: string) => (checklist === "abc@1" ? groups : bands);

interface Seen {
  readonly index: number | null;
  readonly block?: string;
  readonly kind?: string;
  readonly state?: string;
  readonly checklist?: string;
}

function unit({ index, block = "Khối", kind = "commune", state = "concluded", checklist = "x@1" }: Seen, i: number): UnitInspected {
  const inspection = index === null ? null : { id: `i${i}`, visitedOn: "2019-12-01", form: "both", state, checklist, expected: 1, sent: 1 };
  const sheets = index === null ? [] : [{ awarded: index, max: 10_000, areas: [], pending: [], enoughApplicable: true }];
  return { unitId: `u${i}`, name: `Đơn vị ${i}`, kind, block, inspection, sheets, basis: "inspectors" };
}
const sharesOf = (seen: readonly Seen[], basis: RankBasis = "concluded") =>
  bandSharesOf(resultsOf(seen.map(unit), bandsOf, basis), bandsOf);
const whole = (seen: readonly Seen[], basis?: RankBasis) => sharesOf(seen, basis).find(({ by }) => by === "all");
const of = (...indexes: (number | null)[]): Seen[] => indexes.map((index) => ({ index }));

describe("shares of bands", () => {
  test("15 of 16 ranked units stand at Tốt or better: 93,75, printed 93,8 %; who is not ranked is counted beside", () => {
    const seen = [
      ...of(...Array.from({ length: 4 }, () => 9500)),
      ...of(...Array.from({ length: 11 }, () => 8500)),
      ...of(7500, null, null),
    ];
    const all = whole([...seen, { index: 9900, state: "settled" }]);
    expect([all?.ranked, all?.notRanked]).toEqual([16, 3]);
    const [scale] = all?.scales ?? [];
    expect(
      scale?.bands.map(({ name, units, percent, unitsFrom, percentFrom }) => [name.vi, units, percent, unitsFrom, percentFrom]),
    ).toEqual([
      ["Xuất sắc", 4, 2_500, 4, 2_500],
      ["Tốt", 11, 6_875, 15, 9_375],
      ["Khá", 1, 625, 16, 10_000],
      ["Trung bình", 0, 0, 16, 10_000],
      ["Yếu", 0, 0, 16, 10_000],
    ]);
    // 25,0 + 68,8 + 6,3 = 100,1: each for itself, and nothing repaired.
    expect([4, 11, 1, 15].map((units) => tenthsOf(units, 16))).toEqual([250, 688, 63, 938]);
  });

  test("are rounded once, from the counts: 1.889 of 2.003 are 94,3085 %, and 1.001 of 2.000 are 50,05 %, printed 50,1 %", () => {
    expect([tenthsOf(1_889, 2_003), tenthsOf(1_001, 2_000)]).toEqual([943, 501]);
    // 83,3449 % is 83,34 in hundredths and 83,3 in tenths; rounding the rounded 83,45 again would give 83,5 where 83,4 is right.
    expect(tenthsOf(8_345, 10_000)).toBe(835);
    expect(tenthsOf(83_449, 100_000)).toBe(834);
  });

  test("of units whose checklists have other bands are told apart, each with its own denominator", () => {
    const all = whole([
      ...of(9500, 8500),
      { index: 8500, checklist: "abc@1" },
      { index: 9500, checklist: "abc@1" },
      { index: 7500, checklist: "abc@1" },
    ]);
    expect(all?.scales.map(({ checklists, ranked, bands: own }) => [checklists, ranked, own.map(({ unitsFrom }) => unitsFrom)])).toEqual([
      [["abc@1"], 3, [1, 2, 3]],
      [["x@1"], 2, [1, 2, 2, 2, 2]],
    ]);
  });

  test("of nobody are none: there is no denominator", () => {
    expect(sharesOf(of(null))).toMatchObject([
      { by: "all", ranked: 0, notRanked: 1, scales: [] },
      { by: "kind", of: "commune", ranked: 0, notRanked: 1, scales: [] },
      { by: "block", of: "Khối", ranked: 0, notRanked: 1, scales: [] },
    ]);
    expect(bandSharesOf([], bandsOf)).toEqual([]);
  });

  const seen: fc.Arbitrary<Seen> = fc.record({
    index: fc.option(fc.nat(10_000), { freq: 5 }),
    block: fc.constantFrom("Khối xã", "Khối sở", "Khối phường"),
    kind: fc.constantFrom("commune", "department"),
    state: fc.constantFrom("concluded", "concluded", "settled"),
    checklist: fc.constantFrom("x@1", "x@2", "abc@1"),
  });
  const anyUnits = fc.array(seen, { maxLength: 40 });
  const anyBasis = fc.constantFrom(...rankBases);

  test("hold every ranked unit in exactly one band; from the lowest up are all; each share is its counts', half up", () => {
    fc.assert(
      fc.property(anyUnits, anyBasis, (units, basis) => {
        for (const { ranked, scales } of sharesOf(units, basis)) {
          expect(scales.reduce((sum, scale) => sum + scale.ranked, 0)).toBe(ranked);
          for (const scale of scales) {
            expect(scale.bands.reduce((sum, band) => sum + band.units, 0)).toBe(scale.ranked);
            expect(scale.bands.at(-1)).toMatchObject({ unitsFrom: scale.ranked, percentFrom: 10_000 });
            for (const [i, band] of scale.bands.entries()) {
              expect(band.unitsFrom).toBe((scale.bands[i - 1]?.unitsFrom ?? 0) + band.units);
              for (const [count, percent] of [
                [band.units, band.percent],
                [band.unitsFrom, band.percentFrom],
              ] as const) {
                // Half up, in whole numbers: percent − 0,005 ≤ exact < percent + 0,005.
                expect(2 * percent * scale.ranked - scale.ranked).toBeLessThanOrEqual(20_000 * count);
                expect(20_000 * count).toBeLessThan(2 * percent * scale.ranked + scale.ranked);
              }
            }
          }
        }
      }),
    );
  });

  test("of kinds and of blocks add up to those of all, in counts; every unit is ranked or said not to be", () => {
    fc.assert(
      fc.property(anyUnits, anyBasis, (units, basis) => {
        const shares = sharesOf(units, basis);
        const counted = (some: typeof shares) => {
          const sums = new Map<string, number>();
          for (const scale of some.flatMap(({ scales }) => scales))
            for (const { name, min, units: count } of scale.bands)
              if (count > 0) sums.set(`${name.vi} ${min}`, (sums.get(`${name.vi} ${min}`) ?? 0) + count);
          return new Map([...sums].sort());
        };
        const by = (group: string) => shares.filter((one) => one.by === group);
        expect(by("all").reduce((sum, one) => sum + one.ranked + one.notRanked, 0)).toBe(units.length);
        for (const group of ["kind", "block"]) {
          expect(counted(by(group))).toEqual(counted(by("all")));
          expect(by(group).reduce((sum, one) => sum + one.notRanked, 0)).toBe(by("all").reduce((sum, one) => sum + one.notRanked, 0));
        }
      }),
    );
  });
});
