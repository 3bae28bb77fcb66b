import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawPage } from "../../server/web/draw.ts";
import type { Look } from "../../server/web/look.ts";
import { ProblemPage } from "../../server/web/problem-page.tsx";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { refusalParts, schemaWords } from "../../shared/words/refusals.ts";
import { runCommand } from "../support/command.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const post = async (path: string, body: object) => {
  const headers = { "content-type": "application/json", "idempotency-key": newId() };
  return await (await server.asLead().fetch(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
};

describe("a refusal", () => {
  test("puts no English message of a schema or an error into a Vietnamese sentence", () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const files = execFileSync("git", ["ls-files", "shared/*.ts", "shared/*.tsx", "server/*.ts", "server/*.tsx"], {
      cwd: root,
      encoding: "utf8",
    })
      .trim()
      .split("\n");
    const texts = files
      .filter((file) => file !== "server/host/env.ts" && !file.includes("/words/"))
      .map((file) => readFileSync(join(root, file), "utf8"));
    const messages = texts.flatMap((text) => [
      ...[...text.matchAll(/Refusal\("malformed", \{ where: [^}]*?why: "([^"]+)"/g)].map(([, why = ""]) => why),
      ...[...text.matchAll(/v\.(?:check|regex)\((?:(?!v\.check|v\.regex)[\s\S])*?,\s*"([a-z][^"]* [^"]*)",?\s*\)/g)].map(
        ([, why = ""]) => why,
      ),
    ]);
    expect(messages.length).toBeGreaterThan(30);
    for (const why of messages) {
      const { detail } = new Refusal("malformed", { where: "x", why }).toProblem("vi");
      expect(detail, `no Vietnamese for “${why}” in shared/words/refusals.ts`).not.toContain(refusalParts.otherwise.vi);
      expect(detail).not.toContain(why);
    }
    expect(new Refusal("malformed", { where: "x", why: "expected string" }).toProblem("vi").detail).toContain(refusalParts.otherwise.vi);
    expect(new Set(Object.values(schemaWords).map(({ en }) => en)).size).toBe(Object.keys(schemaWords).length);
  });

  test("of a table says in the reader's language what is wrong, and where", () => {
    const told = (fault: string, row: string) => new Refusal("not-table", { fault, row, why: "more than 30000 rows or 100 columns" });
    for (const fault of ["size", "encoding", "quotes", "workbook", "effort", "type"]) {
      expect(told(fault, "7").toProblem("vi").detail).toMatch(/đọc được: dòng 7: [^\n]+\.$/);
      expect(told(fault, "7").toProblem("vi").detail).not.toMatch(/more than|\{/);
    }
    expect(told("size", "1").toProblem("vi").detail).toContain("đọc được: bảng quá lớn (nhiều nhất 30.000 dòng");
  });

  test("of what is too large says what to do for that kind of body, in MB", async () => {
    const told = (body: string, language: "vi" | "en") => new Refusal("too-large", { limit: "8000000 B", body }).toProblem(language).detail;
    expect(told("table", "vi")).toBe("Nội dung lớn hơn giới hạn 8 MB. Chia bảng thành các tệp nhỏ hơn rồi nhập từng tệp.");
    expect(told("file", "en")).toBe("The content is over the limit of 8 MB. Save the file in a smaller size and send it again.");
    expect(told("sheet", "vi")).toContain("Rút gọn ghi chú hoặc bớt trích đoạn");
    // As a server before this one tells it.
    expect(new Refusal("too-large", { limit: "1500000 B" }).toProblem("vi").detail).toContain("1,5 MB. Rút gọn ghi chú");
    const admin = await signedIn(server, (await makeAccount(server, "Root", ["admin"])).email);
    const page = await (await admin.sends("/admin/units", { text: "x".repeat(6_000_000) })).text();
    expect(page).toContain("Nội dung lớn hơn giới hạn 5 MB. Chia bảng thành các tệp nhỏ hơn rồi nhập từng tệp.");
    expect(await post("/api/plans", { title: "x".repeat(1_100_000) })).toMatchObject({
      code: "too-large",
      values: { limit: "1000000 B", body: "data" },
    });
  });

  test("on a page does not speak of the extension that sends again, nor of a sheet on the device", () => {
    for (const language of ["vi", "en"] as const) {
      const look = { language, who: undefined, at: "/", version: "1" } as unknown as Look;
      for (const code of ["server-busy", "internal", "malformed", "out-of-bounds"] as const) {
        const values = { seconds: "5", reference: "ab", where: "x", why: "expected a form", bound: "most", of: "number", limit: "5" };
        const body = drawPage(look, ProblemPage, { refusal: new Refusal(code, values) });
        expect(body, code).not.toMatch(/tiện ích sẽ|cập nhật tiện ích|the extension|trên máy\.|on the device|\{\w+\}/i);
      }
      expect(drawPage(look, ProblemPage, { refusal: new Refusal("server-busy", { seconds: "5" }) })).toContain(
        language === "vi" ? "Đợi 5 giây" : "Wait 5 seconds",
      );
    }
  });

  test("that waits for sheets tells as many as may be told, and not that somebody is waited for where everybody is excused", async () => {
    const { inspectionId, unitId } = await server.opens({ team: ["an", "binh", "chi"] });
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId }));
    const raises = () =>
      server.asLead().fetch(`/api/findings/${newId()}`, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ inspectionId, criterion: "NYTT-01", text: "Bảng niêm yết cũ" }),
      });
    expect(await (await raises()).json()).toMatchObject({ code: "not-all-sent", values: { missing: "2" } });
    const empty = await server.opens({ unit: 1, team: ["an", "binh"] });
    const excuses = (name: "an" | "binh") =>
      server.asLead().fetch(`/api/inspections/${empty.inspectionId}/excuse`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ personId: server.asInspector(name).personId, reason: "Vắng" }),
      });
    for (const name of ["an", "binh"] as const) expect((await excuses(name)).status).toBeLessThan(300);
    const refused = await post(`/api/inspections/${empty.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    expect([refused.code, refused.detail.includes("còn 1 người")]).toEqual(["no-sheets", false]);
  });
});

describe("a command on a folder without data", () => {
  test.for(["verify", "rebuild", "remove-evidence", "rotate-key"])("%s says so in one sentence and makes nothing", async (name) => {
    const folder = join(mkdtempSync(join(tmpdir(), "phieu-cham-none-")), "data");
    const command = runCommand(name, { env: { DATA_DIR: folder } });
    expect(await command.ended).toBe(1);
    expect(command.said.trim().split("\n")).toEqual([
      `Chưa có dữ liệu ở ${folder}. Kiểm tra DATA_DIR; máy chủ mới thì chạy npm start trước.`,
      `There is no data in ${folder}. Check DATA_DIR; on a new server run npm start first.`,
    ]);
    expect(existsSync(folder)).toBe(false);
    rmSync(join(folder, ".."), { recursive: true });
  });
});
