import { setTimeout } from "node:timers/promises";
import * as v from "valibot";
import { expect, test } from "vitest";
import { openReader } from "../../server/database/open.ts";
import { openKeys } from "../../server/ledger/keys.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { newId } from "../../shared/id.ts";
import { Receipt, type Submission } from "../../shared/sheets/submission.ts";
import { startTestServer } from "../support/server.ts";
import { startServerProcess } from "../support/server-process.ts";
import { makeSheet } from "../support/sheets.ts";

const rounds = process.env["LONG"] ? 20 : 3;
const connections = 16;

test(`kill -9 amid a stream of submissions, ${rounds} times: nothing acknowledged is lost, nothing doubled, everything agrees`, {
  timeout: 180_000,
}, async () => {
  const server = await startTestServer();
  const { token } = server.asInspector("an");
  const [unitId = ""] = server.unitIds;
  await server.close();

  /** Sent and not answered: nobody knows whether it arrived, so it is sent again. */
  const open = new Map<string, Submission>();
  const acknowledged = new Map<string, { sheet: Submission; receipt: Receipt }>();
  let answeredAgain = 0;

  const send = async (url: string, sheet: Submission) => {
    open.set(sheet.id, sheet);
    const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/api/submissions/${sheet.id}`, { method: "PUT", headers, body: JSON.stringify(sheet) });
    const body = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(body));
    if (answer.status === 200) answeredAgain += 1;
    acknowledged.set(sheet.id, { sheet, receipt: v.parse(Receipt, body.receipt) });
    open.delete(sheet.id);
  };

  const newSheet = (n: number): Submission => {
    const sheet = makeSheet({ inspectionId: newId(), unitId, form: "remote", seed: n });
    return {
      ...sheet,
      surprise: { planId: server.planId, unitId, form: sheet.form, visitedOn: sheet.visitedOn, openedAt: sheet.startedAt },
    };
  };

  /** Every third time corrects what was acknowledged just before, in the same inspection. */
  const stream = async (url: string, running: { now: boolean }) => {
    let last: Submission | undefined;
    for (let n = 1; running.now; n += 1) {
      const fresh = newSheet(n);
      const sheet =
        last && n % 3 === 0
          ? { ...last, id: fresh.id, entries: fresh.entries, index: fresh.index, replaces: { id: last.id, reason: "Đếm lại" } }
          : fresh;
      await send(url, sheet);
      last = sheet;
    }
  };

  for (let round = 0; round < rounds; round += 1) {
    const child = await startServerProcess({ DATA_DIR: server.dataDir, PORT: "9120" });
    const again = [...open.values()];
    await Promise.all(again.map((sheet) => send(child.url, sheet)));
    const running = { now: true };
    const streams = Array.from({ length: connections }, () => stream(child.url, running));
    const ends = Promise.allSettled(streams);
    await setTimeout(40 + Math.random() * 260);
    await child.kill();
    running.now = false;
    for (const end of await ends) {
      // Only the cut connection may end a stream: a refusal would mean that the server lost the thread.
      if (end.status === "rejected") expect(String(end.reason)).toContain("fetch failed");
    }
    const reader = openReader(server.dataDir);
    const stored = new Map(
      (await reader.read.selectFrom("submissions").select(["id", "receipt"]).execute()).map((row) => [row.id, row.receipt]),
    );
    await reader.close();
    for (const [id, { receipt }] of acknowledged) expect(JSON.parse(stored.get(id) ?? "null")).toEqual(receipt);
    for (const id of stored.keys()) expect(acknowledged.has(id) || open.has(id)).toBe(true);
  }

  const child = await startServerProcess({ DATA_DIR: server.dataDir, PORT: "9120" });
  await Promise.all([...open.values()].map((sheet) => send(child.url, sheet)));
  expect(await child.stop()).toBe(0);

  const database = openReader(server.dataDir);
  expect(await findFaults(database, openKeys(server.dataDir, new Date()))).toEqual([]);
  const rows = await database.read.selectFrom("submissions").select(["id", "inspection_id", "status", "replaced_by"]).execute();
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(acknowledged.keys()));
  const current = rows.filter(({ status }) => status === "current");
  expect(current.length).toBe(new Set(rows.map((row) => row.inspection_id)).size);
  const inspections = await database.read.selectFrom("inspections").select("state").execute();
  expect(inspections.every(({ state }) => state === "submitted")).toBe(true);
  await database.close();
  console.log(
    `${rounds} kills: ${acknowledged.size} acknowledged, ${rows.length} stored, ${answeredAgain} had arrived without their answer`,
  );
  expect(acknowledged.size).toBeGreaterThan(rounds * 10);
  await server.remove();
});
