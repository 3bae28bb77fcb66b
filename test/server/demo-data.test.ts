import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadInstance } from "../../server/database/instance.ts";
import { type Database, openDatabase } from "../../server/database/open.ts";
import { fillDemo } from "../../server/demo/data.ts";
import { faults } from "../../server/demo/faults.ts";
import { offices } from "../../server/demo/offices.ts";
import { makeEntries } from "../../server/demo/sheets.ts";
import { openKeys } from "../../server/ledger/keys.ts";
import { openIdentity } from "../../server/people/identity.ts";
import { createRecorder } from "../../server/submissions/recorder.ts";
import { loadUnits } from "../../server/units/units.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { scoreSheet } from "../../shared/sheets/scoring.ts";

const opened: { dataDir: string; database: Database }[] = [];

async function filled(now: Date): Promise<Database> {
  const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-demo-test-"));
  const database = await openDatabase(dataDir);
  opened.push({ dataDir, database });
  const identity = await openIdentity({ dataDir, publicUrl: "http://localhost:9403", secret: undefined, database, now: () => now });
  const { instanceId } = await loadInstance(database);
  await fillDemo(
    { database, identity, recorder: createRecorder(database, openKeys(dataDir, now), instanceId) },
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

  test("gives the account of a unit its unit", async () => {
    const { unit_id: unitId } = await database.read
      .selectFrom("people")
      .select("unit_id")
      .where("roles", "like", '%"unit"%')
      .executeTakeFirstOrThrow();
    const units = await loadUnits(database.read, "all", "2026-11-22");
    expect(units.find(({ id }) => id === unitId)?.name).toBe("UBND xã Suối Ngàn");
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
