import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadInstance } from "../../server/database/instance.ts";
import { type Database, openDatabase } from "../../server/database/open.ts";
import { loadObjections } from "../../server/decisions/objections.ts";
import { isLeft, loadSettling } from "../../server/decisions/settling.ts";
import { fillDemo } from "../../server/demo/data.ts";
import { faults } from "../../server/demo/faults.ts";
import { offices } from "../../server/demo/offices.ts";
import { makeEntries } from "../../server/demo/sheets.ts";
import { loadUnitDesk } from "../../server/desks/unit/unit-desk.ts";
import { readEnv } from "../../server/host/env.ts";
import { getInspection } from "../../server/inspections/inspections.ts";
import { findStand } from "../../server/inspections/minutes-stand.ts";
import { openKeys, readPublishedKeys } from "../../server/ledger/keys.ts";
import { beginRecords } from "../../server/ledger/records-begin.ts";
import { openIdentity } from "../../server/people/identity.ts";
import { createRecorder } from "../../server/submissions/recorder.ts";
import { findFaults } from "../../server/verify/verify.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { uncorrected } from "../../shared/decisions/correction.ts";
import { scoreSheet } from "../../shared/sheets/scoring.ts";

const opened: { dataDir: string; database: Database }[] = [];

async function filled(now: Date): Promise<Database> {
  const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-demo-test-"));
  const database = await openDatabase(dataDir);
  opened.push({ dataDir, database });
  const identity = await openIdentity({ dataDir, publicUrl: "http://localhost:9403", secret: undefined, database, now: () => now });
  const [instance, keys] = [{ ...(await loadInstance(database)), version: "" }, openKeys(dataDir, now)];
  await beginRecords(database, now);
  const env = readEnv({ DATA_DIR: dataDir, PUBLIC_URL: "http://localhost:9403" });
  await fillDemo(
    { database, env, identity, instance, keys, recorder: createRecorder(database, keys, instance.instanceId) },
    { portal: "http://localhost:9404", now },
  );
  identity.close();
  return database;
}

