import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { Kysely, SqliteDialect, sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEnv } from "../../server/host/env.ts";
import { openContext } from "../../server/serve.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { databaseText, listFixtures, unpackFixture } from "../support/database-fixture.ts";
import { tellStory } from "../support/database-story.ts";
import { dropGuards } from "../support/intruder.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { newDatabase } from "../support/stored-data.ts";

/** What may be changed without `verify` seeing it, and why that is no harm. A table: every column of it, and whole rows. */
const unseen: Readonly<Record<string, string>> = {
  attempts: "how often something was tried lately: it ends by itself, and lets nobody in",
  requests: "what requests have made that may come again: what they made is on record itself",
  self_drafts: "what a unit has typed and not sent: nothing rests on it, and its accounts see it alone",
  self_draft_sheets: "the same",
  self_draft_evidence: "the same; the file has its own record",
  "devices.last_used_on": "the day, so that people know their devices: no permission rests on it",
  "submissions.device_id": "which of the author's devices sent it: whose it is stands in the chain",
  "submissions.clock_offset_ms": "what the device's clock claimed: that it was far off stands in the signed receipt",
  "evidence.received_at": "when a file came, which its own record has; whether it came is compared",
};

/** Tables that may have a row more without `verify` seeing it, besides, and why that is no harm. */
const unseenMore: Readonly<Record<string, string>> = {
  meta: "a name that nothing asks for; those that are asked for are there already, and each is there once",
};

/** Tables of which only these rows count, and why the others do not. */
const counted: Readonly<Record<string, { readonly rows: string; readonly why: string }>> = {
  meta: { rows: "name in ('instance_id', 'epoch')", why: "the other says when units were changed last, for what is kept in memory" },
  device_codes: {
    rows: "state <> 'pending'",
    why: "what waits for an answer lets nobody in, and is asked for by strangers: it would fill the chain",
  },
};

/**
 * The sign-in library's tables, which on SQLite stand in a file of their own: every column, and why none of it is on record. Who an account
 * is and what it may do stands in `people`, which is.
 */
const accounts: Readonly<Record<string, { readonly columns: string; readonly why: string }>> = {
  user: {
    columns: "id name email emailVerified image createdAt updatedAt",
    why: "what is typed to sign in; an account that no person names may do nothing, and another's row is another's password: see there",
  },
  account: {
    columns:
      "id accountId providerId userId accessToken refreshToken idToken accessTokenExpiresAt refreshTokenExpiresAt scope password createdAt updatedAt",
    why: "passwords change: whoever can put another hash here can read the secret that signs sessions, which lets in without a password",
  },
  session: {
    columns: "id expiresAt token createdAt updatedAt ipAddress userAgent userId",
    why: "who is signed in just now: it ends by itself, and lets in only a cookie that the secret signed",
  },
  verification: {
    columns: "id identifier value expiresAt createdAt updatedAt",
    why: "the library's links by mail, which this server does not send: nothing reads it",
  },
};

let server: TestServer;
let write: Kysely<Record<string, Record<string, unknown>>>;
let place: "rowid" | "ctid";
const found = () => findFaults(server.context.database, server.context.keys);

interface Column {
  readonly table: string;
  readonly name: string;
  readonly numeric: boolean;
  readonly nullable: boolean;
}

beforeAll(async () => {
  server = await startTestServer();
  await tellStory(server, () => new Date());
  dropGuards(server.stored);
  write = server.context.database.write as unknown as typeof write;
  place = server.stored.kind === "sqlite" ? "rowid" : "ctid";
});
afterAll(() => server.remove());

async function columns(): Promise<Column[]> {
  const tables = (await write.introspection.getTables()).filter(({ name }) => !Object.hasOwn(accounts, name));
  return tables.flatMap(({ name: table, columns: own }) =>
    own.map(({ name, dataType, isNullable }) => ({ table, name, numeric: /int/i.test(dataType), nullable: isNullable })),
  );
}

