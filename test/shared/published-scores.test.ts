import { describe, expect, test } from "vitest";
import type { Band, Checklist, Criterion } from "../../shared/checklists/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { formatHundredths, fraction, toIndex } from "../../shared/points.ts";
import { bandSharesOf, tenthsOf } from "../../shared/results/band-shares.ts";
import { resultsOf, type UnitInspected } from "../../shared/results/results.ts";
import { bandOf, meanIndex, rank, scoreSheet } from "../../shared/sheets/scoring.ts";
import { describeWith, outsideJson } from "./outside-data.ts";
import { entry } from "./sheet-making.ts";

/** A published decimal as a whole number of its last places, without a binary fraction on the way: `exact(88.1, 2)` is 8810. */
function exact(published: number, places: number): number {
  const [whole = "", part = ""] = String(published).split(".");
  if (part.length > places || /e/.test(String(published))) throw new Error(`${published} has more than ${places} places`);
  return Number(whole + part.padEnd(places, "0"));
}
const hundredths = (published: number) => exact(published, 2);

interface Published {
  readonly area: string;
  readonly id: string;
  readonly max: number;
  /** `null`: not published for this unit. */
  readonly points: number | null;
}

const words = (vi: string) => ({ vi, en: vi });

/** The published points as a sheet of a checklist with that framework's areas and maxima, scored by the product's own function. */
function scored(rows: readonly Published[]) {
  const criteria = rows.map(
    ({ area, id, max, points }): Criterion => ({
      id,
      area,
      title: words(id),
      maxPoints: max,
      method: { type: "levels", levels: [max, points ?? 0].map((each) => ({ points: each, label: words(id) })) },
      forms: ["onsite"],
      evidence: ["documents"],
      legal: [],
      notApplicable: { when: words(id), treatment: "excludeAndRescale", unitTraits: [] },
    }),
  );
  const areas = [...new Set(rows.map(({ area }) => area))].map((id) => ({ id, title: words(id), short: words(id) }));
  const checklist: Checklist = { ...defaultChecklist, areas, criteria };
  const entries = Object.fromEntries(
    rows.map(({ id, points }) => [
      id,
      entry(points === null ? { type: "notApplicable", reason: "không công bố" } : { type: "levels", level: 1 }),
    ]),
  );
  return scoreSheet(entries, { checklist, form: "onsite", unitTraits: [], approvedNotApplicable: new Set(rows.map(({ id }) => id)) });
}

function bands(...cuts: readonly (readonly [string, number])[]): Band[] {
  return cuts.map(([name, min]) => ({ name: words(name), min }));
}

function unit(name: string, block: string, awarded: number, max = 10_000): UnitInspected {
  const inspection = {
    id: name,
    visitedOn: "2022-12-14",
    form: "onsite",
    state: "concluded",
    checklist: "published",
    expected: 1,
    sent: 1,
  };
  const sheets = [{ awarded, max, areas: [], pending: [], enoughApplicable: true }];
  return { unitId: name, name, kind: "department", block, inspection, sheets, basis: "appraised" };
}

interface Papi {
  areas: Record<string, string>;
  units: { unit: string; sub: Record<string, number | null>; areas: Record<string, number>; total: number | null; missing: string[] }[];
}

const billionths = (published: number) => exact(published, 9);