afterAll(async () => {
  for (const { dataDir, database } of opened) {
    await database.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

describe("the demo's data", () => {
  let database: Database;
  beforeAll(async () => {
    database = await filled(new Date("2026-11-22T03:00:00Z"));
  });

  const inspections = async (of: Database) =>
    await of.read
      .selectFrom("inspections as i")
      .leftJoin("summaries as s", "s.inspection_id", "i.id")
      .select(["i.id", "i.form_group", "i.state", "i.visited_on", "i.revealed_at", "s.awarded", "s.max", "s.pending"])
      .orderBy("i.visited_on")
      .orderBy("s.awarded")
      .orderBy("s.max")
      .execute();

  test("has offices in two blocks and inspections in every state that a lead has to look at", async () => {
    expect(offices).toHaveLength(20);
    expect(new Set(offices.map(({ block }) => block)).size).toBe(2);
    const rows = await inspections(database);
    expect(rows.filter(({ state }) => state === "concluded").length).toBeGreaterThan(15);
    expect(rows.some(({ state, awarded }) => state === "open" && awarded === null)).toBe(true);
    expect(rows.some(({ revealed_at, awarded }) => revealed_at === null && awarded !== null)).toBe(true);
    expect(rows.some(({ pending }) => pending !== null && pending !== "[]")).toBe(true);
    const indexes = rows.filter(({ state }) => state === "concluded").map(({ awarded, max }) => Number(awarded) / Number(max));
    expect(new Set(indexes).size).toBe(indexes.length - 2);
    expect(rows.filter(({ form_group, state }) => form_group === "remote" && state === "concluded").length).toBeGreaterThan(1);
  });

  test("gives the accounts of units their units, and each something to do", async () => {
    const now = new Date("2026-11-22T03:00:00Z");
    const people = await database.read.selectFrom("people").select("id").where("roles", "like", '%"unit"%').orderBy("name").execute();
    const desks = await Promise.all(people.map(({ id }) => loadUnitDesk(database, id, now)));
    expect(desks.map(({ unit, todo }) => [unit?.name, todo.map(({ what }) => what)])).toEqual([
      ["UBND xã Nậm Sen", ["explain"]],
      ["UBND xã Đông Bãi", ["finding", "self", "finding"]],
    ]);
    expect(desks[1]?.findings.map(({ state, overdue }) => (overdue ? "overdue" : state)).sort()).toEqual([
      "answered",
      "fixed",
      "open",
      "overdue",
    ]);
  });

  test("has an inspection to settle, with three sheets that differ and a proof, one to conclude, and documents", async () => {
    const sent = database.read.selectFrom("inspections").select(["id", "unit_snapshot"]).where("state", "=", "submitted");
    const rows = await sent.execute();
    const idOf = (name: string) => rows.find((one) => one.unit_snapshot.includes(`"${name}"`))?.id ?? "";
    const settling = await loadSettling(database.read, await getInspection(database.read, idOf("UBND xã Nậm Sen")));
    expect(settling.criteria.filter(isLeft).length).toBeGreaterThan(2);
    expect(settling.sheets.map(({ stage }) => stage).sort()).toEqual(["inspector", "inspector", "self"]);
    expect(await findStand(database.read, idOf("UBND xã Mường Cát"))).toMatchObject({ stand: "refused" });
    const issued = await database.read.selectFrom("documents").select("kind").orderBy("kind").execute();
    expect(issued).toEqual([{ kind: "conclusionNotice" }, { kind: "findingsList" }]);
    const objections = await loadObjections(
      database.read,
      (await database.read.selectFrom("documents").select("inspection_id").executeTakeFirstOrThrow()).inspection_id,
    );
    expect(objections.map(({ answer }) => answer?.accepted).sort()).toEqual([false, true]);
    expect(uncorrected(objections, [])).toHaveLength(1);
  });

  test("is what its records say", async () => {
    const { dataDir } = opened[0] ?? { dataDir: "" };
    expect(await findFaults(database, readPublishedKeys(dataDir))).toEqual([]);
  });

  test("gives the same scores every time", async () => {
    const figures = async (of: Database) =>
      (await inspections(of)).map(({ state, form_group, awarded, max }) => ({ state, form_group, awarded, max }));
    const again = await filled(new Date("2026-11-22T03:00:00Z"));
    expect(await figures(again)).toEqual(await figures(database));
  });

  test("visits no office at a weekend or on a holiday, and none outside the year of reports", async () => {
    for (const { visited_on } of await inspections(database)) {
      expect([0, 6]).not.toContain(new Date(visited_on).getUTCDay());
      expect(visited_on).not.toBe("2026-05-01");
      expect(visited_on >= "2025-12-15" && visited_on <= "2026-12-14").toBe(true);
    }
  });

  test("can be made on the first day of a year of reports as well", async () => {
    const early = await filled(new Date("2026-12-15T03:00:00Z"));
    const days = (await inspections(early)).map(({ visited_on }) => visited_on);
    // The one to come.
    expect(days.pop()).toBe("2026-12-25");
    expect(new Set(days)).toEqual(new Set(["2026-12-15"]));
  });
});

describe("a made score sheet", () => {
  test("is complete for every office and form, and says why points were lost", () => {
    for (const [seed, office] of offices.entries()) {
      for (const form of ["remote", "onsite", "both"] as const) {
        const traits = office.traits ?? [];
        const sheet = scoreSheet(makeEntries(defaultChecklist, { form, care: office.care, seed, traits }), {
          checklist: defaultChecklist,
          form,
          unitTraits: traits,
        });
        expect(sheet.complete, `${office.name} ${form}`).toBe(true);
      }
    }
  });

  test("is better where the office takes more care", () => {
    const index = (care: number) => {
      const entries = makeEntries(defaultChecklist, { form: "both", care, seed: 7 });
      return scoreSheet(entries, { checklist: defaultChecklist, form: "both", unitTraits: [] }).index ?? 0;
    };
    expect(index(95)).toBeGreaterThan(index(70));
    expect(index(70)).toBeGreaterThan(index(40));
  });

  test("has a fault in words for each criterion of the default checklist", () => {
    expect(Object.keys(faults).sort()).toEqual(defaultChecklist.criteria.map(({ id }) => id).sort());
  });
});
