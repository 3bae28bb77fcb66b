import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { lockAlone } from "../../server/database/lock.ts";
import { findFaults } from "../../server/verify/verify.ts";
import type { Receipt, Submission } from "../../shared/sheets/submission.ts";
import { type Cluster, startCluster } from "../support/postgres.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeVisitor, password } from "../support/visitor.ts";

let cluster: Cluster;
let server: TestServer;
beforeAll(async () => {
  cluster = await startCluster(inject("postgresPrograms"));
  server = await startTestServer({ socket: cluster.socket });
});
afterAll(async () => {
  await server.remove();
  await cluster.remove();
});

test("ten rounds of requests without the database: each is told so at once, nothing acknowledged is lost, and service resumes by itself", {
  timeout: 120_000,
}, async () => {
  const an = server.asInspector("an");
  const sheets: Submission[] = [];
  for (let n = 0; n < 12; n += 1) sheets.push(makeSheet({ ...(await server.opens({ unit: n % 4 })), seed: n }));
  const receipts = new Map<string, Receipt>();
  const send = async (sheet: Submission) => {
    const answer = await an.submits(sheet);
    const body = await answer.json();
    if (answer.ok) receipts.set(sheet.id, body.receipt);
    return { status: answer.status, code: body.code, retryAfter: answer.headers.get("retry-after") };
  };
  const away = { status: 503, code: "server-busy", retryAfter: "5" };

  for (const sheet of sheets.slice(0, 3)) expect((await send(sheet)).status).toBe(201);
  const amid = sheets.slice(3, 8).map(send);
  await cluster.crash();
  for (const answer of await Promise.all(amid)) if (answer.status !== 201) expect(answer).toEqual(away);

  const asked: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const began = Date.now();
    expect(await Promise.all(sheets.slice(8).map(send))).toEqual(sheets.slice(8).map(() => away));
    asked.push(Date.now() - began);
    for (const path of ["/readyz", "/api/results", "/api/field"]) {
      const answer = await an.fetch(path);
      expect([path, answer.status, answer.headers.get("retry-after")]).toEqual([path, 503, "5"]);
      expect((await answer.json()).code).toBe("server-busy");
    }
    expect((await server.anonymous("/healthz")).status).toBe(200);
    expect((await server.anonymous("/sign-in")).status).toBe(200);
    // What cannot be counted is not let through.
    expect((await makeVisitor(server.app).sends("/sign-in", { email: "an@cham.test", password })).status).toBe(503);
    await setTimeout(500);
  }
  expect(Math.max(...asked)).toBeLessThan(5_000);

  const acknowledged = new Map(receipts);
  await cluster.start();
  await expect.poll(async () => (await server.anonymous("/readyz")).status, { timeout: 20_000 }).toBe(200);
  for (const sheet of sheets) expect([200, 201]).toContain((await send(sheet)).status);
  for (const [id, receipt] of acknowledged) expect(receipts.get(id)).toEqual(receipt);
  expect(receipts.size).toBe(sheets.length);
  expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
  // The server holds the database again: nothing may be restored under it.
  const { env } = server.context;
  await expect.poll(() => lockAlone(env).then(async (unlock) => await unlock(), String), { timeout: 20_000 }).toContain("DatabaseInUse");
});
