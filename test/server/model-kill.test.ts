import fc from "fast-check";
import { expect, test } from "vitest";
import { publishChecklist } from "../../server/checklists/checklists.ts";
import { openReader } from "../../server/database/open.ts";
import { openKeys } from "../../server/ledger/keys.ts";
import { freePort } from "../support/free-port.ts";
import { modelChecklist } from "../support/model/figures.ts";
import { History } from "../support/model/history.ts";
import { makePeople } from "../support/model/people.ts";
import { historyWith } from "../support/model/steps.ts";
import { expectSame, type FreshPlan, freshPlan, type Line } from "../support/model/world.ts";
import { startTestServer } from "../support/server.ts";
import { type ServerProcess, startServerProcess } from "../support/server-process.ts";

const runs = process.env["LONG"] ? 10 : 2;
const crashes = process.env["LONG"] ? 5 : 2;

test(`kill -9 amid the work of a plan, ${runs * crashes} times: what was answered stands, what was cut off is done once, and everything is the model's`, {
  timeout: 1_200_000,
}, async () => {
  const server = await startTestServer();
  const { database } = server.context;
  await publishChecklist(database, modelChecklist, "system", new Date());
  const people = await makePeople(server);
  const plans: FreshPlan[] = [];
  for (let n = 0; n < runs; n += 1) plans.push(await freshPlan(database));
  const keys = openKeys(server.dataDir, new Date());
  await server.close();

  let process = await begin();
  /** Another port each time: no connection to the one that is gone is used again. */
  async function begin(): Promise<ServerProcess> {
    return await startServerProcess({ DATA_DIR: server.dataDir, ...server.stored.env, PORT: String(await freePort()) });
  }
  const line: Line = async (token, path, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    return await fetch(process.url + path, { ...init, headers });
  };
  const around = {
    people,
    line,
    async restarts() {
      expect(await process.stop()).toBe(0);
      process = await begin();
    },
    crashes: () => process.kill(),
    async starts() {
      process = await begin();
    },
  };
  const seen = { steps: 0, sheets: 0, off: 0, doneAlready: 0 };
  try {
    await fc.assert(
      fc.asyncProperty(historyWith(crashes), async (steps) => {
        const plan = plans.pop();
        if (!plan) throw new Error("more histories than plans");
        await people.speaksFor(plan.units[0]?.id ?? "", line);
        const done = new History(plan, around);
        const reader = openReader(server.dataDir, server.context.env.databaseUrl);
        const compare = () => expectSame(done.model, plan, { line, people, database: reader, keys }, done.receipts);
        try {
          await done.run(async () => {
            for (const one of steps) {
              await done.take(one);
              if (one.kind !== "crash") continue;
              await done.sendsWhatIsOpen();
              await compare();
            }
          });
        } finally {
          await reader.close();
        }
        seen.steps += done.told.length;
        seen.sheets += done.receipts.size;
        seen.off += done.cut.off;
        seen.doneAlready += done.cut.doneAlready;
      }),
      // Each history has a plan of its own, made before the server began: a failed one is not tried again in smaller pieces.
      { numRuns: runs, endOnFailure: true },
    );
  } finally {
    await process.kill();
    await server.remove();
  }
  console.log(`${runs * crashes} kills: ${JSON.stringify(seen)}`);
  expect(seen.off).toBeGreaterThan(0);
});
