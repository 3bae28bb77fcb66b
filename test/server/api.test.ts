import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEnv } from "../../server/host/env.ts";
import { serve } from "../../server/serve.ts";
import { Field } from "../../shared/field.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

describe("under /api", () => {
  test("what does not exist is 401 to a stranger and 404 to a person, in their language", async () => {
    expect((await server.anonymous("/api/secrets")).status).toBe(401);
    const vi = await server.asInspector("an").fetch("/api/secrets");
    expect([vi.status, (await vi.json()).detail]).toEqual([404, "Không có, hoặc không dành cho tài khoản này."]);
    const en = await server.asInspector("an").fetch("/api/secrets", { headers: { "accept-language": "en-GB,en;q=0.9,vi;q=0.8" } });
    expect(await en.json()).toMatchObject({ code: "not-found", detail: "There is no such thing, or it is not for this account." });
  });

  test("the language is what weighs most among those there are, whatever else the header holds", async () => {
    const problemIn = async (header: string) =>
      (await (await server.anonymous("/api/secrets", { headers: { "accept-language": header } })).json()).detail;
    const [vi, en] = [await problemIn("vi"), await problemIn("en-GB")];
    expect(vi).not.toBe(en);
    for (const header of ["en;q=0.5, vi;q=0.9", "fr, *", "en;q=0", "", ";;;", "english", "zh-Hans-CN;q=1, vi-VN;q=0.1"])
      expect([header, await problemIn(header)]).toEqual([header, vi]);
    for (const header of ["vi;q=0.1, en", "EN-us ; q=0.4", "fr;q=0.9,en;q=0.2"])
      expect([header, await problemIn(header)]).toEqual([header, en]);
  });

  test("any origin may ask with a token, and none with a cookie", async () => {
    const headers = {
      origin: "moz-extension://4b3c",
      "access-control-request-method": "PUT",
      "access-control-request-headers": "authorization,content-type,x-device-time",
    };
    const before = await server.anonymous("/api/field", { method: "OPTIONS", headers });
    expect(before.status).toBe(204);
    expect(before.headers.get("access-control-allow-origin")).toBe("*");
    expect(before.headers.get("access-control-allow-headers")).toContain("x-device-time");
    expect(before.headers.get("access-control-allow-credentials")).toBeNull();
    const refused = await server.anonymous("/api/field", {
      headers: { origin: "https://elsewhere.test", cookie: "better-auth.session_token=x" },
    });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
  });

  test("a failure inside says a reference and nothing else", async () => {
    const broken = await startTestServer();
    broken.tampers((file) => file.exec("alter table plans rename to plans_gone"));
    const answer = await broken.asInspector("an").fetch("/api/field");
    const problem = await answer.json();
    expect([answer.status, problem.code]).toEqual([500, "internal"]);
    expect(JSON.stringify(problem)).not.toContain("plans");
    expect(problem.values.reference).toMatch(/^[0-9a-f]{8}$/);
    await broken.remove();
  });
});

describe("what an inspector takes along", () => {
  const read = async (name: "an" | "binh", headers: Record<string, string> = {}) =>
    await server.asInspector(name).fetch("/api/field", { headers });

  test("is their own inspections, the plan's units and checklist, and fits the schema", async () => {
    const { inspectionId } = await server.opens({ unit: 3, team: ["an", "chi"] });
    const field = v.parse(v.strictObject(Field.entries), await (await read("an")).json());
    expect(field.me.name).toBe("Lê Thị An");
    expect(field.units.map(({ name }) => name)).toEqual(["Phường Bến Đá", "Sở Tài chính", "Sở Xây dựng", "Sở Y tế", "Xã Suối Ngàn"]);
    expect(field.units.find(({ name }) => name === "Phường Bến Đá")?.traits).toEqual(["noDesk"]);
    expect(field.inspections).toMatchObject([{ id: inspectionId, otherInspectors: 1, unit: { name: "Xã Suối Ngàn" }, concludedAt: null }]);
    expect(field.checklists.map(({ criteria }) => criteria.length)).toEqual([35]);
    expect((await (await read("binh")).json()).inspections).toEqual([]);
  });

  test("comes again only when it changed", async () => {
    const etag = (await read("an")).headers.get("etag") ?? "";
    const same = await read("an", { "if-none-match": etag });
    expect([same.status, await same.text(), same.headers.get("etag")]).toEqual([304, "", etag]);
    for (const named of [`W/${etag}`, `"other", W/${etag}`])
      expect([named, (await read("an", { "if-none-match": named })).status]).toEqual([named, 304]);
    const others = { "if-none-match": etag, origin: "moz-extension://4b3c" };
    expect((await read("an", others)).headers.get("access-control-allow-origin")).toBe("*");
    const at = await server.opens({ unit: 1 });
    const changed = await read("an", { "if-none-match": etag });
    expect(changed.status).toBe(200);
    const sheet = makeSheet(at);
    await server.asInspector("an").submits(sheet);
    const after = await read("an", { "if-none-match": changed.headers.get("etag") ?? "" });
    expect((await after.json()).current).toContainEqual({ inspectionId: at.inspectionId, submissionId: sheet.id });
  });
});

describe("a listening server", () => {
  const start = async (port: string) => {
    const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-listen-"));
    const running = await serve(readEnv({ DATA_DIR: dataDir, PORT: port, LOG_LEVEL: "silent" }), { log: pino({ level: "silent" }) });
    return { ...running, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
  };

  test("refuses ten megabytes with an answer that arrives, announced or not, and goes on", async () => {
    const running = await start("9130");
    const path = `${running.url}/api/device/code`;
    const headers = { "content-type": "application/json" };
    const announced = await fetch(path, { method: "POST", headers, body: "x".repeat(10_000_000) });
    expect([announced.status, (await announced.json()).code]).toEqual([413, "too-large"]);
    const chunks = new ReadableStream({
      start(controller) {
        for (let i = 0; i < 160; i += 1) controller.enqueue(new Uint8Array(65_536).fill(32));
        controller.close();
      },
    });
    const unannounced = await fetch(path, { method: "POST", headers, body: chunks, duplex: "half" } as RequestInit);
    expect([unannounced.status, (await unannounced.json()).code]).toEqual([413, "too-large"]);
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    await running.close();
    running.remove();
  });

  test("answers what it began before it stops, and takes nothing new", async () => {
    const running = await start("9131");
    const body = JSON.stringify({ deviceName: "Máy của An" });
    const socket = connect(9131, "127.0.0.1");
    let said = "";
    socket.on("data", (text) => {
      said += text;
    });
    const ended = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.write(
      `POST /api/device/code HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, 5)}`,
    );
    await fetch(`${running.url}/healthz`);
    const closed = running.close();
    await expect(fetch(`${running.url}/healthz`)).rejects.toThrow();
    socket.write(body.slice(5));
    await closed;
    await ended;
    expect(said).toContain("HTTP/1.1 200");
    expect(said).toContain("userCode");
    running.remove();
  });
});
