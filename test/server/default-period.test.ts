import { afterAll, beforeAll, expect, test } from "vitest";
import type { Results } from "../../shared/results/results-answer.ts";
import { browserOf } from "../support/newcomers.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";
import { collectStatements } from "../support/statements/collect.ts";
import type { Visitor } from "../support/visitor.ts";

const heard = collectStatements();
let server: TestServer;
let lead: Visitor;
/** The newest, without a year. */
let halves: SmallPlan;
let years: SmallPlan;

beforeAll(async () => {
  server = await startTestServer();
  lead = await browserOf(server, server.asInspector("lan").personId);
  const checklist = checklistOf("default-period", [criterion("posted", "NYTT", 100, ratio("đã niêm yết", "còn hiệu lực"))]);
  const quarter = { kind: "q1" as const, from: "2024-12-15", to: "2025-03-14" };
  const of = { checklist, units: server.unitIds };
  years = await makeSmallPlan(server, { ...of, year: 2025, periods: [quarter, { kind: "year", from: "2024-12-15", to: "2025-12-14" }] });
  const [first, second] = [
    { kind: "sixMonths" as const, from: "2029-12-15", to: "2030-06-14" },
    { kind: "custom" as const, from: "2030-06-15", to: "2030-12-14" },
  ];
  halves = await makeSmallPlan(server, { ...of, year: 2030, periods: [second, first] });
  await years.visits(0, { visitedOn: "2025-02-01", answers: { an: { posted: counted(9, 10) } } });
});
afterAll(async () => {
  heard.stop();
  await server.remove();
});

/** Which plan and period the page and the API show for the same words in the address. */
async function shown(query: string): Promise<{ page: unknown; api: unknown }> {
  const page = await (await lead.visits(`/results?${query}`)).text();
  const chosen = (name: string) => new RegExp(`<select name="${name}">.*?<option value="([^"]*)" selected`, "s").exec(page)?.[1];
  const { plan, period } = (await askAsLead(server, `/api/results?${query}`)).body as Results;
  return { page: [chosen("plan"), chosen("period")], api: [plan.id, period.id] };
}

const nobodys = "01996d80-0000-7000-8000-000000000000";

test("an unknown plan is refused, by page, API and file", async () => {
  expect((await lead.visits(`/results?plan=${nobodys}`)).status).toBe(404);
  for (const path of ["/api/results", "/api/results.csv", "/api/results/criteria", "/api/agreement", "/api/indicators"]) {
    expect([path, (await askAsLead(server, `${path}?plan=${nobodys}`)).status]).toEqual([path, 404]);
  }
});

test("page and API show the same: the newest plan; its year, else its first period; a period of another plan gives way to that", async () => {
  const [quarter = "", year = ""] = years.periodIds;
  const [, firstHalf = ""] = halves.periodIds;
  for (const [query, plan, period] of [
    ["", halves.planId, firstHalf],
    [`period=${year}`, halves.planId, firstHalf],
    [`plan=${years.planId}`, years.planId, year],
    [`plan=${years.planId}&period=${quarter}`, years.planId, quarter],
    [`plan=${years.planId}&period=${firstHalf}`, years.planId, year],
    [`plan=${years.planId}&period=${nobodys}`, years.planId, year],
  ] as const) {
    expect([query, await shown(query)]).toEqual([query, { page: [plan, period], api: [plan, period] }]);
  }
});

test("whatever is computed beside the results is of the same period", async () => {
  const [, firstHalf = ""] = halves.periodIds;
  const [, year = ""] = years.periodIds;
  const of = `plan=${years.planId}&period=${firstHalf}`;
  expect((await askAsLead(server, `/api/results/criteria?${of}`)).body.period.id).toBe(year);
  const { body } = await askAsLead(server, `/api/results/trace?${of}&unit=${server.unitIds[0]}`);
  expect(body.sheets).toHaveLength(1);
  // Several periods are each asked for by name.
  expect((await askAsLead(server, `/api/indicators?${of}`)).status).toBe(404);
});

test("the results page reads the plans once, and again only when something has been recorded", async () => {
  const reads = () =>
    heard.statements.filter(({ text }) => text.startsWith('select * from "plans"')).reduce((sum, { times }) => sum + times, 0);
  const readsAt = async (path: string) => {
    const before = reads();
    heard.during(path);
    const status = path.startsWith("/api") ? (await askAsLead(server, path)).status : (await lead.visits(path)).status;
    heard.during(undefined);
    return [path, status, reads() - before];
  };
  const path = `/results?plan=${years.planId}`;
  await years.visits(1, { visitedOn: "2025-05-01", answers: { an: { posted: counted(7, 10) } } });
  expect(await readsAt(path)).toEqual([path, 200, 1]);
  expect(await readsAt(path)).toEqual([path, 200, 0]);
  expect(await readsAt(`/api${path}`)).toEqual([`/api${path}`, 200, 0]);
  await years.visits(2, { visitedOn: "2025-05-01", answers: { an: { posted: counted(5, 10) } } });
  expect(await readsAt(`/api${path}`)).toEqual([`/api${path}`, 200, 1]);
  const { rows }: Results = (await askAsLead(server, `/api${path}`)).body;
  expect(rows.find(({ unitId }) => unitId === server.unitIds[2])?.index).toBe(5_000);
});
