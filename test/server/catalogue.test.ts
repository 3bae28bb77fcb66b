import { readdirSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Catalogue, CatalogueImported } from "../../shared/catalogue/procedure-catalogue.ts";
import { describeWith } from "../shared/outside-data.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.remove());

const xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const imports = (query: string, body: string | Uint8Array, type = "text/csv") =>
  server.asLead().fetch(`/api/catalogue/import?${query}`, { method: "POST", headers: { "content-type": type }, body: body as BodyInit });
const imported = async (query: string, body: string): Promise<CatalogueImported> => await (await imports(query, body)).json();
const asks = async (query: string): Promise<Catalogue> => await (await server.asInspector("an").fetch(`/api/catalogue?${query}`)).json();
const ends = (body: object) =>
  server
    .asLead()
    .fetch("/api/catalogue/ends", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);

const first = "Mã số;Tên;Lĩnh vực\n1.000001;Cấp giấy A;Hộ tịch\n1.000002;Cấp giấy B;Hộ tịch\n1.000003;Cấp giấy C;Đất đai";

describe("a catalogue refuses", () => {
  test("an inspector to change it, a list of nobody's, and of a unit that is not there", async () => {
    const by = await server
      .asInspector("an")
      .fetch("/api/catalogue/import?kind=commune", { method: "POST", headers: { "content-type": "text/csv" }, body: first });
    expect(by.status).toBe(403);
    expect((await imports("on=2026-01-01", first)).status).toBe(400);
    expect((await imports(`kind=commune&unit=${server.unitIds[0]}`, first)).status).toBe(400);
    expect((await imports(`unit=${server.planId}`, first)).status).toBe(422);
    expect((await server.asInspector("an").fetch(`/api/catalogue?unit=${server.planId}`)).status).toBe(404);
  });

  test("a list with any wrong row, and a dry run says which they are", async () => {
    const table = "Tên,Mã thủ tục\nA,1.000001\nB,7.000001\n,1.000002\nC,1.000001\nD,";
    const { problems, ...done } = await imported("kind=commune&dryRun=1", table);
    expect(problems.map(({ row }) => row)).toEqual([3, 4, 5, 6]);
    expect(problems[0]?.message).toBe("“7.000001” không phải mã thủ tục, ví dụ 1.012545.");
    expect(done).toEqual({ dryRun: true, rows: 5, added: 0, changed: 0, ended: 0, unchanged: 0, version: null });
    const refused = await imports("kind=commune", table);
    expect([refused.status, (await refused.json()).values.count]).toEqual([422, "4"]);
    expect((await asks("kind=commune")).procedures).toEqual([]);
  });

  test("a change before the newest one, and the end of what is not in force", async () => {
    await imports("kind=commune&on=2026-02-01", first);
    const early = await imports("kind=commune&on=2026-01-01", "Mã;Tên\n1.000009;Khác");
    expect([early.status, (await early.json()).code]).toEqual([409, "changed-later"]);
    const owner = { kind: "commune" };
    expect((await ends({ owner, code: "1.000009", on: "2026-03-01", decision: null })).status).toBe(422);
    const self = await ends({ owner, code: "1.000001", on: "2026-03-01", decision: null, replacedBy: ["1.000001"] });
    expect([self.status, (await self.json()).values.code]).toEqual([422, "1.000001"]);
    expect((await ends({ owner: { kind: "ward" }, code: "1.000001", on: "2026-03-01", decision: null })).status).toBe(422);
  });
});

