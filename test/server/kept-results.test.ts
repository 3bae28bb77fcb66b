import { afterAll, beforeAll, expect, test } from "vitest";
import { concludeInspection } from "../../server/decisions/conclude.ts";
import { excuseInspector } from "../../server/decisions/excuse.ts";
import { decideNotApplicable } from "../../server/decisions/not-applicable.ts";
import { returnSheet } from "../../server/decisions/returns.ts";
import { computeResults } from "../../server/results/results.ts";
import { importUnits } from "../../server/units/new-units.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { dropGuards } from "../support/intruder.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

/** What anybody reads, first and again, must be what would be computed from the tables now. */
async function expectFresh(): Promise<Results> {
  const { database } = server.context;
  const { computedAt: _, ...now } = await computeResults(database, {}, new Date());
  for (const time of ["first", "again"]) {
    const answer = await server.asLead().fetch("/api/results");
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
    const { computedAt, ...read } = (await answer.json()) as Results;
    expect(read, time).toEqual(now);
    expect(Math.abs(Date.parse(computedAt) - Date.now())).toBeLessThan(60_000);
  }
  const block = now.rows[0]?.block ?? "";
  const narrowed = (await (await server.asLead().fetch(`/api/results?block=${encodeURIComponent(block)}`)).json()) as Results;
  expect(narrowed.rows).toEqual(now.rows.filter((row) => row.block === block));
  expect(narrowed.completeness.units).toBe(narrowed.rows.length);
  return { ...now, computedAt: "" };
}

test("results that were kept are given up at every deed that changes them", async () => {
  const { database } = server.context;
  let before = "";
  const tell = async (what: string) => {
    const { rows } = await expectFresh();
    expect(JSON.stringify(rows), what).not.toBe(before);
    before = JSON.stringify(rows);
  };
  await tell("at the beginning");
  const first = await server.opens({ unit: 0, team: ["an", "binh"] });
  await tell("an inspection opened");
  const answers = { "DDCV-05": { type: "notApplicable", reason: "Không có phản ánh" } } as const;
  const sheet = makeSheet({ ...first, seed: 3, answers });
  await server.asInspector("an").submits(sheet);
  await tell("one of two has sent");
  await server.asInspector("binh").submits(makeSheet({ ...first, seed: 5 }));
  await tell("both have sent");
  const decision = {
    inspectionId: first.inspectionId,
    personId: server.asInspector("an").personId,
    criterionId: "DDCV-05",
    reason: "Đúng",
  };
  await decideNotApplicable(database, { ...decision, approved: true }, "lan", new Date());
  await tell("not applicable approved");
  const giveBack = () =>
    returnSheet(database, first.inspectionId, { personId: server.asInspector("an").personId, reason: "Đếm lại" }, "lan", new Date());
  await giveBack();
  await tell("a sheet given back");
  const better: Submission = { ...makeSheet({ ...first, seed: 0 }), replaces: { id: sheet.id, reason: "Đếm lại" } };
  await server.asInspector("an").submits(better);
  await tell("a sheet replaced");
  await giveBack();
  await tell("the new sheet given back");
  await server.asInspector("an").withdraws(better.id);
  await tell("a sheet withdrawn");
  await excuseInspector(
    database,
    first.inspectionId,
    { personId: server.asInspector("an").personId, reason: "Ốm" },
    { actorId: "lan", now: new Date() },
  );
  await tell("an inspector excused");
  await concludeInspection(database, first.inspectionId, "lan", new Date(), { waiveMinutes: "Biên bản giấy nộp sau" });
  await tell("concluded");
  const [unitId = ""] = await importUnits(
    database,
    [{ name: "Sở Mới", kind: "department", block: "Sở, ban, ngành", websites: [] }],
    "quan",
    new Date(),
  );
  await expectFresh();
  const surprise = {
    planId: server.planId,
    unitId: server.unitIds[3] ?? "",
    form: "both",
    visitedOn: "2026-10-05",
    openedAt: new Date().toISOString(),
  } as const;
  const own = makeSheet({ inspectionId: unitId, unitId: surprise.unitId, seed: 9 });
  expect((await server.asInspector("chi").submits({ ...own, surprise })).status).toBe(201);
  await tell("a surprise inspection sent");
});

test("results that were kept are given up where the chain they were read at is no longer this one", async () => {
  const { read } = server.context.database;
  const at = await server.opens({ unit: 2 });
  await server.asInspector("an").submits(makeSheet({ ...at, seed: 4 }));
  const { rows } = await expectFresh();
  const { position } = await read.selectFrom("audit_head").select("position").executeTakeFirstOrThrow();
  // An older database of itself came back, and went another way: as long a chain, whose last deed says nothing of what differs.
  dropGuards(server.stored);
  server.tampers(({ exec }) => {
    exec(`update audit set hash = 'another', action = 'submission.received', subject = 'unknown' where position = ${position}`);
    exec("update audit_head set hash = 'another'");
    exec(`update summaries set awarded = 100 where inspection_id = '${at.inspectionId}'`);
  });
  const now = await expectFresh();
  expect(now.rows.find(({ unitId }) => unitId === at.unitId)?.index).toBe(100);
  expect(rows.find(({ unitId }) => unitId === at.unitId)?.index).not.toBe(100);
});
