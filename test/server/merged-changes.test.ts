import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPlan } from "../../server/plans/plans.ts";
import { type EventDone, recordUnitEvent } from "../../server/units/unit-events.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import type { ResultChanges } from "../../shared/results/results-change.ts";
import type { UnitEvent } from "../../shared/units/unit-events.ts";
import { describeWith, outsideJson } from "../shared/outside-data.ts";
import { longAfter, startTestServer, type TestServer } from "../support/server.ts";
import { askAsLead, checklistOf, counted, criterion, makeSmallPlan, ratio, type SmallPlan } from "../support/small-plan.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ now: longAfter });
});
afterAll(() => server.remove());

const checklist = checklistOf("merges-1", [criterion("A1", "A", 1_000, ratio("a", "b"))]);
const communes = "Cấp xã của bài thử";
const commune = (name: string, block = communes) => ({ name, kind: "commune" as const, block, websites: [], traits: [] });
const scored = (percent: number) => ({ an: { A1: counted(percent, 100) } });

const happens = async (event: UnitEvent): Promise<EventDone> => await recordUnitEvent(server.context.database, event, "quan", new Date());
const decided = (on: string) => ({ on, decision: `NQ ${on}` });
const merge = async (on: string, before: string[], after: string | (ReturnType<typeof commune> & { readonly code?: string })) =>
  (await happens({ kind: "merge", ...decided(on), before, after: typeof after === "string" ? { id: after } : after })).unitIds[0] ?? "";

