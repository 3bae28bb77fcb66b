import { parse } from "csv-parse/sync";
import { readSheet } from "read-excel-file/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../../shared/id.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import { longAfter, startTestServer, type TestServer } from "../support/server.ts";
import { checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";

let server: TestServer;
let plan: SmallPlan;
/** Formulas for a reader that splits at commas, tabs or line breaks. */
const hidden = ['Xã A,=HYPERLINK("http://x.test")', 'Xã B, "+1', "Xã C\n@SUM(A1)", "Xã D;-1+1", "Xã E\t =1"];
const hostile = ['=HYPERLINK("http://x.test";"a")', "+84 768", "-2+3", "@SUM(A1)", 'Xã "Trích"; dẫn'];

beforeAll(async () => {
  server = await startTestServer({ now: longAfter });
  const checklist = checklistOf("exports", [criterion("A1", "A", 500, ratio("a", "b")), criterion("B1", "B", 500, ratio("c", "d"))]);
  const units = [...hostile, "Xã Chờ", ...hidden].map((name) => ({ name, kind: "commune" as const, block: "Khối xuất tệp", websites: [] }));
  plan = await makeSmallPlan(server, { checklist, units, year: 2031 });
  for (const i of hostile.keys())
    await plan.visits(i, { visitedOn: "2031-03-01", answers: { an: { A1: counted(90 - i, 100), B1: counted(1, 3) } } });
  await plan.visits(5, {
    visitedOn: "2031-03-01",
    team: ["an", "binh"],
    answers: { an: { A1: counted(77, 100), B1: counted(1, 3) } },
    concluded: false,
  });
});
afterAll(() => server.remove());

const take = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await server.asLead().fetch(`${path}?plan=${plan.planId}`, { headers });
  expect(answer.status).toBe(200);
  return answer;
};
const cells = async (path: string, headers: Record<string, string> = {}): Promise<Record<string, string>[]> =>
  parse(new Uint8Array(await (await take(path, headers)).arrayBuffer()), { bom: true, delimiter: ";", columns: true });

describe("files are refused", () => {
  test.for(["/api/results.csv", "/api/results.xlsx", "/api/answers.csv"])(
    "%s to inspectors and strangers, and for a plan that is not there",
    async (path) => {
      expect((await server.asInspector("an").fetch(path)).status).toBe(403);
      expect((await server.anonymous(path)).status).toBe(401);
      expect((await server.asLead().fetch(`${path}?plan=${newId()}`)).status).toBe(404);
      expect((await server.asLead().fetch(`${path}?plan=mine`)).status).toBe(400);
    },
  );
});

