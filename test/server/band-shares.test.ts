import readXlsxFile from "read-excel-file/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Results } from "../../shared/results/results-answer.ts";
import { seen } from "../support/seen.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
let plan: SmallPlan;

/** Two blocks of two kinds: 16 ranked, of which 15 from Tốt up; one open at 95,00, one not inspected. */
beforeAll(async () => {
  server = await startTestServer();
  const checklist = checklistOf("shares", [criterion("A1", "A", 500, ratio("a", "b"))]);
  const units = Array.from({ length: 18 }, (_, i) => ({
    name: `Đơn vị ${String(i).padStart(2, "0")}`,
    kind: i < 6 ? ("department" as const) : ("commune" as const),
    block: i < 6 ? "Khối sở" : "Khối xã",
    websites: [],
  }));
  plan = await makeSmallPlan(server, { checklist, units, year: 2025 });
  const given = [95, 95, 85, 85, 85, 85, 95, 95, 85, 85, 85, 85, 85, 85, 85, 75];
  for (const [i, points] of given.entries())
    await plan.visits(i, { visitedOn: "2025-03-01", answers: { an: { A1: counted(points, 100) } } });
  await plan.visits(16, { visitedOn: "2025-03-01", answers: { an: { A1: counted(95, 100) } }, concluded: false });
});
afterAll(() => server.remove());

const read = async (query = ""): Promise<Results> => {
  const { status, body } = await askAsLead(server, `/api/results?plan=${plan.planId}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
};
const short = ({ bandShares }: Results) =>
  bandShares.map(({ by, of, ranked, notRanked, scales }) => [
    by,
    of,
    ranked,
    notRanked,
    scales[0]?.bands.slice(0, 3).map((band) => [band.units, band.unitsFrom, band.percentFrom]),
  ]);

test("the API counts units in each band by block, by kind and of all, with the share from each band up, its denominator and who is not ranked", async () => {
  const departments = [
    6,
    0,
    [
      [2, 2, 3_333],
      [4, 6, 10_000],
      [0, 6, 10_000],
    ],
  ];
  const communes = [
    10,
    2,
    [
      [2, 2, 2_000],
      [7, 9, 9_000],
      [1, 10, 10_000],
    ],
  ];
  expect(short(await read())).toEqual([
    [
      "all",
      "",
      16,
      2,
      [
        [4, 4, 2_500],
        [11, 15, 9_375],
        [1, 16, 10_000],
      ],
    ],
    ["kind", "department", ...departments],
    ["kind", "commune", ...communes],
    ["block", "Khối sở", ...departments],
    ["block", "Khối xã", ...communes],
  ]);
  // The working view counts what is not concluded too.
  expect(short(await read("&basis=live"))[0]).toEqual([
    "all",
    "",
    17,
    1,
    [
      [5, 5, 2_941],
      [11, 16, 9_412],
      [1, 17, 10_000],
    ],
  ]);
});

test("narrowed to a block or a kind the shares are theirs; a target narrows what is listed and no share", async () => {
  for (const query of [`&block=${encodeURIComponent("Khối xã")}`, "&kind=commune"]) {
    const own = await read(query);
    expect(
      own.bandShares.map(({ by, ranked, notRanked }) => [by, ranked, notRanked]),
      query,
    ).toEqual([
      ["all", 10, 2],
      ["kind", 10, 2],
      ["block", 10, 2],
    ]);
  }
  const under = await read("&under=8000");
  expect(under.rows).toHaveLength(1);
  expect(under.bandShares).toEqual((await read()).bandShares);
});

test("the page says “93,8 % (15 trên 16 đơn vị được xếp hạng) từ mức Tốt trở lên”, and who is not ranked; of one block where one is shown", async () => {
  const lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
  const page = async (query: string) =>
    seen(await (await lead.visits(`/results?plan=${plan.planId}${query}`)).text()).replaceAll(/\s+/g, " ");
  const whole = await page("");
  expect(whole).toContain("93,8 % (15 trên 16 đơn vị được xếp hạng) từ mức Tốt trở lên");
  expect(whole).toContain("2 đơn vị chưa xếp hạng, không tính vào tỷ lệ.");
  for (const name of ["Tất cả đơn vị", "Loại: xã", "Loại: sở, ban, ngành", "Khối: Khối xã", "Khối: Khối sở"])
    expect(whole).toContain(`>${name}</th>`);
  const block = await page(`&block=${encodeURIComponent("Khối xã")}`);
  expect(block).toContain("90,0 % (9 trên 10 đơn vị được xếp hạng) từ mức Tốt trở lên");
  expect(block).not.toContain("Tất cả đơn vị");
  const live = await page("&basis=live&lang=en");
  expect(live).toContain("94.1 % (16 of 17 ranked units) from Good up");
  expect(live).toContain("Provisional ratings");
});

test("the XLSX has them on a second sheet: each share with its counts and denominator", async () => {
  const take = async (query: string) => {
    const answer = await server.asLead().fetch(`/api/results.xlsx?plan=${plan.planId}${query}`, { headers: { "accept-language": "vi" } });
    expect(answer.status).toBe(200);
    const [, second] = await readXlsxFile(Buffer.from(await answer.arrayBuffer()));
    return second;
  };
  const official = await take("");
  expect(official?.sheet).toBe("Tỷ lệ xếp loại");
  const [head = [], ...rows] = official?.data ?? [];
  expect(head.slice(0, 11)).toEqual([
    ...[
      "Phạm vi",
      "Tên",
      "Bộ tiêu chí",
      "Xếp loại",
      "Từ chỉ số",
      "Số đơn vị ở mức này",
      "Tỷ lệ ở mức này (%)",
      "Số đơn vị từ mức này trở lên",
    ],
    ...["Tỷ lệ từ mức này trở lên (%)", "Mẫu số: đơn vị được xếp hạng", "Chưa xếp hạng (không tính vào tỷ lệ)"],
  ]);
  expect(rows).toHaveLength(25);
  expect(rows[1]).toEqual(["Tất cả", null, "small@shares", "Tốt", 80, 11, 68.8, 15, 93.8, 16, 2, "các cuộc đã kết luận"]);
  expect(rows.find((row) => row[1] === "Khối xã" && row[3] === "Tốt")).toEqual([
    "Khối",
    "Khối xã",
    "small@shares",
    "Tốt",
    80,
    7,
    70,
    9,
    90,
    10,
    2,
    "các cuộc đã kết luận",
  ]);
  const live = await take("&basis=live");
  expect(live?.sheet).toBe("Tỷ lệ xếp loại tạm tính");
  expect(live?.data[1]?.at(-1)).toBe("tạm tính, gồm cả cuộc chưa kết luận");
});
