import { parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decideNotApplicable } from "../../server/decisions/not-applicable.ts";
import { newId } from "../../shared/id.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import type { CriteriaResults, PartRanking } from "../../shared/results/results-criteria.ts";
import type { ResultTrace } from "../../shared/results/results-trace.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import { sendJson } from "../support/decided.ts";
import { concludeUnsettled } from "../support/earlier-conclusion.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
let plan: SmallPlan;
let inspectionId: string;
const leftOut = { notApplicable: { when: { vi: "không có", en: "none" }, treatment: "excludeAndRescale" as const, unitTraits: [] } };
const none: Answer = { type: "notApplicable", reason: "Không phát sinh hồ sơ" };
const points = (a1: number, b1: Answer, b2: number) => ({ A1: counted(a1, 100), B1: b1, B2: counted(b2, 100) });

/** Two say of B1: 100 of 100, and not applicable; the other unit's inspectors agree on 60 of 100. */
beforeAll(async () => {
  server = await startTestServer();
  const checklist = checklistOf("differ", [
    criterion("A1", "A", 600, ratio("a", "b")),
    criterion("B1", "B", 200, ratio("c", "d"), leftOut),
    criterion("B2", "B", 200, ratio("e", "f")),
  ]);
  const units = ["Xã Khác Nhau", "Xã Thống Nhất"].map((name) => ({ name, kind: "commune" as const, block: "Khối thử", websites: [] }));
  plan = await makeSmallPlan(server, { checklist, units, year: 2025 });
  const first = await plan.visits(0, {
    visitedOn: "2025-03-01",
    answers: { an: points(50, counted(100, 100), 50), binh: points(50, none, 50) },
    concluded: false,
  });
  inspectionId = first.inspectionId;
  const { personId } = server.asInspector("binh");
  const decision = { inspectionId, personId, criterionId: "B1", approved: true, reason: "Đúng" };
  await decideNotApplicable(server.context.database, decision, "lan", new Date());
  await concludeUnsettled(server, inspectionId, server.asLead().personId);
  const same = points(60, counted(60, 100), 60);
  await plan.visits(1, { visitedOn: "2025-03-01", answers: { an: same, binh: same } });
});
afterAll(() => server.remove());

