import { readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ResultChanges } from "../../shared/results/results-change.ts";
import { describeWith, outsideJson } from "../shared/outside-data.ts";
import { hundredths, openPublication, type PublishedSet, type SentSet, spread } from "../support/published-set.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

// Published two-decimal results go in through the API and come out with the published totals, ranks, ties and bands. Checklists, units,
// plans, inspections, sheets and conclusions all go over HTTP, each with the token of the role whose step it is.

/** Sets that give the API nothing to rank: their figures go through the shared functions, in test/shared/published-scores.test.ts. */
const checkedInShared: Readonly<Record<string, string>> = {
  "khanh-hoa-cchc-2020-2021-bands": "publishes only how many units stand in each band",
  "frameworks-maxima": "publishes the areas' maxima; the first of them is the checklist of the sets below",
  "hanoi-5666-2025-framework": "publishes the areas' names",
  "papi-group-rule": "publishes the size of each group",
  ...Object.fromEntries(
    [2011, 2012, 2013, 2014, 2015, 2016, 2017].map((year) => [`papi-${year}`, "publishes nine decimals; the API's points have two"]),
  ),
};
const sentHere = [
  "bac-kan-cchc-2018-bands",
  "dti-2022-provinces",
  "kien-an-phuong-2021-two-parts",
  "lam-dong-q2-2024-bands",
  // Of the 63 provinces only how many stand in each group; of the ministries also the first and the last.
  "par-index-2022-bands",
  "par-index-2023-regions",
  "pci-2022-top10",
];

let server: TestServer;
let send: (set: PublishedSet) => Promise<SentSet>;
beforeAll(async () => {
  server = await startTestServer();
  send = await openPublication(server);
});
afterAll(() => server.remove());

const file = (name: string) => `scores/${name}.json`;
const words = (vi: string) => ({ vi, en: vi });
const bands = (...cuts: readonly (readonly [string, number])[]) => cuts.map(([name, min]) => ({ name: words(name), min }));

interface Total {
  readonly unit: string;
  readonly total: number;
}

/** Of most sets only the totals are published: points of the eight areas of the provinces' PAR INDEX, 100 in all, that make this total. */
function totals(
  units: readonly (Total & { readonly block: string; readonly kind?: "district" })[],
): Pick<PublishedSet, "maxima" | "units"> {
  const { items } = outsideJson<{ items: { areas: [string, number][] | number }[] }>(file("frameworks-maxima"));
  const areas = items[0]?.areas;
  if (!Array.isArray(areas)) throw new Error("the framework has areas");
  const maxima = areas.map(([, max]) => max);
  return { maxima, units: units.map(({ total, ...unit }) => ({ ...unit, points: spread(maxima, total) })) };
}

const outcome = ({ rows }: SentSet) => rows.map(({ name, index, rank, band }) => [name, index, rank, band?.name.vi]);

describeWith(file("frameworks-maxima"), "every set of published scores", () => {
  test("goes through the API here, or is named with the reason why it cannot", () => {
    const all = readdirSync(new URL("../../../shared/data/scores/", import.meta.url)).map((name) => name.replace(/\.json$/, ""));
    expect([...sentHere, ...Object.keys(checkedInShared)].sort()).toEqual(all.sort());
  });
});

