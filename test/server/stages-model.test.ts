import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadResults } from "../../server/database/results.ts";
import { findFaults } from "../../server/database/verify.ts";
import type { Answer } from "../../shared/answer.ts";
import { newId } from "../../shared/id.ts";
import { meanIndex } from "../../shared/scoring.ts";
import type { Submission } from "../../shared/submission.ts";
import { type Device, makeDevice, type PersonName, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount } from "../support/visitor.ts";

const team = ["an", "binh"] as const;
type Member = (typeof team)[number];
type Author = Member | "unit";
const criterion = "NYTT-10";
const notApplicable: Record<string, Answer> = { [criterion]: { type: "notApplicable", reason: "Không có biểu mẫu" } };

/** What an inspection is, in as few words as possible. */
interface Model {
  readonly sheets: Partial<Record<Author, { readonly id: string; awarded: number; max: number; pending: boolean; refused: boolean; returned: boolean }>>;
  readonly authors: Set<Author>;
  readonly excused: Set<Member>;
  state: "open" | "submitted" | "returned" | "settled" | "concluded";
  everRevealed: boolean;
  settled: { awarded: number; max: number } | null;
}

interface Real {
  readonly server: TestServer;
  readonly place: { readonly inspectionId: string; readonly unitId: string; readonly visitedOn: string };
  readonly devices: Record<Author, Device>;
  readonly admin: Device;
  readonly sent: Map<Author, Submission>;
}

const frozen = (model: Model, author: Author) => {
  const sheet = model.sheets[author];
  return model.everRevealed && (model.state === "settled" || [...model.authors].some((other) => other !== author)) && !sheet?.returned && !sheet?.refused;
};

/** What follows by itself: everybody has sent, and nothing waits for its author. */
function settleDown(model: Model): void {
  if (model.state !== "open" && model.state !== "returned") return;
  const complete = team.every((one) => model.excused.has(one) || model.sheets[one]) && team.some((one) => model.sheets[one]);
  const waits = Object.values(model.sheets).some((sheet) => sheet.returned || sheet.refused);
  if (!complete || waits) return;
  model.state = "submitted";
  model.everRevealed = true;
}

const post = async ({ admin }: Real, path: string, body: unknown) =>
  (await admin.fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).status;

interface Step {
  readonly act: "submit" | "replace" | "withdraw" | "retry" | "return" | "excuse" | "decide" | "settle" | "conclude";
  readonly who: Author;
  readonly seed: number;
  readonly yes: boolean;
}

/** Does one step on the server and in the model; the server must answer as the model expects. */
async function take(step: Step, model: Model, real: Real): Promise<void> {
  const { act, who, seed, yes } = step;
  const { inspectionId } = real.place;
  const own = model.sheets[who];
  const member = who === "unit" ? "an" : who;
  const asked = `${act} ${who} in ${model.state}`;
  if (act === "submit" || act === "replace") {
    const made = makeSheet({ ...real.place, seed, ...(yes ? { answers: notApplicable } : {}) });
    const sheet: Submission = {
      ...made,
      stage: who === "unit" ? "self" : "inspector",
      ...(act === "replace" && own ? { replaces: { id: own.id, reason: "Xem lại" } } : {}),
    };
    const late = model.state === "concluded" || (who !== "unit" && model.excused.has(who) && !own);
    // What came too late stays beside the history: the model does not follow it.
    if (late) return;
    const expected = own && (act === "submit" || frozen(model, who)) ? 409 : 201;
    expect([asked, (await real.devices[who].submits(sheet)).status]).toEqual([asked, expected]);
    if (expected !== 201) return;
    real.sent.set(who, sheet);
    const left = yes ? (made.entries[criterion]?.points ?? null) : null;
    expect(left).toBeNull();
    const awarded = Object.values(made.entries).reduce((sum, { points }) => sum + (points ?? 0), 0);
    const max = yes ? 10_000 - pointsOfCriterion : 10_000;
    model.sheets[who] = { id: sheet.id, awarded, max, pending: yes, refused: false, returned: false };
    model.authors.add(who);
  } else if (act === "retry") {
    const sheet = real.sent.get(who);
    if (sheet) expect([asked, (await real.devices[who].submits(sheet)).status]).toEqual([asked, 200]);
  } else if (act === "withdraw") {
    if (!own) return;
    const refused = model.state === "concluded" || frozen(model, who);
    expect([asked, (await real.devices[who].withdraws(own.id)).status]).toEqual([asked, refused ? 409 : 200]);
    if (refused) return;
    delete model.sheets[who];
    if (who !== "unit") model.state = "open";
  } else if (act === "return") {
    const status = await post(real, `/api/inspections/${inspectionId}/return`, { personId: real.devices[who].personId, reason: "Xem lại" });
    const hidden = model.state === "open" || model.state === "concluded";
    expect([asked, status]).toEqual([asked, hidden ? 409 : own ? 204 : 404]);
    if (hidden || !own || own.returned) return;
    own.returned = true;
    model.state = "returned";
    model.settled = null;
  } else if (act === "excuse") {
    const status = await post(real, `/api/inspections/${inspectionId}/excuse`, { personId: real.devices[member].personId, reason: "Ốm" });
    const refused = model.state === "concluded" || (model.sheets[member] && model.state !== "open") ? 409 : model.excused.has(member) ? 404 : 204;
    expect([asked, status]).toEqual([asked, refused]);
    if (status === 204) model.excused.add(member);
  } else if (act === "decide") {
    const body = { personId: real.devices[who].personId, criterion, approved: yes, reason: "Đã xem" };
    const status = await post(real, `/api/inspections/${inspectionId}/not-applicable`, body);
    const waits = who !== "unit" && own?.pending && model.state !== "open";
    expect([asked, status]).toEqual([asked, model.state === "concluded" && model.settled && !yes ? 409 : waits ? 204 : 404]);
    if (status !== 204 || !own) return;
    own.pending = !yes;
    own.refused = !yes;
    if (!yes) {
      model.state = "returned";
      model.settled = null;
    }
  } else if (act === "settle") {
    const body = { id: newId(), decisions: {}, rest: { by: "inspector", personId: real.devices[member].personId, reason: "Theo người này" } };
    const status = await post(real, `/api/inspections/${inspectionId}/appraisal`, body);
    // One sheet alone agrees with itself: nothing is left to take from anybody.
    const taken = model.sheets[member] ?? model.sheets[member === "an" ? "binh" : "an"];
    const out = Object.values(model.sheets).some((sheet) => sheet.returned || sheet.refused);
    if (model.state === "open" || model.state === "concluded" || out) expect([asked, status]).toEqual([asked, 409]);
    else if (status === 201) {
      expect(taken && !taken.pending).toBe(true);
      model.settled = taken ? { awarded: taken.awarded, max: taken.max } : null;
      model.state = "settled";
    } else expect([asked, taken === undefined || taken.pending]).toEqual([asked, true]);
  } else {
    const status = await post(real, `/api/inspections/${inspectionId}/conclusion`, {});
    const missing = team.some((one) => !model.excused.has(one) && !model.sheets[one]) || !team.some((one) => model.sheets[one]);
    const undecided = !model.settled && team.some((one) => model.sheets[one]?.pending);
    const refused = model.state !== "concluded" && (missing || undecided || Object.values(model.sheets).some((sheet) => sheet.returned));
    expect([asked, status]).toEqual([asked, refused ? 409 : 200]);
    if (!refused) model.state = "concluded";
  }
  settleDown(model);
}