const read = async <T>(path: string): Promise<T> => {
  const { status, body } = await askAsLead(server, `/api/results${path}${path.includes("?") ? "&" : "?"}plan=${plan.planId}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const place = (ranking: PartRanking) => ranking.rows.map(({ name, percent, rank, unranked }) => [name, percent, rank, unranked]);

describe("where inspectors differ on whether a criterion applies", () => {
  test("the area has no figure and says why; the index stays the mean of their indexes", async () => {
    const [differs, agreed] = [...(await read<Results>("")).rows].sort((a, b) => (a.name < b.name ? -1 : 1));
    // 6 of 10, and 4 of 8: 60,00 and 50,00.
    expect(differs).toMatchObject({ name: "Xã Khác Nhau", index: 5_500, rank: 2, differing: ["B1"] });
    expect(differs?.areas).toEqual([
      { area: "A", index: 5_000 },
      { area: "B", index: null, differs: true },
    ]);
    expect(agreed?.areas).toEqual([
      { area: "A", index: 6_000 },
      { area: "B", index: 6_000 },
    ]);
    expect(agreed).not.toHaveProperty("differing");
    const trace = await read<ResultTrace>(`/trace?unit=${differs?.unitId}`);
    expect(trace.result).toEqual(differs);
  });

  test("the criterion and its area are no part of a sum, how many were left out is said, and the cell is named", async () => {
    const { areas, criteria, rows } = await read<CriteriaResults>("/criteria");
    expect(areas).toEqual([
      { area: "A", units: 2, differing: 0, percent: 5_500 },
      { area: "B", units: 1, differing: 1, percent: 6_000 },
    ]);
    expect(criteria.map(({ criterion: id, units, differing, percent }) => [id, units, differing, percent])).toEqual([
      ["A1", 2, 0, 5_500],
      ["B1", 1, 1, 6_000],
      ["B2", 2, 0, 5_500],
    ]);
    expect(rows.map(({ name, cells, differing }) => [name, cells, differing])).toEqual([
      ["Xã Khác Nhau", [5_000, null, 5_000], ["B1"]],
      ["Xã Thống Nhất", [6_000, 6_000, 6_000], []],
    ]);
  });

  test("nobody is ranked by it: not by the criterion, not by its area", async () => {
    for (const part of ["criterion=B1", "area=B"]) {
      expect(place(await read(`/ranking?${part}`)), part).toEqual([
        ["Xã Thống Nhất", 6_000, 1, null],
        ["Xã Khác Nhau", null, null, "inspectorsDiffer"],
      ]);
    }
    expect(place(await read("/ranking?criterion=B2"))[1]).toEqual(["Xã Khác Nhau", 5_000, 2, null]);
  });

  test("CSV, XLSX, the page of results and the unit's page say so in the figure's place", async () => {
    const take = async (path: string) =>
      await server.asLead().fetch(`/api/results${path}?plan=${plan.planId}`, { headers: { "accept-language": "vi" } });
    const csv: Record<string, string>[] = parse(await (await take(".csv")).text(), { bom: true, delimiter: ";", columns: true });
    expect(csv.map((row) => [row["Đơn vị"], row["A"], row["B"]])).toEqual([
      ["Xã Thống Nhất", "60,00", "60,00"],
      ["Xã Khác Nhau", "50,00", "các phiếu khác nhau"],
    ]);
    const [head = [], , second = []] = await readSheet(Buffer.from(await (await take(".xlsx")).arrayBuffer()));
    expect([second[head.indexOf("A")], second[head.indexOf("B")]]).toEqual([50, "các phiếu khác nhau"]);
    const lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
    for (const [path, vi, en] of [
      [`/results?plan=${plan.planId}`, "các phiếu khác nhau", "inspectors differ"],
      [`/units/${plan.unitIds[0]}?plan=${plan.planId}`, "các phiếu khác nhau", "inspectors differ"],
    ] as const) {
      const inCell = (said: string) => new RegExp(`data-l="B"><span[^>]*>${said}<`, "g");
      expect((await (await lead.visits(`${path}&lang=vi`)).text()).match(inCell(vi)), path).toHaveLength(1);
      expect((await (await lead.visits(`${path}&lang=en`)).text()).match(inCell(en)), path).toHaveLength(1);
    }
  });

  test("once the lead has settled it there are figures again", async () => {
    const own = await makeSmallPlan(server, { checklist: plan.checklist, units: plan.unitIds, year: 2026 });
    const answers = { an: points(50, counted(100, 100), 50), binh: points(50, none, 50) };
    const open = await own.visits(0, { visitedOn: "2026-03-01", answers, concluded: false });
    const { personId } = server.asInspector("binh");
    const refused = { inspectionId: open.inspectionId, personId, criterionId: "B1", approved: true, reason: "Đúng" };
    await decideNotApplicable(server.context.database, refused, "lan", new Date());
    const of = async (path: string) => (await askAsLead(server, `/api/results${path}plan=${own.planId}&basis=live`)).body;
    expect((await of("/ranking?criterion=B1&")).rows[0]).toMatchObject({ percent: null, unranked: "inspectorsDiffer" });
    const decisions = { B1: { by: "inspector", personId: server.asInspector("an").personId, reason: "Có phát sinh" } };
    await sendJson(server.asLead(), "POST", `/api/inspections/${open.inspectionId}/appraisal`, { id: newId(), decisions });
    expect((await of("?")).rows[0]).toMatchObject({ index: 6_000, areas: [{ index: 5_000 }, { area: "B", index: 7_500 }] });
    expect((await of("/ranking?criterion=B1&")).rows[0]).toMatchObject({ percent: 10_000, rank: 1, unranked: null });
    expect((await of("/ranking?area=B&")).rows[0]).toMatchObject({ percent: 7_500, rank: 1, unranked: null });
  });
});
