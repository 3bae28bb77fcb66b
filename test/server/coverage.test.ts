import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { concludeInspection } from "../../server/decisions/conclude.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { importUnits, type NewUnit } from "../../server/units/new-units.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { PlanDetail } from "../../shared/plans/plan-changes.ts";
import { type Coverage, coverageOf, type PlanCoverage, type PlanToCount } from "../../shared/results/coverage.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";

let server: TestServer;
let admin: Device;
const checklist = checklistOf("coverage", [criterion("posted", "NYTT", 100, ratio("đã niêm yết", "còn hiệu lực"))]);
const scored = { an: { posted: counted(9, 10) } };
const units = (kind: NewUnit["kind"], count: number, name: string): NewUnit[] =>
  Array.from({ length: count }, (_, i) => ({ name: `${name} ${i + 1}`, kind, block: name, websites: [] }));
const read = async (plan?: string): Promise<Coverage> =>
  (await askAsLead(server, `/api/coverage${plan === undefined ? "" : `?plan=${plan}`}`)).body;

/** Sends JSON as a lead, or as the administrator. */
async function sends(method: string, path: string, body: unknown, by: Device = server.asLead()) {
  const answer = await by.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}
const done = async (method: string, path: string, body: unknown, by?: Device) => {
  const answer = await sends(method, path, body, by);
  expect([path, answer.status, answer.body.detail]).toEqual([
    path,
    expect.toSatisfy((status) => status === 200 || status === 201),
    undefined,
  ]);
  return answer.body;
};

beforeAll(async () => {
  server = await startTestServer();
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  const path = `/api/checklists/${checklist.id}/${checklist.version}`;
  await done("PUT", path, checklist);
  await done("POST", `${path}/publication`, {});
});
afterAll(() => server.remove());

const team = () => [{ personId: server.asInspector("an").personId, position: "member", scores: true }];
const planOf = (year: number, more: object): object => ({
  year,
  title: `Kế hoạch ${year}`,
  checklist: { id: checklist.id, version: checklist.version },
  team: team(),
  ...more,
});