describe.each([2011, 2012, 2013, 2014, 2015, 2016, 2017])("PAPI %i", (year) => {
  const file = `scores/papi-${year}.json`;
  describeWith(file, `63 provinces, figures in billionths`, () => {
    const { units, areas } = outsideJson<Papi>(file);
    const published = units.filter(({ total }) => total !== null);
    const areaOf = (sub: string) => Object.keys(areas).find((area) => area.endsWith(sub.charAt(2))) ?? "";
    /** An area has 10 points, shared out over the sub-criteria that were asked in that year. */
    const sheets = published.map((one) => {
      const asked = Object.entries(one.sub).filter(([, points]) => points !== null);
      const rows = Object.entries(one.sub).map(([id, points]): Published => {
        const beside = asked.filter(([other]) => areaOf(other) === areaOf(id)).map(([other]) => other);
        const even = Math.floor(billionths(10) / Math.max(1, beside.length));
        const max = id === beside.at(-1) ? billionths(10) - even * (beside.length - 1) : even;
        return { area: areaOf(id), id, max, points: points === null ? null : billionths(points) };
      });
      return { ...one, sheet: scored(rows) };
    });

    test(`${year === 2014 ? "61 of 63 provinces are published: Bac Giang and Dong Thap have nothing and get no figure" : "all 63 provinces are published"}`, () => {
      expect(units).toHaveLength(63);
      expect(units.filter(({ total }) => total === null).map(({ unit: name }) => name)).toEqual(
        year === 2014 ? ["Bac Giang", "Dong Thap"] : [],
      );
    });

    test("each of the six areas is the sum of its sub-criteria, to the published sixth decimal", () => {
      let compared = 0;
      for (const { unit: name, areas: own, sheet } of sheets) {
        for (const [area, value] of Object.entries(own)) {
          const awarded = sheet.areas.find((each) => each.area === area)?.awarded ?? Number.NaN;
          expect(Math.abs(awarded - billionths(value)), `${name} ${area}`).toBeLessThanOrEqual(500);
          compared += 1;
        }
      }
      expect(compared).toBe(published.length * 6);
    });

    test("the total is the unweighted sum of the areas: within two millionths, and a half, as six rounded areas allow", () => {
      for (const { unit: name, total, sheet } of sheets)
        expect(Math.abs(sheet.awarded - billionths(total ?? -1)), name).toBeLessThanOrEqual(2_500);
    });

    test("the index is the share of 60 points; areas that were not asked (environment, e-governance) are left out and rescaled", () => {
      for (const { total, sheet } of sheets) {
        expect(sheet.max).toBe(billionths(60));
        expect(sheet.complete).toBe(true);
        expect(sheet.index).toBe(toIndex(fraction(sheet.awarded, billionths(60))));
        expect(Math.abs((sheet.index ?? 0) - Math.round(((total ?? 0) / 60) * 10_000))).toBeLessThanOrEqual(1);
      }
    });

    test("ranks from the recomputed figures, at a scale of ten million, are those of the published totals", () => {
      const places = (figure: (one: (typeof sheets)[number]) => number) =>
        new Map(rank(sheets, figure).map(({ row, rank: place, tied }) => [row.unit, `${place}${tied ? " tied" : ""}`]));
      const recomputed = places(({ sheet }) => meanIndex([sheet], 10_000_000) ?? -1);
      expect(recomputed).toEqual(places(({ total }) => billionths(total ?? -1)));
      expect([...recomputed.values()].filter((place) => place.endsWith("tied"))).toEqual([]);
    });

    test.runIf(year !== 2014)("quartile groups, lower bound inside, have the published sizes 16, 16, 15 and 16", () => {
      const { groups } = outsideJson<{ groups: Record<string, number> }>("scores/papi-group-rule.json");
      const totals = published.map(({ total }) => billionths(total ?? -1) * 2);
      const sorted = [...totals].sort((a, b) => a - b);
      const between = (low: number, high: number) => ((sorted[low] ?? Number.NaN) + (sorted[high] ?? Number.NaN)) / 2;
      const cuts = bands(
        ["cao nhất", between(46, 47)],
        ["trung bình cao", between(31, 31)],
        ["trung bình thấp", between(15, 16)],
        ["thấp nhất", 0],
      );
      const counted = Object.groupBy(totals, (total) => bandOf(cuts, total)?.name.vi ?? "");
      expect(Object.fromEntries(Object.entries(counted).map(([name, some]) => [name, some?.length]))).toEqual(groups);
    });
  });
});

interface Dti {
  weights: Record<string, number>;
  units: { rank: number; unit: string; areas: Record<string, number>; total: number }[];
  ranking: { rank: number; unit: string }[];
  ties: string[][];
}

