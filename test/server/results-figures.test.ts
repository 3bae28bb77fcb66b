import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishChecklist } from "../../server/checklists/checklists.ts";
import { findBreak } from "../../server/ledger/audit.ts";
import type { Criterion } from "../../shared/checklists/checklist.ts";
import { newId } from "../../shared/id.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import type { ResultChanges } from "../../shared/results/results-change.ts";
import type { CriteriaResults, PartRanking } from "../../shared/results/results-criteria.ts";
import type { ResultTrace } from "../../shared/results/results-trace.ts";
import type { Sensitivity } from "../../shared/results/sensitivity.ts";
import { longAfter, startTestServer, type TestServer } from "../support/server.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";

let server: TestServer;
let last: SmallPlan;
let plan: SmallPlan;

const criteria = [
  criterion("A1", "A", 1_000, ratio("a", "b")),
  criterion("A2", "A", 500, ratio("c", "d"), {
    notApplicable: { when: { vi: "không có quầy", en: "no desk" }, treatment: "excludeAndRescale", unitTraits: ["noDesk"] },
  }),
  criterion("B1", "B", 500, ratio("e", "f")),
];
const points = (a1: number, a2: number, b1: number) => ({ A1: counted(a1, 100), A2: counted(a2, 100), B1: counted(b1, 100) });

beforeAll(async () => {
  server = await startTestServer({ now: longAfter });
  const unit = (name: string, kind: "commune" | "ward" | "department", block: string, traits: string[] = []) => ({
    name,
    kind,
    block,
    websites: [],
    traits,
  });
  const old = checklistOf("results-1", criteria);
  const units = [
    unit("Xã Một", "commune", "Cấp xã của bài thử"),
    unit("Xã Hai", "commune", "Cấp xã của bài thử"),
    unit("Phường Ba", "ward", "Cấp xã của bài thử", ["noDesk"]),
    unit("Sở Bốn", "department", "Sở của bài thử"),
  ];
  last = await makeSmallPlan(server, { checklist: old, units, year: 2028 });
  plan = await makeSmallPlan(server, { checklist: checklistOf("results-2", criteria), units: last.unitIds, year: 2029 });
  await last.visits(0, { visitedOn: "2028-03-01", answers: { an: points(80, 80, 80) } });
  await last.visits(1, { visitedOn: "2028-03-01", answers: { an: points(90, 90, 90) } });
  await last.visits(3, { visitedOn: "2028-03-01", answers: { an: points(50, 50, 50) } });
  await plan.visits(0, { visitedOn: "2029-03-01", answers: { an: points(90, 80, 95), binh: points(100, 80, 95) } });
  await plan.visits(1, { visitedOn: "2029-03-01", answers: { an: points(70, 90, 90) } });
  const { A2: _, ...withoutDesk } = points(60, 0, 90);
  await plan.visits(2, { visitedOn: "2029-03-01", answers: { an: withoutDesk }, unitTraits: ["noDesk"] });
  await plan.visits(3, { visitedOn: "2029-03-01", team: ["an", "binh"], answers: { an: points(1, 2, 3) }, concluded: false });
});
afterAll(() => server.remove());

