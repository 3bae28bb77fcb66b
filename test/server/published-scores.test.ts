import { afterAll, beforeAll, expect, test } from "vitest";
import { publishChecklist } from "../../server/database/checklists.ts";
import { openInspections } from "../../server/database/inspections.ts";
import { createPlan } from "../../server/database/plans.ts";
import { importUnits } from "../../server/database/units.ts";
import type { Answer } from "../../shared/answer.ts";
import type { Band, Checklist } from "../../shared/checklist.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { describeWith, outsideJson } from "../shared/outside-data.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
let sets = 0;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const words = (vi: string) => ({ vi, en: vi });
/** 88.1 is 8810; nothing published here has more than two decimals. */
const hundredths = (published: number) => Number(published.toFixed(2).replace(".", ""));

interface Published {
  readonly unit: string;
  /** Published points of each area. */
  readonly areas: Readonly<Record<string, number>>;
}

interface Row {
  name: string;
  rank: number;
  tied: boolean;
  index: number;
  band: { name: { vi: string } };
  areas: { area: string; index: number }[];
}

/** A checklist with one criterion per published area is published, every unit inspected, every sheet sent, and the results read: all over HTTP. */
async function resultsOver(maxima: Readonly<Record<string, number>>, units: readonly Published[], bands: readonly Band[] = defaultChecklist.bands) {
  const { database } = server.context;
  sets += 1;
  const areas = Object.keys(maxima).map((name, i) => ({ id: `A${i + 1}`, title: words(name), short: words(`A${i + 1}`) }));
  const [pattern] = defaultChecklist.criteria;
  if (!pattern) throw new Error("the default checklist has criteria");
  const method = { type: "ratio" as const, numerator: words("điểm"), denominator: words("điểm tối đa"), formula: "điểm / tối đa", thresholds: null };
  const checklist: Checklist = {
    ...defaultChecklist,
    id: `published-${sets}`,
    areas,
    bands: [...bands],
    criteria: Object.values(maxima).map((max, i) => ({ ...pattern, id: `C${i + 1}`, area: `A${i + 1}`, maxPoints: hundredths(max), method })),
  };
  await publishChecklist(database, checklist, "lan", new Date());
  const block = `Khối ${sets}`;
  const unitIds = await importUnits(
    database,
    units.map(({ unit }) => ({ name: unit, kind: "department", block, websites: [] })),
    "lan",
    new Date(),
  );
  const periods = [{ kind: "year" as const, from: "2025-12-15", to: "2026-12-14" }];
  const version = { id: checklist.id, version: checklist.version };
  const plan = { year: 2026, title: checklist.id, targetPercent: 30, checklist: version, periods, team: [], unitIds };
  const planId = await createPlan(database, plan, "lan", new Date());
  const team = [{ personId: server.asInspector("an").personId, position: "head" as const, scores: true }];
  const opening = { planId, unitIds, kind: "planned" as const, form: "both" as const, visitedOn: "2026-10-05", announced: true, team };
  const inspections = await openInspections(database, opening, "lan", new Date());
  for (const [i, { areas: points }] of units.entries()) {
    const answers: Record<string, Answer> = {};
    Object.entries(maxima).forEach(([area, max], k) => {
      answers[`C${k + 1}`] = { type: "ratio", numerator: hundredths(points[area] ?? Number.NaN), denominator: hundredths(max) };
    });
    const sheet = makeSheet({ inspectionId: inspections[i] ?? "", unitId: unitIds[i] ?? "", checklist, answers });
    const answer = await server.asInspector("an").submits(sheet);
    expect(answer.status, await answer.clone().text()).toBe(201);
  }
  const read = await server.asLead().fetch(`/api/results?plan=${planId}`);
  expect(read.status).toBe(200);
  const { rows } = (await read.json()) as { rows: Row[] };
  expect(rows).toHaveLength(units.length);
  return rows;
}

const total = "Tổng";

