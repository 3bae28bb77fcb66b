// What earlier commits' own code left behind (test/fixtures/databases) opens in today's. After a change of the tables, tell in
// test/support/database-story.ts what fills them, commit, and run `node test/support/make-database-fixture.ts`.
//
// Not among them: commits before 6508285 had tables and no program that opened any (107216d, the first, is there without rows); from
// 859f288 to 192e03e the tables could not be made, as a file was committed later; on PostgreSQL nothing is older than ba9f07f's tables.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, describe, expect, inject, test } from "vitest";
import { type Context, createApp } from "../../server/app.ts";
import { backUp } from "../../server/backup/backup.ts";
import { restore } from "../../server/backup/restore.ts";
import { checklistsOf } from "../../server/checklists/checklists.ts";
import { NewerDatabase } from "../../server/database/migrate.ts";
import { migrations } from "../../server/database/migrations/all.ts";
import { openDatabase } from "../../server/database/open.ts";
import { type Env, readEnv } from "../../server/host/env.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { openContext } from "../../server/serve.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { findSchemaFaults } from "../../server/verify/verify-schema.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import type { ResultRow } from "../../shared/results/results.ts";
import { runCommand } from "../support/command.ts";
import { databaseText, fixtureName, listFixtures, type Made, unpackFixture } from "../support/database-fixture.ts";
import { noDump } from "../support/dumps.ts";
import { makeFixture } from "../support/make-database-fixture.ts";
import { makeSheet } from "../support/sheets.ts";
import { newDatabase, type StoredData } from "../support/stored-data.ts";
import { allRows, schemaOf } from "../support/stored-tables.ts";
import { makeVisitor, password } from "../support/visitor.ts";

const socket = inject("postgres") ?? null;
const kind = socket === null ? "sqlite" : "postgres";
const known = listFixtures(kind);
const newest = known.at(-1);
if (!newest) throw new Error("there is no fixture");
/** In the quick run all on SQLite, on PostgreSQL every third, the newest among them. */
const tried = known.filter((_, i) => kind === "sqlite" || process.env["LONG"] !== undefined || (known.length - 1 - i) % 3 === 0);

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "phieu-cham-migrations-"));
  folders.push(folder);
  return folder;
}

/** A row as `allRows` writes it. */
function pairsIn(row: string): [string, unknown][] {
  return JSON.parse(row);
}

interface Unpacked {
  readonly env: Env;
  readonly stored: StoredData;
  readonly variables: Record<string, string>;
}

function unpack(folder: string | undefined): Unpacked {
  const dataDir = newFolder();
  const stored = newDatabase(dataDir);
  if (folder !== undefined) unpackFixture(folder, dataDir);
  if (folder !== undefined && kind === "postgres") stored.exec(databaseText(folder));
  const variables = { DATA_DIR: dataDir, LOG_LEVEL: "silent", ...stored.env };
  return { env: readEnv(variables), stored, variables };
}

/** Today's server on a data folder, an hour after it was left. */
async function reopen(env: Env, { madeAt }: Made) {
  const opened = await openContext(env, { log: pino({ level: "silent" }), now: () => new Date(Date.parse(madeAt) + 3_600_000) });
  const app = createApp(opened.context);
  const asking = (token: string): Asks => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    return async (path, body) => await app.request(path, { headers, ...(body !== undefined && { method: "PUT", body }) });
  };
  return { ...opened, app, asking };
}