/** Inspections of these units on a day, scored and concluded, all through the API. */
async function visits(planId: string, unitIds: readonly string[], visitedOn: string): Promise<void> {
  const opening = { planId, unitIds, kind: "planned", form: "both", visitedOn, announced: true };
  const { inspectionIds } = await done("POST", "/api/inspections", opening);
  for (const [i, inspectionId] of inspectionIds.entries()) {
    const sheet = makeSheet({ inspectionId, unitId: unitIds[i] ?? "", visitedOn, checklist, answers: scored.an });
    expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
    await done("POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
  }
}

describe("Gia Lai 2016–2020, entered years later", () => {
  // Departments and districts inspected directly; the province then had 17 districts.
  const published = [
    [2016, 7, 6],
    [2017, 10, 9],
    [2018, 6, 8],
    [2019, 7, 10],
    [2020, 10, 10],
  ] as const;
  const planIds: string[] = [];

  beforeAll(async () => {
    const added = async (from: string, list: readonly NewUnit[]): Promise<string[]> =>
      (await done("POST", "/api/units", { from, units: list }, admin)).unitIds;
    // The test server has three departments of its own, and they count: they existed.
    const departments = [...server.unitIds.slice(0, 3), ...(await added("2010-01-01", units("department", 17, "Sở")))];
    const districts = await added("2010-01-01", units("district", 17, "Huyện"));
    // What the registry has today is not what it had: a department was founded since, and districts were abolished.
    await added("2022-01-01", units("department", 1, "Sở lập sau"));
    await done("POST", "/api/units/events", { kind: "close", on: "2025-07-01", decision: "203/2025/QH15", unitIds: districts }, admin);
    for (const [year, ofDepartments, ofDistricts] of published) {
      const asked = planOf(year, { unitsAsOf: `${year}-01-10`, unitIds: [...departments, ...districts] });
      const plan: PlanDetail = await done("POST", "/api/plans", asked);
      expect(plan.unitsAsOf).toBe(`${year}-01-10`);
      planIds.push(plan.id);
      // Others each year, going round, so that the 83 visits are not 83 units.
      const turn = (list: readonly string[], count: number, step: number) =>
        Array.from({ length: count }, (_, i) => list[(i + year * step) % list.length] ?? "");
      await visits(plan.id, turn(departments, ofDepartments, 3), `${year}-05-10`);
      await visits(plan.id, turn(districts, ofDistricts, 5), `${year}-06-10`);
    }
  });

  test("the published sentences come out, year by year", async () => {
    const { years } = await read();
    const sentences = years.filter(({ year }) => year <= 2020).map(({ sentence }) => sentence.vi);
    expect(sentences).toEqual([
      "Năm 2016: 13 đơn vị (cấp sở 07, cấp huyện 06)",
      "Năm 2017: 19 đơn vị (cấp sở 10, cấp huyện 09)",
      "Năm 2018: 14 đơn vị (cấp sở 06, cấp huyện 08)",
      "Năm 2019: 17 đơn vị (cấp sở 07, cấp huyện 10)",
      "Năm 2020: 20 đơn vị (cấp sở 10, cấp huyện 10)",
    ]);
    const article = new URL("../../../shared/seeds/004_36869a66922af002.txt", import.meta.url);
    if (existsSync(article)) {
      const lower = readFileSync(article, "utf8").normalize("NFC").toLowerCase();
      for (const sentence of sentences) expect(lower).toContain(sentence.toLowerCase());
    } else console.warn("SKIPPED, NOT PASSED: the article's own words are not on this machine");
  });

  test("every year reaches the target of 30 % of the 37 units; 83 visits are fewer units", async () => {
    const { years, together } = await read();
    const own = years.filter(({ year }) => year <= 2020);
    expect(own.map(({ total }) => [total.covered, total.units, total.percent, total.reachesTarget])).toEqual([
      [13, 37, 3_514, true],
      [19, 37, 5_135, true],
      [14, 37, 3_784, true],
      [17, 37, 4_595, true],
      [20, 37, 5_405, true],
    ]);
    expect(own.reduce((sum, { total }) => sum + total.visits, 0)).toBe(83);
    expect(together.visits).toBeGreaterThanOrEqual(83);
    expect(together.units).toBeLessThan(83);
    expect(own[2]?.kinds).toMatchObject([
      { kind: "department", units: 20, covered: 6, percent: 3_000, reachesTarget: true },
      { kind: "district", units: 17, covered: 8, percent: 4_706, reachesTarget: true },
    ]);
  });

  test("one plan is read by itself", async () => {
    const { plans, years, together } = await read(planIds[0]);
    expect(plans.map(({ plan }) => plan.id)).toEqual([planIds[0]]);
    expect(years.map(({ year }) => year)).toEqual([2016]);
    expect(together).toEqual({ visits: 13, units: 13 });
  });
});

describe("one year", () => {
  let plan: SmallPlan;
  beforeAll(async () => {
    plan = await makeSmallPlan(server, {
      checklist,
      units: [...units("commune", 9, "Xã kiểm tra"), ...units("ward", 1, "Phường kiểm tra")],
      year: 2024,
      // The second one for a visit that is still to come.
      periods: [
        { kind: "year", from: "2023-12-15", to: "2024-12-14" },
        { kind: "custom", from: "2099-01-01", to: "2099-12-31" },
      ],
      targetPercent: 30,
      madeAt: new Date("2024-01-10T02:00:00Z"),
    });
  });
  const year = async (): Promise<PlanCoverage> => {
    const [first] = (await read(plan.planId)).plans;
    if (!first) throw new Error("the plan is not there");
    return first;
  };
  const communes = async () => (await year()).kinds.find(({ kind }) => kind === "commune");

  test("is nothing before the first conclusion, neither by a remote inspection nor by one that waits", async () => {
    await plan.visits(0, { visitedOn: "2024-03-01", form: "remote", answers: scored });
    await plan.visits(1, { visitedOn: "2024-03-01", answers: scored, concluded: false });
    expect((await read(plan.planId)).years[0]?.sentence).toEqual({ vi: "Năm 2024: chưa có đơn vị nào", en: "In 2024: no unit yet" });
    expect(await communes()).toMatchObject({ covered: 0, visits: 0, percent: 0, reachesTarget: false, overdue: 0 });
  });

  test("counts a unit once and its visits beside it, planned and unplanned", async () => {
    await plan.visits(2, { visitedOn: "2024-04-01", answers: scored });
    await plan.visits(2, { visitedOn: "2024-08-01", kind: "surprise", answers: scored });
    await plan.visits(3, { visitedOn: "2024-04-01", form: "onsite", kind: "combined", answers: scored });
    expect(await communes()).toMatchObject({ covered: 2, visits: 3, planned: 2, unplanned: 1, reachesTarget: false });
  });

  test("the denominator is every unit of these kinds that existed on the plan's date, in the plan or not; a unit founded later is no covered unit", async () => {
    const { database } = server.context;
    const before = (await communes())?.units ?? 0;
    const [outside = ""] = await importUnits(
      database,
      [{ name: "Xã ngoài kế hoạch", kind: "commune", block: "Cấp xã", websites: [] }],
      "quan",
      new Date(),
    );
    expect((await communes())?.units).toBe(before + 1);
    server.tampers((file) => file.exec(`update unit_facts set valid_from = '2024-07-01' where unit_id = '${outside}'`));
    expect((await communes())?.units).toBe(before);
    server.tampers((file) => file.exec(`insert into plan_units (plan_id, unit_id) values ('${plan.planId}', '${outside}')`));
    await makeLater(outside);
    expect(await communes()).toMatchObject({ units: before, covered: 2, visits: 4, outside: 1 });
    server.tampers((file) => file.exec(`update units set closed_on = '2024-01-10' where id = '${plan.unitIds[8]}'`));
    expect((await communes())?.units).toBe(before - 1);
  });

  /** A visit to a unit of the plan that is not in its first list. */
  async function makeLater(unitId: string): Promise<void> {
    const { database } = server.context;
    const place = { unitIds: [unitId], kind: "planned", form: "both", visitedOn: "2024-09-01", announced: true } as const;
    const team = [{ personId: server.asInspector("an").personId, position: "member", scores: true }] as const;
    const [inspectionId = ""] = await openInspections(database, { planId: plan.planId, ...place, team }, "lan", new Date());
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId, visitedOn: "2024-09-01", checklist, answers: scored.an }));
    await concludeInspection(database, inspectionId, server.asInspector("lan").personId, new Date(), {
      waiveMinutes: "Biên bản giấy nộp sau",
    });
  }

  test("a planned day that passed without a visit is overdue; a day to come, a surprise, or a sheet that waits for others is not", async () => {
    const { inspectionId } = await plan.visits(4, { visitedOn: "2024-05-01", team: ["an"] });
    await plan.visits(5, { visitedOn: "2024-05-02", team: ["an"], kind: "surprise" });
    await plan.visits(6, { visitedOn: "2024-05-02", team: ["an", "binh"], answers: scored, concluded: false });
    await plan.visits(7, { visitedOn: "2099-05-02", team: ["an"] });
    const { overdue, total } = await year();
    expect(overdue).toEqual([
      { inspectionId, unitId: plan.unitIds[4], unitName: "Xã kiểm tra 5", kind: "planned", plannedFor: "2024-05-01" },
    ]);
    expect(total.overdue).toBe(1);
  });

  test("lists every unplanned visit with its unit and day, and says which are counted", async () => {
    const remote = await plan.visits(7, { visitedOn: "2024-02-01", kind: "surprise", form: "remote", answers: scored });
    const waiting = await plan.visits(7, {
      visitedOn: "2024-11-01",
      kind: "surprise",
      team: ["an", "binh"],
      answers: scored,
      concluded: false,
    });
    const { unplanned, total } = await year();
    expect(unplanned.map(({ unitName, visitedOn, counted: is }) => [unitName, visitedOn, is])).toEqual([
      ["Xã kiểm tra 8", "2024-02-01", false],
      ["Xã kiểm tra 3", "2024-08-01", true],
      ["Xã kiểm tra 8", "2024-11-01", false],
    ]);
    expect([unplanned[0]?.inspectionId, unplanned[2]?.inspectionId, unplanned[2]?.unitId]).toEqual([
      remote.inspectionId,
      waiting.inspectionId,
      plan.unitIds[7],
    ]);
    expect(total.unplanned).toBe(1);
  });

  test("the target is compared exactly: 3 of 10 are 30 %, 3 of 11 are not", async () => {
    const of = (count: number) => {
      const toCount: PlanToCount = {
        plan: { id: "p", title: "", year: 2024 },
        asOf: "2024-01-10",
        targetPercent: 30,
        units: Array.from({ length: count }, (_, i) => ({ id: `${i}`, kind: "commune" as const })),
        visits: [0, 1, 2].map((i) => ({
          inspectionId: `${i}`,
          unitId: `${i}`,
          unitKind: "commune",
          kind: "planned",
          onsite: true,
          visitedOn: "2024-02-01",
          concluded: true,
          begun: true,
          inPeriod: true,
        })),
      };
      return coverageOf(toCount, "2024-12-01", () => "").total.reachesTarget;
    };
    expect([of(10), of(11)]).toEqual([true, false]);
  });
});

