import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer } from "../../shared/answer.ts";
import type { Results } from "../../shared/api.ts";
import type { ResultChanges } from "../../shared/results-change.ts";
import { describeWith, outsideJson } from "../shared/outside-data.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

/** A published figure of at most two decimals as hundredths, without a binary fraction on the way. */
function hundredths(published: number): number {
  const [whole = "", part = ""] = String(published).split(".");
  if (part.length > 2) throw new Error(`${published} has more than two places`);
  return Number(whole + part.padEnd(2, "0"));
}

/** A checklist with these areas and maxima: each criterion earns exactly the share that is counted. */
function frameworkOf(version: string, areas: readonly (readonly [name: string, maxPoints: number])[]) {
  const criteria = areas.map(([, max], i) => criterion(`C${i + 1}`, `L${i + 1}`, hundredths(max), ratio("điểm đạt", "điểm tối đa")));
  return checklistOf(version, criteria);
}

/** The points of each part, as the inspector counts them; 0 needs a note, which every test sheet has. */
function sheetOf(maxima: readonly number[], points: readonly number[]): Record<string, Answer> {
  return Object.fromEntries(maxima.map((max, i) => [`C${i + 1}`, counted(points[i] ?? 0, hundredths(max))]));
}

/** A total spread over the areas, each filled before the next: only totals are published. */
function spread(maxima: readonly number[], total: number): number[] {
  let left = total;
  return maxima.map((max) => {
    const own = Math.min(left, hundredths(max));
    left -= own;
    return own;
  });
}

const read = async (plan: SmallPlan): Promise<Results> => (await askAsLead(server, `/api/results?plan=${plan.planId}`)).body;
const unit = (name: string, block: string) => ({ name, kind: "department" as const, block, websites: [] });

/** The eight areas of the provinces' PAR INDEX, 100 points. */
function parIndex(): readonly (readonly [string, number])[] {
  const { items } = outsideJson<{ items: { areas: [string, number][] | number }[] }>("scores/frameworks-maxima.json");
  const areas = items[0]?.areas;
  if (!Array.isArray(areas)) throw new Error("the framework has areas");
  return areas;
}

async function publish(
  version: string,
  units: readonly { unit: string; total: number; block: string }[],
  year: number,
  unitIds?: readonly string[],
): Promise<SmallPlan> {
  const areas = parIndex();
  const maxima = areas.map(([, max]) => max);
  const plan = await makeSmallPlan(server, {
    checklist: frameworkOf(version, areas),
    units: unitIds ?? units.map((each) => unit(each.unit, each.block)),
    year,
  });
  for (const [i, { total }] of units.entries()) {
    await plan.visits(i, { visitedOn: `${year}-06-01`, answers: { an: sheetOf(maxima, spread(maxima, hundredths(total))) } });
  }
  return plan;
}

describeWith("scores/par-index-2023-regions.json", "PAR INDEX of six regions, through the API", () => {
  const { units, ties } = outsideJson<{ units: { unit: string; rank?: number; y2023: number; y2022?: number; change?: number }[]; ties: string[][] }>(
    "scores/par-index-2023-regions.json",
  );

  test("comes out with the published totals, ranks and the tie, and the published change since 2022", async () => {
    const block = "Sáu vùng";
    const before = await publish(
      "par-2022",
      units.map((each) => ({ unit: each.unit, total: each.y2022 ?? 0, block })),
      2022,
    );
    const plan = await publish(
      "par-2022",
      units.map((each) => ({ unit: each.unit, total: each.y2023, block })),
      2023,
      before.unitIds,
    );
    const { rows } = await read(plan);
    expect(rows.map(({ name, index }) => [name, index]).sort()).toEqual(units.map((each) => [each.unit, hundredths(each.y2023)]).sort());
    for (const each of units) if (each.rank !== undefined) expect(rows.find(({ name }) => name === each.unit)?.rank).toBe(each.rank);
    expect(rows.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 5]);
    expect([rows.filter(({ tied }) => tied).map(({ name }) => name)]).toEqual(ties);
    const changes: ResultChanges = (await askAsLead(server, `/api/results/change?plan=${plan.planId}`)).body;
    for (const each of units) {
      if (each.change !== undefined)
        expect(changes.rows.find(({ name }) => name === each.unit)).toMatchObject({ indexChange: hundredths(each.change), otherChecklist: false });
    }
  });
});