describe("the results as CSV", () => {
  test("begin with the mark that Excel needs, are separated by semicolons, and are offered as a file", async () => {
    const answer = await take("/api/results.csv");
    expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="ket-qua-2031.csv"');
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(new TextDecoder().decode(bytes)).toContain("Hạng;Đồng hạng;Đơn vị;");
  });

  test("hold the figures of the API with the language's decimal sign", async () => {
    const { rows }: Results = await (await take("/api/results")).json();
    const vi = await cells("/api/results.csv");
    expect(vi).toHaveLength(11);
    expect(vi.map((row) => [row["Hạng"], row["Chỉ số"], row["Mã đơn vị"]])).toEqual(
      rows.map((row) => [
        row.rank === null ? "" : String(row.rank),
        row.index === null ? "" : `${(row.index / 100).toFixed(2).replace(".", ",")}`,
        row.unitId,
      ]),
    );
    expect(vi[0]).toMatchObject({ A: "90,00", B: "33,40", "Căn cứ": "trung bình đoàn chấm", "Xếp loại": "Trung bình" });
    const [first] = await cells("/api/results.csv", { "accept-language": "en" });
    expect(first).toMatchObject({ A: "90.00", Basis: "inspectors' mean", Rating: "Average" });
  });

  test("say why a unit is not ranked, and nothing of its points", async () => {
    const waiting = (await cells("/api/results.csv")).find((row) => row["Đơn vị"] === "Xã Chờ");
    expect(waiting).toMatchObject({ Hạng: "", "Chỉ số": "", A: "", "Lý do chưa xếp hạng": "chờ đủ phiếu" });
  });

  test("hold no formula: an apostrophe stands before what would be one, and quoting keeps the rest whole", async () => {
    const names = (await cells("/api/results.csv")).map((row) => row["Đơn vị"] ?? "");
    for (const name of hostile.slice(0, 4)) expect(names).toContain(`'${name}`);
    expect(names).toContain(hostile[4]);
    for (const name of names) expect(name).not.toMatch(/^[=+\-@\t\r]/);
  });

  test("hold none either for a reader that splits at commas, tabs or every line break, where our quotes are none", async () => {
    const text = await (await take("/api/results.csv")).text();
    expect(text).toContain("Xã D;'-1+1");
    for (const separator of [",", "\t", ";"]) {
      const split = text.split(/[\r\n]+/).flatMap((line) => line.split(separator));
      for (const cell of split) expect(cell).not.toMatch(/^[\s"]*[=+\-@]/);
    }
    // Whoever splits at semicolons, and heeds quotes, has the names whole.
    const names = (await cells("/api/results.csv")).map((row) => row["Đơn vị"]);
    expect(names).toEqual(
      expect.arrayContaining(['Xã A,\'=HYPERLINK("http://x.test")', "Xã B, \"'+1", "Xã C @SUM(A1)", "Xã D;'-1+1", "Xã E  =1"]),
    );
  });

  test("quote what holds a comma, so that a reader guessing the separator finds the semicolons", async () => {
    expect(await (await take("/api/results.csv")).text()).toContain(';"Xã A,\'=HYPERLINK(""http://x.test"")";');
  });
});

/** A name has no line breaks and no tabs: they are cleaned as it comes in. */
function inOneLine(name: string): string {
  return name.replace(/[\n\t]/g, " ");
}

describe("the results as XLSX", () => {
  test("hold the same, figures as numbers and every text as text: what would be a formula is read back as it was written", async () => {
    const answer = await take("/api/results.xlsx");
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="ket-qua-2031.xlsx"');
    const [head = [], ...rows] = await readSheet(Buffer.from(await answer.arrayBuffer()));
    const csv = await cells("/api/results.csv");
    const column = (title: string) => head.indexOf(title);
    expect(rows.map((row) => row[column("Mã đơn vị")])).toEqual(csv.map((row) => row["Mã đơn vị"]));
    expect(rows[0]?.[column("Chỉ số")]).toBe(61.7);
    expect(rows.map((row) => row[column("Đơn vị")]).sort()).toEqual([...hostile, "Xã Chờ", ...hidden].map(inOneLine).sort());
  });

  test("are made while other requests are answered, several at once", async () => {
    const order: string[] = [];
    const files = [1, 2, 3].map(() => take("/api/results.xlsx").then(() => order.push("file")));
    await server.anonymous("/healthz").then(() => order.push("health"));
    await Promise.all(files);
    expect(order).toEqual(["health", "file", "file", "file"]);
  });
});

describe("every answer as CSV", () => {
  test("has a line per sheet and criterion with what was answered, and none of a sheet whose inspection waits", async () => {
    const lines = await cells("/api/answers.csv");
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatchObject({
      "Đơn vị": `'${hostile[0]}`,
      "Tiêu chí": "A1",
      Điểm: "4,50",
      "Điểm tối đa": "5,00",
      "Người chấm": "Lê Thị An",
      Bước: "đoàn chấm",
    });
    expect(JSON.parse(lines[0]?.["Câu trả lời"] ?? "")).toEqual({ type: "ratio", numerator: 90, denominator: 100 });
    expect(lines.map((line) => line["Đơn vị"])).not.toContain("Xã Chờ");
    expect(lines.some((line) => line["Câu trả lời"]?.includes("77"))).toBe(false);
  });

  test("comes in pieces, not as a whole", async () => {
    const answer = await take("/api/answers.csv");
    const reader = answer.body?.getReader();
    const sizes: number[] = [];
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) sizes.push(piece.value.byteLength);
    expect(sizes.length).toBeGreaterThanOrEqual(2);
  });
});