describe.each(tried)("what $made.commit made ($name)", ({ folder, made }) => {
  test("comes up to date and keeps every row as it was, whoever signed in still can", async () => {
    const { env } = unpack(folder);
    const madeWith = (migration: string) => made.migrations.includes(migration);
    const before = await allRows(env);
    const server = await reopen(env, made);
    try {
      if (made.email !== null) {
        const answer = await makeVisitor(server.app).sends("/sign-in", { email: made.email, password, next: "/" });
        expect(answer.status).toBe(303);
      }
    } finally {
      await server.close();
    }
    const after = await allRows(env);
    for (const [table, rows] of Object.entries(before)) {
      // Signing in makes a session and is a try; a database that was served for the first time is
      // given its number and the default checklist.
      if (
        table === "session" ||
        table === "attempts" ||
        (made.told === null && ["meta", "checklists", "audit", "audit_head"].includes(table))
      )
        continue;
      // A column that came later is none of theirs.
      const columns = new Set(rows.flatMap((row) => pairsIn(row).map(([column]) => column)));
      const kept = after[table]?.map((row) => JSON.stringify(pairsIn(row).filter(([column]) => columns.has(column)))).sort();
      // What there was is put on record at the first start: the chain grows, and every entry of before stays.
      // What was called a read token reads, and writes no longer.
      const wanted =
        table === "devices"
          ? rows.map((row) => row.replace('["scope","lead"]', madeWith("0140_read_tokens") ? "$&" : '["scope","read"]')).sort()
          : rows;
      // A newer program publishes its own default checklist beside what was there.
      if (table === "audit" || table === "checklists") expect(kept, table).toEqual(expect.arrayContaining(rows));
      else if (table !== "audit_head") expect(kept, table).toEqual(wanted);
    }
    const fresh = unpack(undefined);
    await (await openContext(fresh.env)).close();
    expect(await schemaOf(env)).toEqual(await schemaOf(fresh.env));
  });
});

