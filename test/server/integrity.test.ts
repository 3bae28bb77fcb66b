import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { entryAfter, type Head } from "../../server/ledger/audit.ts";
import { beginRecords } from "../../server/ledger/records-begin.ts";
import { findDifferences, rebuildSummaries } from "../../server/submissions/rebuild.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import { decideEverything, sendJson } from "../support/decided.ts";
import { dropGuards } from "../support/intruder.ts";
import { makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
const faults = () => findFaults(server.context.database, server.context.keys);

beforeAll(async () => {
  server = await startTestServer();
  for (const unit of [0, 1, 2]) await server.asInspector("an").submits(makeSheet({ ...(await server.opens({ unit })), seed: unit + 1 }));
  await decideEverything(server);
});
afterAll(() => server.remove());

describe("the database itself refuses", () => {
  const { id } = defaultChecklist;
  test.for([
    ["update audit set actor_id = 'nobody' where position = 2", "only ever added to"],
    ["delete from audit where position = 2", "only ever added to"],
    ["update submissions set document = '{}'", "stays as it was received"],
    ["update submissions set receipt = '{}', status = 'replaced'", "stays as it was received"],
    ["delete from submissions", "stays as it was received"],
    [`update checklists set document = '{}' where id = '${id}'`, "never changes"],
    [`update checklists set state = 'draft' where id = '${id}'`, "never changes"],
    [`delete from checklists where id = '${id}'`, "never changes"],
  ])("%s", ([sql, why]) => {
    expect(() => server.stored.exec(sql ?? "")).toThrow(why);
  });

  test("to empty a guarded table at once", ({ skip }) => {
    if (server.stored.kind === "sqlite") skip("SQLite knows no truncate");
    for (const table of ["audit", "submissions", "checklists"]) expect(() => server.stored.exec(`truncate ${table}`)).toThrow();
  });
});

test("what was received, published, decided, recorded and summarised agrees", async () => {
  expect(await faults()).toEqual([]);
});

/** Changes stored rows as somebody with a shell could, looks, and sets them back. */
async function afterTampering(change: string, ...tables: readonly string[]): Promise<string[]> {
  dropGuards(server.stored);
  server.stored.exec(`${tables.map((table) => `create table kept_${table} as select * from ${table};`).join("")} ${change}`);
  try {
    return await faults();
  } finally {
    server.stored.exec(
      tables.map((table) => `delete from ${table}; insert into ${table} select * from kept_${table}; drop table kept_${table};`).join(""),
    );
  }
}

const first = "(select min(position) from submissions)";
const last = "(select max(position) from submissions)";
const published = `id = '${defaultChecklist.id}' and version = '${defaultChecklist.version}'`;
const bounds = `replace(document, '"min":${defaultChecklist.bands[0]?.min}', '"min":9900')`;

describe("somebody who changed it with a shell is found:", () => {
  test.for([
    [
      "a sheet's document",
      `update submissions set document = replace(document, 'Đã xem', 'Chưa xem') where position = ${first}`,
      "its document was changed",
    ],
    [
      "a receipt",
      `update submissions set receipt = replace(receipt, '"flags":[]', '"flags":["contradiction"]') where position = ${first}`,
      "not signed by this",
    ],
    ["a receipt that is none", `update submissions set receipt = 'none' where position = ${first}`, "its receipt cannot be read"],
    ["whose a sheet is", `update submissions set author_id = 'nobody' where position = ${first}`, "the audit says otherwise"],
    ["what a sheet is of", `update submissions set inspection_id = 'other' where position = ${first}`, "of another inspection or stage"],
    [
      "a sheet that counts as a late one",
      `update submissions set status = 'late' where position = ${first}`,
      "it stands as late, and its receipt says otherwise",
    ],
    [
      "a sheet that counts as one taken back",
      `update submissions set status = 'withdrawn' where position = ${first}`,
      "otherwise of when it was taken back",
    ],
    [
      "a replaced sheet as one that counts",
      "update submissions set status = 'late', replaced_by = null where status = 'replaced'",
      "another one replaces it",
    ],
    [
      "why a sheet was taken back",
      "update submissions set withdraw_reason = 'x' where withdraw_reason is not null",
      "its rows were changed",
    ],
    ["a sheet removed", `delete from submissions where position = ${last}`, "received, and no longer there"],
  ])("%s", async ([, change, why]) => {
    expect((await afterTampering(change ?? "", "submissions")).join("\n")).toContain(why);
  });

  test.for([
    ["an entry of the audit", "update audit set actor_id = 'nobody' where position = 2", "entry 2 was changed"],
    ["an entry removed", "delete from audit where position = 2", "entry 2 is missing"],
    ["the last entry removed", "delete from audit where position = (select max(position) from audit)", "the chain ends at"],
  ])("%s", async ([, change, why]) => {
    expect((await afterTampering(change ?? "", "audit")).join("\n")).toContain(why);
  });

  test.for([
    ["the bands", `update checklists set document = ${bounds} where ${published}`, "its document was changed"],
    ["a checklist to one that cannot be read", `update checklists set document = '{}' where ${published}`, "its document was changed"],
    [
      "a hash with its document",
      `update checklists set document = '{}', content_hash = 'x' where ${published}`,
      "the audit says otherwise",
    ],
    ["a checklist unpublished", `update checklists set state = 'draft' where ${published}`, "draft, and the audit says otherwise"],
    ["a checklist removed", "delete from checklists where version = 'bonus'", "published, and no longer there"],
    [
      "a checklist added",
      "insert into checklists select id, 'x', state, document, content_hash, created_at, published_at from checklists",
      "audit says otherwise",
    ],
  ])("%s of a published checklist", async ([, change, why]) => {
    expect((await afterTampering(change ?? "", "checklists")).join("\n")).toContain(why);
  });

  test.for([
    ["inspection_adjustments", "update inspection_adjustments set times = 5", "rows were changed"],
    ["inspection_adjustments", "delete from inspection_adjustments", "rows were changed"],
    ["appraised_criteria", "update appraised_criteria set how = 'agreed'", "rows were changed"],
    ["appraised_criteria", "delete from appraised_criteria where how = 'lead'", "rows were changed"],
    ["appraisals", "update appraisals set by_scorer = 1 - by_scorer", "rows were changed"],
    ["not_applicable_decisions", "update not_applicable_decisions set reason = 'x'", "not applicable NYTT-10 of submission"],
    ["not_applicable_decisions", "update not_applicable_decisions set approved = 0", "not applicable NYTT-10 of submission"],
    ["not_applicable_decisions", "delete from not_applicable_decisions", "rows were changed"],
    ["returns", "update returns set reason = 'x'", "return of submission"],
    ["returns", "delete from returns", "rows were changed"],
    ["positions", "update positions set excuse_reason = 'x' where excused_at is not null", "excuse of"],
    ["positions", "update positions set excused_at = null, excused_by = null, excuse_reason = null", "rows were changed"],
    ["positions", "update positions set excused_at = '2026-01-01T00:00:00.000Z', excused_by = 'x', excuse_reason = 'x'", "excuse of"],
    ["inspections", "update inspections set state = 'submitted' where state = 'concluded'", "state of inspection"],
    [
      "inspections",
      "update inspections set state = 'concluded', concluded_by = opened_by, concluded_at = opened_at",
      "conclusion of inspection",
    ],
    ["inspections", "update inspections set revealed_at = '2026-01-01T00:00:00.000Z'", "state of inspection"],
    ["inspections", "update inspections set visited_on = '2026-02-02'", "rows were changed"],
    [
      "inspections",
      `update inspections set unit_snapshot = replace(unit_snapshot, '"traits":[]', '"traits":["noDesk"]')`,
      "rows were changed",
    ],
    ["inspections", "delete from inspections where state = 'concluded'", "recorded, and no longer there"],
    ["inspection_history", "update inspection_history set reason = 'x' where reason is not null", "rows were changed"],
    ["findings", "update findings set due_on = '2030-01-01'", "finding"],
    ["findings", "delete from findings", "recorded, and no longer there"],
    ["finding_steps", "update finding_steps set kind = 'fixed'", "of finding"],
    ["finding_steps", "update finding_steps set text = 'x'", "rows were changed"],
    ["units", "update units set closed_on = null", "rows were changed"],
    [
      "units",
      "insert into units values ('ffffffff-0000-7000-8000-000000000000', 'commune', '2026-01-01T00:00:00.000Z', null)",
      "the audit does not know it",
    ],
    ["unit_facts", "update unit_facts set value = 'Khối khác' where fact = 'block'", "rows were changed"],
    ["unit_facts", "delete from unit_facts where fact = 'trait'", "rows were changed"],
    ["unit_event_units", "delete from unit_event_units where side = 'before'", "unit event"],
    ["unit_events", "update unit_events set decision = 'x'", "unit event"],
    ["plans", "update plans set target_percent = 1", "rows were changed"],
    ["periods", "update periods set to_day = '2026-06-30'", "rows were changed"],
    ["plan_units", "delete from plan_units", "rows were changed"],
    ["summaries", "update summaries set awarded = awarded + 50", "not what its document gives"],
  ])("%s: %s", async ([table, change, why]) => {
    const rows = server.stored.counts([table ?? ""]);
    expect((await afterTampering(change ?? "", table ?? "")).join("\n")).toContain(why);
    expect(server.stored.counts([table ?? ""])).toEqual(rows);
    expect(Object.values(rows)[0]).toBeGreaterThan(0);
  });
});

describe("what was changed unseen is not made good by the next change that this program records:", () => {
  let other: TestServer;
  beforeEach(async () => {
    other = await startTestServer();
  });
  afterEach(() => other.remove());
  const found = () => findFaults(other.context.database, other.context.keys);

  test("an inspection that is concluded afterwards", async () => {
    const { inspectionId, unitId } = await other.opens();
    await other.asInspector("an").submits(makeSheet({ inspectionId, unitId }));
    other.stored.exec("update inspections set form_group = 'remote'");
    expect(await found()).toEqual([expect.stringContaining(`inspection ${inspectionId}: its rows were changed`)]);
    await sendJson(other.asLead(), "POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    expect(await found()).toEqual([`inspection ${inspectionId}: its rows were changed earlier, before they were recorded again`]);
  });

  test("a finding, a unit and a plan that are changed afterwards", async () => {
    const admin = await makeDevice(other, other.app, other.asInspector("quan").personId, "lead");
    const at = await other.opens();
    await other.asInspector("an").submits(makeSheet(at));
    const [findingId, asLead] = [newId(), other.asLead()];
    const finding = { inspectionId: at.inspectionId, criterion: "NYTT-10", text: "Chưa niêm yết", noticeOn: "2026-10-06" };
    await sendJson(asLead, "PUT", `/api/findings/${findingId}`, finding);
    other.stored.exec("update findings set due_on = '2030-01-01'");
    await sendJson(asLead, "PUT", `/api/findings/${findingId}/verdicts/${newId()}`, { fixed: false, reason: "Chưa" });
    other.stored.exec(`update unit_facts set value = 'Khối khác' where fact = 'block' and unit_id = '${at.unitId}'`);
    await sendJson(admin, "POST", `/api/units/${at.unitId}/changes`, { from: "2026-11-01", name: "Sở Y tế và Dân số" });
    other.stored.exec("update plans set target_percent = 1");
    await sendJson(asLead, "PATCH", `/api/plans/${other.planId}`, { title: "Kế hoạch" });
    const earlier = "its rows were changed earlier, before they were recorded again";
    expect(await found()).toEqual([
      `finding ${findingId}: ${earlier}`,
      `unit ${at.unitId}: ${earlier}`,
      `plan ${other.planId}: ${earlier}`,
    ]);
  });
});

describe("a sheet that came too late is not made to count with a shell, whatever is computed again:", () => {
  let other: TestServer;
  let sheets: Record<"first" | "late" | "twin" | "elsewhere", string>;
  beforeAll(async () => {
    other = await startTestServer();
    const [an, at] = [other.asInspector("an"), await other.opens()];
    const first = makeSheet({ ...at, seed: 3 });
    await an.submits(first);
    const away = await other.opens({ unit: 1 });
    await an.submits(makeSheet(away));
    await sendJson(other.asLead(), "POST", `/api/inspections/${at.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    const late = { ...makeSheet(at), replaces: { id: first.id, reason: "Bổ sung" } };
    await an.submits(late);
    const twin = { ...makeSheet(at), replaces: { id: late.id, reason: "Bổ sung" } };
    await an.submits(twin);
    sheets = { first: first.id, late: late.id, twin: twin.id, elsewhere: away.inspectionId };
    dropGuards(other.stored);
    expect(await findFaults(other.context.database, other.context.keys)).toEqual([]);
  });
  afterAll(() => other.remove());

  const decided = (id: string, inspection: string, accepted: number) =>
    `insert into late_decisions (submission_id, inspection_id, why, accepted, blind, reason, decided_by, decided_at)
      values ('${id}', ${inspection}, 'concluded', ${accepted}, 1, 'x', 'x', '2026-10-07T00:00:00.000Z');`;
  const own = () => `(select inspection_id from submissions where id = '${sheets.twin}')`;
  const counts = () => `update submissions set status = 'replaced', replaced_by = '${sheets.twin}' where id = '${sheets.first}';
    update submissions set status = 'current' where id = '${sheets.twin}';`;

  test.for<[string, () => string, string]>([
    ["with the lead's word under another inspection", () => counts() + decided(sheets.twin, `'${sheets.elsewhere}'`, 1), "late submission"],
    ["with the lead's word under no inspection", () => counts() + decided(sheets.twin, "'none'", 1), "there is no such row in inspections"],
    ["with the lead's word", () => counts() + decided(sheets.twin, own(), 1), "late submission"],
    ["without any word", counts, "its receipt says otherwise"],
    [
      "by taking away the one that counts",
      () => `update submissions set status = 'replaced', replaced_by = '${sheets.twin}' where id = '${sheets.first}'`,
      "what replaced it came too late",
    ],
    [
      "a word beside a sheet that was never late",
      () => decided(sheets.first, `'${sheets.elsewhere}'`, 0),
      "what else it names is not what",
    ],
    [
      "a sheet taken back",
      () => `update submissions set status = 'withdrawn', withdrawn_at = '2026-10-07T00:00:00.000Z' where id = '${sheets.first}'`,
      "withdrawal of submission",
    ],
  ])("%s", async ([, change, why]) => {
    const tables = ["submissions", "late_decisions", "summaries"];
    other.stored.exec(tables.map((table) => `create table kept_${table} as select * from ${table};`).join("") + change());
    try {
      await rebuildSummaries(other.context.database);
      expect((await findFaults(other.context.database, other.context.keys)).join("\n")).toContain(why);
    } finally {
      other.stored.exec(
        tables.map((table) => `delete from ${table}; insert into ${table} select * from kept_${table}; drop table kept_${table};`).join(""),
      );
    }
  });
});

/** As an earlier version has left it: an unbroken chain that has something else where records stand now. */
async function forgetRecords({ stored, context: { database } }: TestServer): Promise<void> {
  dropGuards(stored);
  let head: Head = { position: 0, hash: "" };
  for (const { position, at, actor_id: actorId, action, subject, content_hash: contentHash } of await database.read
    .selectFrom("audit")
    .selectAll()
    .orderBy("position")
    .execute()) {
    const entry = entryAfter(head, at, { actorId, action: action.replace(/^record\./, "earlier."), subject, contentHash });
    await database.write.updateTable("audit").set(entry).where("position", "=", position).execute();
    head = entry;
  }
  await database.write.updateTable("audit_head").set({ position: head.position, hash: head.hash }).execute();
}

test("what was stored before rows were recorded is put on record once, and cannot be put there anew", async () => {
  const older = await startTestServer();
  try {
    await older.asInspector("an").submits(makeSheet(await older.opens()));
    const { database, keys } = older.context;
    await forgetRecords(older);
    expect(await findFaults(database, keys)).toEqual([]);
    const before = older.counts()["audit"] ?? 0;
    await beginRecords(database, new Date());
    const begun = older.counts()["audit"] ?? 0;
    expect(begun).toBeGreaterThan(before + 7);
    expect(await findFaults(database, keys)).toEqual([]);
    older.stored.exec("update unit_facts set value = 'Khối khác' where fact = 'block'");
    await beginRecords(database, new Date());
    expect(older.counts()["audit"]).toBe(begun);
    expect(await findFaults(database, keys)).toHaveLength(5);
  } finally {
    await older.remove();
  }
});

test("rebuilding sets summaries to what the documents give and says what differed", async () => {
  const { database } = server.context;
  const before = await database.read.selectFrom("summaries").selectAll().orderBy("submission_id").execute();
  const [one, two, three] = before.map((summary) => summary.submission_id);
  server.tampers((file) =>
    file.exec(`update summaries set awarded = 1 where submission_id = '${one}'; delete from summaries where submission_id = '${two}';
      insert into summaries select 'x', author_id, stage, 'gone', awarded, max, areas, points, pending, enough_applicable
        from summaries where submission_id = '${three}';
      insert into summaries select inspection_id, 'x', stage, submission_id, awarded, max, areas, points, pending, enough_applicable
        from summaries where submission_id = '${three}' and inspection_id <> 'x'`),
  );
  const differences = await rebuildSummaries(database);
  expect(differences.map(({ stored, computed }) => [stored === null, computed === null]).sort()).toEqual([
    [false, false],
    [false, true],
    [false, true],
    [true, false],
  ]);
  expect(await findDifferences(database)).toEqual([]);
  expect(await database.read.selectFrom("summaries").selectAll().orderBy("submission_id").execute()).toEqual(before);
});
