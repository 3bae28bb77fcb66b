import { parse } from "csv-parse/sync";
import readXlsxFile from "read-excel-file/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CriterionAgreements } from "../../shared/results/agreement.ts";
import type { Indicators } from "../../shared/results/indicators.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import type { ResultChanges } from "../../shared/results/results-change.ts";
import type { CriteriaResults, PartRanking } from "../../shared/results/results-criteria.ts";
import type { ResultTrace } from "../../shared/results/results-trace.ts";
import type { Sensitivity } from "../../shared/results/sensitivity.ts";
import { longAfter, startTestServer, type TestServer } from "../support/server.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
let before: SmallPlan;
let plan: SmallPlan;

/** An open 90,00 beside a concluded 80,00, in one block; a third waits for a sheet. */
beforeAll(async () => {
  server = await startTestServer({ now: longAfter });
  const checklist = checklistOf("basis", [criterion("A1", "A", 500, ratio("a", "b")), criterion("B1", "B", 500, ratio("c", "d"))]);
  const names = ["Xã Kết Luận", "Xã Còn Mở", "Xã Còn Chờ"];
  const units = names.map((name) => ({ name, kind: "commune" as const, block: "Khối thử", websites: [] }));
  const all = (points: number) => ({ A1: counted(points, 100), B1: counted(points, 100) });
  before = await makeSmallPlan(server, { checklist, units, year: 2024 });
  plan = await makeSmallPlan(server, { checklist: { ...checklist, version: "basis-2" }, units: before.unitIds, year: 2025 });
  for (const i of [0, 1]) await before.visits(i, { visitedOn: "2024-03-01", answers: { an: all(70) } });
  await plan.visits(0, { visitedOn: "2025-03-01", answers: { an: all(80), binh: all(80) } });
  await plan.visits(1, { visitedOn: "2025-03-01", answers: { an: all(90), binh: all(90) }, concluded: false });
  await plan.visits(2, { visitedOn: "2025-03-01", team: ["an", "binh"], answers: { an: all(99) }, concluded: false });
});
afterAll(() => server.remove());

