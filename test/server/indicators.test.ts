import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AppraisalDecision } from "../../shared/decisions/appraisal.ts";
import { newId } from "../../shared/id.ts";
import type { Indicator, Indicators } from "../../shared/results/indicators.ts";
import { longAfter, startTestServer, type TestServer } from "../support/server.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ now: longAfter });
});
afterAll(() => server.remove());

const read = async (plan: SmallPlan, query = ""): Promise<Indicators> => {
  const { status, body } = await askAsLead(server, `/api/indicators?plan=${plan.planId}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const of = (indicators: Indicators, id: string): Indicator => {
  const found = indicators.indicators.filter((indicator) => indicator.criterion === id);
  expect(found).toHaveLength(1);
  return found[0] as Indicator;
};
const unit = (name: string, kind: "district" | "commune" | "department", block: string) => ({ name, kind, block, websites: [] });

describe("the published figures", () => {
  let bacQuang: SmallPlan;
  beforeAll(async () => {
    const checklist = checklistOf("bac-quang", [
      criterion("onTime", "NYTT", 400, ratio("hồ sơ giải quyết đúng hạn", "hồ sơ đã tiếp nhận")),
      criterion("notDue", "NYTT", 100, ratio("hồ sơ chưa đến hạn", "hồ sơ đã tiếp nhận")),
      criterion("resolvedOnTime", "NYTT", 100, ratio("hồ sơ giải quyết đúng hạn", "hồ sơ đã giải quyết")),
      criterion("online", "NYTT", 100, ratio("DVC trực tuyến có hồ sơ", "DVC có hồ sơ"), {
        notApplicable: { when: { vi: "không có DVC nào", en: "no services" }, treatment: "excludeAndRescale", unitTraits: [] },
      }),
    ]);
    bacQuang = await makeSmallPlan(server, {
      checklist,
      units: [unit("Huyện Bắc Quang", "district", "Cấp huyện"), unit("Các xã, thị trấn của Bắc Quang", "commune", "Cấp xã")],
      periods: [
        { kind: "q1", from: "2029-12-15", to: "2030-03-14" },
        { kind: "sixMonths", from: "2029-12-15", to: "2030-06-14" },
        { kind: "q3", from: "2030-06-15", to: "2030-09-14" },
        { kind: "year", from: "2029-12-15", to: "2030-12-14" },
      ],
    });
    const answers = (onTime: number, received: number, notDue: number, online: readonly [number, number]) => ({
      an: {
        onTime: counted(onTime, received),
        notDue: counted(notDue, received),
        resolvedOnTime: counted(onTime, received - notDue),
        online: counted(...online),
      },
    });
    await bacQuang.visits(0, { visitedOn: "2030-06-01", answers: answers(5_033, 5_783, 750, [234, 543]) });
    await bacQuang.visits(1, { visitedOn: "2030-06-02", answers: answers(46_248, 46_248, 0, [0, 0]) });
  });

  test("87,03 % of what was received and 12,97 % not yet due at the district, 100 % of what was resolved: another denominator is another figure", async () => {
    const indicators = await read(bacQuang, "&by=kind");
    const district = (id: string) => of(indicators, id).rows.find((row) => row.of === "district");
    expect(district("onTime")).toMatchObject({ numerator: 5_033, denominator: 5_783, percent: 8_703, units: 1 });
    expect(district("notDue")).toMatchObject({ numerator: 750, denominator: 5_783, percent: 1_297 });
    expect(district("resolvedOnTime")).toMatchObject({ numerator: 5_033, denominator: 5_033, percent: 10_000 });
    expect(of(indicators, "onTime").denominator.vi).toBe("hồ sơ đã tiếp nhận");
    expect(of(indicators, "resolvedOnTime").denominator.vi).toBe("hồ sơ đã giải quyết");
  });

  test("98,56 % over both levels, by the sums 51.281 of 52.031, not 93,52 %, the mean of the rates", async () => {
    const [row] = of(await read(bacQuang), "onTime").rows;
    const { rows } = of(await read(bacQuang, "&by=unit"), "onTime");
    expect(row).toMatchObject({ of: "", numerator: 51_281, denominator: 52_031, percent: 9_856, units: 2 });
    expect(rows.flatMap(({ sources }) => sources.flatMap(({ submissionIds }) => submissionIds))).toHaveLength(2);
  });

  test("43,09 % of the online services: 234 of 543; a unit with none adds nothing and has no rate of its own", async () => {
    expect(of(await read(bacQuang), "online").rows).toMatchObject([{ numerator: 234, denominator: 543, percent: 4_309, units: 2 }]);
    const rows = of(await read(bacQuang, "&by=unit"), "online").rows;
    expect(rows.map(({ name, percent }) => [name, percent])).toEqual([
      ["Các xã, thị trấn của Bắc Quang", null],
      ["Huyện Bắc Quang", 4_309],
    ]);
  });

  test("by block, kind and one period; periods that overlap are not summed", async () => {
    expect(of(await read(bacQuang, `&by=block&block=${encodeURIComponent("Cấp xã")}`), "onTime").rows).toMatchObject([
      { of: "Cấp xã", percent: 10_000 },
    ]);
    expect(of(await read(bacQuang, "&kind=district"), "onTime").rows).toMatchObject([{ percent: 8_703 }]);
    const [q1, sixMonths, q3] = bacQuang.periodIds;
    expect((await read(bacQuang, `&period=${q1}`)).indicators).toEqual([]);
    expect(await askAsLead(server, `/api/indicators?plan=${bacQuang.planId}&period=${q1},${sixMonths}`)).toMatchObject({
      status: 400,
      body: { code: "malformed", values: { where: "period" } },
    });
    expect(of(await read(bacQuang, `&period=${sixMonths},${q3}`), "onTime").rows).toMatchObject([{ percent: 9_856 }]);
    // Each period for itself may overlap the next.
    expect(
      of(await read(bacQuang, "&by=period"), "onTime")
        .rows.map(({ of: period }) => period)
        .sort(),
    ).toEqual([sixMonths, bacQuang.periodIds[3]].sort());
  });

  test("over two periods are the sums of both visits", async () => {
    await bacQuang.visits(0, {
      visitedOn: "2030-08-01",
      answers: { an: { onTime: counted(100, 200), notDue: counted(0, 200), resolvedOnTime: counted(100, 200), online: counted(1, 2) } },
    });
    const [, sixMonths, q3] = bacQuang.periodIds;
    expect(of(await read(bacQuang, `&period=${sixMonths},${q3}`), "onTime").rows).toMatchObject([
      { numerator: 51_381, denominator: 52_231, units: 2 },
    ]);
  });
});

describe("several inspectors", () => {
  let plan: SmallPlan;
  beforeAll(async () => {
    const checklist = checklistOf("several", [
      criterion("onTime", "NYTT", 400, ratio("đúng hạn", "đã tiếp nhận")),
      criterion("posted", "NYTT", 400, ratio("đã niêm yết", "còn hiệu lực")),
      criterion("late", "NYTT", 100, ratio("quá hạn", "đã tiếp nhận")),
    ]);
    plan = await makeSmallPlan(server, { checklist, units: [1, 2, 3].map((n) => unit(`Xã ${n}`, "commune", "Xã của nhiều người")) });
  });
  const sheet = (posted: number, more: Record<string, ReturnType<typeof counted>> = {}) => ({
    onTime: counted(9, 10),
    posted: counted(posted, 20),
    late: counted(1, 10),
    ...more,
  });

  test("who agree are counted once; where they differ the unit is listed with both counts and is in no sum", async () => {
    await plan.visits(0, { visitedOn: "2030-02-01", answers: { an: sheet(18), binh: sheet(18) } });
    const { sheets } = await plan.visits(1, { visitedOn: "2030-02-01", answers: { an: sheet(10), binh: sheet(11) } });
    const indicators = await read(plan);
    expect(of(indicators, "onTime").rows).toMatchObject([{ numerator: 18, denominator: 20, units: 2 }]);
    const posted = of(indicators, "posted");
    expect(posted.rows).toMatchObject([{ numerator: 18, denominator: 20, units: 1 }]);
    expect(posted.differing).toMatchObject([{ unitId: plan.unitIds[1] }]);
    expect(new Map(posted.differing[0]?.counts.map(({ submissionId, numerator }) => [submissionId, numerator]))).toEqual(
      new Map([
        [sheets[0]?.id ?? "", 10],
        [sheets[1]?.id ?? "", 11],
      ]),
    );
  });

  test("are settled where the lead takes one's counts; points that were averaged settle no counts", async () => {
    const own = await makeSmallPlan(server, { checklist: plan.checklist, units: plan.unitIds, year: 2031 });
    const { inspectionId } = await own.visits(1, {
      visitedOn: "2031-04-01",
      answers: { an: sheet(10), binh: sheet(11) },
      concluded: false,
    });
    let replaces: { replaces?: { id: string; reason: string } } = {};
    const settle = async (posted: AppraisalDecision) => {
      const body = JSON.stringify({ id: newId(), decisions: { posted }, ...replaces });
      const headers = { "content-type": "application/json" };
      const answer = await server.asLead().fetch(`/api/inspections/${inspectionId}/appraisal`, { method: "POST", headers, body });
      expect(answer.status, await answer.clone().text()).toBe(201);
      replaces = { replaces: { id: (await answer.json()).submissionId, reason: "Chốt lại" } };
      return of(await read(own, "&by=unit&basis=live"), "posted");
    };
    expect(await settle({ by: "mean", reason: "Lấy trung bình" })).toMatchObject({ rows: [], differing: [{ inspectionId }] });
    const { personId } = server.asInspector("binh");
    expect(await settle({ by: "inspector", personId, reason: "Đếm lại cùng nhau" })).toMatchObject({
      rows: [{ numerator: 11, denominator: 20 }],
      differing: [],
    });
  });

  test("count for nothing before everybody has sent", async () => {
    await plan.visits(2, { visitedOn: "2030-02-01", team: ["an", "binh"], answers: { an: sheet(20) }, concluded: false });
    const indicators = await read(plan, "&by=unit");
    expect(JSON.stringify(indicators)).not.toContain(plan.unitIds[2]);
  });

  test("numbers that contradict each other are shown with both, and the reason given", async () => {
    await plan.visits(2, {
      visitedOn: "2030-03-01",
      answers: { an: sheet(20, { onTime: counted(12, 10, "Số liệu của Cổng dịch vụ công"), late: counted(1, 11) }) },
    });
    const { checks } = await read(plan);
    expect(checks).toMatchObject([
      {
        check: "partLargerThanWhole",
        unitId: plan.unitIds[2],
        criteria: ["onTime"],
        numbers: [12, 10],
        reason: "Số liệu của Cổng dịch vụ công",
      },
      {
        check: "sameCountDiffers",
        unitId: plan.unitIds[2],
        criteria: ["onTime", "late"],
        numbers: [10, 11],
        count: { vi: "đã tiếp nhận" },
      },
    ]);
    // Shown as they are, never repaired.
    expect(of(await read(plan, "&by=unit"), "onTime").rows.find((row) => row.of === plan.unitIds[2])).toMatchObject({
      numerator: 12,
      denominator: 10,
      percent: 12_000,
    });
  });
});

test("indicators are refused to inspectors, for what is not there and for what cannot be summed by", async () => {
  expect((await server.asInspector("an").fetch("/api/indicators")).status).toBe(403);
  expect(await askAsLead(server, "/api/indicators?plan=01996d80-0000-7000-8000-000000000000")).toMatchObject({ status: 404 });
  expect(await askAsLead(server, "/api/indicators?by=colour")).toMatchObject({ status: 400 });
  expect(await askAsLead(server, "/api/indicators?period=01996d80-0000-7000-8000-000000000000")).toMatchObject({ status: 404 });
});
