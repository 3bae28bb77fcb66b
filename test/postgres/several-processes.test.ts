import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { expect, test } from "vitest";
import { openReader } from "../../server/database/open.ts";
import { openKeys } from "../../server/ledger/keys.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import { Receipt, type Submission } from "../../shared/sheets/submission.ts";
import { type PersonName, startTestServer } from "../support/server.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";
import { makeSheet } from "../support/sheets.ts";

const ports = ["9501", "9502", "9503", "9504"] as const;
const clients = 64;
const kills = process.env["LONG"] ? 6 : 3;

test(`four processes on one database, ${clients} clients that retry at random, ${kills} of the processes killed: nothing lost, nothing twice, one unbroken chain`, {
  timeout: 180_000,
}, async () => {
  const server = await startTestServer();
  const tokens = (["an", "binh", "chi", "lan"] as const satisfies readonly PersonName[]).map((name) => server.asInspector(name).token);
  const [unitId = ""] = server.unitIds;
  await server.close();
  const env = { DATA_DIR: server.dataDir, ...server.stored.env };
  const processes: ServerProcess[] = await Promise.all(ports.map((PORT) => startServerProcess({ ...env, PORT })));

  const acknowledged = new Map<string, { sheet: Submission; receipt: Receipt }>();
  const unexpected: string[] = [];
  const running = { now: true };
  let created = 0;
  let again = 0;
  let cut = 0;

  /** The same bytes to one process after the other until there is an answer; sometimes once more although there was one. */
  const send = async (token: string, sheet: Submission) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const body = JSON.stringify(sheet);
    for (;;) {
      const process = processes[Math.floor(Math.random() * processes.length)];
      const answer = await fetch(`${process?.url}/api/submissions/${sheet.id}`, { method: "PUT", headers, body }).then(
        async (response) => ({ status: response.status, body: await response.json() }),
        () => undefined,
      );
      if (answer === undefined) {
        cut += 1;
        await setTimeout(20 + Math.random() * 100);
        continue;
      }
      if (answer.status === 503) continue;
      if (answer.status !== 200 && answer.status !== 201) return void unexpected.push(`${answer.status} ${JSON.stringify(answer.body)}`);
      const receipt = v.parse(Receipt, answer.body.receipt);
      if (answer.status === 201) created += 1;
      else again += 1;
      const before = acknowledged.get(sheet.id);
      if (before) expect(receipt).toEqual(before.receipt);
      acknowledged.set(sheet.id, { sheet, receipt });
      if (Math.random() < 0.8) return;
    }
  };

  const client = async (n: number) => {
    const token = tokens[n % tokens.length] ?? "";
    let last: Submission | undefined;
    for (let i = 1; running.now; i += 1) {
      const fresh = makeSheet({ inspectionId: newId(), unitId, form: "remote", seed: n + i });
      const surprise = { planId: server.planId, unitId, form: fresh.form, visitedOn: fresh.visitedOn, openedAt: fresh.startedAt };
      // Every third corrects the one before, in the same inspection.
      const sheet =
        last && i % 3 === 0
          ? { ...last, id: fresh.id, entries: fresh.entries, index: fresh.index, replaces: { id: last.id, reason: "Đếm lại" } }
          : { ...fresh, surprise };
      await send(token, sheet);
      last = sheet;
    }
  };

  const everybody = Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
  for (let n = 0; n < kills; n += 1) {
    await setTimeout(500 + Math.random() * 1_000);
    const victim = n % ports.length;
    await processes[victim]?.kill();
    processes[victim] = await startServerProcess({ ...env, PORT: ports[victim] ?? "" });
  }
  await setTimeout(500);
  running.now = false;
  await everybody;
  expect(unexpected).toEqual([]);
  for (const process of processes) expect(await process.stop()).toBe(0);

  const database = openReader(server.dataDir, server.context.env.databaseUrl);
  expect(await findFaults(database, openKeys(server.dataDir, new Date()))).toEqual([]);
  const rows = await database.read.selectFrom("submissions").select(["id", "inspection_id", "status", "receipt"]).execute();
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(acknowledged.keys()));
  for (const { id, receipt } of rows) expect(JSON.parse(receipt)).toEqual(acknowledged.get(id)?.receipt);
  const current = rows.filter(({ status }) => status === "current");
  expect(current.length).toBe(new Set(rows.map((row) => row.inspection_id)).size);
  await database.close();
  console.log(
    `${kills} kills: ${rows.length} stored, ${created} answered 201, ${again} given the first receipt again, ${cut} requests cut off`,
  );
  expect(created).toBeLessThanOrEqual(rows.length);
  expect(rows.length).toBeGreaterThan(clients);
  await server.remove();
});