/** Changes one row as somebody with a shell could, looks, and sets the table back. `undefined`: there is no such row. */
async function afterChange(table: string, change: string): Promise<string[] | undefined> {
  await sql.raw(`create table kept as select * from "${table}"`).execute(write);
  try {
    const { numAffectedRows } = await sql.raw(change).execute(write);
    return numAffectedRows === 0n ? undefined : await found();
  } finally {
    await sql.raw(`delete from "${table}"`).execute(write);
    await sql.raw(`insert into "${table}" select * from kept`).execute(write);
    await sql.raw("drop table kept").execute(write);
  }
}

/** The place of the newest row, or the oldest, of those. */
function rowOf(table: string, which: "asc" | "desc", where = "true"): string {
  return `${place} = (select ${place} from "${table}" where ${where} and ${counted[table]?.rows ?? "true"} order by ${place} ${which} limit 1)`;
}

/** Another value, none, and one where there was none. */
function changesOf({ table, name, numeric, nullable }: Column): string[] {
  const [other, some] = numeric ? [`"${name}" + 1000000`, "7"] : [`'x' || "${name}"`, "'x'"];
  const set = (value: string, where: string) => `update "${table}" set "${name}" = ${value} where ${rowOf(table, "desc", where)}`;
  const changes = [set(other, `"${name}" is not null`)];
  return nullable ? [...changes, set("null", `"${name}" is not null`), set(some, `"${name}" is null`)] : changes;
}