describeWith("scores/dti-2022-provinces.json", "DTI 2022, provinces", () => {
  const { weights, units, ranking, ties } = outsideJson<Dti>("scores/dti-2022-provinces.json");
  const totals = units.map((one) => {
    const rows = Object.entries(one.areas).map(([area, share]): Published => {
      const weight = exact(weights[area] ?? Number.NaN, 3);
      return { area, id: area, max: 10_000 * weight, points: exact(share, 4) * weight };
    });
    return { ...one, sheet: scored(rows) };
  });

  test("eight area scores weighted by 100, 100, 100, 100, 100, 200, 150 and 150 of 1.000 give the published totals to four decimals", () => {
    expect(totals[0]?.sheet.max).toBe(10_000_000);
    const exactOnes = totals.filter(({ sheet, total }) => sheet.index === exact(total, 4)).map(({ unit: name }) => name);
    expect(exactOnes).toEqual(["TP. Đà Nẵng", "Quảng Ninh", "Thừa Thiên - Huế", "TP. Cần Thơ"]);
    for (const { sheet, total, unit: name } of totals) expect(Math.abs((sheet.index ?? 0) - exact(total, 4)), name).toBeLessThanOrEqual(1);
  });

  test("the published total of TP. Hồ Chí Minh, 0,7163, breaks rounding half up: its areas give exactly 0,716355, so 0,7164", () => {
    const hcm = totals.find(({ unit: name }) => name === "TP. Hồ Chí Minh");
    expect(hcm?.sheet.awarded).toBe(7_163_550);
    expect(hcm?.sheet.index).toBe(7164);
    expect(exact(hcm?.total ?? 0, 4)).toBe(7163);
  });

  test("the totals rank the first five as published", () => {
    expect(rank([...totals].reverse(), ({ sheet }) => sheet.index ?? -1).map(({ row, rank: place }) => [place, row.unit])).toEqual(
      ranking.slice(0, 5).map(({ rank: place, unit: name }) => [place, name]),
    );
  });

  test("63 provinces are ranked 1 to 63 with the tie 15, 15, 17: Thanh Hóa and Yên Bái", () => {
    expect(ranking).toHaveLength(63);
    const ranked = rank([...ranking].reverse(), (row) => 100 - row.rank);
    for (const { row, rank: place } of ranked) expect(place, row.unit).toBe(row.rank);
    const tied = ranked.filter((each) => each.tied).map(({ row }) => row.unit);
    expect([tied.sort()]).toEqual(ties.map((names) => [...names].sort()));
    expect(ranked.slice(13, 17).map(({ rank: place }) => place)).toEqual([14, 15, 15, 17]);
  });

  test("the same through the results: equal figures in a block share the place, the next one is skipped", () => {
    const rows = resultsOf(
      ranking.map(({ unit: name, rank: place }) => unit(name, "63 tỉnh", 10_000 - place * 10)),
      () => defaultChecklist.bands,
    );
    expect(rows.map((row) => row.rank)).toEqual(ranking.map(({ rank: place }) => place));
    expect(rows.filter((row) => row.tied).map((row) => row.name)).toEqual(["Thanh Hóa", "Yên Bái"]);
  });
});

interface Counts {
  n: number;
  bands: Record<string, number>;
}
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0);
const defaultBand = (total: number) => bandOf(defaultChecklist.bands, hundredths(total))?.name.vi;

