import Sqlite from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { hashOf } from "../../server/ledger/audit.ts";
import { hashOfLists } from "../../server/ledger/long-hash.ts";
import { newId } from "../../shared/id.ts";
import { mostUnitsAtOnce } from "../../shared/units/unit-events.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";

let server: TestServer;
let admin: Device;
beforeAll(async () => {
  server = await startTestServer();
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterAll(() => server.remove());

/** What SQLite is given and gives within one turn of the loop, at most; a count, so that a busy machine changes nothing. */
const statement: { all: (...values: unknown[]) => unknown[]; run: (...values: unknown[]) => unknown } = Object.getPrototypeOf(
  new Sqlite(":memory:").prepare("select 1"),
);
const { all, run } = statement;
afterEach(() => Object.assign(statement, { all, run }));

async function countsTurns<T>(work: () => Promise<T>): Promise<{ done: T; mostInTurn: number; turns: number }> {
  const counted = { inTurn: 0, mostInTurn: 0, turns: 0, on: true };
  const add = (values: unknown[], rows: number) => {
    counted.inTurn += values.flat().length + rows;
    counted.mostInTurn = Math.max(counted.mostInTurn, counted.inTurn);
  };
  statement.all = function (...values) {
    const rows = all.apply(this, values);
    add(values, rows.length);
    return rows;
  };
  statement.run = function (...values) {
    add(values, 0);
    return run.apply(this, values);
  };
  const nextTurn = () => {
    if (counted.inTurn > 0) counted.turns += 1;
    counted.inTurn = 0;
    if (counted.on) setImmediate(nextTurn);
  };
  setImmediate(nextTurn);
  const done = await work();
  counted.on = false;
  return { done, ...counted };
}

const send = (who: Device, path: string, body: string, type = "application/json") =>
  who.fetch(path, { method: "POST", headers: { "content-type": type, "idempotency-key": newId() }, body });
const unitsNamed = (name: string) =>
  Array.from({ length: mostUnitsAtOnce }, (_, i) => ({
    name: `${name} ${i}`,
    kind: "commune",
    block: `Khối ${i % 12}`,
    code: `${name}${i}`,
  }));

describe.runIf(inject("postgres") === undefined)(
  "a change as large as it may be is made in many turns of the loop, in one transaction",
  () => {
    const most = 20_000;

    test("units as JSON and as a table, and inspections of all of them", async () => {
      const json = await countsTurns(() => send(admin, "/api/units", JSON.stringify({ units: unitsNamed("Xã") })));
      expect([json.done.status, json.mostInTurn < most, json.turns > 20]).toEqual([201, true, true]);
      const rows = unitsNamed("Phường").map(({ name, block, code }) => `${name};phuong;${block};${code}`);
      const table = await countsTurns(() => send(admin, "/api/units/import", ["ten;loai;khoi;ma", ...rows].join("\n"), "text/csv"));
      expect([table.done.status, table.mostInTurn < most, table.turns > 20]).toEqual([201, true, true]);
      const { unitIds } = await json.done.json();
      const plan = { year: 2027, title: "Lớn", checklist: { id: "", version: "" }, unitIds, team: [] as object[] };
      const stored = await server.context.database.read
        .selectFrom("plans")
        .selectAll()
        .where("id", "=", server.planId)
        .executeTakeFirstOrThrow();
      plan.checklist = { id: stored.checklist_id, version: stored.checklist_version };
      plan.team = [{ personId: server.asInspector("an").personId, position: "head", scores: true }];
      const made = await countsTurns(() => send(server.asLead(), "/api/plans", JSON.stringify(plan)));
      expect([made.done.status, made.mostInTurn < most]).toEqual([201, true]);
      const { id: planId } = await made.done.json();
      const asked = { planId, unitIds, kind: "planned", form: "both", visitedOn: "2027-03-01", announced: true };
      const opened = await countsTurns(() => send(server.asLead(), "/api/inspections", JSON.stringify(asked)));
      expect([opened.done.status, opened.mostInTurn < most, opened.turns > 20]).toEqual([201, true, true]);
    });

    test("while it is made others read, and see all of it or nothing", async () => {
      const before: number = (await (await admin.fetch("/api/units?limit=1")).json()).total;
      let writing = true;
      const totals: number[] = [];
      const read = async () => {
        while (writing) {
          totals.push((await server.context.database.read.selectFrom("units").select("id").execute()).length);
          await new Promise((next) => setImmediate(next));
        }
      };
      const reading = read();
      const added = await send(admin, "/api/units", JSON.stringify({ units: unitsNamed("Thị trấn") }));
      writing = false;
      await reading;
      expect(added.status).toBe(201);
      expect(totals.length).toBeGreaterThan(20);
      expect(totals.filter((total) => total !== before && total !== before + mostUnitsAtOnce)).toEqual([]);
    });

    test("a list of 5,000 procedures, put into force and changed as a whole", async () => {
      const list = (name: string) =>
        ["ma;ten", ...Array.from({ length: 5_000 }, (_, i) => `1.${String(i).padStart(6, "0")};${name} ${i}`)].join("\n");
      const imports = (on: string, name: string) =>
        countsTurns(() => send(admin, `/api/catalogue/import?kind=commune&mode=whole&decision=1&on=${on}`, list(name), "text/csv"));
      for (const [on, name] of [
        ["2026-01-01", "Cấp"],
        ["2026-02-01", "Đổi"],
      ] as const) {
        const { done, mostInTurn, turns } = await imports(on, name);
        expect([done.status, mostInTurn < most, turns > 10]).toEqual([201, true, true]);
      }
    });
  },
);

test("what is hashed in turns has the hash of the whole", async () => {
  const long = Array.from({ length: 450 }, (_, i) => ({ b: i, a: `“${i}”` }));
  for (const content of [
    {},
    { z: [], a: 1, un: undefined },
    { list: long, owner: { kind: "ward" }, 'a"b': null, texts: long.map(({ a }) => a) },
  ])
    expect(await hashOfLists(content)).toBe(hashOf(content));
});
