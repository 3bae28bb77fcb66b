import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { concludeInspection, excuseInspector } from "../../server/database/inspections.ts";
import { loadInspection } from "../../server/database/unit-page.ts";
import { findFaults } from "../../server/database/verify.ts";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { meanIndex } from "../../shared/scoring.ts";
import type { Submission } from "../../shared/submission.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

const team = ["an", "binh"] as const;
type Who = (typeof team)[number];

/** What people do with one inspection; `pick` chooses among the sheets they have sent. */
type Deed =
  | { kind: "send"; who: Who; seed: number; replaces: "nothing" | "latest" | "any own" | "another's" | "what never came" }
  | { kind: "replay" | "withdraw"; who: Who; pick: number }
  | { kind: "excuse"; who: Who }
  | { kind: "conclude" };

const who = fc.constantFrom(...team);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      who,
      seed: fc.integer({ min: 1, max: 60 }),
      replaces: fc.constantFrom("nothing", "nothing", "latest", "latest", "latest", "any own", "another's", "what never came"),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("replay" as const, "withdraw" as const), who, pick: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("excuse" as const), who }) },
  { weight: 1, arbitrary: fc.constant<Deed>({ kind: "conclude" }) },
);

interface Sheet {
  readonly submission: Submission;
  readonly receipt: unknown;
  status: "current" | "replaced" | "withdrawn" | "late";
}

/** The same rules once more, in the simplest words there are: what the server must agree with after every deed. */
class Expected {
  readonly sheets: Record<Who, Sheet[]> = { an: [], binh: [] };
  readonly excused = new Set<Who>();
  concluded = false;
  shown = false;
  everShown = false;

  of(who: Who, status: Sheet["status"]): Sheet | undefined {
    return this.sheets[who].find((sheet) => sheet.status === status);
  }

  latest(who: Who): Sheet | undefined {
    return this.of(who, "late") ?? this.of(who, "current");
  }

  /** The reveal freezes what was sent, once there is somebody else whose points could be seen. */
  frozen(who: Who): boolean {
    return this.everShown && team.some((other) => other !== who && this.sheets[other].length > 0);
  }

  look(): void {
    const waited = team.filter((one) => !this.excused.has(one));
    const all = waited.every((one) => this.of(one, "current")) && team.some((one) => this.of(one, "current"));
    if (all && !this.shown) this.shown = this.everShown = true;
  }
}

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

test("whatever two inspectors send, replace, repeat and withdraw, in whatever order: one sheet each stands, nothing shows early, every answer is the rules'", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 3, maxLength: 14 }), async (deeds) => {
      const at = await server.opens({ team });
      const expected = new Expected();
      for (const one of deeds) {
        await doIt(one, at, expected);
        await compare(at.inspectionId, expected);
      }
      expect(await findFaults(server.context.database, server.context.keys)).toEqual([]);
    }),
    { numRuns: process.env["LONG"] ? 200 : 25 },
  );
}, 600_000);

async function doIt(one: Deed, at: { inspectionId: string; unitId: string }, expected: Expected): Promise<void> {
  switch (one.kind) {
    case "send":
      return send(one, at, expected);
    case "replay": {
      const sheets = expected.sheets[one.who];
      const sheet = sheets[one.pick % Math.max(1, sheets.length)];
      if (!sheet) return;
      const answer = await server.asInspector(one.who).submits(sheet.submission);
      expect([answer.status, await answer.json()]).toEqual([200, { receipt: sheet.receipt }]);
      const other = team.find((name) => name !== one.who) ?? "an";
      expect((await server.asInspector(other).submits(sheet.submission)).status).toBe(404);
      return;
    }
    case "withdraw": {
      const sheets = expected.sheets[one.who];
      const sheet = sheets[one.pick % Math.max(1, sheets.length)];
      if (!sheet) return;
      const refused = sheet.status !== "withdrawn" && (expected.concluded || (sheet.status === "current" && expected.frozen(one.who)));
      expect((await server.asInspector(one.who).withdraws(sheet.submission.id)).status).toBe(refused ? 409 : 200);
      if (refused) return;
      if (sheet.status === "current") expected.shown = false;
      sheet.status = "withdrawn";
      return;
    }
    case "excuse": {
      const refusal = expected.concluded
        ? "inspection-concluded"
        : expected.shown && expected.of(one.who, "current")
          ? "already-scored"
          : expected.excused.has(one.who)
            ? "not-found"
            : undefined;
      const { personId } = server.asInspector(one.who);
      expect(await refusalOf(excuseInspector(server.context.database, at.inspectionId, personId, "Ốm", "lan", new Date()))).toBe(refusal);
      if (refusal) return;
      expected.excused.add(one.who);
      expected.look();
      return;
    }
    case "conclude": {
      const missing = team.some((name) => !expected.excused.has(name) && !expected.of(name, "current")) || !team.some((name) => expected.of(name, "current"));
      const refusal = !expected.concluded && missing ? "not-all-sent" : undefined;
      expect(await refusalOf(concludeInspection(server.context.database, at.inspectionId, "lan", new Date()))).toBe(refusal);
      if (!refusal) expected.concluded = true;
    }
  }
}