describeWith("scores/par-index-2022-bands.json", "PAR INDEX 2022", () => {
  interface Par {
    provinces: { n: number; bands: [string, string, number][] };
    ministries: { n: number; bands: [string, number][]; max: { index: number }; min: { index: number }; range: number };
  }
  const { provinces, ministries } = outsideJson<Par>("scores/par-index-2022-bands.json");

  test("63 provinces stand in groups A, B and C: 2 + 56 + 5; 17 ministries: 2 + 11 + 4", () => {
    expect(provinces.bands.reduce((all, [, , count]) => all + count, 0)).toBe(provinces.n);
    expect(ministries.bands.reduce((all, [, count]) => all + count, 0)).toBe(ministries.n);
  });

  test("the groups' words, '>=90', '80 to <90', '70 to <80', are our bands: lower bound inside, upper outside", () => {
    const cuts = bands(...provinces.bands.map(([name, text]): [string, number] => [name, hundredths(Number(/\d+/.exec(text)?.[0]))]));
    expect(cuts.map(({ min }) => min)).toEqual([9000, 8000, 7000]);
    expect([10_000, 9000, 8999, 8000, 7999, 7000].map((index) => bandOf(cuts, index)?.name.vi)).toEqual(["A", "A", "B", "B", "C", "C"]);
    expect(bandOf(cuts, 6999)).toBeUndefined();
  });

  test("the distance between the first and the last ministry is exactly 91,77 - 72,65 = 19,12", () => {
    expect(hundredths(ministries.max.index) - hundredths(ministries.min.index)).toBe(hundredths(ministries.range));
    expect(ministries.max.index - ministries.min.index).not.toBe(ministries.range);
  });

  test("for ministries the best group is printed '>90', for provinces '>=90': the two differ at 90,00, and no published figure stands there", () => {
    expect(ministries.bands[0]?.[0]).toBe(">90");
    expect([ministries.max.index, ministries.min.index].map(defaultBand)).toEqual(["Xuất sắc", "Khá"]);
  });
});

describeWith("scores/par-index-2023-regions.json", "PAR INDEX 2023, six regions", () => {
  const { units, ties } = outsideJson<{
    units: { unit: string; rank?: number; y2023: number; y2022?: number; change?: number }[];
    ties: string[][];
  }>("scores/par-index-2023-regions.json");

  test("the change since 2022 is the exact difference of the published indexes", () => {
    const with2022 = units.filter(({ y2022 }) => y2022 !== undefined);
    expect(with2022).toHaveLength(4);
    for (const { unit: name, y2023, y2022, change } of with2022) {
      expect(hundredths(y2023) - hundredths(y2022 ?? Number.NaN), name).toBe(hundredths(change ?? Number.NaN));
    }
  });

  test("they rank 1, 2, 3, 4 as published, and the two of 85,42 share place 5", () => {
    const rows = resultsOf(
      units.map(({ unit: name, y2023 }) => unit(name, "6 vùng", hundredths(y2023))),
      () => defaultChecklist.bands,
    );
    expect(rows.map((row) => row.rank)).toEqual([1, 2, 3, 4, 5, 5]);
    for (const { unit: name, rank: place } of units)
      if (place !== undefined) expect(rows.find((row) => row.name === name)?.rank).toBe(place);
    expect([rows.filter((row) => row.tied).map((row) => row.name)]).toEqual(ties);
  });
});

describeWith("scores/bac-kan-cchc-2018-bands.json", "Bắc Kạn 2018", () => {
  type Place = { unit: string; total: number };
  const file = outsideJson<{
    departments: Counts & { first: Place; second: Place; third: Place; last: Place };
    districts: Counts & { first: Place; last: Place };
  }>("scores/bac-kan-cchc-2018-bands.json");

  test("19 departments are 13 Tốt and 6 Khá, 8 districts all Khá", () => {
    expect(sum(file.departments.bands)).toBe(file.departments.n);
    expect(sum(file.districts.bands)).toBe(file.districts.n);
  });

  test("the first three departments and the last stand in the published order, Tốt at 88,1 and Khá at 70,06 by the default bands too", () => {
    const { first, second, third, last } = file.departments;
    const rows = resultsOf(
      [last, third, first, second].map(({ unit: name, total }) => unit(name, "sở", hundredths(total))),
      () => defaultChecklist.bands,
    );
    expect(rows.map((row) => row.name)).toEqual([first, second, third, last].map(({ unit: name }) => name));
    expect([first, second, third, last].map(({ total }) => defaultBand(total))).toEqual(["Tốt", "Tốt", "Tốt", "Khá"]);
  });

  test("districts break the default bands: 81,99 and 68,01 are both Khá, so bands are data of the kind of unit", () => {
    const { first, last } = file.districts;
    expect([first, last].map(({ total }) => defaultBand(total))).toEqual(["Tốt", "Trung bình"]);
    const own = bands(["Tốt", 8200], ["Khá", 6500], ["Trung bình", 0]);
    expect([first, last].map(({ total }) => bandOf(own, hundredths(total))?.name.vi)).toEqual(["Khá", "Khá"]);
  });
});