async function readChanges(plan: { planId: string }, query = ""): Promise<ResultChanges> {
  const { status, body } = await askAsLead(server, `/api/results/change?plan=${plan.planId}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body;
}

/** Every unit of the earlier results stands somewhere: as itself, beside what it became, or among those that are gone. */
async function expectNobodyLost(plan: { planId: string }, changes: ResultChanges): Promise<void> {
  const earlier: Results = (await askAsLead(server, `/api/results?plan=${changes.before.plan}&period=${changes.before.period}`)).body;
  const beside = changes.rows.flatMap((row) => [
    row.unitId,
    ...row.predecessors.filter(({ before }) => before !== null).map(({ unitId }) => unitId),
  ]);
  const gone = changes.gone.map(({ unitId }) => unitId);
  expect(earlier.rows.map(({ unitId }) => unitId).filter((id) => !beside.includes(id))).toEqual(gone);
  const figures = changes.rows
    .flatMap((row) => [row.before, ...row.predecessors.map(({ before }) => before)])
    .filter((place) => place?.index != null);
  const without = new Set([...changes.gone.map(({ name }) => name)]);
  for (const row of earlier.rows)
    if (row.index !== null && !without.has(row.name)) expect(figures.map((place) => place?.name)).toContain(row.name);
  expect(changes.now.plan).toBe(plan.planId);
}

describe("a change across a merge, a split or a new name", () => {
  let last: SmallPlan;
  let plan: SmallPlan;
  let changes: ResultChanges;
  const ids = new Map<string, string>();
  const id = (name: string) => ids.get(name) ?? "";
  const row = (name: string) => changes.rows.find(({ unitId }) => unitId === id(name));
  const predecessors = (name: string) =>
    row(name)?.predecessors.map((one) => [
      one.name,
      one.relation,
      one.before?.index ?? null,
      one.indexChange,
      one.rankChange,
      one.events.length,
    ]);

  beforeAll(async () => {
    const names = ["A", "B", "D", "F", "G", "H", "I", "J", "K", "L", "M", "P", "R", "U"];
    const elsewhere = new Set(["D"]);
    const units = names.map((name) => commune(`Xã ${name}`, elsewhere.has(name) ? "Khối khác của bài thử" : communes));
    last = await makeSmallPlan(server, { checklist, units, year: 2025 });
    names.forEach((name, i) => {
      ids.set(name, last.unitIds[i] ?? "");
    });
    const figures = { A: 80, B: 90, D: 70, F: 60, G: 61, H: 62, I: 50, J: 75, K: 30, L: 31, M: 40, P: 41, R: 42, U: 43 };
    for (const [i, percent] of Object.values(figures).entries())
      await last.visits(i, { visitedOn: "2025-03-03", answers: scored(percent) });
    const stranger = (await makeSmallPlan(server, { checklist, units: [commune("Xã N")], year: 2001 })).unitIds[0] ?? "";

    ids.set("C", await merge("2025-07-01", [id("A"), id("B")], commune("Xã C")));
    const split = await happens({ kind: "split", ...decided("2025-09-01"), before: id("P"), after: [{ id: id("P") }, commune("Xã Q")] });
    ids.set("Q", split.unitIds[1] ?? "");
    await last.visits(names.indexOf("P"), { visitedOn: "2025-10-01", answers: scored(45) });
    ids.set("G2", await merge("2026-01-01", [id("G")], commune("Phường G")));
    await happens({ kind: "close", ...decided("2026-01-05"), unitIds: [id("K")] });
    await happens({ kind: "rename", ...decided("2026-01-10"), unitId: id("F"), name: "Xã F mới" });
    await merge("2026-02-01", [id("I"), id("J")], id("I"));
    const halves = await happens({ kind: "split", ...decided("2026-02-02"), before: id("H"), after: [commune("Xã H1"), commune("Xã H2")] });
    ids.set("H1", halves.unitIds[0] ?? "");
    ids.set("H2", halves.unitIds[1] ?? "");
    ids.set("E", await merge("2026-03-01", [id("C"), id("D")], commune("Xã E")));
    ids.set("O", await merge("2026-03-02", [id("M"), stranger], commune("Xã O")));
    ids.set("S", await merge("2026-03-03", [id("R"), id("U")], commune("Xã S")));
    ids.set("T", await merge("2026-03-03", [id("R")], commune("Xã T")));

    const later = { E: 85, F: 65, G2: 66, H1: 63, H2: 60, I: 70, O: 55, P: 50, Q: 52, S: 44, T: 45 };
    plan = await makeSmallPlan(server, { checklist, units: Object.keys(later).map(id), year: 2026 });
    for (const [i, percent] of Object.values(later).entries()) await plan.visits(i, { visitedOn: "2026-06-01", answers: scored(percent) });
    changes = await readChanges(plan);
  });

  test("puts each predecessor beside the unit with its own figure and difference, and makes no figure of several", () => {
    expect(row("E")).toMatchObject({
      relation: "merged",
      before: null,
      indexChange: null,
      rankChange: null,
      now: { index: 8_500, rank: 1 },
    });
    expect(predecessors("E")?.sort()).toEqual([
      ["Xã A", "merged", 8_000, 500, 1, 2],
      ["Xã B", "merged", 9_000, -500, 0, 2],
      // Ranked in another block: places are not compared.
      ["Xã D", "merged", 7_000, 1_500, null, 1],
    ]);
    expect(row("E")).toMatchObject({ otherBlock: true, otherChecklist: false });
    expect(row("E")?.events.map(({ kind, on, decision }) => [kind, on, decision])).toEqual([
      ["merge", "2025-07-01", "NQ 2025-07-01"],
      ["merge", "2026-03-01", "NQ 2026-03-01"],
    ]);
    const [a] = row("E")?.predecessors.filter(({ name }) => name === "Xã A") ?? [];
    expect(a?.label.vi).toMatch(
      /^Xã [AB], Xã [AB] sáp nhập thành Xã C từ ngày 01\/07\/2025 \(NQ 2025-07-01\); Xã [CD], Xã [CD] sáp nhập thành Xã E từ/,
    );
    expect(a?.label.en).toContain("merged into Xã C on 01/07/2025 (NQ 2025-07-01); ");
  });

  test("a unit that went on under its own id after others were merged into it is not compared with what it was alone", () => {
    expect(row("I")).toMatchObject({ relation: "merged", before: null, indexChange: null, rankChange: null });
    expect(predecessors("I")?.sort()).toEqual([
      ["Xã I", "merged", 5_000, 2_000, 5, 1],
      ["Xã J", "merged", 7_500, -500, 1, 1],
    ]);
  });

  test("a new name is the same unit; one unit that became one other is compared with it; both are labelled", () => {
    expect(row("F")).toMatchObject({
      name: "Xã F mới",
      relation: "renamed",
      before: { name: "Xã F", index: 6_000 },
      indexChange: 500,
      predecessors: [],
    });
    expect(row("F")?.label).toEqual({
      vi: "Xã F đổi tên thành Xã F mới từ ngày 10/01/2026 (NQ 2026-01-10)",
      en: "Xã F was renamed Xã F mới on 10/01/2026 (NQ 2026-01-10)",
    });
    expect(row("G2")).toMatchObject({
      relation: "succeeded",
      before: null,
      indexChange: 500,
      predecessors: [{ name: "Xã G", before: { index: 6_100 } }],
    });
    expect(row("G2")?.label?.vi).toBe("Xã G chuyển thành Phường G từ ngày 01/01/2026 (NQ 2026-01-01)");
    expect(row("G2")?.rankChange).toBe(row("G2")?.predecessors[0]?.rankChange);
  });

  test("each unit of a split is compared with the one it came from; a part merged elsewhere is called a part", () => {
    expect([row("H1"), row("H2")].map((one) => [one?.relation, one?.indexChange])).toEqual([
      ["split", 100],
      ["split", -200],
    ]);
    expect(predecessors("S")?.sort()).toEqual([
      ["Xã R", "mergedInPart", 4_200, 200, expect.any(Number), 1],
      ["Xã U", "merged", 4_300, 100, expect.any(Number), 1],
    ]);
    expect(row("T")).toMatchObject({ relation: "split", indexChange: 300 });
  });

  test("a figure taken after the event is the unit's own again, and is nobody's who left before it", () => {
    expect(row("P")).toMatchObject({ relation: "same", label: null, before: { index: 4_500 }, indexChange: 500, predecessors: [] });
    expect(row("Q")).toMatchObject({
      relation: "split",
      before: null,
      indexChange: null,
      predecessors: [{ unitId: id("P"), before: null, indexChange: null }],
    });
  });

  test("a predecessor that the earlier plan lacks is named without a figure, and no single difference is made of the other", () => {
    expect(row("O")).toMatchObject({ relation: "merged", indexChange: null, rankChange: null });
    expect(predecessors("O")?.sort()).toEqual([
      ["Xã M", "merged", 4_000, 1_500, expect.any(Number), 1],
      ["Xã N", "merged", null, null, null, 1],
    ]);
  });

  test("units that are compared with nothing any more are listed with what became of them", async () => {
    expect(
      changes.gone.map(({ name, why, event, successors }) => [name, why, event?.on ?? null, successors.map((one) => one.name)]).sort(),
    ).toEqual([
      ["Xã C", "merged", "2026-03-01", ["Xã E"]],
      ["Xã K", "closed", "2026-01-05", []],
      ["Xã L", "notInPlan", null, []],
    ]);
    expect(changes.gone.find(({ name }) => name === "Xã K")).toMatchObject({
      before: { index: 3_000 },
      label: { vi: "Xã K kết thúc hoạt động từ ngày 05/01/2026 (NQ 2026-01-05)" },
    });
    await expectNobodyLost(plan, changes);
  });

  test("narrowed to a block or a kind, relations stay what they are", async () => {
    const elsewhere = await readChanges(plan, `&block=${encodeURIComponent("Khối khác của bài thử")}`);
    expect([elsewhere.rows, elsewhere.gone]).toEqual([[], []]);
    const own = await readChanges(plan, `&block=${encodeURIComponent(communes)}`);
    expect(own.rows).toEqual(changes.rows);
    expect((await readChanges(plan, "&kind=ward")).rows).toEqual([]);
  });

  test("is refused against a period that does not end before", async () => {
    const { status, body } = await askAsLead(server, `/api/results/change?plan=${last.planId}&against=${plan.periodIds[0]}`);
    expect([status, body.code]).toEqual([400, "malformed"]);
    expect((await askAsLead(server, `/api/results/change?plan=${plan.planId}&against=${plan.periodIds[0]}`)).status).toBe(400);
  });

  test("an event after the later figure does not reach back", async () => {
    const own = await makeSmallPlan(server, { checklist, units: [commune("Xã V"), commune("Xã W")], year: 2040 });
    const next = await makeSmallPlan(server, { checklist, units: own.unitIds, year: 2041 });
    for (const [one, year] of [[own, 2040] as const, [next, 2041] as const]) {
      for (const i of [0, 1]) await one.visits(i, { visitedOn: `${year}-03-01`, answers: scored(year - 2_000 + i) });
    }
    const [v = "", w = ""] = own.unitIds;
    // W went into V, which is not named among those before: it was there all the same.
    await merge("2041-03-02", [w], v);
    const { rows } = await readChanges(next);
    expect(rows.map((one) => [one.relation, one.indexChange, one.predecessors.length])).toEqual([
      ["same", 100, 0],
      ["same", 100, 0],
    ]);
    await next.visits(0, { visitedOn: "2041-03-02", answers: scored(70) });
    const after = (await readChanges(next)).rows.find(({ unitId }) => unitId === v);
    expect(after).toMatchObject({ relation: "merged", before: null, indexChange: null });
    expect(after?.predecessors.map((one) => one.unitId).sort()).toEqual([v, w].sort());
  });
});

interface Change {
  new_name: string;
  new_code: string;
  old_name: string;
  old_code: string;
  change: string;
}

describeWith("unit-changes-sample.json", "the merges of 1 July 2025, compared", () => {
  const { rows } = outsideJson<{ rows: Change[] }>("unit-changes-sample.json");
  const block = "Cấp xã của các huyện trong bài";

  test("every new commune stands beside exactly the old ones that went into it, each with its own difference", {
    timeout: 60_000,
  }, async () => {
    const old = [...new Map(rows.map((one) => [one.old_code, one.old_name]))];
    const last = await makeSmallPlan(server, {
      checklist,
      units: old.map(([code, name]) => ({ ...commune(name, block), code })),
      year: 2084,
    });
    const before = new Map(old.map(([code], i) => [code, { unitId: last.unitIds[i] ?? "", percent: 40 + (i % 60) }]));
    for (const [i, { percent }] of [...before.values()].entries())
      await last.visits(i, { visitedOn: "2084-03-01", answers: scored(percent) });
    const merged = Map.groupBy(rows, (one) => one.new_code);
    const after = new Map<string, string>();
    for (const [code, parts] of merged) {
      const from = parts.map((one) => before.get(one.old_code)?.unitId ?? "");
      after.set(code, await merge("2085-07-01", from, { ...commune(parts[0]?.new_name ?? "", block), code }));
    }
    const { id, version } = checklist;
    const planId = await createPlan(
      server.context.database,
      {
        year: 2086,
        title: "Kế hoạch 2086",
        targetPercent: 30,
        checklist: { id, version },
        periods: [{ kind: "year", from: "2085-12-15", to: "2086-12-14" }],
        team: [],
        unitIds: [...after.values()],
      },
      "quan",
      new Date(),
    );
    const changes = await readChanges({ planId }, `&against=${last.periodIds[0]}`);
    expect(changes.rows).toHaveLength(merged.size);
    for (const [code, parts] of merged) {
      const row = changes.rows.find(({ unitId }) => unitId === after.get(code));
      const expected = parts.map((one) => [
        before.get(one.old_code)?.unitId,
        (before.get(one.old_code)?.percent ?? 0) * 100,
        one.change === "Nhập một phần",
      ]);
      const found = row?.predecessors.map((one) => [
        one.unitId,
        one.before?.index,
        one.relation === "mergedInPart" || one.relation === "split",
      ]);
      expect(found?.sort()).toEqual(expected.sort());
      expect(row?.indexChange).toBe(null);
    }
    expect(changes.gone).toEqual([]);
    await expectNobodyLost({ planId }, changes);
  });
});
