import { afterAll, beforeAll, expect, test } from "vitest";
import { findDifferences, rebuildSummaries } from "../../server/database/rebuild.ts";
import { findFaults } from "../../server/database/verify.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
const faults = () => findFaults(server.context.database, server.context.keys);

beforeAll(async () => {
  server = await startTestServer();
  for (const unit of [0, 1, 2]) await server.asInspector("an").submits(makeSheet({ ...(await server.opens({ unit })), seed: unit + 1 }));
});
afterAll(() => server.remove());

/** Changes stored rows as somebody with a shell could, looks, and sets them back. */
async function afterTampering(change: string): Promise<string[]> {
  server.tampers((file) =>
    file.exec(`create table kept_submissions as select * from submissions; create table kept_audit as select * from audit;
    create table kept_summaries as select * from summaries; create table kept_head as select * from audit_head; ${change}`),
  );
  const found = await faults();
  for (const [table, kept] of [
    ["submissions", "kept_submissions"],
    ["audit", "kept_audit"],
    ["summaries", "kept_summaries"],
    ["audit_head", "kept_head"],
  ]) {
    server.tampers((file) => file.exec(`delete from ${table}; insert into ${table} select * from ${kept}; drop table ${kept}`));
  }
  return found;
}

test("what was received, recorded and summarised agrees", async () => {
  expect(await faults()).toEqual([]);
});

test("a changed document, receipt, audit entry or summary is found", async () => {
  const first = "(select min(position) from submissions)";
  expect(await afterTampering(`update submissions set document = replace(document, 'Đã xem', 'Chưa xem') where position = ${first}`)).toEqual([
    expect.stringContaining("its document was changed"),
  ]);
  expect(
    await afterTampering(`update submissions set receipt = replace(receipt, '"flags":[]', '"flags":["contradiction"]') where position = ${first}`),
  ).toEqual([expect.stringContaining("its receipt is not signed by this server")]);
  expect(await afterTampering("update audit set actor_id = 'nobody' where position = 2")).toEqual([expect.stringContaining("entry 2 was changed")]);
  expect(await afterTampering("delete from audit where position = 2")).toEqual([expect.stringContaining("entry 2 is missing")]);
  expect(await afterTampering("update summaries set awarded = awarded + 50")).toHaveLength(3);
});

test("an entry removed from the end, or a submission removed altogether, is found", async () => {
  const last = "(select max(position) from submissions)";
  expect((await afterTampering(`delete from audit where position = (select max(position) from audit)`)).join()).toContain("the chain ends at");
  expect((await afterTampering(`delete from submissions where position = ${last}`)).join()).toContain("received, and no longer there");
});

test("rebuilding sets summaries to what the documents give and says what differed", async () => {
  const { database } = server.context;
  const before = await database.read.selectFrom("summaries").selectAll().orderBy("inspection_id").execute();
  const [one, two, three] = before.map((summary) => summary.submission_id);
  server.tampers((file) =>
    file.exec(`update summaries set awarded = 1 where submission_id = '${one}'; delete from summaries where submission_id = '${two}';
      insert into summaries select 'x', author_id, stage, 'gone', awarded, max, areas, points, pending, enough_applicable
        from summaries where submission_id = '${three}'`),
  );
  const differences = await rebuildSummaries(database);
  expect(differences.map(({ stored, computed }) => [stored === null, computed === null]).sort()).toEqual([
    [false, false],
    [false, true],
    [true, false],
  ]);
  expect(await findDifferences(database)).toEqual([]);
  expect(await database.read.selectFrom("summaries").selectAll().orderBy("inspection_id").execute()).toEqual(before);
});