describeWith("scores/khanh-hoa-cchc-2020-2021-bands.json", "Khánh Hòa 2020 and 2021", () => {
  const { years } = outsideJson<{ years: Record<"2020" | "2021", Counts & { change?: Record<string, number> }> }>(
    "scores/khanh-hoa-cchc-2020-2021-bands.json",
  );

  test("the bands of both years add up to 44 units", () => {
    for (const { n, bands: counts } of Object.values(years)) expect(sum(counts)).toBe(n);
  });

  test("the change from year to year is the published one, and adds up to nothing", () => {
    for (const [band, change] of Object.entries(years[2021].change ?? {})) {
      expect((years[2021].bands[band] ?? 0) - (years[2020].bands[band] ?? 0), band).toBe(change);
    }
    expect(sum(years[2021].change ?? { none: 1 })).toBe(0);
  });
});

describeWith("scores/lam-dong-q2-2024-bands.json", "Lâm Đồng, second quarter of 2024", () => {
  type Group = Counts & { percent?: Record<string, string>; max: { total: number }; min: { total: number } };
  const { departments, districts } = outsideJson<Record<"departments" | "districts", Group>>("scores/lam-dong-q2-2024-bands.json");

  test("14 and 2 of 16 departments are the published 87,5 % and 12,5 %, written as there", () => {
    expect(sum(departments.bands)).toBe(departments.n);
    for (const [band, percent] of Object.entries(departments.percent ?? {})) {
      expect(formatHundredths(toIndex(fraction(departments.bands[band] ?? 0, departments.n)), "vi"), band).toBe(percent);
    }
  });

  test("through the results: units in each band, and 100 % from Tốt up, the denominator being the 16 ranked", () => {
    const inside: Readonly<Record<string, number>> = { "Xuất sắc": 9500, Tốt: 8500, Khá: 7500, "Trung bình": 6000, Yếu: 1000 };
    const seen = Object.entries(departments.bands).flatMap(([band, count]) =>
      Array.from({ length: count }, (_, i) => unit(`${band} ${i}`, "sở", inside[band] ?? Number.NaN)),
    );
    const rows = resultsOf(seen, () => defaultChecklist.bands);
    const [whole] = bandSharesOf(rows, () => defaultChecklist.bands);
    expect([whole?.ranked, whole?.notRanked]).toEqual([departments.n, 0]);
    const own = whole?.scales[0]?.bands ?? [];
    expect(Object.fromEntries(own.filter(({ units }) => units > 0).map(({ name, units }) => [name.vi, units]))).toEqual(departments.bands);
    for (const { name, units, percent } of own.filter((band) => band.units > 0)) {
      expect(formatHundredths(percent, "vi"), name.vi).toBe(departments.percent?.[name.vi]);
      expect(formatHundredths(tenthsOf(units, departments.n) * 10, "vi", 1), name.vi).toBe(departments.percent?.[name.vi]);
    }
    expect(own.find(({ name }) => name.vi === "Tốt")).toMatchObject({ unitsFrom: departments.n, percentFrom: 10_000 });
  });

  test("the highest and lowest totals stand in the published bands by the default bounds", () => {
    expect([departments.max, departments.min, districts.max, districts.min].map(({ total }) => defaultBand(total))).toEqual([
      "Xuất sắc",
      "Tốt",
      "Xuất sắc",
      "Xuất sắc",
    ]);
    expect(districts.bands).toEqual({ "Xuất sắc": districts.n });
  });
});

