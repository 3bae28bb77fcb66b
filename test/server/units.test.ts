import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import writeXlsxFile from "write-excel-file/node";
import { openInspections } from "../../server/inspections/inspections.ts";
import { predecessorsOf } from "../../server/units/unit-events.ts";
import type { ImportAnswer, RegisteredUnit, UnitHistory, UnitPage } from "../../shared/units/unit-events.ts";
import { describeWith, outsideJson } from "../shared/outside-data.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { textCell, workbookOf } from "../support/workbook.ts";

let server: TestServer;
let admin: Device;
beforeEach(async () => {
  server = await startTestServer();
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterEach(() => server.remove());

const json = { "content-type": "application/json" };
const xlsx = { "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
const csv = { "content-type": "text/csv" };
const posts = (path: string, body: unknown, by: Device = admin) =>
  by.fetch(path, { method: "POST", headers: json, body: JSON.stringify(body) });
const sends = (body: string | Uint8Array, query = "", headers: Record<string, string> = csv) =>
  admin.fetch(`/api/units/import${query}`, { method: "POST", headers, body: body as BodyInit });
const finds = async (query: string, by: Device = admin): Promise<UnitPage> => await (await by.fetch(`/api/units?${query}`)).json();
const asks = async (id: string, on = ""): Promise<UnitHistory> => await (await admin.fetch(`/api/units/${id}${on && `?on=${on}`}`)).json();
const names = (units: readonly RegisteredUnit[]) => units.map(({ name }) => name);

/** Adds units of the block "Cấp xã"; their ids. */
async function adds(from: string, ...units: { name: string; code?: string; kind?: string }[]): Promise<string[]> {
  const answer = await posts("/api/units", { from, units: units.map((unit) => ({ kind: "commune", block: "Cấp xã cũ", ...unit })) });
  expect(answer.status).toBe(201);
  return (await answer.json()).unitIds;
}

async function happens(event: object): Promise<{ eventId: string; unitIds: string[]; laterInspections: string[] }> {
  const answer = await posts("/api/units/events", { decision: "1656/NQ-UBTVQH15", ...event });
  expect([answer.status, answer.status === 201 || (await answer.clone().json())]).toEqual([201, true]);
  return await answer.json();
}

describe("the registry refuses", () => {
  test("a lead who is no administrator to change units, though not to read them", async () => {
    const unit = { name: "Xã A", kind: "commune", block: "Cấp xã" };
    expect((await posts("/api/units", { units: [unit] }, server.asLead())).status).toBe(403);
    expect((await finds("", server.asLead())).total).toBe(5);
    expect((await finds("", server.asInspector("an"))).total).toBe(5);
  });

  test("what is no table, an impossible day, a page too large, and says where", async () => {
    expect((await sends("tên;loại;khối", "", json)).status).toBe(415);
    expect((await sends(new Uint8Array([0x74, 0xff, 0xfe, 0x00]))).status).toBe(415);
    expect((await sends("x".repeat(8_000_001))).status).toBe(413);
    expect((await admin.fetch("/api/units?on=2026-02-30")).status).toBe(400);
    expect((await admin.fetch("/api/units?limit=5000")).status).toBe(400);
    expect((await admin.fetch(`/api/units/${server.planId}`)).status).toBe(404);
  });

  test("a workbook that unpacks to far more than it is, and one with a cell a million rows down", async () => {
    const far = workbookOf({ sheets: [{ rows: `<row>${textCell("XFD1048576", "Tên")}</row>` }] });
    const farAnswer = await sends(far, "?dryRun=1", xlsx);
    expect([farAnswer.status, (await farAnswer.json()).values.why]).toEqual([415, "more than 30000 rows or 100 columns"]);
    const bomb = workbookOf({ packed: true, sheets: [{ rows: " ".repeat(100_000_000) }] });
    expect(bomb.length).toBeLessThan(500_000);
    const bombAnswer = await sends(bomb, "?dryRun=1", xlsx);
    expect([bombAnswer.status, (await bombAnswer.json()).values.why]).toEqual([415, "too large when unpacked"]);
  });

  test("a second unit with the same name and no codes to tell them apart, and a code twice at one time", async () => {
    await adds("2020-01-01", { name: "Xã Hoà An", code: "001" });
    expect((await posts("/api/units", { units: [{ name: "xã Hòa An", kind: "commune", block: "Cấp xã cũ" }] })).status).toBe(409);
    expect((await posts("/api/units", { units: [{ name: "Xã Hòa An", kind: "commune", block: "Cấp xã cũ", code: "002" }] })).status).toBe(
      201,
    );
    expect((await posts("/api/units", { units: [{ name: "Xã Khác", kind: "commune", block: "Cấp xã cũ", code: "001" }] })).status).toBe(
      409,
    );
  });

  test("a change before one that is on record, a change to a closed unit, and an inspection of it from that day on", async () => {
    const [id = "", other = ""] = await adds("2020-01-01", { name: "Xã A" }, { name: "Xã B" });
    expect((await posts(`/api/units/${id}/changes`, { from: "2024-01-01", block: "Khối 1" })).status).toBe(201);
    const early = await posts(`/api/units/${id}/changes`, { from: "2023-01-01", block: "Khối 2" });
    expect([early.status, (await early.json()).values.on]).toEqual([409, "2024-01-01"]);
    expect((await posts("/api/units/events", { kind: "close", on: "2023-06-01", decision: null, unitIds: [id] })).status).toBe(409);
    await happens({ kind: "close", on: "2026-07-01", unitIds: [other, server.unitIds[0]] });
    expect((await (await posts(`/api/units/${other}/changes`, { from: "2026-08-01", name: "Xã C" })).json()).code).toBe("unit-closed");
    const opens = (visitedOn: string) =>
      openInspections(
        server.context.database,
        { planId: server.planId, unitIds: [server.unitIds[0] ?? ""], kind: "planned", form: "both", visitedOn, announced: true },
        admin.personId,
        new Date(),
      );
    await expect(opens("2026-07-01")).rejects.toMatchObject({ code: "unit-closed" });
    expect(await opens("2026-06-30")).toHaveLength(1);
  });
});

describe("a unit through time", () => {
  test("has the name, code, block and website of the day that is asked about", async () => {
    const [id = ""] = await adds("2010-01-01", { name: "Thị trấn Việt Quang", code: "01153" });
    const site = { origin: "https://vietquang.test", path: "/" };
    await posts(`/api/units/${id}/changes`, { from: "2020-01-01", websites: [site], block: "Khối A", traits: ["noDesk"] });
    await happens({ kind: "rename", on: "2025-07-01", unitId: id, name: "Xã Bắc Quang" });
    expect((await asks(id, "2019-12-31")).unit).toMatchObject({
      name: "Thị trấn Việt Quang",
      block: "Cấp xã cũ",
      websites: [],
      traits: [],
    });
    expect((await asks(id, "2025-06-30")).unit).toMatchObject({
      name: "Thị trấn Việt Quang",
      block: "Khối A",
      websites: [site],
      code: "01153",
    });
    const { unit, events, facts } = await asks(id, "2025-07-01");
    expect(unit).toMatchObject({ name: "Xã Bắc Quang", code: "01153", traits: ["noDesk"] });
    expect(events).toMatchObject([{ kind: "rename", before: [{ name: "Thị trấn Việt Quang" }], after: [{ name: "Xã Bắc Quang" }] }]);
    expect(facts.filter(({ fact }) => fact === "name")).toMatchObject([
      { value: "Thị trấn Việt Quang", from: "2010-01-01", to: "2025-07-01" },
      { value: "Xã Bắc Quang", from: "2025-07-01", to: null },
    ]);
    const at = async (on: string) =>
      (await (await admin.fetch(`/api/units/by-address?url=http://www.vietquang.test/tin/1&on=${on}`)).json()).units.length;
    expect([await at("2019-12-31"), await at("2020-01-01")]).toEqual([0, 1]);
    expect((await admin.fetch(`/api/units/${id}?on=2009-12-31`)).status).toBe(404);
  });

  test("has at no time two names, blocks, codes or parents, whatever was changed in whatever order", async () => {
    const [parent = "", id = ""] = await adds("2020-01-01", { name: "Cấp trên" }, { name: "Xã A" });
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-03-${String(n).padStart(2, "0")}`);
    const change = fc.record(
      {
        from: day,
        name: fc.constantFrom("Xã A", "Xã B"),
        code: fc.constantFrom(null, "1", "2"),
        parentId: fc.constantFrom(null, parent),
        traits: fc.subarray(["noDesk", "noSite"]),
      },
      { requiredKeys: ["from"] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        for (const one of changes) expect((await posts(`/api/units/${id}/changes`, one)).status).not.toBe(500);
        const { facts } = await asks(id, "2026-04-01");
        const one = facts.filter(({ fact }) => fact !== "trait" && fact !== "website");
        for (const fact of facts) expect((fact.from ?? "") < (fact.to ?? "9")).toBe(true);
        for (const a of one) {
          for (const b of one)
            if (a !== b && a.fact === b.fact) expect((a.to ?? "9") <= (b.from ?? "") || (b.to ?? "9") <= (a.from ?? "")).toBe(true);
        }
      }),
      { numRuns: 15 },
    );
  });
});

interface Change {
  new_name: string;
  new_code: string;
  old_name: string;
  old_code: string;
  seed: string;
}

describeWith("unit-changes-sample.json", "the merges of 1 July 2025", () => {
  const { rows } = outsideJson<{ rows: Change[] }>("unit-changes-sample.json");
  const on = "2025-07-01";

  test("close the old communes, reuse their codes, keep their history and lead back to them by the event", async () => {
    const seed = rows.filter((row) => row.seed === "002" || row.seed === "000");
    const old = new Map(seed.map(({ old_code: code, old_name: name }) => [code, { name, code }]));
    const ids = await adds("2008-01-01", ...old.values());
    const idOf = new Map([...old.keys()].map((code, i) => [code, ids[i] ?? ""]));
    const merged = Map.groupBy(seed, (row) => row.new_code);
    const after = new Map<string, string>();
    for (const [code, parts] of merged) {
      const name = parts[0]?.new_name ?? "";
      const done = await happens({
        kind: "merge",
        on,
        before: parts.map((row) => idOf.get(row.old_code)),
        after: { name, kind: "commune", block: "Cấp xã", code },
      });
      after.set(code, done.unitIds[0] ?? "");
    }
    expect(names((await finds(`q=bac%20quang&on=${on}`)).units)).toEqual(["Xã Bắc Quang"]);
    expect(names((await finds("q=viet%20quang&on=2025-06-30")).units)).toEqual(["Thị trấn Việt Quang"]);
    expect((await finds(`q=viet%20quang&on=${on}`)).total).toBe(0);
    expect((await finds(`q=viet%20quang&on=${on}&closed=1`)).units).toMatchObject([{ code: "01153", closedOn: on }]);
    expect([(await finds("q=01153&on=2025-06-30")).units[0]?.name, (await finds(`q=01153&on=${on}`)).units[0]?.name]).toEqual([
      "Thị trấn Việt Quang",
      "Xã Bắc Quang",
    ]);

    const bacQuang = await asks(after.get("01153") ?? "");
    expect(bacQuang.predecessors.map(({ unitId }) => unitId).sort()).toEqual(
      ["01153", "01183", "01189"].map((code) => idOf.get(code)).sort(),
    );
    expect(new Set(bacQuang.predecessors.map(({ kind, on: day, decision }) => `${kind} ${day} ${decision}`))).toEqual(
      new Set([`merge ${on} 1656/NQ-UBTVQH15`]),
    );
    const { read } = server.context.database;
    expect(await predecessorsOf(read, after.get("01153") ?? "", "2025-06-30")).toEqual([]);
    // Ea Bhốk went into two communes, in part each.
    const parts = await asks(idOf.get("24550") ?? "", "2025-06-30");
    expect(parts.events.flatMap((event) => event.after.map(({ name }) => name)).sort()).toEqual(["Xã Dray Bhăng", "Xã Ea Ktur"]);
    expect((await asks(idOf.get("01153") ?? "", "2026-01-01")).unit).toMatchObject({ name: "Thị trấn Việt Quang", closedOn: on });
  });

  test("put the successor into the plans that still run, and below it what stood below those that ended", async () => {
    const [a = "", b = ""] = [server.unitIds[3], server.unitIds[4]];
    const [child = ""] = await adds("2020-01-01", { name: "Trung tâm Phục vụ hành chính công", kind: "serviceCentre" });
    await posts(`/api/units/${child}/changes`, { from: "2021-01-01", parentId: a });
    const { inspectionId } = await server.opens({ unit: 3, visitedOn: "2026-10-05" });
    const done = await happens({
      kind: "merge",
      on: "2026-09-01",
      before: [a, b],
      after: { name: "Xã Suối Đá", kind: "commune", block: "Cấp xã" },
    });
    expect(done.laterInspections).toEqual([inspectionId]);
    const heir = done.unitIds[0] ?? "";
    const field = await (await server.asInspector("an").fetch("/api/field")).json();
    expect(names(field.units)).toEqual(["Sở Tài chính", "Sở Xây dựng", "Sở Y tế", "Xã Suối Đá"]);
    expect(field.inspections).toMatchObject([{ unit: { name: "Xã Suối Ngàn" } }]);
    expect((await asks(child)).unit.parentId).toBe(heir);
    const again = await happens({
      kind: "split",
      on: "2026-10-01",
      before: heir,
      after: [{ id: server.unitIds[0] }, { name: "Xã Suối", kind: "commune", block: "Cấp xã" }],
    });
    const chain = (await asks(again.unitIds[1] ?? "")).predecessors;
    expect(chain.map(({ unitId, kind }) => [unitId, kind])).toEqual([[heir, "split"], ...[a, b].sort().map((id) => [id, "merge"])]);
  });
});

describe("an import", () => {
  const problems = async (answer: Response | Promise<Response>) => ((await (await answer).json()) as ImportAnswer).problems;

  test("lists every problem by row, in the language asked for, and a dry run changes nothing", async () => {
    const table = [
      "Danh sách đơn vị;;;;",
      "Tên;Loại;Khối;Mã;Trang",
      "Sở Y tế;sở;Sở, ban, ngành;;",
      ";xã;Cấp xã;;",
      "Xã Hoà An;làng;Cấp xã;;không-phải-trang",
      "Xã B;xã;Cấp xã;7;b.test",
      "Xã C;xã;Cấp xã;7;",
      "xã  B;Xã;cấp xã;;",
    ].join("\r\n");
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(table, "utf16le")]);
    const before = server.counts()["audit"];
    const found = await problems(sends(utf16, "?dryRun=1"));
    expect(found.map(({ row }) => row)).toEqual([3, 4, 5, 5, 7, 8]);
    expect(found[0]?.message).toBe("“Sở Y tế” đã có trên máy chủ, cùng loại và cùng cấp trên. Nếu là đơn vị khác, ghi mã hoặc cấp trên.");
    expect([(await finds("")).total, server.counts()["audit"]]).toEqual([5, before]);
    const refused = await sends(utf16);
    expect([refused.status, (await refused.json()).values.count, (await finds("")).total]).toEqual([422, "6", 5]);
    const english = await admin.fetch("/api/units/import?dryRun=1", {
      method: "POST",
      headers: { ...csv, "accept-language": "en" },
      body: "a,b\n1,2",
    });
    expect((await problems(english))[0]?.message).toContain("Needed columns");
  });

  test("reads XLSX as a spreadsheet program writes it, with parents by code and a first day", async () => {
    await adds("2020-01-01", { name: "Sở Nội vụ tỉnh", code: "T08" });
    const rows = [
      ["Mã", "Tên đơn vị", "Loại", "Khối", "Trực thuộc", "Website", "Đặc điểm"],
      ["00012", "Xã Đồng Tâm", "xã", "Cấp xã", "T08", "https://tinh.test/dong-tam", "noDesk, noSite"],
      [null, "Trung tâm PVHCC", "trung tâm", "Cấp xã", null, null, null],
    ];
    const sheet = await writeXlsxFile(rows.map((row) => row.map((value) => ({ value, type: String }))) as never).toBuffer();
    const answer = await sends(sheet, "?from=2026-01-01", xlsx);
    expect([answer.status, await answer.json()]).toEqual([201, { dryRun: false, rows: 2, imported: 2, problems: [] }]);
    const [unit] = (await finds("q=dong%20tam")).units;
    expect(unit?.traits.toSorted()).toEqual(["noDesk", "noSite"]);
    expect(unit).toMatchObject({ code: "00012", kind: "commune", websites: [{ path: "/dong-tam/" }] });
    expect((await finds("q=dong%20tam&on=2025-12-31")).total).toBe(0);
    expect((await asks(unit?.id ?? "")).unit.parentId).toBe((await finds("q=T08")).units[0]?.id);
  });
});

describeWith("units/wards-3321.csv", "3,321 communes", () => {
  interface Province {
    FullName: string;
    Wards: { Code: string; FullName: string; AdministrativeUnitShortName: string }[];
  }

  test("come in within seconds, are found however their names are spelled, and page by page", { timeout: 60_000 }, async () => {
    const provinces = outsideJson<Province[]>("units/full_2026-07-25.json");
    const lines = provinces.flatMap(({ FullName, Wards }) =>
      Wards.map((ward) => `${ward.Code},${ward.FullName},${ward.AdministrativeUnitShortName},Cấp xã ${FullName}`),
    );
    const table = ["ma,ten,loai,khoi", ...lines].join("\n");
    expect(((await (await sends(table, "?dryRun=1")).json()) as ImportAnswer).problems).toEqual([]);
    const begun = performance.now();
    const answer = await sends(table, "?from=2025-07-01");
    expect([answer.status, (await answer.json()).imported]).toEqual([201, 3_321]);
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect((await finds("on=2025-06-30")).total).toBe(5);
    expect((await finds("kind=specialZone")).total).toBe(13);
    for (const { crawler_json: other, full_json: here, code } of outsideJson<{ code: string; crawler_json: string; full_json: string }[]>(
      "units/spelling-differences.json",
    ).slice(0, 60)) {
      const found = await finds(`limit=500&q=${encodeURIComponent(other)}`);
      if (!found.units.some((unit) => unit.code === code)) expect(`${other} ${here}`).toBe("found");
    }
    expect((await finds("q=dak%20lak")).total).toBe((await finds(`q=${encodeURIComponent("Đắk Lắk")}`)).total);
    const all = new Set<string>();
    for (let offset: number | null = 0; offset !== null; ) {
      const page: UnitPage = await finds(`offset=${offset}&limit=500`);
      for (const { id } of page.units) all.add(id);
      offset = page.next;
    }
    expect(all.size).toBe(3_326);
    const again: ImportAnswer = await (await sends(table, "?from=2025-07-01&dryRun=1")).json();
    expect(again.problems).toHaveLength(1_001);
    expect(again.problems.at(-1)).toEqual({
      row: 3_322,
      message: "Còn 5.642 chỗ sai nữa chưa liệt kê. Sửa các chỗ trên rồi kiểm tra lại.",
    });
    expect((await (await sends(table, "?from=2025-07-01")).json()).values.count).toBe("6642");
  });
});