describe("two plans in a year", () => {
  test("are one line of the year: a unit visited in both counts once, and the first plan's date says which units there were", async () => {
    const before: string[] = (
      await done("POST", "/api/units", { from: "2022-01-01", units: units("verticalAgency", 10, "Cơ quan") }, admin)
    ).unitIds;
    const wards: string[] = (await done("POST", "/api/units", { from: "2022-01-01", units: units("specialZone", 2, "Đặc khu") }, admin))
      .unitIds;
    await done("POST", "/api/units", { from: "2023-03-01", units: units("verticalAgency", 1, "Cơ quan lập sau") }, admin);
    const first: PlanDetail = await done(
      "POST",
      "/api/plans",
      planOf(2023, { unitsAsOf: "2023-01-10", unitIds: before, targetPercent: 30 }),
    );
    const asked = planOf(2023, { title: "Chuyên đề", unitsAsOf: "2023-06-01", unitIds: [...before, ...wards], targetPercent: 40 });
    const second: PlanDetail = await done("POST", "/api/plans", asked);
    await visits(first.id, before.slice(0, 3), "2023-02-01");
    await visits(second.id, [...before.slice(2, 4), ...wards.slice(0, 1)], "2023-07-01");
    const { plans, years } = await read(second.id);
    expect(plans.map(({ plan, total }) => [plan.id, total.units, total.covered])).toEqual([[second.id, 13, 3]]);
    expect(years).toMatchObject([
      {
        year: 2023,
        plans: [
          { id: first.id, title: "Kế hoạch 2023" },
          { id: second.id, title: "Chuyên đề" },
        ],
        targetPercent: 40,
        kinds: [
          { kind: "verticalAgency", asOf: "2023-01-10", units: 10, covered: 4, visits: 5, percent: 4_000, reachesTarget: true },
          { kind: "specialZone", asOf: "2023-06-01", units: 2, covered: 1, percent: 5_000 },
        ],
        total: { units: 12, covered: 5, visits: 6 },
        sentence: { vi: "Năm 2023: 5 đơn vị (cơ quan ngành dọc 04, đặc khu 01)" },
      },
    ]);
    expect((await read()).years.filter(({ year }) => year === 2023)).toEqual(years);
  });
});