describeWith("scores/kien-an-phuong-2021-two-parts.json", "Kiến An 2021, two parts", () => {
  interface TwoParts {
    area_maxima: Record<string, number>;
    units: { unit: string; areas: Record<string, number>; total: number; rank: number; of: number }[];
  }
  const { area_maxima: maxima, units } = outsideJson<TwoParts>("scores/kien-an-phuong-2021-two-parts.json");

  test("43,26 of 60 and 39,95 of 40 are exactly 83,21 of 100, and area indexes of their own", () => {
    for (const { areas, total } of units) {
      const sheet = scored(
        Object.entries(areas).map(([area, points]) => ({
          area,
          id: area,
          max: hundredths(maxima[area] ?? Number.NaN),
          points: hundredths(points),
        })),
      );
      expect(sheet).toMatchObject({ awarded: hundredths(total), max: 10_000, index: hundredths(total), complete: true });
      expect(sheet.areas.map(({ index }) => index)).toEqual([7210, 9988]);
      expect(defaultBand(total)).toBe("Tốt");
    }
  });
});

describeWith("scores/pci-2022-top10.json", "PCI 2022, the first ten", () => {
  const { units } = outsideJson<{ units: { unit: string; total: number; rank: number; band: string }[] }>("scores/pci-2022-top10.json");

  test("rank 1 to 10 as published, through the results", () => {
    const rows = resultsOf(
      [...units].reverse().map(({ unit: name, total }) => unit(name, "tỉnh", hundredths(total))),
      () => defaultChecklist.bands,
    );
    expect(rows.map((row) => [row.rank, row.name, row.index])).toEqual(
      units.map(({ rank: place, unit: name, total }) => [place, name, hundredths(total)]),
    );
  });

  test("72,95 is Rất tốt and 72,80 is Tốt: no round bound gives that, a bound of one's own between them does", () => {
    const names = (cut: number) => units.map(({ total }) => bandOf(bands(["Rất tốt", cut], ["Tốt", 0]), hundredths(total))?.name.vi);
    const published = units.map(({ band }) => band);
    for (const round of [6500, 7000, 7500, 8000]) expect(names(round)).not.toEqual(published);
    for (const cut of [7281, 7290, 7295]) expect(names(cut)).toEqual(published);
    expect(names(7280)).not.toEqual(published);
    expect(names(7296)).not.toEqual(published);
  });
});

describeWith("scores/frameworks-maxima.json", "frameworks", () => {
  interface Framework {
    name: string;
    areas: [string, number][] | number;
    scale?: number;
    criteria?: number;
    sub_criteria?: number;
    criteria_by_area?: number[];
    sub_criteria_by_area?: number[];
    survey_points?: number;
    previous_survey_points?: number;
  }
  const { items } = outsideJson<{ items: Framework[] }>("scores/frameworks-maxima.json");
  const total = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);

  test.each(items.filter(({ areas }) => Array.isArray(areas)))(
    "$name: the areas' maxima make the whole, and a sheet with all points has the index 100,00",
    ({ areas, scale = 100 }) => {
      const rows = (areas as [string, number][]).map(([area, max]) => ({ area, id: area, max: hundredths(max), points: hundredths(max) }));
      expect(scored(rows)).toMatchObject({ awarded: hundredths(scale), max: hundredths(scale), index: 10_000 });
    },
  );

  test("the ministries' index has 38 criteria and 97 sub-criteria over 7 areas, and 31,5 survey points where it had 36,5", () => {
    const ministries = items.find(({ areas }) => areas === 7);
    expect(total(ministries?.criteria_by_area ?? [])).toBe(ministries?.criteria);
    expect(total(ministries?.sub_criteria_by_area ?? [])).toBe(ministries?.sub_criteria);
    expect(ministries?.criteria_by_area).toHaveLength(7);
    expect(hundredths(ministries?.previous_survey_points ?? 0) - hundredths(ministries?.survey_points ?? 0)).toBe(500);
  });
});

describeWith("scores/hanoi-5666-2025-framework.json", "Hà Nội 2025", () => {
  test("names its eight areas; their maxima are not published, so nothing more is computed", () => {
    const file = outsideJson<{ areas: number; areas_list: string[]; scale: number }>("scores/hanoi-5666-2025-framework.json");
    expect(new Set(file.areas_list).size).toBe(file.areas);
    expect(file.scale).toBe(100);
  });
});
