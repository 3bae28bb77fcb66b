import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findSchemaFaults } from "../../server/verify/verify-schema.ts";
import { dropGuards } from "../support/intruder.ts";
import { startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let on: (table: string) => string;
const found = () => findSchemaFaults(server.context.database.read);

beforeAll(async () => {
  server = await startTestServer();
  on = (table) => (server.stored.kind === "postgres" ? ` on ${table}` : "");
});
afterAll(() => server.remove());

test("a database as this program makes it has no fault", async () => {
  expect(await found()).toEqual([]);
});

/** Does it as somebody with a shell, looks, and undoes it. */
async function afterChange(change: string, undo: string): Promise<string[]> {
  server.stored.exec(change);
  try {
    return await found();
  } finally {
    server.stored.exec(undo);
    expect(await found()).toEqual([]);
  }
}

const current = "create unique index submissions_current on submissions (inspection_id, author_id, stage) where status = 'current'";

describe("is told:", () => {
  test("the index that allows one current sheet, gone or another one", async () => {
    expect(await afterChange("drop index submissions_current", current)).toEqual(["index submissions_current on submissions: it is gone"]);
    const another = "drop index submissions_current; create index submissions_current on submissions (inspection_id, author_id, stage)";
    expect(await afterChange(another, `drop index submissions_current; ${current}`)).toEqual([
      "index submissions_current on submissions: it is not what this program made",
    ]);
  });

  test("an index that is not ours", async () => {
    expect(await afterChange("create unique index mine on submissions (author_id)", "drop index mine")).toEqual([
      "index mine on submissions: this program did not make it",
    ]);
  });

  test("a migration that is not among those that ran", async () => {
    const row = "select * from kysely_migration where name = '0150_evidence_senders'";
    const change = `create table kept as ${row}; delete from kysely_migration where name = '0150_evidence_senders'`;
    expect(await afterChange(change, "insert into kysely_migration select * from kept; drop table kept")).toEqual([
      expect.stringContaining("migration 0150_evidence_senders: not among those that ran"),
    ]);
  });

  test("a trigger that is not ours", async () => {
    const evil =
      server.stored.kind === "sqlite"
        ? "create trigger evil after insert on summaries begin update summaries set awarded = 0; end"
        : "create trigger evil before insert on summaries for each row execute function refuse_change('x')";
    expect(await afterChange(evil, `drop trigger evil${on("summaries")}`)).toEqual([
      "trigger evil on summaries: this program did not make it",
    ]);
  });

  test("what stands before a table of PostgreSQL, and guards that are switched off", async ({ skip }) => {
    if (server.stored.kind === "sqlite") skip("SQLite knows none of these");
    const covered = "table summaries: rules or policies stand before it, or it is none";
    expect(await afterChange("create rule evil as on delete to summaries do instead nothing", "drop rule evil on summaries")).toEqual([
      covered,
    ]);
    expect(
      await afterChange("alter table summaries enable row level security", "alter table summaries disable row level security"),
    ).toEqual([covered]);
    expect(
      await afterChange("alter table audit disable trigger audit_no_delete", "alter table audit enable trigger audit_no_delete"),
    ).toEqual(["trigger audit_no_delete on audit: it is not what this program made"]);
    const never = "drop trigger audit_no_delete on audit; create trigger audit_no_delete before delete on audit for each row";
    const run = "execute function refuse_change('the audit is only ever added to')";
    expect(await afterChange(`${never} when (false) ${run}`, `${never} ${run}`)).toEqual([
      "trigger audit_no_delete on audit: it is not what this program made",
    ]);
    const does = (body: string) => `create or replace function refuse_change() returns trigger language plpgsql as $$${body}$$`;
    const faults = await afterChange(does(" begin return old; end "), does(" begin raise exception '%', tg_argv[0]; end "));
    expect(faults).toHaveLength(9);
  });

  test("guards that are gone, each by its name", async () => {
    dropGuards(server.stored);
    const acts = server.stored.kind === "sqlite" ? ["update", "delete"] : ["update", "delete", "truncate"];
    const gone = ["audit", "submissions", "checklists"].flatMap((table) =>
      acts.map((act) => `trigger ${table}_no_${act} on ${table}: it is gone`),
    );
    expect((await found()).sort()).toEqual(gone.sort());
  });
});
