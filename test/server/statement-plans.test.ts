import { afterAll, beforeAll, expect, test } from "vitest";
import { createFuzzer } from "../support/contract-run.ts";
import { openWorld, type World } from "../support/contract-world.ts";
import { tellStory } from "../support/database-story.ts";
import type { DatabaseKind } from "../support/databases.ts";
import { pageRoutes, takes, walkOf } from "../support/page-walk.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { collectStatements } from "../support/statements/collect.ts";
import { columnsOf, fill } from "../support/statements/fill.ts";
import { openPlanner, type Planner, type Scan } from "../support/statements/plans.ts";

const heard = collectStatements();
let world: World;
/** Something in every table. */
let story: TestServer;
let planner: Planner;
/** The tables that grow; the sign-in library's are among them, which SQLite has in a file of their own. */
let grown: ReadonlySet<string>;

/** Tables that do not grow with what is done every day. */
const few: Readonly<Record<string, string>> = {
  meta: "two rows",
  audit_head: "one row",
  checklists: "a few versions a year",
  plans: "one or two a year",
  periods: "some for each plan",
  device_codes: "those that wait, 1,000 at most: what has expired goes when another one is asked for",
  people: "as many as the province has",
  units: "as many as the province has",
  unit_facts: "some for each unit; a list of units is made of all of them",
  unit_events: "as often as a unit is merged or renamed",
  unit_event_units: "some for each event",
  document_templates: "as often as a lead changes one in Word",
  calendar_years: "one a year",
  calendar_days: "some for each year",
};

interface Allowed {
  readonly table: string;
  /** The statement, or how the database goes through it. */
  readonly as: RegExp;
  /** The other database has a better way. */
  readonly on?: DatabaseKind;
  readonly why: string;
}

const everyFinding = /from "findings" as "f" inner join "inspections" as "i" on "i"\."id" = "f"\."inspection_id" order by/;

/** What may go through a table that grows. */
const allowed: readonly Allowed[] = [
  { table: "findings", as: everyFinding, why: "every finding is what was asked for" },
  { table: "inspections", as: everyFinding, on: "postgres", why: "every finding is what was asked for, and each has one" },
  { table: "minutes", as: /minutes_by_written_at/, why: "the last row of an index, and no other" },
  { table: "submissions", as: /submissions_late/, why: "an index of the sheets that came too late" },
  { table: "summaries", as: /summaries_pending/, why: "an index of the sheets that wait for the lead's word" },
];

/**
 * Not asked for by anybody's page or program here: a new server alone has a set-up link, the packages need a
 * build, and the world has an administrator.
 */
const notWalked = ["GET /setup/:token", "POST /setup/:token", "GET /extension/:file"];

beforeAll(async () => {
  world = await openWorld();
  const fuzzer = await createFuzzer(world);
  for (const operation of fuzzer.operations) {
    heard.during(operation.name);
    await fuzzer.succeeds(operation);
  }
  // And with nothing besides: what is asked of everything there is.
  for (const { method, path } of fuzzer.operations.filter((one) => one.method === "GET" && !one.path.includes("{"))) {
    heard.during(`${method} ${path} of everything`);
    for (const device of [world.devices.lead, world.devices.inspector, world.devices.unit]) await (await device.fetch(path)).arrayBuffer();
  }
  heard.during(undefined);
  fuzzer.close();
  const walk = await walkOf(world);
  expect(Object.keys(walk).sort()).toEqual(pageRoutes.filter((route) => !notWalked.includes(route)).sort());
  for (const [route, step] of Object.entries(walk)) {
    const asked = await step();
    heard.during(route);
    const answer = await takes(asked, route);
    expect([route, answer.status < 400 ? "done" : answer.status]).toEqual([route, "done"]);
    heard.during(undefined);
  }
  story = await startTestServer();
  heard.during("the story");
  await tellStory(story, () => new Date());
  heard.stop();
  const tables = await columnsOf(story.context.database.read, Object.keys(few));
  grown = new Set([...Object.keys(tables), "user", "session", "account", "verification"]);
  fill(story.stored, tables, 100);
  planner = await openPlanner(story.stored, story.dataDir);
}, 300_000);
afterAll(async () => {
  await planner?.close();
  await world?.close();
  await story?.remove();
});

/** Statements with the tables that grow and that they would go through. */
async function scans(): Promise<string[]> {
  const found: string[] = [];
  for (const statement of heard.statements) {
    const whole = (await planner.scansOf(statement)).filter((scan) => grown.has(scan.table) && !isAllowed(scan, statement.text));
    found.push(...whole.map(({ table, how }: Scan) => `${[...statement.by].join(", ")} goes through ${table} (${how}): ${statement.text}`));
  }
  return found;
}

/** Allowances that some statement needed. */
const needed = new Set<Allowed>();

function isAllowed({ table, how }: Scan, text: string): boolean {
  const allowing = allowed.filter((one) => one.table === table && (one.as.test(text) || one.as.test(how)));
  for (const one of allowing) needed.add(one);
  return allowing.length > 0;
}

test("no statement of any request goes through a table that grows", async () => {
  expect(heard.statements.length).toBeGreaterThan(200);
  expect(await scans()).toEqual([]);
  expect(
    allowed.filter((one) => !needed.has(one) && (one.on ?? story.stored.kind) === story.stored.kind),
    "allowances that nothing needs any more",
  ).toEqual([]);
});

test.for([
  ["all of it", "select awarded from summaries where awarded = 1", ["summaries"]],
  [
    "all of it in a condition",
    "select id from plans p where not exists (select 1 from summaries s where s.awarded = p.year)",
    ["plans", "summaries"],
  ],
  ["all of an index", "select author_id from submissions order by position", ["submissions"]],
  [
    "an index that is made for it",
    "select r.reason from returns r join summaries s on s.awarded = r.reason where r.inspection_id = 'x'",
    ["summaries"],
  ],
  ["one row of an index", "select document from submissions where position = 7", []],
] as const)("going through %s is seen", async ([, text, tables]) => {
  const found = await planner.scansOf({
    text: story.stored.kind === "sqlite" ? text : text.replace("s.awarded = r.reason", "s.awarded::text = r.reason"),
    values: [],
    by: new Set(),
    times: 1,
    file: "phieu-cham.sqlite",
  });
  expect(found.map(({ table }) => table).sort()).toEqual(tables);
});