describe("a catalogue", () => {
  test("holds from its day on, keeps what was before, and tells what ended, by which decision and what replaced it", async () => {
    expect(await imported("kind=commune&on=2026-01-01&decision=10/QĐ-UBND&dryRun=1", first)).toMatchObject({ added: 3, version: null });
    expect(await imported("kind=commune&on=2026-01-01&decision=10/QĐ-UBND", first)).toMatchObject({ added: 3, version: 1 });
    expect(await imported("kind=commune&on=2026-02-01", first)).toMatchObject({ unchanged: 3, version: null });
    const second = first.replace("Cấp giấy B", "Cấp giấy B (sửa đổi)").replace("1.000003", "1.000004");
    expect(await imported("kind=commune&on=2026-05-01&mode=whole&decision=20/QĐ-UBND", second)).toMatchObject({
      added: 1,
      changed: 1,
      ended: 1,
      unchanged: 1,
    });
    expect(
      (await ends({ owner: { kind: "commune" }, code: "1.000001", on: "2026-07-01", decision: "30/QĐ-UBND", replacedBy: ["1.000004"] }))
        .status,
    ).toBe(201);

    expect((await asks("kind=commune&on=2025-12-31")).procedures).toEqual([]);
    expect((await asks("kind=commune&on=2026-04-30")).procedures[1]).toMatchObject({
      code: "1.000002",
      name: "Cấp giấy B",
      from: "2026-01-01",
    });
    const may = await asks("kind=commune&on=2026-05-01");
    expect(codes(may.procedures)).toEqual(["1.000001", "1.000002", "1.000004"]);
    expect(may.procedures[1]).toMatchObject({ name: "Cấp giấy B (sửa đổi)", from: "2026-05-01" });
    expect(may.ended).toEqual([{ code: "1.000003", name: "Cấp giấy C", on: "2026-05-01", decision: "20/QĐ-UBND", replacedBy: [] }]);
    const july = await asks("kind=commune&on=2026-07-01");
    expect(july.ended).toContainEqual({
      code: "1.000001",
      name: "Cấp giấy A",
      on: "2026-07-01",
      decision: "30/QĐ-UBND",
      replacedBy: ["1.000004"],
    });
    const { versions } = await (await server.asLead().fetch("/api/catalogue/versions?kind=commune")).json();
    expect(versions.map((version: { number: number; on: string }) => [version.number, version.on])).toEqual([
      [3, "2026-07-01"],
      [2, "2026-05-01"],
      [1, "2026-01-01"],
    ]);
  });

  test("of a unit is its kind's with its own entries before those, and comes again only when it changed", async () => {
    const unit = server.unitIds[3] ?? "";
    await imports("kind=commune&on=2026-01-01", first);
    await imports("kind=ward&on=2026-01-01", "Mã;Tên\n2.000001;Của phường");
    await imports(`unit=${unit}&on=2026-01-01`, "Mã;Tên\n1.000002;Cấp giấy B tại xã\n3.000001;Chỉ ở xã");
    const { procedures } = await asks(`unit=${unit}`);
    expect(procedures.map(({ code, name, own }) => [code, name, own])).toEqual([
      ["1.000001", "Cấp giấy A", false],
      ["1.000002", "Cấp giấy B tại xã", true],
      ["1.000003", "Cấp giấy C", false],
      ["3.000001", "Chỉ ở xã", true],
    ]);
    expect(codes((await asks(`unit=${server.unitIds[4]}`)).procedures)).toEqual(["2.000001"]);
    const field = server.asInspector("an");
    const etag = (await field.fetch(`/api/catalogue?unit=${unit}`)).headers.get("etag") ?? "";
    const same = await field.fetch(`/api/catalogue?unit=${unit}`, { headers: { "if-none-match": etag } });
    expect([same.status, await same.text()]).toEqual([304, ""]);
    await imports("kind=commune&on=2026-02-01", "Mã;Tên\n1.000007;Mới");
    expect((await field.fetch(`/api/catalogue?unit=${unit}`, { headers: { "if-none-match": etag } })).status).toBe(200);
  });
});

const folder = new URL("../../../shared/data/catalogue/", import.meta.url);

describeWith("catalogue/xlsx", "the national portal's own files", () => {
  test("come in as they are: all 2,642 rows come out again, letter by letter", { timeout: 60_000 }, async () => {
    for (const file of readdirSync(new URL("xlsx/", folder))) {
      const answer = await imports(`kind=department&on=2026-01-01&source=${file}`, readFileSync(new URL(`xlsx/${file}`, folder)), xlsx);
      expect([file, answer.status]).toEqual([file, 201]);
    }
    const rows: string[][] = parse(readFileSync(new URL("official-lists-from-xlsx.csv", folder)), {
      relax_column_count: true,
      from_line: 2,
    });
    const expected = rows.map(([, code, name, issuedBy, handledBy, field]) => ({ code, name, issuedBy, handledBy, field }));
    const { procedures } = await asks(`unit=${server.unitIds[0]}`);
    const found = procedures.map(({ from: _from, own: _own, ...procedure }) => procedure);
    expect(found).toHaveLength(2_642);
    expect(found).toEqual(expected.sort((a, b) => ((a.code ?? "") < (b.code ?? "") ? -1 : 1)));
  });
});
