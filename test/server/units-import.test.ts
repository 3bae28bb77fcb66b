import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { line } from "../../server/web/forms.ts";
import type { CatalogueImported } from "../../shared/catalogue/procedure-catalogue.ts";
import { newId } from "../../shared/id.ts";
import { DeviceCodeRequest } from "../../shared/people/sign-in.ts";
import { PlanToMake } from "../../shared/plans/plan-changes.ts";
import type { ImportAnswer, UnitHistory, UnitPage } from "../../shared/units/unit-events.ts";
import { describeWith, outsideBytes } from "../shared/outside-data.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";
import { textRow, workbookOf } from "../support/workbook.ts";

let server: TestServer;
let admin: Device;
beforeEach(async () => {
  server = await startTestServer();
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterEach(() => server.remove());

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const sends = (path: string, body: string | Uint8Array, type = "text/csv") =>
  admin.fetch(path, { method: "POST", headers: { "content-type": type }, body: body as BodyInit });
/** A dry run's problems as `row column: message`. */
const problemsOf = async (body: string | Uint8Array, type?: string): Promise<string[]> => {
  const answer = await sends("/api/units/import?dryRun=1", body, type);
  expect(answer.status).toBe(200);
  const { problems }: ImportAnswer = await answer.json();
  return problems.map(({ row, column, message }) => `${row} ${column}: ${message}`);
};
const posts = async (path: string, body: unknown) => {
  const answer = await sends(path, JSON.stringify(body), "application/json");
  return { status: answer.status, body: await answer.json() };
};
const finds = async (query = ""): Promise<UnitPage> => {
  const answer = await admin.fetch(`/api/units?${query}`);
  expect(answer.status).toBe(200);
  return await answer.json();
};
const table = (...lines: string[]) => ["ten;loai;khoi;ma;trang;dac diem;truc thuoc", ...lines].join("\r\n");

/** A workbook of one sheet with these rows, as XML. */
const workbook = (rows: string) => workbookOf({ sheets: [{ rows }] });

describe("an import refuses", () => {
  test("websites that no unit may have, by row and column, so that the registry can be read afterwards", async () => {
    const long = `https://dai.test/${"a".repeat(600)}/`;
    const many = Array.from({ length: 25 }, (_, i) => `a${i}.test`).join(" ");
    const wrong = table(`Sở Dài;so;K;;${long};;`, `Sở Nhiều;so;K;;${many};;`, "Sở Đúng;so;K;;dung.test;;");
    expect(await problemsOf(wrong)).toEqual([
      `2 trang: “${long.slice(0, 80)}…” quá dài; địa chỉ trang không quá 500 ký tự.`,
      "3 trang: Có 25 trang; mỗi đơn vị không quá 20 trang.",
    ]);
    const refused = await sends("/api/units/import", wrong);
    expect([refused.status, (await refused.json()).code]).toEqual([422, "import-failed"]);
    expect((await finds()).total).toBe(5);
    const twenty = table(`Sở Nhiều;so;K;;${many.split(" ").slice(5).join(" ")};;`, `Sở Dài;so;K;;https://dai.test/${"a".repeat(498)}/;;`);
    expect((await sends("/api/units/import", twenty)).status).toBe(201);
    expect((await finds("q=so%20nhieu")).units[0]?.websites).toHaveLength(20);
    expect((await finds("q=so%20dai")).units[0]?.websites[0]?.path).toHaveLength(500);
  });

  test("every cell that is wrong, each by its column, not the first of a row alone", async () => {
    expect(await problemsOf(table(`${"x".repeat(301)};lạ;${"k".repeat(201)};${"1".repeat(51)};khong-phai-trang;;`, ";so;;;;;"))).toEqual([
      "2 trang: “khong-phai-trang” không phải địa chỉ trang, ví dụ https://soyte.example.vn",
      `2 ten: “${"x".repeat(40)}…” quá dài: cột này nhận nhiều nhất 300 ký tự.`,
      `2 khoi: “${"k".repeat(40)}…” quá dài: cột này nhận nhiều nhất 200 ký tự.`,
      `2 ma: “${"1".repeat(40)}…” quá dài: cột này nhận nhiều nhất 50 ký tự.`,
      "2 loai: Không có loại “lạ”.",
      "3 ten: Tên còn trống.",
      "3 khoi: Khối còn trống.",
    ]);
  });

  test("traits that no published checklist names, instead of cutting them short, and says which there are", async () => {
    const known = "Các bộ tiêu chí đã ban hành dùng: noDesk, noProcedures, noSite.";
    const long = "t".repeat(70);
    expect(await problemsOf(table("Sở Một;so;K;;;noDesk, noSite;", "Sở Hai;so;K;;;noProcedure;", `Sở Ba;so;K;;;${long};`))).toEqual([
      `3 dac diem: Không có đặc điểm “noProcedure”. ${known}`,
      `4 dac diem: Không có đặc điểm “${long.slice(0, 40)}…”. ${known}`,
    ]);
    expect(await problemsOf(table(`Sở Một;so;K;;;${"noDesk ".repeat(21)};`))).toEqual([
      "2 dac diem: Có 21 đặc điểm; mỗi đơn vị không quá 20 đặc điểm.",
    ]);
  });

  test("what a spreadsheet shows where a formula failed, a formula, and a number whose digits it shortened", async () => {
    const said = "là lỗi hoặc công thức của bảng tính, không phải nội dung. Sửa ô trong bảng tính rồi lưu lại.";
    expect(await problemsOf(table("#REF!;so;K;#N/A;;;", "=1+1;so;####;;;;", "Sở Hợp;so;K;1,23457E+18;;;#VALUE!"))).toEqual([
      `2 ten: “#REF!” ${said}`,
      `2 ma: “#N/A” ${said}`,
      `3 ten: “=1+1” ${said}`,
      `3 khoi: “####” ${said}`,
      "4 ma: “1,23457E+18” là số đã bị bảng tính rút gọn, không còn đủ chữ số. Đặt cột ở dạng văn bản rồi nhập lại mã.",
      `4 truc thuoc: “#VALUE!” ${said}`,
    ]);
    expect(await problemsOf(table("Phòng #1;so;K;A=B;;;"))).toEqual([]);
  });

  test("such cells of a workbook too, which its reader would leave out as if they were blank", async () => {
    const text = (cell: string, value: string) => `<c r="${cell}" t="inlineStr"><is><t>${value}</t></is></c>`;
    const head = `<row r="1">${["ten", "loai", "khoi", "ma", "truc thuoc"].map((name, i) => text(`${"ABCDE"[i]}1`, name)).join("")}</row>`;
    const row = (n: number, more: string) =>
      `<row r="${n}">${text(`A${n}`, `Sở ${n}`)}${text(`B${n}`, "so")}${text(`C${n}`, "K")}${more}</row>`;
    const rows = [
      row(3, '<c r="D3" s="1" t="e"><f>VLOOKUP(1,X:X,1)</f><v>#N/A</v></c>'),
      row(4, '<c t="str" r="D4"><f>TEXT(B9&amp;"0","0")</f></c>'),
      row(5, '<c r="D5" t="str"><f>"S"&amp;"5"</f><v>S5</v></c>'),
      row(6, '<c r="E6"><f>D5</f><v/></c>'),
    ];
    const said = "là lỗi hoặc công thức của bảng tính, không phải nội dung. Sửa ô trong bảng tính rồi lưu lại.";
    expect(await problemsOf(workbook(head + rows.join("")), xlsx)).toEqual([
      `3 ma: “#N/A” ${said}`,
      `4 ma: “=TEXT(B9&"0","0")” ${said}`,
      `6 truc thuoc: “=D5” ${said}`,
    ]);
  });

  test("a unit below itself, directly or around a corner, and a parent that is nowhere", async () => {
    expect(
      await problemsOf(
        table("Sở Một;so;K;A;;;B", "Sở Hai;so;K;B;;;C", "Sở Ba;so;K;C;;;A", "Sở Bốn;so;K;D;;;D", "Sở Năm;so;K;;;;A", "Sở Sáu;so;K;;;;Z"),
      ),
    ).toEqual([
      "2 truc thuoc: Cấp trên “B” lại trực thuộc chính đơn vị này.",
      "3 truc thuoc: Cấp trên “C” lại trực thuộc chính đơn vị này.",
      "4 truc thuoc: Cấp trên “A” lại trực thuộc chính đơn vị này.",
      "5 truc thuoc: Cấp trên “D” lại trực thuộc chính đơn vị này.",
      "7 truc thuoc: Không có đơn vị nào mang mã “Z” để làm cấp trên.",
    ]);
  });
});

describe("two communes of one name", () => {
  const communes = (...parents: string[]) => parents.map((parent) => `Xã Tân Lập;xa;Cấp xã;;;;${parent}`);
  const twins = ["Tỉnh Đông;so;Tỉnh;TD;;;", "Tỉnh Tây;so;Tỉnh;TT;;;"];

  test("come in below other parents without a code, and are refused below the same one", async () => {
    expect(await problemsOf(table(...twins, ...communes("TD", "TT", "TD")))).toEqual(["6 ten: “Xã Tân Lập” đã có ở dòng 4."]);
    expect((await sends("/api/units/import", table(...twins, ...communes("TD", "TT")))).status).toBe(201);
    const again = "Nếu là đơn vị khác, ghi mã hoặc cấp trên.";
    expect(await problemsOf(table(...communes("TT")))).toEqual([
      `2 ten: “Xã Tân Lập” đã có trên máy chủ, cùng loại và cùng cấp trên. ${again}`,
    ]);

    const [parent] = (await finds("q=tinh%20tay")).units;
    const [other] = (await finds("kind=commune")).units;
    const add = async (more: object) =>
      (await posts("/api/units", { units: [{ name: "Xã Tân Lập", kind: "commune", block: "Khối khác", ...more }] })).status;
    expect(await add({ parentId: parent?.id })).toBe(409);
    expect(await add({ parentId: other?.id })).toBe(201);

    const page = await signedIn(server, (await makeAccount(server, "Root", ["admin"])).email);
    const imports = async (...rows: string[]) =>
      (await page.sends("/admin/units", { text: table(...rows), step: "import", key: newId() })).status;
    expect(await imports(...communes("TT"))).toBe(422);
    expect(await imports("Tỉnh Nam;so;Tỉnh;TN;;;", ...communes("TN"))).toBe(303);
  }, 60_000);
});

describe("an import", () => {
  test("takes as many units at once as the API, and says so where there are more", async () => {
    const many = table(...Array.from({ length: 5_001 }, (_, i) => `Sở ${i};so;K;;;;`));
    expect(await problemsOf(many)).toEqual([
      "1 undefined: Bảng có 5.001 đơn vị; mỗi lần nhập không quá 5.000. Chia thành nhiều tệp, cấp trên trước, cấp dưới sau.",
    ]);
  });

  test("counts rows as a spreadsheet shows them, where a cell holds a line break and where lines are blank", async () => {
    expect(await problemsOf('ten;loai;khoi\r\n"Sở\nMột\n(cũ)";so;K\r\n\r\nSở Hai;lạ;K\r\n')).toEqual(["4 loai: Không có loại “lạ”."]);
    expect((await sends("/api/units/import", 'ten;loai;khoi\r\n"Sở\nMột";so;K')).status).toBe(201);
    expect((await finds("q=so%20mot")).units[0]?.name).toBe("Sở Một");
  });

  const at = (cell: string, value: string, style: number) => `<c r="${cell}" s="${style}"><v>${value}</v></c>`;
  const headed = (...rows: string[]) => textRow(1, ["ten", "loai", "khoi", "ma"]) + rows.join("");
  const codesOf = async () =>
    Object.fromEntries((await finds("limit=500")).units.flatMap(({ name, code }) => (code === null ? [] : [[name, code]])));
  const unitRow = (row: number, code: string) => textRow(row, [`Sở ${row}`, "so", "K"]).replace("</row>", `${code}</row>`);

  test("takes a code as the workbook shows it: leading zeros, decimals and days of the format, not the bare number", async () => {
    const formats = ["00000", "0.000000", "@", "0", "yyyy-mm-dd", "#,##0", "00000;-00000;;@"];
    const rows = [
      at("D2", "4", 1),
      at("D3", "1.01254", 2),
      at("D4", "7", 3),
      at("D5", "12345678901", 4),
      at("D6", "46000", 5),
      at("D7", "999", 6),
      at("D8", "6", 7),
      at("D9", "0017", 0),
    ];
    const table = workbookOf({ sheets: [{ rows: headed(...rows.map((cell, i) => unitRow(i + 2, cell))) }], formats });
    expect(await problemsOf(table, xlsx)).toEqual([]);
    expect((await sends("/api/units/import", table, xlsx)).status).toBe(201);
    expect(await codesOf()).toEqual({
      ...{
        "Sở 2": "00004",
        "Sở 3": "1.012540",
        "Sở 4": "7",
        "Sở 5": "12345678901",
        "Sở 6": "2025-12-09",
        "Sở 7": "999",
        "Sở 8": "00006",
        "Sở 9": "0017",
      },
    });
  });

  test("refuses a number that is shown in a way of its own, with the cell and what to do, in a column that is used", async () => {
    const formats = ['"S"000', "#,##0", "0.00E+00", "00000;(00000)", "[h]:mm"];
    const rows = [at("D2", "4", 1), at("D3", "5033", 2), at("D4", "12345678901234567890", 3), at("D5", "-4", 4), at("D6", "0.5", 5)].map(
      (cell, i) => unitRow(i + 2, cell),
    );
    const beside = textRow(7, ["Sở 7", "so", "K", "7"]).replace("</row>", `${at("F7", "4", 1)}</row>`);
    const said = "nên không chắc chữ số nào là thật. Đặt ô ở dạng văn bản (Text) rồi nhập lại đúng như cần.";
    expect(await problemsOf(workbookOf({ sheets: [{ rows: headed(...rows, beside) }], formats }), xlsx)).toEqual(
      formats.map((format, i) => `${i + 2} ma: Ô D${i + 2}: số hiện ra theo định dạng “${format}” ${said}`),
    );
  });

  test("reads the first visible sheet that has the columns, whatever stands before it", async () => {
    const list = headed(textRow(2, ["Sở Đúng", "so", "K"]));
    const other = (name: string) => headed(textRow(2, [name, "so", "K"]));
    const before = [
      { rows: other("Sở Ẩn"), state: "hidden" as const },
      { rows: other("Sở Ẩn Kỹ"), state: "veryHidden" as const },
    ];
    const notes = [
      { rows: textRow(1, ["Hướng dẫn"]) },
      { rows: Array.from({ length: 40 }, (_, i) => textRow(i + 1, ["Ghi chú"])).join("") },
    ];
    const table = workbookOf({ sheets: [...before, ...notes, { rows: list }, { rows: other("Sở Sau") }] });
    expect((await sends("/api/units/import", table, xlsx)).status).toBe(201);
    expect((await finds("limit=500")).units.map(({ name }) => name).filter((name) => /Đúng|Ẩn|Sau/.test(name))).toEqual(["Sở Đúng"]);
    const none = await problemsOf(workbookOf({ sheets: [...before, ...notes] }), xlsx);
    expect(none).toEqual(["1 undefined: Không thấy dòng tên cột. Cần các cột: tên, loại, khối."]);
  });

  test("counts filled rows: an empty last row 1,048,576, empty cells far away and blank lines at the end are nothing", async () => {
    const rows = headed(textRow(2, ["Sở Một", "so", "lạ"]), '<row r="3"><c r="XFD3" s="0"/></row>', '<row r="1048576" hidden="0"></row>');
    const lined = `ten;loai;khoi\nSở Hai;so;K\n${"\n".repeat(40_000)}`;
    for (const [table, type] of [
      [workbookOf({ sheets: [{ rows }] }), xlsx],
      [lined, "text/csv"],
    ] as const) {
      const answer: ImportAnswer = await (await sends("/api/units/import?dryRun=1", table, type)).json();
      expect([answer.rows, answer.problems]).toEqual([1, []]);
    }
  });

  test.for([
    ["blank lines", "\r\n\r\nten;loai;khoi\r\nSở Hai;lạ;K"],
    ["a title with commas", "Danh sách, đơn vị, năm 2026\r\nten;loai;khoi\r\nSở Hai;lạ;Sở, ban, ngành"],
    ["a title in quotes with semicolons", '"Danh sách; đơn vị; năm; 2026"\r\nten,loai,khoi\r\nSở Hai,lạ,K'],
    ["a title and tabs", "Danh sách, đơn vị; năm 2026\r\n\r\nten\tloai\tkhoi\r\nSở Hai\tlạ\tSở, ban; ngành"],
  ] as const)("finds the columns under %s", async ([, text]) => {
    expect(await problemsOf(text)).toEqual([`${text.split("\r\n").length} loai: Không có loại “lạ”.`]);
  });

  test("puts a unit below another of the same file, wherever that stands", async () => {
    expect((await sends("/api/units/import", table("Chi cục Một;su nghiep;K;S5.1;;;S5", "Sở Năm;so;K;S5;;;"))).status).toBe(201);
    const [below] = (await finds("q=S5.1")).units;
    const [above] = (await finds("q=so%20nam")).units;
    expect(above?.code).toBe("S5");
    expect(below?.parentId).toBe(above?.id);
  });

  test("of procedures says by column what the catalogue cannot hold, under a title with commas", async () => {
    const lines = [
      "Danh mục thủ tục, ban hành kèm Quyết định 10, năm 2026",
      "Mã số;Tên;Lĩnh vực",
      "1.000001;#REF!;Hộ tịch",
      `1.000002;B;${"x".repeat(1_001)}`,
      "1;;=A1",
    ];
    const answer = await server.asLead().fetch("/api/catalogue/import?kind=commune&dryRun=1", {
      method: "POST",
      headers: { "content-type": "text/csv" },
      body: lines.join("\r\n"),
    });
    const { problems }: CatalogueImported = await answer.json();
    expect(problems.map(({ row, column, message }) => `${row} ${column}: ${message}`)).toEqual([
      "3 Tên: “#REF!” là lỗi hoặc công thức của bảng tính, không phải nội dung. Sửa ô trong bảng tính rồi lưu lại.",
      `4 Lĩnh vực: “${"x".repeat(40)}…” quá dài: cột này nhận nhiều nhất 1.000 ký tự.`,
      "5 Mã số: “1” không phải mã thủ tục, ví dụ 1.012545.",
      "5 Tên: Tên còn trống.",
      "5 Lĩnh vực: “=A1” là lỗi hoặc công thức của bảng tính, không phải nội dung. Sửa ô trong bảng tính rồi lưu lại.",
    ]);
  });
});

describe("Ð, which stands for Đ in official texts,", () => {
  const eth = "\u00d0";

  test("is the same letter in names, blocks and codes: a unit is not added twice, is found, and is ranked with its block", async () => {
    expect(
      (await sends("/api/units/import", table(`Sở ${eth}iện;so;Sở ${eth}ảng;${eth}01;;;`, "Chi cục Đo;su nghiep;Sở Đảng;;;;Đ01"))).status,
    ).toBe(201);
    expect(await problemsOf(table("sở Điện;so;Sở Đảng;;;;", "Sở Khác;so;K;Đ01;;;"))).toEqual([
      "2 ten: “sở Điện” đã có trên máy chủ, cùng loại và cùng cấp trên. Nếu là đơn vị khác, ghi mã hoặc cấp trên.",
      "3 ma: Mã “Đ01” đang thuộc một đơn vị khác trong thời gian đó.",
    ]);
    for (const q of ["Sở Điện", `sở ${eth}iện`, "so dien", "Đ01", `${eth}01`]) {
      expect([q, (await finds(`q=${encodeURIComponent(q)}`)).units.map(({ name, block }) => [name, block])]).toEqual([
        q,
        [["Sở Điện", "Sở Đảng"]],
      ]);
    }
    expect((await finds(`block=${encodeURIComponent(`Sở ${eth}ảng`)}`)).total).toBe(2);
    expect((await posts("/api/units", { units: [{ name: "Sở Nữa", kind: "department", block: "K", code: `${eth}01` }] })).status).toBe(409);
  });

  test("is so too where it was stored before", async () => {
    const [id = ""] = server.unitIds;
    const facts = { name: `Sở ${eth}ê`, block: `Sở ${eth}ảng`, code: `${eth}${eth}9` };
    server.tampers((database) => {
      database.exec(`delete from unit_facts where unit_id = '${id}'`);
      for (const [fact, value] of Object.entries(facts)) {
        database.exec(
          `insert into unit_facts (id, unit_id, fact, value, valid_from, valid_to) values ('${newId()}', '${id}', '${fact}', '${value}', '0001-01-01', null)`,
        );
      }
    });
    expect((await finds("q=so%20de")).units).toMatchObject([{ name: "Sở Đê", block: "Sở Đảng", code: "ĐĐ9" }]);
    expect((await posts("/api/units", { units: [{ name: "Sở Nữa", kind: "department", block: "K", code: "ĐĐ9" }] })).status).toBe(409);
    expect(await problemsOf(table("Sở Nữa;so;K;ĐĐ9;;;", "Sở Đê;so;Sở Đảng;;;;"))).toHaveLength(2);
  });
});

describe("what cannot be seen in a name", () => {
  const hidden = "\u202e\u2066\u200f\u200b\u0007";

  test("is not stored: neither of a unit, by table or API, nor of a person, a plan or a device", async () => {
    expect((await sends("/api/units/import", table(`Sở ${hidden}Một;so;K\u202eA;M\u200f1;;;`))).status).toBe(201);
    expect(
      (await posts("/api/units", { units: [{ name: `Sở\nHai${hidden}`, kind: "department", block: `KA${hidden}`, code: "M2" }] })).status,
    ).toBe(201);
    expect((await finds("block=KA")).units.map(({ name, code }) => [name, code])).toEqual([
      ["Sở Hai", "M2"],
      ["Sở Một", "M1"],
    ]);
    expect((await posts("/api/units", { units: [{ name: hidden, kind: "department", block: "K" }] })).status).toBe(400);
    expect(v.parse(PlanToMake.entries.title, `Kế hoạch ${hidden}2031`)).toBe("Kế hoạch 2031");
    expect(v.parse(DeviceCodeRequest, { deviceName: `Máy ${hidden}An` })).toEqual({ deviceName: "Máy An" });
    expect(v.parse(line(100), `Lê ${hidden}Thị Ẩn`)).toBe("Lê Thị Ẩn");
  });
});

describe("the registry", () => {
  const unit = { name: "Chi cục Hai", kind: "publicServiceUnit", block: "K" };

  test("refuses a parent that is nowhere, closed, or the unit itself", async () => {
    const nowhere = newId();
    expect(await posts("/api/units", { units: [{ ...unit, parentId: nowhere }] })).toMatchObject({
      status: 422,
      body: { code: "parent-unknown", values: { parent: nowhere } },
    });
    const [closed = "", id = ""] = server.unitIds;
    expect((await posts("/api/units/events", { kind: "close", on: "2026-07-01", decision: null, unitIds: [closed] })).status).toBe(201);
    expect((await posts("/api/units", { units: [{ ...unit, parentId: closed }] })).body.code).toBe("parent-unknown");
    for (const parentId of [nowhere, closed, id]) {
      expect((await posts(`/api/units/${id}/changes`, { from: "2026-08-01", parentId })).body.code).toBe("parent-unknown");
    }
    const split = {
      kind: "split",
      on: "2026-08-01",
      decision: null,
      before: server.unitIds[2],
      after: [{ ...unit, parentId: nowhere }, { id }],
    };
    expect((await posts("/api/units/events", split)).body.code).toBe("parent-unknown");
    expect((await finds("closed=1")).total).toBe(5);
    expect((await posts("/api/units", { units: [{ ...unit, parentId: id }] })).status).toBe(201);
  });

  test("refuses a trait that no published checklist names, until one does", async () => {
    const known = "noDesk, noProcedures, noSite";
    const [id = ""] = server.unitIds;
    const refused = { status: 422, body: { code: "trait-unknown", values: { trait: "noGate", known } } };
    const adds = () => posts("/api/units", { units: [{ ...unit, traits: ["noDesk", "noGate"] }] });
    expect(await adds()).toMatchObject(refused);
    expect(await posts(`/api/units/${id}/changes`, { from: "2026-08-01", traits: ["noGate"] })).toMatchObject(refused);
    const merge = { kind: "merge", on: "2026-08-01", decision: null, before: [id], after: { ...unit, traits: ["noGate"] } };
    expect(await posts("/api/units/events", merge)).toMatchObject(refused);

    const lead = server.asLead();
    const headers = { "content-type": "application/json" };
    const { checklists } = await (await server.asInspector("an").fetch("/api/field")).json();
    const [first] = checklists;
    const list = { ...first, id: "cong", unitTraits: { ...first.unitTraits, noGate: { vi: "Không có cổng", en: "No gate" } } };
    const path = `/api/checklists/${list.id}/${list.version}`;
    expect((await lead.fetch(path, { method: "PUT", headers, body: JSON.stringify(list) })).status).toBeLessThan(300);
    expect(await adds()).toMatchObject(refused);
    expect((await lead.fetch(`${path}/publication`, { method: "POST", headers, body: "{}" })).status).toBeLessThan(300);
    expect((await adds()).status).toBe(201);
  });

  test("refuses a change that a unit could not be read with: a 21st website, facts that are too long", async () => {
    const [id = ""] = server.unitIds;
    const sites = (count: number, path = "/") => Array.from({ length: count }, (_, i) => ({ origin: `https://a${i}.test`, path }));
    const wrong = [
      { websites: sites(21) },
      { websites: sites(1, `/${"a".repeat(500)}/`) },
      { name: "x".repeat(301) },
      { block: "k".repeat(201) },
      { code: "1".repeat(51) },
      { traits: Array.from({ length: 21 }, () => "noDesk") },
      { traits: ["t".repeat(65)] },
    ];
    for (const change of wrong) {
      expect(await posts(`/api/units/${id}/changes`, { from: "2026-08-01", ...change })).toMatchObject({
        status: 400,
        body: { code: "out-of-bounds" },
      });
    }
    for (const from of ["2026-08-01", "2026-08-01", "2026-09-01"]) {
      const websites = sites(20).map((site) => ({ ...site, path: `/${from}/` }));
      expect((await posts(`/api/units/${id}/changes`, { from, websites })).status).toBe(201);
    }
    const { unit: now }: UnitHistory = await (await admin.fetch(`/api/units/${id}?on=2026-09-01`)).json();
    expect(now.websites.map(({ path }) => path)).toEqual(Array.from({ length: 20 }, () => "/2026-09-01/"));
  });

  test("is read though a website that no unit may have was stored before; it stays among the unit's facts", async () => {
    const [id = ""] = server.unitIds;
    const site = JSON.stringify({ origin: "https://soyte.test", path: `/${"a".repeat(600)}/` });
    server.tampers((database) =>
      database.exec(
        `insert into unit_facts (id, unit_id, fact, value, valid_from, valid_to) values ('${newId()}', '${id}', 'website', '${site}', '0001-01-01', null)`,
      ),
    );
    for (const [path, by] of [
      ["/api/units", admin],
      ["/api/results", server.asLead()],
      ["/api/field", server.asInspector("an")],
    ] as const) {
      expect([path, (await by.fetch(path)).status]).toEqual([path, 200]);
    }
    const { unit: read, facts }: UnitHistory = await (await admin.fetch(`/api/units/${id}`)).json();
    expect(read.websites).toEqual([{ origin: "https://soyte.test", path: "/" }]);
    expect(facts.filter(({ fact }) => fact === "website")).toHaveLength(2);
  });
});

describeWith("cases", "workbooks that went wrong once", () => {
  test.for([
    ["trang-an-dung-truoc.xlsx", "UBND phường Trang Hai", "00005"],
    ["libreoffice-dong-cuoi.xlsx", "UBND phường Dòng Cuối", "00006"],
  ] as const)("%s holds one ward, with its code", async ([file, name, code]) => {
    expect((await sends("/api/units/import", outsideBytes(`cases/${file}`), xlsx)).status).toBe(201);
    expect((await finds(`q=${code}`)).units).toMatchObject([{ name, code, kind: "ward" }]);
  });
});