describeWith(file("par-index-2023-regions"), "PAR INDEX of six regions", () => {
  test("comes out with the published totals, ranks and the tie, and the published change since 2022", async () => {
    const { units, ties } = outsideJson<{
      units: { unit: string; rank?: number; y2023: number; y2022?: number; change?: number }[];
      ties: string[][];
    }>(file("par-index-2023-regions"));
    const block = "Sáu vùng";
    const of = (year: "y2022" | "y2023") => totals(units.map((one) => ({ unit: one.unit, total: one[year] ?? 0, block })));
    const before = await send({ name: "par-2022", year: 2022, ...of("y2022") });
    const sent = await send({ name: "par-2023", year: 2023, ...of("y2023"), unitIds: before.unitIds });
    expect(sent.rows.map(({ name, index }) => [name, index]).sort()).toEqual(units.map((one) => [one.unit, hundredths(one.y2023)]).sort());
    expect(sent.rows.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 5]);
    for (const { unit, rank } of units) if (rank !== undefined) expect(sent.rows.find(({ name }) => name === unit)?.rank).toBe(rank);
    expect([sent.rows.filter(({ tied }) => tied).map(({ name }) => name)]).toEqual(ties);
    const changes: ResultChanges = await (await server.asLead().fetch(`/api/results/change?plan=${sent.planId}`)).json();
    const published = units.filter(({ change }) => change !== undefined);
    expect(published).toHaveLength(4);
    for (const { unit, change = Number.NaN } of published) {
      expect(changes.rows.find(({ name }) => name === unit)).toMatchObject({ indexChange: hundredths(change) });
    }
  });
});

describeWith(file("par-index-2022-bands"), "PAR INDEX 2022, the first and the last ministry", () => {
  test("come out with 91,77 and 72,65, in the groups above 90 and below 80", async () => {
    type Place = { unit: string; index: number };
    const { ministries } = outsideJson<{ ministries: { max: Place; min: Place; range: number } }>(file("par-index-2022-bands"));
    const { max, min, range } = ministries;
    const of = totals([min, max].map(({ unit, index: total }) => ({ unit, total, block: "Bộ" })));
    const sent = await send({ name: "par-ministries", year: 2022, bands: bands([">90", 9000], ["80 to <90", 8000], ["<80", 0]), ...of });
    expect(outcome(sent)).toEqual([
      [max.unit, 9177, 1, ">90"],
      [min.unit, 7265, 2, "<80"],
    ]);
    expect(9177 - 7265).toBe(hundredths(range));
  });
});

describeWith(file("bac-kan-cchc-2018-bands"), "Bắc Kạn 2018", () => {
  type Published = { departments: Record<"first" | "second" | "third" | "last", Total>; districts: Record<"first" | "last", Total> };

  test("the first three departments and the last come out in the published order with the published bands", async () => {
    const { first, second, third, last } = outsideJson<Published>(file("bac-kan-cchc-2018-bands")).departments;
    const block = "Sở của Bắc Kạn";
    const of = totals([last, third, first, second].map((one) => ({ ...one, block })));
    expect(outcome(await send({ name: "bac-kan-so", year: 2018, ...of }))).toEqual([
      [first.unit, 8810, 1, "Tốt"],
      [second.unit, 8761, 2, "Tốt"],
      [third.unit, 8670, 3, "Tốt"],
      [last.unit, 7006, 4, "Khá"],
    ]);
  });

  test("districts with 81,99 and 68,01 are both Khá: they have bands of their own, so a checklist and a plan of their own", async () => {
    const { first, last } = outsideJson<Published>(file("bac-kan-cchc-2018-bands")).districts;
    const of = totals([last, first].map((one) => ({ ...one, kind: "district" as const, block: "Huyện của Bắc Kạn" })));
    const sent = await send({ name: "bac-kan-huyen", year: 2018, bands: bands(["Tốt", 8200], ["Khá", 6500], ["Trung bình", 0]), ...of });
    expect(outcome(sent)).toEqual([
      [first.unit, 8199, 1, "Khá"],
      [last.unit, 6801, 2, "Khá"],
    ]);
    // Under the departments' bands they would stand elsewhere.
    expect(outcome(await send({ name: "bac-kan-huyen-2", year: 2018, ...of, unitIds: sent.unitIds })).map((row) => row[3])).toEqual([
      "Tốt",
      "Trung bình",
    ]);
  });
});