const pointsOfCriterion = makeSheet({ inspectionId: newId(), unitId: newId() }).entries[criterion]?.points ?? 0;
const step = fc.record({
  act: fc.constantFrom("submit", "submit", "submit", "replace", "withdraw", "retry", "return", "return", "excuse", "decide", "settle", "conclude"),
  who: fc.constantFrom("an", "an", "binh", "binh", "unit"),
  seed: fc.integer({ min: 0, max: 12 }),
  yes: fc.boolean(),
}) satisfies fc.Arbitrary<Step>;

describe("random histories of an inspection", () => {
  test("answer as a simple model says; results and summaries are what the model has", { timeout: 240_000 }, async () => {
    const server = await startTestServer();
    try {
      const account = await makeAccount(server, "Office", ["unit"]);
      await server.context.database.write
        .updateTable("people")
        .set({ unit_id: server.unitIds[0] ?? null })
        .where("id", "=", account.id)
        .execute();
      const device = (name: PersonName) => server.asInspector(name);
      const devices = { an: device("an"), binh: device("binh"), unit: await makeDevice(server, server.app, account.id, "unit", new Date()) };
      const admin = await makeDevice(server, server.app, device("quan").personId, "lead", new Date());
      let day = Date.parse("2026-01-01");
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
          // Each history on an inspection of its own, the latest of its unit: the one that counts, if it is concluded.
          day += 86_400_000;
          const visitedOn = new Date(day).toISOString().slice(0, 10);
          const real: Real = { server, place: { ...(await server.opens({ team, visitedOn })), visitedOn }, devices, admin, sent: new Map() };
          const model: Model = { sheets: {}, authors: new Set(), excused: new Set(), state: "open", everRevealed: false, settled: null };
          for (const one of steps) await take(one, model, real);
          await compare(model, real);
        }),
        { numRuns: 60 },
      );
      expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
    } finally {
      await server.remove();
    }
  });
});

async function compare(model: Model, { server, place: { inspectionId, unitId } }: Real): Promise<void> {
  const { read } = server.context.database;
  const { state } = await read.selectFrom("inspections").select("state").where("id", "=", inspectionId).executeTakeFirstOrThrow();
  expect(state).toBe(model.state);
  const rows = await read.selectFrom("summaries").selectAll().where("inspection_id", "=", inspectionId).execute();
  const figures = rows.map((row) => [row.stage, Number(row.awarded), Number(row.max), row.pending !== "[]"]);
  const expected = [
    ...Object.entries(model.sheets).map(([author, sheet]) => [author === "unit" ? "self" : "inspector", sheet.awarded, sheet.max, sheet.pending]),
    ...(model.settled ? [["appraisal", model.settled.awarded, model.settled.max, false]] : []),
  ];
  expect(figures.map((row) => JSON.stringify(row)).sort()).toEqual(expected.map((row) => JSON.stringify(row)).sort());
  if (model.state !== "concluded") return;
  const counted = model.settled ? [model.settled] : team.flatMap((one) => model.sheets[one] ?? []);
  const { rows: results } = await loadResults(server.context.database, {}, new Date());
  expect(results.find((row) => row.unitId === unitId)).toMatchObject({
    index: meanIndex(counted),
    basis: model.settled ? "appraised" : "inspectors",
    unranked: null,
    inspection: { id: inspectionId },
  });
}
