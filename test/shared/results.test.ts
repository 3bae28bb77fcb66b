import { describe, expect, test } from "vitest";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { fraction, mean, toIndex } from "../../shared/points.ts";
import { type ResultRow, resultsOf, type SheetSummary, type UnitInspected } from "../../shared/results/results.ts";
import { bandOf, meanIndex, rank } from "../../shared/sheets/scoring.ts";

const { bands } = defaultChecklist;
const bandName = (index: number) => bandOf(bands, index)?.name.vi;

describe("the mean of several inspectors", () => {
  test("nobody's sheets have no mean, and one on which nothing applies hides it", () => {
    expect(meanIndex([])).toBeNull();
    expect(meanIndex([{ awarded: 0, max: 0 }])).toBeNull();
    expect(
      meanIndex([
        { awarded: 50, max: 100 },
        { awarded: 0, max: 0 },
      ]),
    ).toBeNull();
  });

  test("is rounded once: 0/3 and 2/3 give 33,33, where rounding each first gives 33,34", () => {
    const sheets = [
      { awarded: 0, max: 3 },
      { awarded: 2, max: 3 },
    ];
    const roundedFirst = mean(sheets.map(({ awarded, max }) => fraction(toIndex(fraction(awarded, max)), 10_000)));
    expect(roundedFirst && toIndex(roundedFirst)).toBe(3334);
    expect(meanIndex(sheets)).toBe(3333);
  });

  test("is the mean of their shares, not the share of their sums", () => {
    const sheets = [
      { awarded: 5600, max: 5600 },
      { awarded: 0, max: 10_000 },
    ];
    expect(meanIndex(sheets)).toBe(5000);
    expect(toIndex(fraction(5600, 15_600))).toBe(3590);
  });

  test("of one inspector is that inspector's index", () => {
    expect(meanIndex([{ awarded: 8703, max: 10_000 }])).toBe(8703);
  });
});

describe("the band", () => {
  test.each([
    [10_000, "Xuất sắc"],
    [9000, "Xuất sắc"],
    [8999, "Tốt"],
    [8000, "Tốt"],
    [7999, "Khá"],
    [7000, "Khá"],
    [6999, "Trung bình"],
    [5000, "Trung bình"],
    [4999, "Yếu"],
    [0, "Yếu"],
  ])("of %i hundredths is %s: the lower bound is inside", (index, name) => {
    expect(bandName(index)).toBe(name);
  });

  test("comes from the rounded, published index: 89,995 is published 90,00 and so Xuất sắc", () => {
    const index = meanIndex([{ awarded: 17_999, max: 20_000 }]);
    expect(index).toBe(9000);
    expect(bandName(index ?? 0)).toBe("Xuất sắc");
    expect(meanIndex([{ awarded: 89_994, max: 100_000 }])).toBe(8999);
  });
});

describe("ranking", () => {
  const places = (...indexes: number[]) => rank(indexes, (index) => index).map(({ row, rank: place, tied }) => [row, place, tied]);

  test("of nobody is empty", () => {
    expect(places()).toEqual([]);
  });

  test("is 1, 2, 2, 4 with the ties marked", () => {
    expect(places(70, 90, 80, 80)).toEqual([
      [90, 1, false],
      [80, 2, true],
      [80, 2, true],
      [70, 4, false],
    ]);
  });

  test("gives everybody the first place where all are equal", () => {
    expect(places(5, 5, 5)).toEqual([
      [5, 1, true],
      [5, 1, true],
      [5, 1, true],
    ]);
  });

  test("counts two ties apart: 1, 1, 3, 3, 5", () => {
    expect(places(9, 9, 8, 8, 7).map(([, place]) => place)).toEqual([1, 1, 3, 3, 5]);
  });

  test("ranks a 0, and does not change the rows it was given", () => {
    const rows = [0, 3];
    expect(rank(rows, (index) => index).map(({ rank: place }) => place)).toEqual([1, 2]);
    expect(rows).toEqual([0, 3]);
  });
});