describeWith("scores/pci-2022-top10.json", "PCI 2022 over the API", () => {
  test("the first ten are ranked and banded as published, with a bound of one's own", async () => {
    const { units } = outsideJson<{ units: { unit: string; total: number; rank: number; band: string }[] }>("scores/pci-2022-top10.json");
    const bands = [
      { name: words("Rất tốt"), min: 7290 },
      { name: words("Tốt"), min: 0 },
    ];
    const rows = await resultsOver(
      { [total]: 100 },
      [...units].reverse().map(({ unit, total: points }) => ({ unit, areas: { [total]: points } })),
      bands,
    );
    expect(rows.map((row) => [row.rank, row.name, row.index, row.band.name.vi])).toEqual(
      units.map((one) => [one.rank, one.unit, hundredths(one.total), one.band]),
    );
  });
});

describeWith("scores/par-index-2023-regions.json", "PAR INDEX 2023 over the API", () => {
  test("the two regions of 85,42 share place 5", async () => {
    const { units, ties } = outsideJson<{ units: { unit: string; y2023: number }[]; ties: string[][] }>("scores/par-index-2023-regions.json");
    const rows = await resultsOver(
      { [total]: 100 },
      units.map(({ unit, y2023 }) => ({ unit, areas: { [total]: y2023 } })),
    );
    expect(rows.map((row) => row.rank)).toEqual([1, 2, 3, 4, 5, 5]);
    expect(rows.map((row) => row.index)).toEqual(units.map(({ y2023 }) => hundredths(y2023)));
    expect([rows.filter((row) => row.tied).map((row) => row.name)]).toEqual(ties);
  });
});

describeWith("scores/kien-an-phuong-2021-two-parts.json", "Kiến An 2021 over the API", () => {
  test("43,26 of 60 and 39,95 of 40 are published as 83,21", async () => {
    const file = outsideJson<{ area_maxima: Record<string, number>; units: { unit: string; areas: Record<string, number>; total: number }[] }>(
      "scores/kien-an-phuong-2021-two-parts.json",
    );
    const rows = await resultsOver(file.area_maxima, file.units);
    expect(rows.map((row) => [row.index, row.areas.map(({ index }) => index)])).toEqual([[8321, [7210, 9988]]]);
  });
});

describeWith("scores/dti-2022-provinces.json", "DTI 2022 over the API", () => {
  test("63 provinces in their published order are ranked 15, 15, 17 again", async () => {
    const { ranking } = outsideJson<{ ranking: { rank: number; unit: string }[] }>("scores/dti-2022-provinces.json");
    // Only the places are published for all 63, so each place stands for points that fall with it.
    const rows = await resultsOver(
      { [total]: 100 },
      [...ranking].reverse().map(({ unit, rank }) => ({ unit, areas: { [total]: 100 - rank } })),
    );
    expect(new Map(rows.map((row) => [row.name, row.rank]))).toEqual(new Map(ranking.map(({ unit, rank }) => [unit, rank])));
    expect(rows.filter((row) => row.tied).map((row) => row.name)).toEqual(["Thanh Hóa", "Yên Bái"]);
  });
});

describeWith("scores/lam-dong-q2-2024-bands.json", "Lâm Đồng 2024 over the API", () => {
  test("the best and the last of departments and districts stand in their published bands", async () => {
    type Group = { max: { unit: string; total: number }; min: { unit: string; total: number } };
    const { departments, districts } = outsideJson<Record<"departments" | "districts", Group>>("scores/lam-dong-q2-2024-bands.json");
    const units = [departments.max, departments.min, districts.max, districts.min];
    const rows = await resultsOver(
      { [total]: 100 },
      units.map(({ unit, total: points }) => ({ unit, areas: { [total]: points } })),
    );
    const band = new Map(rows.map((row) => [row.name, row.band.name.vi]));
    expect(units.map(({ unit }) => band.get(unit))).toEqual(["Xuất sắc", "Tốt", "Xuất sắc", "Xuất sắc"]);
  });
});