describeWith(file("lam-dong-q2-2024-bands"), "Lâm Đồng, second quarter of 2024", () => {
  test("the first and the last of departments and districts come out with their bands, ranked within the block", async () => {
    const { departments, districts } = outsideJson<Record<"departments" | "districts", { max: Total; min: Total }>>(
      file("lam-dong-q2-2024-bands"),
    );
    const of = totals([
      ...[departments.min, departments.max].map((one) => ({ ...one, block: "Sở của Lâm Đồng" })),
      ...[districts.min, districts.max].map((one) => ({ ...one, kind: "district" as const, block: "Huyện của Lâm Đồng" })),
    ]);
    const { rows } = await send({ name: "lam-dong", year: 2024, ...of });
    expect(rows.map(({ block, name, index, rank, band }) => [block, name, index, rank, band?.name.vi])).toEqual([
      ["Huyện của Lâm Đồng", districts.max.unit, 9763, 1, "Xuất sắc"],
      ["Huyện của Lâm Đồng", districts.min.unit, 9096, 2, "Xuất sắc"],
      ["Sở của Lâm Đồng", departments.max.unit, 9863, 1, "Xuất sắc"],
      ["Sở của Lâm Đồng", departments.min.unit, 8361, 2, "Tốt"],
    ]);
  });
});

describeWith(file("pci-2022-top10"), "PCI 2022, the first ten", () => {
  test("come out with the published totals, ranks and bands: Rất tốt begins between 72,80 and 72,95", async () => {
    const { units } = outsideJson<{ units: (Total & { rank: number; band: string })[] }>(file("pci-2022-top10"));
    const of = totals([...units].reverse().map(({ unit, total }) => ({ unit, total, block: "PCI" })));
    const sent = await send({ name: "pci", year: 2022, bands: bands(["Rất tốt", 7290], ["Tốt", 0]), ...of });
    expect(outcome(sent)).toEqual(units.map(({ unit, total, rank, band }) => [unit, hundredths(total), rank, band]));
  });
});

describeWith(file("kien-an-phuong-2021-two-parts"), "Kiến An 2021", () => {
  test("43,26 of 60 and 39,95 of 40 give exactly 83,21, with each part's own index", async () => {
    const published = outsideJson<{ area_maxima: Record<string, number>; units: (Total & { areas: Record<string, number> })[] }>(
      file("kien-an-phuong-2021-two-parts"),
    );
    const parts = Object.entries(published.area_maxima);
    const units = published.units.map(({ unit, areas }) => ({
      unit,
      block: "Kiến An",
      points: parts.map(([part]) => areas[part] ?? Number.NaN),
    }));
    const { rows } = await send({ name: "kien-an", year: 2021, maxima: parts.map(([, max]) => max), units });
    expect(rows.map(({ name, index }) => [name, index])).toEqual(published.units.map(({ unit, total }) => [unit, hundredths(total)]));
    expect(rows[0]).toMatchObject({
      band: { name: { vi: "Tốt" } },
      areas: [
        { area: "L1", index: 7210 },
        { area: "L2", index: 9988 },
      ],
    });
  });
});

describeWith(file("dti-2022-provinces"), "DTI 2022", () => {
  test("63 provinces in their published order are ranked 15, 15, 17 again", async () => {
    const { ranking, ties } = outsideJson<{ ranking: { rank: number; unit: string }[]; ties: string[][] }>(file("dti-2022-provinces"));
    // Only the places are published of all 63 (the totals of the first five have four decimals): points
    // that fall with the place stand for them.
    const units = [...ranking].reverse().map(({ unit, rank }) => ({ unit, block: "63 tỉnh", points: [100 - rank] }));
    const { rows } = await send({ name: "dti", year: 2022, maxima: [100], units });
    expect(new Map(rows.map(({ name, rank }) => [name, rank]))).toEqual(new Map(ranking.map(({ unit, rank }) => [unit, rank])));
    expect([rows.filter(({ tied }) => tied).map(({ name }) => name)]).toEqual(ties);
    expect(rows.slice(13, 17).map(({ rank }) => rank)).toEqual([14, 15, 15, 17]);
  });
});
