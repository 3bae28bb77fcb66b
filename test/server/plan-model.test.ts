import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { publishChecklist } from "../../server/checklists/checklists.ts";
import { readEnv } from "../../server/host/env.ts";
import { type Opened, openContext } from "../../server/serve.ts";
import { rankBases } from "../../shared/results/results.ts";
import { modelChecklist } from "../support/model/figures.ts";
import { History } from "../support/model/history.ts";
import { makePeople } from "../support/model/people.ts";
import { history } from "../support/model/steps.ts";
import { expectSame, expectSameResults, freshPlan, type Line, type People } from "../support/model/world.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let people: People;
let open: Opened;
let app: ReturnType<typeof createApp>;

beforeAll(async () => {
  server = await startTestServer();
  await publishChecklist(server.context.database, modelChecklist, "system", new Date());
  people = await makePeople(server);
  [open, app] = [server, server.app];
});
afterAll(async () => {
  await open.close();
  await server.remove();
});

const line: Line = async (token, path, init = {}) => {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return await app.request(path, { ...init, headers });
};

async function restarts(): Promise<void> {
  await open.close();
  const env = readEnv({ DATA_DIR: server.dataDir, LOG_LEVEL: "silent", ...server.stored.env });
  open = await openContext(env, { log: pino({ level: "silent" }), now: () => new Date() });
  app = createApp(open.context);
}

const runs = process.env["LONG"] ? (inject("postgres") === undefined ? 300 : 60) : inject("postgres") === undefined ? 12 : 5;
/** What failed is made smaller where a person asks for it: that has no end that could be counted. */
const seed = process.env["MODEL_SEED"];

test(`whatever a plan's people do, ${runs} times: the server answers as a simple model says, and every result, sum, receipt and summary is the model's`, {
  timeout: 3_000_000,
}, async () => {
  const seen = { steps: 0, inspections: 0, sheets: 0, merges: 0, ranked: 0, tied: 0 };
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const plan = await freshPlan(open.context.database);
      await people.speaksFor(plan.units[0]?.id ?? "", line);
      const done = new History(plan, { people, line, restarts });
      await done.run(async () => {
        for (const [i, one] of steps.entries()) {
          await done.take(one);
          if (i % 8 !== 7) continue;
          await expectSameResults(done.model, plan.planId, line, people);
          count(done, seen);
        }
        await done.sendsWhatIsOpen();
        const { database, keys } = open.context;
        await expectSame(done.model, plan, { line, people, database, keys }, done.receipts);
      });
      seen.steps += done.told.length;
      seen.inspections += done.model.inspections.length;
      seen.sheets += done.receipts.size;
      seen.merges += done.model.units.filter(({ closedOn }) => closedOn !== null).length;
    }),
    { numRuns: runs, ...(seed === undefined ? { endOnFailure: true } : { seed: Number(seed) }) },
  );
  console.log(`${runs} histories: ${JSON.stringify(seen)}`);
  // A model that is never asked anything agrees with everything.
  expect(seen.ranked).toBeGreaterThan(runs);
  // A handful of histories may hold none by chance.
  if (runs < 20) return;
  expect(seen.merges).toBeGreaterThan(runs / 10);
  expect(seen.tied).toBeGreaterThan(0);
});

function count({ model }: History, seen: { ranked: number; tied: number }): void {
  const rows = rankBases.flatMap((basis) => [...model.results(basis).values()]);
  seen.ranked += rows.filter(({ rank }) => rank !== null).length;
  seen.tied += rows.filter(({ tied }) => tied).length;
}