describe("what was changed before this version began to record it", () => {
  /** A province's year as the version of before left it, opened by this one. */
  async function opened(change: string, look: (faults: string[]) => void): Promise<void> {
    const { stored } = server;
    const fixture = listFixtures(stored.kind).findLast(({ made }) => made.told !== null && !made.migrations.includes("0120_look_ups"));
    const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-before-"));
    const data = newDatabase(dataDir);
    try {
      if (!fixture) throw new Error("there is no fixture");
      unpackFixture(fixture.folder, dataDir);
      if (data.kind === "postgres") data.exec(databaseText(fixture.folder));
      data.exec(change);
      const { context, close } = await openContext(readEnv({ DATA_DIR: dataDir, LOG_LEVEL: "silent", ...data.env }));
      look(await findFaults(context.database, context.keys));
      await close();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }

  test("is found where it was on record then, in another form", async () => {
    const change = "update inspections set state = 'submitted' where state = 'concluded'";
    await opened(change, (faults) =>
      expect(faults.join("\n")).toMatch(/state of inspection \S+: its rows were changed earlier, before they were recorded again/),
    );
  });

  test("is not made a fault of where nothing was on record", async () => {
    await opened("update people set name = 'Lan' where name = 'Phạm Ngọc Lan'", (faults) => expect(faults).toEqual([]));
  });
});

test("the story is without fault", async () => {
  expect(await found()).toEqual([]);
});

test("whichever column of whichever table is changed, it is found, but for those listed with why not", { timeout: 300_000 }, async () => {
  const missed = new Map<string, string[]>();
  for (const column of await columns()) {
    const name = `${column.table}.${column.name}`;
    for (const change of changesOf(column)) {
      const faults = await afterChange(column.table, change);
      if (faults?.length === 0) missed.set(name, [...(missed.get(name) ?? []), change]);
    }
  }
  const listed = (name: string) => Object.hasOwn(unseen, name) || Object.hasOwn(unseen, name.split(".")[0] ?? "");
  expect([...missed].filter(([name]) => !listed(name)).flatMap(([, changes]) => changes)).toEqual([]);
  const all = [...missed.keys()];
  expect(Object.keys(unseen).filter((name) => !all.some((one) => one === name || one.startsWith(`${name}.`)))).toEqual([]);
});

test("of the sign-in library's tables each column is known, with why it is not on record", async () => {
  const { stored, dataDir } = server;
  const file = stored.kind === "sqlite" ? new Sqlite(join(dataDir, "accounts.sqlite"), { readonly: true }) : undefined;
  const own =
    file === undefined ? write : new Kysely<Record<string, Record<string, unknown>>>({ dialect: new SqliteDialect({ database: file }) });
  const tables = (await own.introspection.getTables()).filter(({ name }) => file !== undefined || Object.hasOwn(accounts, name));
  file?.close();
  const there = tables.map(({ name, columns: found }) => [name, found.map((column) => column.name).sort()]);
  const listed = Object.entries(accounts).map(([name, { columns: known }]) => [name, known.split(" ").sort()]);
  expect(Object.fromEntries(there)).toEqual(Object.fromEntries(listed));
});

test("whichever table loses its newest row or its oldest, it is found, but for those listed with why not", {
  timeout: 300_000,
}, async () => {
  const missed: string[] = [];
  for (const table of new Set((await columns()).map((column) => column.table))) {
    for (const which of ["asc", "desc"] as const) {
      const faults = await afterChange(table, `delete from "${table}" where ${rowOf(table, which)}`);
      if (faults?.length === 0 && !Object.hasOwn(unseen, table)) missed.push(`${which} of ${table}`);
    }
  }
  expect(missed).toEqual([]);
});

/** What a column that names something names: another one of these is tried, and one that is nowhere. */
const references: Readonly<Record<string, string>> = {
  submission_id: "submissions",
  replaces_id: "submissions",
  replaced_by: "submissions",
  inspection_id: "inspections",
  person_id: "people",
  author_id: "people",
  unit_id: "units",
  plan_id: "plans",
  finding_id: "findings",
  step_id: "finding_steps",
  explanation_id: "explanations",
  answer_id: "explanation_answers",
  objection_id: "objections",
  correction_id: "corrections",
  event_id: "unit_events",
  checklist_id: "checklists",
};
/** Columns that say which row it is. */
const identities =
  /^(id|token_hash|device_code_hash|user_code|email|name|key|key_hash|number|position|adjustment_id|criterion_id|code|version|content_hash|owner|year|day)$/;

/** A copy of a table's newest row with these values in place of its own. */
function copyOf(table: string, names: readonly string[], values: ReadonlyMap<string, string>): string {
  const list = names.map((name) => values.get(name) ?? `"${name}"`);
  return `insert into "${table}" (${names.map((name) => `"${name}"`).join()}) select ${list.join()} from "${table}" where ${rowOf(table, "desc")}`;
}

/** A row more: another one by its own key, by each thing that it names, and by each two of them. */
function* copiesOf(table: string, own: readonly Column[]): Generator<string> {
  const names = own.map(({ name }) => name);
  const other = ({ name, numeric }: Column) => [name, numeric ? `"${name}" + 1000000` : `'x' || "${name}"`] as const;
  const keys = own.filter(({ name }) => identities.test(name)).map(other);
  yield copyOf(table, names, new Map(keys));
  for (const key of keys) yield copyOf(table, names, new Map([key]));
  const elsewhere = own.flatMap((column) => {
    const of = references[column.name];
    if (of === undefined) return [];
    return [other(column), [column.name, `(select id from "${of}" where id <> "${table}"."${column.name}" order by id limit 1)`] as const];
  });
  for (const [n, one] of elsewhere.entries()) {
    yield copyOf(table, names, new Map([...keys, one]));
    for (const two of elsewhere.slice(n + 1)) if (two[0] !== one[0]) yield copyOf(table, names, new Map([...keys, one, two]));
  }
}

test("whichever table gets a row more, of this thing or of another, it is found, but for those listed with why not", {
  timeout: 300_000,
}, async () => {
  const missed: string[] = [];
  const untried = new Set<string>();
  for (const [table, own] of Map.groupBy(await columns(), (column) => column.table)) {
    untried.add(table);
    for (const change of copiesOf(table, own)) {
      // One that the database itself takes for a second of the same is no row more.
      const faults = await afterChange(table, change).catch((problem: unknown) => {
        if (!/unique|duplicate key|not.null/i.test(String(problem))) throw problem;
      });
      if (faults === undefined) continue;
      untried.delete(table);
      if (faults.length === 0 && !Object.hasOwn({ ...unseen, ...unseenMore }, table)) missed.push(change);
    }
  }
  expect(missed).toEqual([]);
  expect([...untried]).toEqual([]);
});