const read = async <T>(path: string, query = ""): Promise<T> => {
  const { status, body } = await askAsLead(server, `${path}${path.includes("?") ? "&" : "?"}plan=${plan.planId}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const file = async (path: string) => {
  const answer = await server.asLead().fetch(`${path}plan=${plan.planId}`, { headers: { "accept-language": "vi" } });
  expect(answer.status).toBe(200);
  return { name: answer.headers.get("content-disposition") ?? "", bytes: Buffer.from(await answer.arrayBuffer()) };
};

describe("an inspection that is not concluded takes no place", () => {
  test("in the results: the open 90,00 stands below the concluded 80,00 with its index, no rank and no band; the working view ranks both and says so", async () => {
    const line = ({ rows }: Results) =>
      rows.map(({ name, rank, index, band, unranked, provisional }) => [name, rank, index, band?.name.vi, unranked, provisional]);
    const official = await read<Results>("/api/results");
    expect(official).toMatchObject({ basis: "concluded", completeness: { ranked: 1, units: 3 } });
    expect(line(official)).toEqual([
      ["Xã Kết Luận", 1, 8_000, "Tốt", null, false],
      ["Xã Còn Mở", null, 9_000, undefined, "notConcluded", true],
      ["Xã Còn Chờ", null, null, undefined, "waitingForSheets", true],
    ]);
    const live = await read<Results>("/api/results", "&basis=live");
    expect(live).toMatchObject({ basis: "live", completeness: { ranked: 2, units: 3 } });
    expect(line(live)).toEqual([
      ["Xã Còn Mở", 1, 9_000, "Xuất sắc", null, true],
      ["Xã Kết Luận", 2, 8_000, "Tốt", null, false],
      ["Xã Còn Chờ", null, null, undefined, "waitingForSheets", true],
    ]);
    expect((await askAsLead(server, "/api/results?basis=all")).status).toBe(400);
  });

  test("nor under a target: it is not named as failing, until the working view is asked for", async () => {
    const names = async (query: string) => (await read<Results>("/api/results", query)).rows.map(({ name }) => name);
    expect(await names("&under=9500")).toEqual(["Xã Kết Luận"]);
    expect(await names("&under=9500&basis=live")).toEqual(["Xã Còn Mở", "Xã Kết Luận"]);
  });

  test("in the CSV: no rank, the reason, and every row says on what ranks rest; the working view's name and title say it too", async () => {
    const rows = async (path: string) => {
      const { name, bytes } = await file(path);
      return { name, rows: parse(bytes, { bom: true, delimiter: ";", columns: true }) as Record<string, string>[] };
    };
    const official = await rows("/api/results.csv?");
    expect(official.name).not.toContain("tam-tinh");
    expect(
      official.rows.map((row) => [
        row["Đơn vị"],
        row["Hạng"],
        row["Chỉ số"],
        row["Tạm tính"],
        row["Lý do chưa xếp hạng"],
        row["Cơ sở xếp hạng"],
      ]),
    ).toEqual([
      ["Xã Kết Luận", "1", "80,00", "", "", "các cuộc đã kết luận"],
      ["Xã Còn Mở", "", "90,00", "có", "chưa kết luận, chỉ số tạm tính", "các cuộc đã kết luận"],
      ["Xã Còn Chờ", "", "", "có", "chờ đủ phiếu", "các cuộc đã kết luận"],
    ]);
    const live = await rows("/api/results.csv?basis=live&");
    expect(live.name).toContain("ket-qua-2025-tam-tinh.csv");
    expect(live.rows.map((row) => [row["Đơn vị"], row["Hạng tạm tính"], row["Cơ sở xếp hạng"]])).toEqual([
      ["Xã Còn Mở", "1", "tạm tính, gồm cả cuộc chưa kết luận"],
      ["Xã Kết Luận", "2", "tạm tính, gồm cả cuộc chưa kết luận"],
      ["Xã Còn Chờ", "", "tạm tính, gồm cả cuộc chưa kết luận"],
    ]);
  });

  test("in the XLSX: the same", async () => {
    const sheetOf = async (path: string) => {
      const { name, bytes } = await file(path);
      const [first] = await readXlsxFile(bytes);
      const [head = [], ...rows] = first?.data ?? [];
      const column = (title: string) => head.indexOf(title);
      const rank = Math.max(column("Hạng"), column("Hạng tạm tính"));
      return {
        name,
        sheet: first?.sheet,
        rankTitle: head[rank],
        rows: rows.map((row) => [row[column("Đơn vị")], row[rank], row[column("Cơ sở xếp hạng")]]),
      };
    };
    expect(await sheetOf("/api/results.xlsx?")).toMatchObject({
      sheet: "Kết quả",
      rankTitle: "Hạng",
      rows: [
        ["Xã Kết Luận", 1, "các cuộc đã kết luận"],
        ["Xã Còn Mở", null, "các cuộc đã kết luận"],
        ["Xã Còn Chờ", null, "các cuộc đã kết luận"],
      ],
    });
    const live = await sheetOf("/api/results.xlsx?basis=live&");
    expect(live.name).toContain("ket-qua-2025-tam-tinh.xlsx");
    expect(live).toMatchObject({ sheet: "Kết quả tạm tính", rankTitle: "Hạng tạm tính" });
    expect(live.rows[0]).toEqual(["Xã Còn Mở", 1, "tạm tính, gồm cả cuộc chưa kết luận"]);
  });

  test("on the page: a dash, the index, “Tạm tính”; the working view carries a notice, and the unit's page leads back to it", async () => {
    const lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
    const page = async (query: string) => await (await lead.visits(`/results?plan=${plan.planId}${query}`)).text();
    const cells = (body: string) =>
      [
        ...body.matchAll(/<td role="cell" class="r" data-l="([^"]+)"><span><b[^>]*>([^<]+)<.*?class="unit"><a href="([^"]+)">([^<]+)</gs),
      ].map((m) => [m[1], m[2], m[4]]);
    const official = await page("");
    expect(cells(official)).toEqual([
      ["Hạng", "1", "Xã Kết Luận"],
      ["Hạng", "–", "Xã Còn Mở"],
      ["Hạng", "–", "Xã Còn Chờ"],
    ]);
    expect(official).toContain("Tạm tính, chưa kết luận");
    expect(official).toContain("1 chưa kết luận (chỉ số tạm tính)");
    expect(official).not.toContain("Bảng làm việc");
    const live = await page("&basis=live");
    expect(live).toContain("Bảng làm việc, thứ hạng tạm tính");
    expect(live).toContain("Thứ hạng tạm tính trong khối");
    expect(cells(live)).toEqual([
      ["Hạng tạm tính", "1", "Xã Còn Mở"],
      ["Hạng tạm tính", "2", "Xã Kết Luận"],
      ["Hạng tạm tính", "–", "Xã Còn Chờ"],
    ]);
    const [, address = ""] = /class="unit"><a href="([^"]+)"/.exec(live) ?? [];
    expect(address).toContain("basis=live");
    expect(await (await lead.visits(address.replaceAll("&amp;", "&"))).text()).toMatch(/href="\/results\?[^"]*basis=live/);
    expect(await page("&basis=live&lang=en")).toContain("Working view with provisional ranks");
  });

  test("nor by one area or criterion: its figure is shown there without a rank", async () => {
    for (const part of ["area=A", "criterion=A1"]) {
      const ranking = await read<PartRanking>(`/api/results/ranking?${part}`);
      expect(ranking.basis).toBe("concluded");
      expect(ranking.rows.map(({ name, percent, rank, unranked }) => [name, percent, rank, unranked])).toEqual([
        ["Xã Kết Luận", 8_000, 1, null],
        ["Xã Còn Mở", 9_000, null, "notConcluded"],
        ["Xã Còn Chờ", null, null, "waitingForSheets"],
      ]);
      const live = await read<PartRanking>(`/api/results/ranking?${part}&basis=live`);
      expect([live.basis, ...live.rows.map(({ rank }) => rank)]).toEqual(["live", 1, 2, null]);
    }
  });
});

describe("sums rest on concluded inspections alone, unless the working view is asked for", () => {
  test("of areas and criteria; the provisional row is shown and labelled, the blind one not at all", async () => {
    const of = async (query: string) => {
      const { basis, areas, criteria, rows } = await read<CriteriaResults>("/api/results/criteria", query);
      const parts = [...areas, ...criteria].map(({ units, percent }) => [units, percent]);
      return {
        basis,
        parts: [...new Set(parts.map(String))],
        rows: rows.map(({ name, provisional, cells }) => [name, provisional, cells]),
      };
    };
    const rows = [
      ["Xã Còn Mở", true, [9_000, 9_000]],
      ["Xã Kết Luận", false, [8_000, 8_000]],
    ];
    expect(await of("")).toEqual({ basis: "concluded", parts: ["1,8000"], rows });
    expect(await of("&basis=live")).toEqual({ basis: "live", parts: ["2,8500"], rows });
  });

  test("of indicators and of the agreement on a criterion", async () => {
    const sums = async (query: string) => {
      const { basis, indicators } = await read<Indicators>("/api/indicators", query);
      return [basis, ...indicators.map(({ rows }) => rows.map(({ numerator, units }) => [numerator, units]))];
    };
    expect(await sums("")).toEqual(["concluded", [[80, 1]], [[80, 1]]]);
    expect(await sums("&basis=live")).toEqual(["live", [[170, 2]], [[170, 2]]]);
    const judged = async (query: string) => {
      const { basis, agreements } = await read<CriterionAgreements>("/api/agreement", query);
      return [basis, ...agreements.map(({ units }) => units)];
    };
    expect(await judged("")).toEqual(["concluded", 1, 1]);
    expect(await judged("&basis=live")).toEqual(["live", 2, 2]);
  });

  test("what is not concluded has no change of index or place, and no firmness; the trace labels its result", async () => {
    const changes = await read<ResultChanges>("/api/results/change");
    expect(changes.basis).toBe("concluded");
    expect(changes.rows.map(({ name, indexChange, now }) => [name, indexChange, now.rank, now.provisional])).toEqual([
      ["Xã Kết Luận", 1_000, 1, false],
      ["Xã Còn Mở", null, null, true],
      ["Xã Còn Chờ", null, null, true],
    ]);
    const live = await read<ResultChanges>("/api/results/change", "&basis=live");
    expect([live.basis, ...live.rows.map(({ indexChange }) => indexChange)]).toEqual(["live", 2_000, 1_000, null]);
    const firm = async (query: string) => {
      const { basis, units } = await read<Sensitivity>("/api/results/sensitivity", query);
      return [basis, ...units.map(({ name }) => name)];
    };
    expect(await firm("")).toEqual(["concluded", "Xã Kết Luận"]);
    expect(await firm("&basis=live")).toEqual(["live", "Xã Còn Mở", "Xã Kết Luận"]);
    const trace = async (query: string) => await read<ResultTrace>("/api/results/trace", `&unit=${plan.unitIds[1]}${query}`);
    expect(await trace("")).toMatchObject({
      basis: "concluded",
      result: { rank: null, unranked: "notConcluded", index: 9_000, provisional: true },
    });
    expect(await trace("&basis=live")).toMatchObject({
      basis: "live",
      result: { rank: 1, unranked: null, index: 9_000, provisional: true },
    });
  });
});
