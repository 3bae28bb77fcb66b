import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { readEnv } from "../../server/host/env.ts";
import { createLog } from "../../server/host/log.ts";
import { serve } from "../../server/serve.ts";
import { newId } from "../../shared/id.ts";
import { dropGuards } from "../support/intruder.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, makeVisitor, password } from "../support/visitor.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startTestServer({ env });
  closers.push(server.remove);
  return server;
}

describe("who asks too often is told by the socket's address", () => {
  /** How many of 32 requests for a code are refused. */
  async function refusals(server: TestServer, from: string, forwarded: (n: number) => string): Promise<number> {
    let refused = 0;
    for (let n = 0; n < 32; n += 1) {
      const headers = {
        "content-type": "application/json",
        "x-forwarded-for": forwarded(n),
        forwarded: `for=192.0.2.${n}`,
        "x-real-ip": `192.0.2.${n}`,
      };
      const init = { method: "POST", headers, body: JSON.stringify({ deviceName: "Máy" }) };
      const incoming = { socket: { remoteAddress: from, remotePort: 1, remoteFamily: "IPv4" } };
      if ((await server.app.request("/api/device/code", init, { incoming })).status === 429) refused += 1;
    }
    return refused;
  }

  test("whatever a header claims", async () => {
    expect(await refusals(await start(), "203.0.113.9", (n) => `198.51.100.${n}`)).toBe(2);
  });

  test("and behind a trusted proxy by the address that the proxy saw, whatever the client claims before it", async () => {
    const server = await start({ TRUSTED_PROXY: "10.0.0.0/8, ::1" });
    expect(await refusals(server, "10.1.2.3", (n) => `198.51.100.${n}, 203.0.113.9`)).toBe(2);
    expect(await refusals(server, "::ffff:10.1.2.3", (n) => `198.51.100.${n}, 203.0.113.10, 10.9.9.9`)).toBe(2);
    expect(await refusals(server, "10.1.2.3", (n) => `192.0.2.1, nonsense ${n}`)).toBe(2);
    expect(await refusals(server, "::1", (n) => `198.51.100.${n}`)).toBe(0);
    expect(await refusals(server, "203.0.113.11", (n) => `10.0.0.${n}`)).toBe(2);
  });
});

test("metrics are read on this machine at a port of their own, name routes and no paths, and end with the server", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-metrics-"));
  closers.push(() => rmSync(dataDir, { recursive: true }));
  const running = await serve(readEnv({ DATA_DIR: dataDir, PORT: "9520", METRICS_PORT: "9521", LOG_LEVEL: "silent" }));
  await fetch(`${running.url}/healthz`);
  await fetch(`${running.url}/invitation/a-secret-token`);
  await fetch(`${running.url}/nowhere/at/all`);
  const answer = await fetch("http://127.0.0.1:9521/metrics");
  const text = await answer.text();
  expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  expect(text).toContain('phieu_cham_requests_total{method="GET",route="/healthz",status="200"} 1');
  expect(text).toContain('route="/invitation/:token"');
  expect(text).toContain('route="none",status="404"');
  expect(text).toMatch(/^phieu_cham_request_seconds_bucket\{method="GET",route="\/healthz",le="\+Inf"\} 1$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(text).not.toContain("secret");
  for (const line of text.trim().split("\n")) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{(\w+="[^"]*",?)+\})? [\d.e+-]+)$/);
  expect((await fetch(`${running.url}/metrics`)).status).toBe(404);
  expect((await fetch("http://127.0.0.1:9521/")).status).toBe(404);
  await running.close();
  await expect(fetch("http://127.0.0.1:9521/metrics")).rejects.toThrow();
});

test("the log is lines of JSON, and no note, token, password, code, link or cookie ever stands in it, also when everything fails", async () => {
  const server = await start();
  const lines: string[] = [];
  const log = createLog("trace", { write: (line) => void lines.push(line) });
  const context = { ...server.context, log };
  const app = createApp(context);
  const an = server.asInspector("an");
  const account = await makeAccount(server, "Lan", ["admin", "lead", "inspector"]);
  const visitor = makeVisitor(app);
  const wrong = "một mật khẩu sai hẳn rồi";
  await visitor.sends("/sign-in", { email: account.email, password: wrong, next: "/" });
  await visitor.sends("/sign-in", { email: account.email, password, next: "/" });
  const cookie = [...visitor.cookies.values()].find((value) => value.length > 20) ?? "";
  const link = await context.identity.makePasswordLink({ personId: account.id } as never, account.id);
  const linkToken = link.split("/").at(-1) ?? "";
  const code = await (
    await app.request("/api/device/code", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ deviceName: "Máy" }),
    })
  ).json();

  const note = "Ghi chú riêng của đoàn";
  const sheet = makeSheet(await server.opens());
  for (const entry of Object.values(sheet.entries)) entry.note = note;
  const everything = async () => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${an.token}` };
    const send = (body: string, id = sheet.id) => app.request(`/api/submissions/${id}`, { method: "PUT", headers, body });
    await send(JSON.stringify(sheet));
    await send(JSON.stringify({ ...sheet, stage: note }));
    await send(`{"note": "${note}" oops`);
    await send(JSON.stringify({ ...sheet, id: newId() }));
    await app.request("/api/device/token", { method: "POST", headers, body: JSON.stringify({ deviceCode: code.deviceCode }) });
    await visitor.visits(`/password/${linkToken}`);
    await visitor.sends(`/password/${linkToken}`, { password: wrong, again: wrong });
    await app.request("/api/field", { headers });
    await app.request(`/api/submissions?why=${encodeURIComponent(note)}`, { headers });
  };
  const constraint =
    server.stored.kind === "postgres" ? "alter table submissions add constraint poison check (length(document) < 5)" : undefined;
  const trigger = "create trigger poison before insert on submissions begin select raise(abort, 'a page of the disk is bad'); end";
  server.tampers((database) => database.exec(constraint ?? trigger));
  await everything();
  server.tampers((database) => database.exec(constraint ? "alter table submissions drop constraint poison" : "drop trigger poison"));
  await everything();
  dropGuards(server.stored);
  server.tampers((database) => database.exec(`update submissions set receipt = '"${note}', document = '${note}'`));
  await everything();
  server.tampers((database) => database.exec("alter table plans rename to plans_gone"));
  await everything();

  const parsed = lines.map((line) => JSON.parse(line));
  expect(parsed.filter(({ msg }) => msg === "answered").length).toBeGreaterThan(20);
  const failures = parsed.filter(({ msg }) => msg === "a request failed");
  expect(failures.length).toBeGreaterThan(3);
  for (const failure of failures)
    expect(failure).toMatchObject({ reference: expect.stringMatching(/^[0-9a-f]{8}$/), err: { type: expect.any(String) } });
  const text = lines.join("");
  for (const secret of [
    note,
    "Ghi chú",
    password,
    wrong,
    an.token,
    cookie,
    linkToken,
    code.deviceCode,
    code.userCode,
    sheet.id,
    account.email,
  ]) {
    expect(secret.length).toBeGreaterThan(5);
    expect(text).not.toContain(secret);
  }
});