const sheetOf = (awarded: number, max = 10_000, more: Partial<SheetSummary> = {}): SheetSummary => ({
  awarded,
  max,
  areas: [
    { area: "DDCV", awarded: Math.floor(awarded / 2), max: max / 2 },
    { area: "NYTT", awarded: Math.ceil(awarded / 2), max: max / 2 },
  ],
  pending: [],
  enoughApplicable: true,
  ...more,
});

function unit(name: string, sheets: readonly SheetSummary[], more: Partial<UnitInspected> = {}): UnitInspected {
  return {
    unitId: name,
    name,
    kind: "commune",
    block: "Khối xã",
    inspection: {
      id: `i-${name}`,
      visitedOn: "2026-11-20",
      form: "both",
      state: "concluded",
      checklist: "cchc-default 2026.1",
      expected: 2,
      sent: 2,
    },
    sheets,
    basis: "inspectors",
    ...more,
  };
}
const results = (...units: UnitInspected[]): ResultRow[] => resultsOf(units, () => bands);
const line = (row: ResultRow) => [row.name, row.rank, row.index, row.band?.name.vi ?? null, row.unranked];

describe("results", () => {
  test("a unit that was not inspected, waits for sheets, for a decision, or has too little left stands without band and rank, with the reason", () => {
    const rows = results(
      unit("Chưa kiểm tra", [], { inspection: null }),
      unit("Chờ phiếu", []),
      unit("Chờ quyết định", [sheetOf(9000, 9700, { pending: ["DDCV-05"] })]),
      unit("Quá ít", [sheetOf(5000, 5000, { enoughApplicable: false })]),
      unit("Không gì áp dụng", [sheetOf(0, 0)]),
      unit("Đủ", [sheetOf(5000)]),
    );
    expect(rows.map(line)).toEqual([
      ["Đủ", 1, 5000, "Trung bình", null],
      ["Chờ phiếu", null, null, null, "waitingForSheets"],
      ["Chờ quyết định", null, 9278, null, "notApplicablePending"],
      ["Chưa kiểm tra", null, null, null, "notInspected"],
      ["Không gì áp dụng", null, null, null, "tooFewApplicable"],
      ["Quá ít", null, 10_000, null, "tooFewApplicable"],
    ]);
    expect(rows.filter((row) => row.rank !== null)).toHaveLength(1);
  });

  test("one inspector's open question holds back the unit, though the other has none", () => {
    expect(results(unit("A", [sheetOf(9000), sheetOf(9000, 10_000, { pending: ["DDCV-05"] })]))[0]).toMatchObject({
      rank: null,
      unranked: "notApplicablePending",
    });
  });

  test("one inspector's sheet with too little left holds back the unit, though the other has enough", () => {
    const row = results(unit("A", [sheetOf(9000), sheetOf(5000, 5000, { enoughApplicable: false })]))[0];
    expect(row).toMatchObject({ rank: null, band: null, unranked: "tooFewApplicable" });
  });

  test("each block has its own ranks, ties are marked and stand by name", () => {
    const rows = results(
      unit("Xã C", [sheetOf(8000)]),
      unit("Sở B", [sheetOf(7000)], { block: "Khối sở" }),
      unit("Xã B", [sheetOf(8000)]),
      unit("Xã A", [sheetOf(7000)]),
      unit("Xã Đ", [sheetOf(9000)]),
    );
    expect(rows.map((row) => [row.block, row.name, row.rank, row.tied])).toEqual([
      ["Khối sở", "Sở B", 1, false],
      ["Khối xã", "Xã Đ", 1, false],
      ["Khối xã", "Xã B", 2, true],
      ["Khối xã", "Xã C", 2, true],
      ["Khối xã", "Xã A", 4, false],
    ]);
  });

  test("a tie is of the published figures: 80,004 and 79,996 are both 80,00", () => {
    const rows = results(unit("A", [sheetOf(80_004, 100_000)]), unit("B", [sheetOf(79_996, 100_000)]));
    expect(rows.map((row) => [row.index, row.rank, row.tied])).toEqual([
      [8000, 1, true],
      [8000, 1, true],
    ]);
  });

  test("an area has no figure where the inspectors differ on whether a criterion of it applies; the index stays the mean of theirs", () => {
    const [row] = results(unit("A", [sheetOf(9000), sheetOf(7001)], { differing: [{ id: "NYTT-02", area: "NYTT" }] }));
    expect(row).toMatchObject({ index: 8001, rank: 1, unranked: null, differing: ["NYTT-02"] });
    expect(row?.areas).toEqual([
      { area: "DDCV", index: 8000 },
      { area: "NYTT", index: null, differs: true },
    ]);
  });

  test("areas have the mean of the inspectors too, rounded once", () => {
    const [row] = results(unit("A", [sheetOf(9000), sheetOf(7001)]));
    expect(row?.index).toBe(8001);
    expect(row?.areas).toEqual([
      { area: "DDCV", index: 8000 },
      { area: "NYTT", index: 8001 },
    ]);
  });

  test("names stand in Vietnamese order: a, ă, â, b, d, đ", () => {
    const names = results(...["Đông", "Bắc", "Dân", "Ân", "An", "Ăn"].map((name) => unit(name, []))).map((row) => row.name);
    expect(names).toEqual(["An", "Ăn", "Ân", "Bắc", "Dân", "Đông"]);
  });

  test("before the conclusion the figure is provisional", () => {
    const open = unit("A", [sheetOf(8000)]);
    expect(results({ ...open, inspection: open.inspection && { ...open.inspection, state: "submitted" } })[0]?.provisional).toBe(true);
    expect(results(open)[0]?.provisional).toBe(false);
  });

  test("concluded inspections alone hold ranks: an open 90 stands below the concluded 80 with its index, and the working view ranks both", () => {
    const notConcluded = (name: string, awarded: number) => {
      const own = unit(name, [sheetOf(awarded)]);
      return { ...own, inspection: own.inspection && { ...own.inspection, state: "settled" } };
    };
    const units = [
      notConcluded("Mở 90", 9000),
      unit("Kết luận 80", [sheetOf(8000)]),
      notConcluded("Mở 95", 9500),
      unit("Chưa kiểm tra", [], { inspection: null }),
    ];
    expect(results(...units).map(line)).toEqual([
      ["Kết luận 80", 1, 8000, "Tốt", null],
      ["Mở 90", null, 9000, null, "notConcluded"],
      ["Mở 95", null, 9500, null, "notConcluded"],
      ["Chưa kiểm tra", null, null, null, "notInspected"],
    ]);
    const live = resultsOf(units, () => bands, "live");
    expect(live.map(line)).toEqual([
      ["Mở 95", 1, 9500, "Xuất sắc", null],
      ["Mở 90", 2, 9000, "Xuất sắc", null],
      ["Kết luận 80", 3, 8000, "Tốt", null],
      ["Chưa kiểm tra", null, null, null, "notInspected"],
    ]);
    expect(live.map((row) => row.provisional)).toEqual([true, true, false, false]);
  });

  test("before everybody has sent, nothing of the sheets is in the row: only how many have", () => {
    const [row] = results(unit("A", [], { inspection: { ...unit("A", []).inspection, sent: 1 } as UnitInspected["inspection"] }));
    expect(row).toMatchObject({
      index: null,
      areas: [],
      band: null,
      basis: null,
      unranked: "waitingForSheets",
      inspection: { expected: 2, sent: 1 },
    });
  });

  test("each inspection is banded by its own checklist version", () => {
    const [best] = bands;
    if (!best) throw new Error("there is a best band");
    const other = unit("B", [sheetOf(8500)]);
    const rows = resultsOf(
      [unit("A", [sheetOf(8500)]), { ...other, inspection: other.inspection && { ...other.inspection, checklist: "lenient" } }],
      (checklist) => (checklist === "lenient" ? [{ ...best, min: 0 }] : bands),
    );
    expect(rows.map((row) => row.band?.name.vi)).toEqual(["Tốt", "Xuất sắc"]);
  });
});
