import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { openReader } from "../../server/database/open.ts";
import { openKeys } from "../../server/ledger/keys.ts";
import { findFaults } from "../../server/verify/verify.ts";
import type { Choices } from "../../shared/decisions/settling.ts";
import { leadVerbs } from "../support/lead-verbs.ts";
import { makeDevice, startTestServer } from "../support/server.ts";
import { startServerProcess } from "../support/server-process.ts";

const rounds = Number(process.env["SETTLING_KILLS"] ?? (process.env["LONG"] ? 20 : 2));

interface Kept {
  readonly criterion: string;
  readonly revision: number;
  readonly points: number;
  readonly reason: string;
  readonly by: string;
}

test(`two leads settle one inspection at once, the server killed ${rounds} times: nothing is lost, nothing overwritten unseen`, {
  timeout: 60_000 + rounds * 15_000,
}, async () => {
  const server = await startTestServer();
  const quan = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
  const leads = [server.asLead(), quan].map(({ token, personId }) => ({ token, personId }));
  const { inspectionId } = await leadVerbs(() => server).sentByBoth({ seed: 3 }, { seed: 8 });
  await server.close();

  /** Answered as stored. */
  const acknowledged: Kept[] = [];
  /** Whatever was sent, by the criterion and the revision that it would become, of whom. */
  const sent = new Map<string, Kept>();
  let refused = 0;

  const settles = async (url: string, who: (typeof leads)[number], running: { now: boolean }) => {
    const headers = { "content-type": "application/json", authorization: `Bearer ${who.token}` };
    const path = `${url}/api/inspections/${inspectionId}/choices`;
    for (let n = 0; running.now; n += 1) {
      const { criteria }: Choices = await (await fetch(path, { headers })).json();
      // Both are at the same few criteria, so that they meet.
      const one = criteria[n % 3];
      if (!one) throw new Error("there is no criterion");
      const seen = one.choice?.revision ?? 0;
      const kept = {
        criterion: one.criterion,
        revision: seen + 1,
        points: 10 * (n % 5),
        reason: `Lần ${n} ${Math.random()}`,
        by: who.personId,
      };
      sent.set(`${kept.criterion} ${kept.revision} ${kept.by} ${kept.reason}`, kept);
      const decision = { by: "lead", points: kept.points, reason: kept.reason };
      const answer = await fetch(`${path}/${one.criterion}`, { method: "PUT", headers, body: JSON.stringify({ seen, decision }) });
      const body = await answer.json();
      if (answer.ok) acknowledged.push({ ...kept, revision: body.revision });
      else if (body.code === "settled-meanwhile") refused += 1;
      else throw new Error(JSON.stringify(body));
    }
  };

  for (let round = 0; round < rounds; round += 1) {
    const child = await startServerProcess({ DATA_DIR: server.dataDir, PORT: "9131", ...server.stored.env });
    const running = { now: true };
    const ends = Promise.allSettled(leads.map((who) => settles(child.url, who, running)));
    await setTimeout(900 + Math.random() * 900);
    await child.kill();
    running.now = false;
    // Only the cut connection ends it: a refusal would mean that the server lost the thread.
    for (const end of await ends) if (end.status === "rejected") expect(String(end.reason)).toMatch(/fetch failed|terminated|JSON/);
  }

  // Whatever was cut off recovers as the next start finds it.
  const child = await startServerProcess({ DATA_DIR: server.dataDir, PORT: "9131", ...server.stored.env });
  expect(await child.stop()).toBe(0);
  const database = openReader(server.dataDir, server.context.env.databaseUrl);
  const rows = await database.read.selectFrom("settling_choices").selectAll().orderBy("criterion_id").orderBy("revision").execute();
  const stored = new Map(rows.map((row) => [`${row.criterion_id} ${row.revision}`, row]));
  for (const { criterion, revision, points, reason, by } of acknowledged)
    expect(stored.get(`${criterion} ${revision}`)).toMatchObject({ points, reason, decided_by: by });
  for (const own of Map.groupBy(rows, (row) => row.criterion_id).values()) {
    // Each follows the one that its sender had seen.
    expect(own.map((row) => Number(row.revision))).toEqual(own.map((_, i) => i + 1));
    for (const row of own)
      expect(sent.get(`${row.criterion_id} ${row.revision} ${row.decided_by} ${row.reason}`)).toMatchObject({ points: Number(row.points) });
  }
  expect(await findFaults(database, openKeys(server.dataDir, new Date()))).toEqual([]);
  await database.close();
  console.log(`${rounds} kills: ${acknowledged.length} acknowledged, ${rows.length} stored, ${refused} refused as decided meanwhile`);
  expect(acknowledged.length).toBeGreaterThan(rounds * 2);
  expect(refused).toBeGreaterThan(0);
  await server.remove();
});