async function send(one: Deed & { kind: "send" }, at: { inspectionId: string; unitId: string }, expected: Expected): Promise<void> {
  const own = expected.sheets[one.who];
  const others = expected.sheets[one.who === "an" ? "binh" : "an"];
  const latest = expected.latest(one.who);
  const named = {
    nothing: undefined,
    latest: latest?.submission.id ?? newId(),
    "any own": own[one.seed % Math.max(1, own.length)]?.submission.id ?? newId(),
    "another's": others[0]?.submission.id ?? newId(),
    "what never came": newId(),
  }[one.replaces];
  const submission = { ...makeSheet({ ...at, seed: one.seed }), ...(named !== undefined && { replaces: { id: named, reason: "Đếm lại" } }) };
  const answer = await server.asInspector(one.who).submits(submission);
  const body = await answer.json();
  const code = refusedFor(named, one.who, expected);
  expect([answer.status, body.code]).toEqual(code ? [409, code] : [201, undefined]);
  if (code) return;
  const late = expected.concluded || (expected.excused.has(one.who) && !expected.of(one.who, "current"));
  expect(body.receipt).toMatchObject({ submissionId: submission.id, status: late ? "late" : "accepted" });
  // Who may have seen the others' points does not score blind any more, whether the sheet replaces one or comes after a withdrawal.
  expect(body.receipt.flags).toEqual(expected.everShown ? ["replacesRevealed"] : []);
  const replaced = late ? expected.of(one.who, "late") : latest;
  if (replaced) replaced.status = "replaced";
  own.push({ submission, receipt: body.receipt, status: late ? "late" : "current" });
  expected.look();
}

function refusedFor(named: string | undefined, who: Who, expected: Expected): string | undefined {
  const latest = expected.latest(who);
  if (named === undefined) return latest ? "already-scored" : undefined;
  const late = expected.concluded || (expected.excused.has(who) && !expected.of(who, "current"));
  if (named === latest?.submission.id) return !late && expected.frozen(who) ? "revealed" : undefined;
  const known = team.some((name) => expected.sheets[name].some((sheet) => sheet.submission.id === named));
  const withdrawn = expected.sheets[who].some((sheet) => sheet.submission.id === named && sheet.status === "withdrawn");
  return !latest && (!known || withdrawn) ? undefined : "replaces-unknown";
}

async function compare(inspectionId: string, expected: Expected): Promise<void> {
  const { database } = server.context;
  const stored = await database.read.selectFrom("submissions").select(["id", "status"]).where("inspection_id", "=", inspectionId).execute();
  const all = team.flatMap((name) => expected.sheets[name]);
  expect(new Map(stored.map(({ id, status }) => [id, status]))).toEqual(new Map(all.map(({ submission, status }) => [submission.id, status])));
  const view = await loadInspection(database, inspectionId);
  const current = all.filter(({ status }) => status === "current");
  const waited = team.filter((one) => !expected.excused.has(one)).length;
  expect(view).toMatchObject({ revealed: expected.shown, sent: expected.shown ? current.length : Math.max(0, Math.min(current.length, waited - 1)) });
  expect(view.state === "concluded").toBe(expected.concluded);
  if (!expected.shown) {
    expect(view).toMatchObject({ index: null, current: [], history: [] });
    expect(view.team.every(({ sent }) => sent === null)).toBe(true);
    return;
  }
  const shares = current.map(({ submission }) => {
    const points = Object.values(submission.entries).filter((entry) => entry.points !== null);
    return { awarded: points.reduce((sum, entry) => sum + (entry.points ?? 0), 0), max: 10_000 };
  });
  expect(view.index).toBe(meanIndex(shares));
  expect(view.current.map(({ submissionId }) => submissionId).sort()).toEqual(current.map(({ submission }) => submission.id).sort());
}

async function refusalOf(work: Promise<unknown>): Promise<string | undefined> {
  try {
    await work;
    return undefined;
  } catch (problem) {
    if (problem instanceof Refusal) return problem.code;
    throw problem;
  }
}