describe("a plan's date", () => {
  test("is today unless it is said, can be put right, and says which units of a block there were", async () => {
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
    const [old = "", gone = ""] = (await done("POST", "/api/units", { from: "2010-01-01", units: units("commune", 2, "Khối cũ") }, admin))
      .unitIds;
    await done("POST", "/api/units", { from: "2021-01-01", units: [{ name: "Xã mới", kind: "commune", block: "Khối cũ" }] }, admin);
    await done("POST", "/api/units/events", { kind: "close", on: "2020-07-01", decision: null, unitIds: [gone] }, admin);
    const now: PlanDetail = await done("POST", "/api/plans", planOf(2015, { blocks: ["Khối cũ"] }));
    expect([now.unitsAsOf, now.unitIds.length, now.unitIds.includes(gone)]).toEqual([today, 2, false]);
    const then: PlanDetail = await done("POST", "/api/plans", planOf(2015, { blocks: ["Khối cũ"], unitsAsOf: "2015-01-10" }));
    expect(then.unitIds).toEqual([old, gone].sort());
    expect(await done("PATCH", `/api/plans/${now.id}`, { unitsAsOf: "2020-06-30" })).toMatchObject({
      unitsAsOf: "2020-06-30",
      title: "Kế hoạch 2015",
    });
    expect((await sends("POST", "/api/plans", planOf(2015, { blocks: ["Khối cũ"], unitsAsOf: "2015-02-30" }))).status).toBe(400);
  });
});