describeWith("scores/bac-kan-cchc-2018-bands.json", "Bắc Kạn 2018, through the API", () => {
  type Place = { unit: string; total: number };
  const { departments } = outsideJson<{ departments: { first: Place; second: Place; third: Place; last: Place } }>("scores/bac-kan-cchc-2018-bands.json");

  test("the first three departments and the last come out in the published order with the published bands", async () => {
    const { first, second, third, last } = departments;
    const plan = await publish(
      "bac-kan",
      [last, third, first, second].map((each) => ({ ...each, block: "Sở của Bắc Kạn" })),
      2018,
    );
    expect((await read(plan)).rows.map(({ name, index, rank, band }) => [name, index, rank, band?.name.vi])).toEqual([
      [first.unit, 8_810, 1, "Tốt"],
      [second.unit, 8_761, 2, "Tốt"],
      [third.unit, 8_670, 3, "Tốt"],
      [last.unit, 7_006, 4, "Khá"],
    ]);
  });
});

describeWith("scores/lam-dong-q2-2024-bands.json", "Lâm Đồng, second quarter of 2024, through the API", () => {
  type Group = { max: { unit: string; total: number }; min: { unit: string; total: number } };
  const { departments, districts } = outsideJson<{ departments: Group; districts: Group }>("scores/lam-dong-q2-2024-bands.json");

  test("the first and the last of each block come out with their bands, ranked within the block", async () => {
    const of = (group: Group, block: string) => [group.max, group.min].map((each) => ({ ...each, block }));
    const plan = await publish("lam-dong", [...of(departments, "Sở của Lâm Đồng"), ...of(districts, "Huyện của Lâm Đồng")], 2024);
    expect((await read(plan)).rows.map(({ block, index, rank, band }) => [block, index, rank, band?.name.vi])).toEqual([
      ["Huyện của Lâm Đồng", 9_763, 1, "Xuất sắc"],
      ["Huyện của Lâm Đồng", 9_096, 2, "Xuất sắc"],
      ["Sở của Lâm Đồng", 9_863, 1, "Xuất sắc"],
      ["Sở của Lâm Đồng", 8_361, 2, "Tốt"],
    ]);
  });
});

describeWith("scores/pci-2022-top10.json", "PCI 2022, the first ten, through the API", () => {
  const { units } = outsideJson<{ units: { unit: string; total: number; rank: number }[] }>("scores/pci-2022-top10.json");

  test("comes out with the published totals and ranks", async () => {
    const plan = await publish(
      "pci",
      [...units].reverse().map((each) => ({ ...each, block: "PCI" })),
      2032,
    );
    expect((await read(plan)).rows.map(({ name, index, rank }) => [name, index, rank])).toEqual(
      units.map((each) => [each.unit, hundredths(each.total), each.rank]),
    );
  });
});

describeWith("scores/kien-an-phuong-2021-two-parts.json", "Kiến An 2021, through the API", () => {
  const { area_maxima: maxima, units } = outsideJson<{
    area_maxima: Record<string, number>;
    units: { unit: string; areas: Record<string, number>; total: number }[];
  }>("scores/kien-an-phuong-2021-two-parts.json");

  test("43,26 of 60 and 39,95 of 40 give exactly 83,21, with each part's own index", async () => {
    const areas = Object.entries(maxima);
    const [published] = units;
    if (!published) throw new Error("one ward is published");
    const plan = await makeSmallPlan(server, { checklist: frameworkOf("kien-an", areas), units: [unit(published.unit, "Kiến An")], year: 2021 });
    const points = areas.map(([area]) => hundredths(published.areas[area] ?? Number.NaN));
    await plan.visits(0, { visitedOn: "2021-06-01", answers: { an: sheetOf(Object.values(maxima), points) } });
    expect((await read(plan)).rows[0]).toMatchObject({
      index: hundredths(published.total),
      areas: [
        { area: "L1", index: 7_210 },
        { area: "L2", index: 9_988 },
      ],
    });
  });
});