describe.each(tried.filter(({ made }) => made.told !== null))("a province's year as $made.commit kept it ($name)", ({ folder, made }) => {
  test("has the same results, no fault, can be read everywhere, and is worked on", async () => {
    const told = made.told as NonNullable<Made["told"]>;
    const server = await reopen(unpack(folder).env, made);
    const { database, keys } = server.context;
    const [lead, an, binh] = [server.asking(told.tokens.lead), server.asking(told.tokens.an), server.asking(told.tokens.binh)];
    try {
      expect([...(await findSchemaFaults(database.read)), ...(await findFaults(database, keys))]).toEqual([]);
      // Until November 2026 what was not concluded took ranks too: that is the working view of now.
      const { rows }: { rows: ResultRow[] } = await (await lead(`/api/results?plan=${told.planId}&basis=live`)).json();
      expect(rows.map(({ name, rank, index, band }) => ({ name, rank, index, band: band?.name.vi ?? null }))).toEqual(made.results);
      const unitIds = rows.map(({ unitId }) => unitId);
      const inspectionIds = (await database.read.selectFrom("inspections").select("id").execute()).map(({ id }) => id);
      for (const path of pathsOf(told.planId, unitIds, inspectionIds)) expect([path, (await lead(path)).status]).toEqual([path, 200]);
      if (!made.migrations.includes("0140_read_tokens"))
        expect((await lead(`/api/inspections/${inspectionIds[0]}/adjustments`, "{}")).status).toBe(403);
      const visitor = makeVisitor(server.app);
      await visitor.sends("/sign-in", { email: made.email ?? "", password, next: "/" });
      const pages = [`/results?plan=${told.planId}`, ...unitIds.map((id) => `/units/${id}?plan=${told.planId}`), "/admin/people"];
      for (const page of pages) expect([page, (await visitor.visits(page)).status]).toEqual([page, 200]);
      expect((await sendsAgain(server.context, an)) + (await sendsAgain(server.context, binh))).toBeGreaterThan(9);
      await sendsAnother(server.context, an, unitIds[0] ?? "");
      expect(await findFaults(database, keys)).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

function pathsOf(planId: string, unitIds: readonly string[], inspectionIds: readonly string[]): string[] {
  return [
    ...unitIds.flatMap((id) => [`/api/results/trace?plan=${planId}&unit=${id}`, `/api/units/${id}`]),
    ...inspectionIds.flatMap((id) => ["stages", "history", "findings", "evidence"].map((part) => `/api/inspections/${id}/${part}`)),
    ...["findings", "units", "checklists", "plans", `coverage?plan=${planId}`, "catalogue/versions?kind=commune"].map(
      (part) => `/api/${part}`,
    ),
  ];
}

type Asks = (path: string, body?: string) => Promise<Response>;

async function accountOf(ask: Asks): Promise<string> {
  return (await (await ask("/api/me")).json()).accountId;
}

/** Each sheet as a device sends it again that heard of no receipt; how many there are. */
async function sendsAgain({ database }: Context, ask: Asks): Promise<number> {
  const own = await database.read
    .selectFrom("submissions")
    .selectAll()
    .where("author_id", "=", await accountOf(ask))
    .execute();
  for (const { id, document, receipt } of own) {
    const answer = await ask(`/api/submissions/${id}`, document);
    expect([answer.status, (await answer.json()).receipt]).toEqual([200, JSON.parse(receipt)]);
  }
  return own.length;
}

/** An inspection opened today, by the default checklist, and its sheet. */
async function sendsAnother({ database, now }: Context, ask: Asks, unitId: string): Promise<void> {
  const personId = await accountOf(ask);
  const plan = await database.read
    .selectFrom("plans")
    .selectAll()
    .where("checklist_id", "=", defaultChecklist.id)
    .executeTakeFirstOrThrow();
  const checklist = await checklistsOf(database.read).get(plan.checklist_id, plan.checklist_version);
  const team = [{ personId, position: "member" as const, scores: true }];
  const visitedOn = "2026-10-08";
  const asked = { planId: plan.id, unitIds: [unitId], kind: "planned" as const, form: "both" as const, visitedOn, announced: true, team };
  const [inspectionId = ""] = await openInspections(database, asked, personId, now());
  const sheet = makeSheet({ inspectionId, unitId, visitedOn, checklist });
  const sent = await ask(`/api/submissions/${sheet.id}`, JSON.stringify(sheet));
  expect([sent.status, (await sent.json()).code]).toEqual([201, undefined]);
}

describe("a change of the tables", () => {
  test("leaves a fixture in which every table has rows", async () => {
    const how = "run `node test/support/make-database-fixture.ts` on the committed change";
    expect(newest.made.migrations.toSorted(), how).toEqual(Object.keys(migrations).sort());
    const rows = await allRows(unpack(newest.folder).env);
    // The sign-in library's own, for letters that nobody sends.
    const { verification: _, ...ours } = rows;
    const empty = Object.keys(ours).filter((table) => ours[table]?.length === 0);
    expect(empty, "test/support/database-story.ts tells nothing that is kept there").toEqual([]);
  });

  test.skipIf(noDump)("can be made a fixture of with one command", { timeout: 60_000 }, async () => {
    const to = newFolder();
    const name = await makeFixture(to, "now", socket);
    expect(name).toBe(fixtureName(kind, Object.keys(migrations), "now"));
    const { env } = unpack(join(to, name));
    const before = await allRows(env);
    await (await openContext(env)).close();
    expect(await allRows(env)).toEqual(before);
  });

  test("happens whole or not at all", async () => {
    const oldest = known.find(({ made }) => made.told !== null && !made.migrations.includes("0042_findings"));
    const { env, stored } = unpack(oldest?.folder);
    stored.exec("create table finding_steps (id text)");
    const before = await schemaOf(env);
    await expect(openDatabase(env.dataDir, env.databaseUrl)).rejects.toThrow("the tables could not be brought up to date");
    expect(await schemaOf(env)).toEqual(before);
    stored.exec("drop table finding_steps");
    await (await openDatabase(env.dataDir, env.databaseUrl)).close();
  });
});

describe("what a later version has changed", () => {
  const later = () => {
    const unpacked = unpack(newest.folder);
    unpacked.stored.exec(
      "insert into kysely_migration values ('9999_later', '2030-01-01T00:00:00.000Z'); alter table meta add column later text",
    );
    return unpacked;
  };
  const bytes = ({ dataDir }: Env) => (kind === "sqlite" ? readFileSync(join(dataDir, "phieu-cham.sqlite")).toString("base64") : "");

  test("is refused with a sentence in both languages, and left as it is", async () => {
    const { env, variables } = later();
    const before = [await allRows(env), await schemaOf(env), bytes(env)];
    await expect(openContext(env)).rejects.toThrow(NewerDatabase);
    const command = runCommand("rebuild", { env: variables });
    expect(await command.ended).toBe(1);
    expect(command.said).toContain("Dữ liệu này do một phiên bản Phiếu Chấm mới hơn ghi.");
    expect(command.said).toContain("A newer version of Phiếu Chấm has written this data.");
    expect(command.said).toContain("9999_later");
    expect([await allRows(env), await schemaOf(env), bytes(env)]).toEqual(before);
  });

  test.skipIf(noDump)("is not put in the place of what is here by a restore", async () => {
    const theirs = later();
    const backup = join(newFolder(), "backup");
    await backUp(theirs.env, backup, new Date());
    const { env } = unpack(newest.folder);
    const before = await allRows(env);
    await expect(restore(env, backup, new Date())).rejects.toThrow(NewerDatabase);
    expect(await allRows(env)).toEqual(before);
  });
});