describe("a day in no period of the plan", () => {
  const codeOf = ({ status, body }: Awaited<ReturnType<typeof sends>>) => [status, body.code, body.values?.day];
  const outside = "2025-12-01";

  test("is refused at opening and when an inspection is moved there", async () => {
    const { planId, unitIds } = server;
    const opening = { planId, unitIds: [unitIds[1]], kind: "planned", form: "both", visitedOn: outside, announced: true };
    expect(codeOf(await sends("POST", "/api/inspections", opening))).toEqual([422, "outside-periods", outside]);
    expect(codeOf(await sends("POST", "/api/inspections", { ...opening, kind: "surprise" }))).toEqual([422, "outside-periods", outside]);
    const { inspectionIds } = await done("POST", "/api/inspections", { ...opening, visitedOn: "2026-12-14" });
    const path = `/api/inspections/${inspectionIds[0]}`;
    expect(codeOf(await sends("PATCH", path, { visitedOn: "2026-12-15" }))).toEqual([422, "outside-periods", "2026-12-15"]);
    expect((await done("PATCH", path, { visitedOn: "2025-12-15" })).visitedOn).toBe("2025-12-15");
    expect((await (await server.asLead().fetch(`/api/inspections?plan=${planId}`)).json()).inspections).toHaveLength(1);
  });

  test("is taken from a device that had no network, and listed until a period takes it in", async () => {
    const { planId } = server;
    const [, , unitId = ""] = server.unitIds;
    const inspectionId = newId();
    const opened = { planId, unitId, form: "both" as const, visitedOn: outside, openedAt: new Date().toISOString() };
    const sheet = { ...makeSheet({ inspectionId, unitId, visitedOn: outside, checklist: defaultChecklist }), surprise: opened };
    expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
    await done("POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });

    const listed = async () => {
      const { inspections }: { inspections: { id: string; outsidePeriods: boolean }[] } = await (
        await server.asLead().fetch(`/api/inspections?plan=${planId}`)
      ).json();
      const [coverage] = (await read(planId)).plans;
      return [inspections.filter(({ outsidePeriods }) => outsidePeriods).map(({ id }) => id), coverage?.outsidePeriods];
    };
    expect(await listed()).toEqual([
      [inspectionId],
      [{ inspectionId, unitId, unitName: "Sở Tài chính", kind: "surprise", visitedOn: outside }],
    ]);
    const ranked = async (period = "") =>
      (await (await server.asLead().fetch(`/api/results?plan=${planId}${period}`)).json()).completeness.ranked;
    expect(await ranked()).toBe(0);

    const changed: PlanDetail = await done("PATCH", `/api/plans/${planId}`, {
      addPeriods: [{ kind: "custom", from: "2025-11-15", to: "2025-12-14" }],
    });
    expect(await listed()).toEqual([[], []]);
    const added = changed.periods.find(({ kind }) => kind === "custom");
    expect(await ranked(`&period=${added?.id}`)).toBe(1);
  });
});

test("coverage is refused to inspectors and for a plan that is not there", async () => {
  expect((await server.asInspector("an").fetch("/api/coverage")).status).toBe(403);
  expect((await askAsLead(server, "/api/coverage?plan=01996d80-0000-7000-8000-000000000000")).status).toBe(404);
  expect((await askAsLead(server, "/api/coverage?plan=mine")).status).toBe(400);
});
