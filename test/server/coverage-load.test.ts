import { afterAll, beforeAll, expect, test } from "vitest";
import { openInspections } from "../../server/inspections/inspections.ts";
import { importUnits } from "../../server/units/new-units.ts";
import type { Coverage } from "../../shared/results/coverage.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { checklistOf, counted, criterion, makeSmallPlan, ratio } from "../support/small-plan.ts";

let server: TestServer;
/** With the test server's own. */
const communes = 3_321;
const years = [2021, 2022, 2023];

beforeAll(async () => {
  server = await startTestServer();
  const { database } = server.context;
  const checklist = checklistOf("coverage-load", [criterion("posted", "NYTT", 100, ratio("đã niêm yết", "còn hiệu lực"))]);
  const units = Array.from({ length: communes - 1 }, (_, i) => ({
    name: `Xã ${i + 1}`,
    kind: "commune" as const,
    block: "Cấp xã",
    websites: [],
  }));
  const unitIds = await importUnits(database, units, "quan", new Date());
  const team = [{ personId: server.asInspector("an").personId, position: "member", scores: true }] as const;
  for (const year of years) {
    const plan = await makeSmallPlan(server, { checklist, units: unitIds, year });
    const opening = {
      planId: plan.planId,
      unitIds,
      kind: "planned",
      form: "both",
      visitedOn: `${year}-03-01`,
      announced: true,
      team,
    } as const;
    await openInspections(database, opening, "lan", new Date());
    await plan.visits(0, { visitedOn: `${year}-04-01`, answers: { an: { posted: counted(9, 10) } } });
  }
}, 120_000);
afterAll(() => server.remove());

test("three years of 3,321 communes are counted in turns that let other requests in", async () => {
  // The time this thread computes between two turns of the loop: unlike the clock it does not count what else the machine does.
  const computed = () => process.threadCpuUsage().user / 1_000;
  let [before, longest, running] = [computed(), 0, true];
  const look = () => {
    longest = Math.max(longest, computed() - before);
    before = computed();
    if (running) setImmediate(look);
  };
  look();
  const answer = await server.asLead().fetch("/api/coverage");
  running = false;
  longest = Math.max(longest, computed() - before);
  const coverage: Coverage = await answer.json();
  expect(coverage.years.filter(({ year }) => years.includes(year)).map(({ total }) => [total.units, total.covered, total.overdue])).toEqual(
    years.map(() => [communes, 1, communes - 1]),
  );
  // In one turn it would be seconds; how long the longest is, the bench measures.
  expect(longest).toBeLessThan(300);
});