const read = async <T>(path: string, query = ""): Promise<T> => {
  const { status, body } = await askAsLead(server, `/api/results${path}?plan=${plan.planId}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};

describe("the figures behind the results are refused", () => {
  test.for(["/criteria", "/ranking?area=A", "/change", "/sensitivity", `/trace?unit=${newId()}`])(
    "%s to inspectors and strangers",
    async (path) => {
      expect((await server.asInspector("an").fetch(`/api/results${path}`)).status).toBe(403);
      expect((await server.anonymous(`/api/results${path}`)).status).toBe(401);
    },
  );

  test("for what is not there, and for a question that cannot be answered", async () => {
    const ask = async (path: string) => (await askAsLead(server, `/api/results${path}`)).status;
    expect(await ask(`/criteria?plan=${newId()}`)).toBe(404);
    expect(await ask(`/ranking?plan=${plan.planId}`)).toBe(400);
    expect(await ask(`/ranking?plan=${plan.planId}&area=A&criterion=A1`)).toBe(400);
    expect(await ask(`/ranking?plan=${plan.planId}&area=Z`)).toBe(404);
    expect(await ask(`/ranking?plan=${plan.planId}&criterion=Z9`)).toBe(404);
    expect(await ask(`/trace?plan=${plan.planId}&unit=${newId()}`)).toBe(404);
    expect(await ask(`/trace?plan=${plan.planId}`)).toBe(400);
    expect(await ask(`/change?plan=${server.planId}`)).toBe(404);
    expect(await ask(`?plan=${plan.planId}&under=80.5`)).toBe(400);
    expect(await ask(`?plan=${plan.planId}&kind=colour`)).toBe(400);
  });
});

describe("results narrowed", () => {
  test("to a kind keep the ranks of the whole block; under a target lists who has an index below it", async () => {
    const wards = await read<Results>("", "&kind=ward");
    expect(wards.rows.map(({ name, rank }) => [name, rank])).toEqual([["Phường Ba", 3]]);
    // Xã Một: 91,25; Xã Hai: 80,00; Phường Ba: 70,00. Sở Bốn waits and is not named as failing.
    expect((await read<Results>("", "&under=8000")).rows.map(({ name, index }) => [name, index])).toEqual([["Phường Ba", 7_000]]);
    expect((await read<Results>("", "&under=8001")).rows).toHaveLength(2);
    expect((await read<Results>("")).rows).toHaveLength(4);
  });
});

describe("by area and criterion", () => {
  test("sums of points over sums of what was possible where it applies, one unit's inspectors being one; the weakest first", async () => {
    const parts = await read<CriteriaResults>("/criteria");
    const of = (id: string) => parts.criteria.find((each) => each.criterion === id);
    // A1: (9,5 + 7 + 6) of 30; A2: (4 + 4,5) of 10, not the ward; B1: (4,75 + 4,5 + 4,5) of 15.
    expect(of("A1")).toMatchObject({ units: 3, percent: 7_500, checklists: ["small@results-2"] });
    expect(of("A2")).toMatchObject({ units: 2, percent: 8_500 });
    expect(of("B1")).toMatchObject({ units: 3, percent: 9_167 });
    expect(parts.areas).toEqual([
      { area: "A", units: 3, differing: 0, percent: 7_750 },
      { area: "B", units: 3, differing: 0, percent: 9_167 },
    ]);
    expect(parts.weakest.map(({ criterion: id }) => id)).toEqual(["A1", "A2", "B1"]);
    expect(parts.rows.map(({ name, cells }) => [name, cells])).toEqual([
      ["Phường Ba", [6_000, null, 9_000]],
      ["Xã Hai", [7_000, 9_000, 9_000]],
      ["Xã Một", [9_500, 8_000, 9_500]],
    ]);
  });

  test("a criterion that another version of the checklist words anew is named with its version, among the weakest and in the ranking", async () => {
    const own = await makeSmallPlan(server, { checklist: last.checklist, units: last.unitIds, year: 2034 });
    await own.visits(0, { visitedOn: "2034-03-01", answers: { an: points(90, 90, 90) } });
    const reworded = checklistOf("results-3", [
      ...criteria.slice(0, 2),
      { ...criteria[2], title: { vi: "Đã viết lại", en: "Reworded" } } as Criterion,
    ]);
    await publishChecklist(server.context.database, reworded, "system", new Date());
    // From now on the plan's inspections are made by the new version.
    await server.context.database.write
      .updateTable("plans")
      .set({ checklist_version: reworded.version })
      .where("id", "=", own.planId)
      .execute();
    await own.visits(1, { visitedOn: "2034-03-01", checklist: reworded, answers: { an: points(80, 80, 80) } });
    const { body: parts }: { body: CriteriaResults } = await askAsLead(server, `/api/results/criteria?plan=${own.planId}`);
    expect(parts.weakest).toEqual([
      { criterion: "B1", checklists: ["small@results-3"] },
      { criterion: "A1", checklists: ["small@results-1", "small@results-3"] },
      { criterion: "A2", checklists: ["small@results-1", "small@results-3"] },
      { criterion: "B1", checklists: ["small@results-1"] },
    ]);
    const { body: ranking }: { body: PartRanking } = await askAsLead(server, `/api/results/ranking?criterion=B1&plan=${own.planId}`);
    expect(ranking.rows.slice(0, 2).map(({ name, rank, checklist }) => [name, rank, checklist])).toEqual([
      ["Xã Một", 1, "small@results-1"],
      ["Xã Hai", 2, "small@results-3"],
    ]);
  });

  test("narrowed to a kind or a block", async () => {
    expect((await read<CriteriaResults>("/criteria", "&kind=ward")).criteria.map(({ percent }) => percent)).toEqual([6_000, null, 9_000]);
    expect((await read<CriteriaResults>("/criteria", `&block=${encodeURIComponent("Sở của bài thử")}`)).rows).toEqual([]);
  });

  test("nothing of an inspection that is not revealed", async () => {
    for (const path of ["/criteria", "/ranking", "/change"] as const) {
      const text = JSON.stringify(await read(path, path === "/ranking" ? "&criterion=A1" : ""));
      expect(text).not.toMatch(/"(percent|index)":(100|200|160|150)\b/);
    }
    expect((await read<CriteriaResults>("/criteria")).rows.map(({ name }) => name)).not.toContain("Sở Bốn");
  });

  test("rank the units by one area or one criterion; who has no rank, or to whom it does not apply, has none", async () => {
    const byCriterion = await read<PartRanking>("/ranking", "&criterion=A2");
    expect(byCriterion.rows.map(({ name, percent, rank, unranked }) => [name, percent, rank, unranked])).toEqual([
      ["Xã Hai", 9_000, 1, null],
      ["Xã Một", 8_000, 2, null],
      ["Phường Ba", null, null, "notApplicable"],
      ["Sở Bốn", null, null, "waitingForSheets"],
    ]);
    expect(
      (await read<PartRanking>("/ranking", "&area=B")).rows.slice(0, 3).map(({ name, percent, rank, tied }) => [name, percent, rank, tied]),
    ).toEqual([
      ["Xã Một", 9_500, 1, false],
      ["Xã Hai", 9_000, 2, true],
      ["Phường Ba", 9_000, 2, true],
    ]);
  });
});

describe("the change since the period before", () => {
  test("is the difference of the published indexes and places, labelled because the checklist's version is another", async () => {
    const changes = await read<ResultChanges>("/change");
    expect(changes.before).toMatchObject({ plan: last.planId, period: last.periodIds[0] });
    expect(
      changes.rows.map(({ name, indexChange, rankChange, otherChecklist, otherBlock }) => [
        name,
        indexChange,
        rankChange,
        otherChecklist,
        otherBlock,
      ]),
    ).toEqual([
      ["Xã Một", 1_125, 1, true, false],
      ["Xã Hai", -1_000, -1, true, false],
      ["Phường Ba", null, null, false, false],
      ["Sở Bốn", null, null, true, false],
    ]);
    expect(changes.rows[0]).toMatchObject({
      now: { index: 9_125, rank: 1 },
      before: { index: 8_000, rank: 2, checklist: "small@results-1" },
    });
  });

  test("against a period that is named; places are compared within the same block alone", async () => {
    const [unitId] = plan.unitIds;
    server.tampers((file) => file.exec(`update unit_facts set valid_to = '2028-12-31' where fact = 'block' and unit_id = '${unitId}'`));
    server.tampers((file) =>
      file.exec(
        `insert into unit_facts (id, unit_id, fact, value, valid_from) values ('${newId()}', '${unitId}', 'block', 'Khối khác', '2028-12-31')`,
      ),
    );
    server.tampers((file) => file.exec("update meta set value = 'changed' where name = 'units_version'"));
    server.tampers((file) => file.exec("update audit_head set hash = hash || '0'"));
    const { rows } = await read<ResultChanges>("/change", `&against=${last.periodIds[0]}`);
    expect(rows.find((row) => row.unitId === unitId)).toMatchObject({ indexChange: 1_125, rankChange: null, otherBlock: true });
    expect((await askAsLead(server, `/api/results/change?plan=${plan.planId}&against=${newId()}`)).status).toBe(404);
    server.tampers((file) => file.exec("update audit_head set hash = substr(hash, 1, 64)"));
  });
});

describe("how firm the ranks are", () => {
  const ask = async (query = "") => await askAsLead(server, `/api/results/sensitivity?plan=${last.planId}${query}`);

  test("is told of ranked units, within one step of one criterion", async () => {
    const { units, moves }: Sensitivity = (await ask()).body;
    // 90,00 and 80,00: one of 1.000 hundredths more or less in a numerator moves nothing.
    expect(units.map(({ name, rank, best, worst, criteria: ids }) => [name, rank, best, worst, ids])).toEqual([
      ["Xã Hai", 1, 1, 1, []],
      ["Xã Một", 2, 2, 2, []],
      ["Sở Bốn", 1, 1, 1, []],
    ]);
    expect(moves).toEqual([]);
  });

  test("names the moves of one unit that would change a rank; refused for one that has none", async () => {
    const graded = checklistOf("results-graded", [
      criterion("L1", "A", 500, {
        type: "levels",
        levels: [500, 300, 0].map((each) => ({ points: each, label: { vi: `${each}`, en: `${each}` } })),
      }),
      criterion("L2", "A", 500, { type: "boolean", yes: 500, no: 0 }),
    ]);
    const own = await makeSmallPlan(server, { checklist: graded, units: last.unitIds, year: 2026 });
    const yes = { L2: { type: "boolean", yes: true } } as const;
    await own.visits(0, { visitedOn: "2026-02-01", answers: { an: { L1: { type: "levels", level: 1 }, ...yes } } });
    await own.visits(1, { visitedOn: "2026-02-01", answers: { an: { L1: { type: "levels", level: 0 }, ...yes } } });
    const of = async (unit: number) => await askAsLead(server, `/api/results/sensitivity?plan=${own.planId}&unit=${own.unitIds[unit]}`);
    const { units, moves }: Sensitivity = (await of(0)).body;
    expect(units).toMatchObject([{ index: 8_000, rank: 2, best: 1, worst: 2, criteria: ["L1"] }]);
    expect(moves).toEqual([{ criterion: "L1", direction: "up", index: 10_000, rank: 1, others: [] }]);
    const first: Sensitivity = (await of(1)).body;
    expect(first.moves.map(({ criterion: id, direction, rank, others }) => [id, direction, rank, others])).toEqual([
      // Level with the other: they share the first place.
      ["L1", "down", 1, [{ unitId: own.unitIds[0], from: 2, to: 1 }]],
      ["L2", "down", 2, [{ unitId: own.unitIds[0], from: 2, to: 1 }]],
    ]);
    expect((await of(2)).status).toBe(404);
    expect((await ask("&unit=mine")).status).toBe(400);
  });
});

describe("the way back from a result", () => {
  test("leads to every sheet that is counted, its author, time, place in the chain, and each criterion's answer; they add up to the figure", async () => {
    const trace = await read<ResultTrace>("/trace", `&unit=${plan.unitIds[0]}`);
    expect(trace.result).toMatchObject({ index: 9_125, name: "Xã Một" });
    expect(trace.sheets.map(({ author }) => author.name).sort()).toEqual(["Lê Thị An", "Trần Văn Bình"]);
    const audit = await server.context.database.read.selectFrom("audit").selectAll().where("action", "=", "submission.received").execute();
    for (const sheet of trace.sheets) {
      expect(audit.find((entry) => entry.subject === sheet.submissionId)).toMatchObject({ content_hash: sheet.contentHash });
      expect(Number(audit.find((entry) => entry.subject === sheet.submissionId)?.position)).toBe(sheet.position);
      expect(sheet.counted).toBe(true);
      expect(sheet.criteria.reduce((sum, each) => sum + (each.points ?? 0), 0)).toBe(sheet.awarded);
      expect(sheet.criteria[0]).toMatchObject({
        criterion: "A1",
        maxPoints: 1_000,
        answer: { type: "ratio", denominator: 100 },
        note: "Đã xem tại chỗ.",
      });
    }
    expect(await findBreak(server.context.database.read)).toBeUndefined();
  });

  test("names the appraised sheet as the one that is counted, beside the inspectors' own", async () => {
    const own = await makeSmallPlan(server, { checklist: last.checklist, units: last.unitIds, year: 2033 });
    const { inspectionId } = await own.visits(0, {
      visitedOn: "2033-03-01",
      answers: { an: points(90, 80, 95), binh: points(100, 80, 95) },
      concluded: false,
    });
    const body = JSON.stringify({ id: newId(), decisions: { A1: { by: "lead", points: 700, reason: "Thẩm định lại" } } });
    const settled = await server
      .asLead()
      .fetch(`/api/inspections/${inspectionId}/appraisal`, { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(settled.status).toBe(201);
    const { body: trace }: { body: ResultTrace } = await askAsLead(server, `/api/results/trace?plan=${own.planId}&unit=${own.unitIds[0]}`);
    expect(trace.result).toMatchObject({ index: 7_875, basis: "appraised" });
    expect(trace.sheets.map(({ stage, counted: is, awarded }) => [stage, is, awarded])).toEqual([
      ["inspector", false, 1_775],
      ["inspector", false, 1_875],
      ["appraisal", true, 1_575],
    ]);
    const { body: parts }: { body: CriteriaResults } = await askAsLead(server, `/api/results/criteria?plan=${own.planId}&basis=live`);
    expect(parts.rows[0]?.cells).toEqual([7_000, 8_000, 9_500]);
    const { body: firm } = await askAsLead(server, `/api/results/sensitivity?plan=${own.planId}&basis=live`);
    expect(firm.units).toMatchObject([{ index: 7_875, rank: 1 }]);
  });

  test("shows no sheet before everybody has sent, and none where there was no inspection", async () => {
    const trace = await read<ResultTrace>("/trace", `&unit=${plan.unitIds[3]}`);
    expect(trace).toMatchObject({ result: { unranked: "waitingForSheets", inspection: { sent: 1, expected: 2 } }, sheets: [] });
    const unvisited = await askAsLead(server, `/api/results/trace?plan=${last.planId}&unit=${plan.unitIds[2]}`);
    expect(unvisited.body).toMatchObject({ result: { unranked: "notInspected" }, sheets: [] });
  });
});
