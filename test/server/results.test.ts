import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { concludeInspection } from "../../server/decisions/conclude.ts";
import { excuseInspector } from "../../server/decisions/excuse.ts";
import { decideNotApplicable } from "../../server/decisions/not-applicable.ts";
import { returnSheet } from "../../server/decisions/returns.ts";
import { loadInspection, loadUnitPage } from "../../server/desks/inspection-view.ts";
import { findDifferences } from "../../server/submissions/rebuild.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Results } from "../../shared/results/results-answer.ts";
import { meanIndex, scoreSheet } from "../../shared/sheets/scoring.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { startTestServer, type TestServer, units } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { administers, comesBack, leavesAlone } from "../support/visitor.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.remove());

async function readResults(query = ""): Promise<Results> {
  const answer = await server.asLead().fetch(`/api/results${query}`);
  expect(answer.status).toBe(200);
  return await answer.json();
}

async function rowOf(unit: number, query = "") {
  const row = (await readResults(query)).rows.find(({ unitId }) => unitId === server.unitIds[unit]);
  if (!row) throw new Error("the unit has no row");
  return row;
}

const concludes = async (inspectionId: string) =>
  await concludeInspection(server.context.database, inspectionId, server.asInspector("lan").personId, new Date(), {
    waiveMinutes: "Biên bản giấy nộp sau",
  });

function sums(sheet: Submission) {
  const { awarded, max } = scoreSheet(sheet.entries, { checklist: defaultChecklist, form: sheet.form, unitTraits: [] });
  return { awarded, max };
}

describe("results are refused", () => {
  test("to inspectors, to the administrator's device, and to nobody in particular", async () => {
    expect((await server.asInspector("an").fetch("/api/results")).status).toBe(403);
    expect((await server.asInspector("lan").fetch("/api/results")).status).toBe(403);
    expect((await server.anonymous("/api/results")).status).toBe(401);
  });

  test("for a plan that is not there, and for what is no plan, period or form", async () => {
    const ask = async (query: string) => {
      const answer = await server.asLead().fetch(`/api/results?${query}`);
      return [answer.status, (await answer.json()).code];
    };
    expect(await ask("plan=01996d80-0000-7000-8000-000000000000")).toEqual([404, "not-found"]);
    expect(await ask("plan=mine")).toEqual([400, "malformed"]);
    expect(await ask("period=year")).toEqual([400, "malformed"]);
    expect(await ask("form=both")).toEqual([400, "malformed"]);
  });
});

describe("before everybody has sent", () => {
  test("nobody sees points, not even the lead: only how many are waited for", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    await server.asInspector("an").submits(makeSheet({ ...at, seed: 7 }));
    expect(await rowOf(0)).toMatchObject({
      index: null,
      areas: [],
      band: null,
      rank: null,
      unranked: "waitingForSheets",
      inspection: { expected: 2, sent: 1 },
    });
    const view = await loadInspection(server.context.database, at.inspectionId);
    expect(view).toMatchObject({ revealed: false, index: null, current: [], history: [], expected: 2, sent: 1 });
    expect(view.team.map(({ sent }) => sent)).toEqual([null, null]);
    await expect(
      concludeInspection(server.context.database, at.inspectionId, "lan", new Date(), { waiveMinutes: "Biên bản giấy nộp sau" }),
    ).rejects.toMatchObject({
      code: "not-all-sent",
      values: { missing: "1" },
    });
    const field = await (await server.asInspector("binh").fetch("/api/field")).text();
    expect(field).not.toContain("submitted");
  });

  test("the last sheet reveals all, and the index is the exact mean", async () => {
    const at = await server.opens({ team: ["an", "binh", "chi"] });
    const sheets = [3, 8, 11].map((seed) => makeSheet({ ...at, seed }));
    for (const [i, name] of (["an", "binh", "chi"] as const).entries()) {
      expect((await rowOf(0)).index).toBeNull();
      await server.asInspector(name).submits(sheets[i] ?? makeSheet(at));
    }
    expect((await rowOf(0)).index).toBe(meanIndex(sheets.map(sums)));
    const view = await loadInspection(server.context.database, at.inspectionId);
    expect(view.current.map(({ authorName }) => authorName).sort()).toEqual(["Hoàng Kim Chi", "Lê Thị An", "Trần Văn Bình"]);
    expect(view.index).toBe(meanIndex(sheets.map(sums)));
  });

  test("excusing the absent one reveals it, and what they send afterwards is kept as late", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const sheet = makeSheet({ ...at, seed: 2 });
    await server.asInspector("an").submits(sheet);
    const by = { actorId: "lan", now: new Date() };
    const excuse = (personId: string) => excuseInspector(server.context.database, at.inspectionId, { personId, reason: "Nghỉ ốm" }, by);
    await expect(excuse(server.asInspector("chi").personId)).rejects.toMatchObject({ code: "not-found" });
    await excuse(server.asInspector("binh").personId);
    await expect(excuse(server.asInspector("an").personId)).rejects.toMatchObject({ code: "already-scored" });
    expect(await rowOf(0)).toMatchObject({
      index: sheet.index,
      provisional: true,
      inspection: { expected: 1, sent: 1, state: "submitted" },
    });
    const late = await server.asInspector("binh").submits(makeSheet(at));
    expect((await late.json()).receipt.status).toBe("late");
    expect((await rowOf(0)).index).toBe(sheet.index);
  });

  test("a withdrawal, of a sheet that was given back, hides it again", async () => {
    const at = await server.opens({ team: ["an", "binh"] });
    const sheet = makeSheet(at);
    await server.asInspector("an").submits(sheet);
    await server.asInspector("binh").submits(makeSheet({ ...at, seed: 5 }));
    const { personId } = server.asInspector("an");
    await returnSheet(server.context.database, at.inspectionId, { personId, reason: "Nhầm đơn vị" }, "lan", new Date());
    await server.asInspector("an").withdraws(sheet.id);
    expect(await rowOf(0)).toMatchObject({
      index: null,
      areas: [],
      unranked: "waitingForSheets",
      inspection: { expected: 2, sent: 1, state: "open" },
    });
    expect((await loadInspection(server.context.database, at.inspectionId)).current).toEqual([]);
  });
});

describe("a unit's result", () => {
  test("ranks within its block, with ties, and says why others have no rank", async () => {
    for (const [unit, seed] of [
      [0, 6],
      [1, 6],
      [3, 0],
    ] as const) {
      const at = await server.opens({ unit });
      await server.asInspector("an").submits(makeSheet({ ...at, seed }));
      await concludes(at.inspectionId);
    }
    const results = await readResults();
    const ranks = results.rows.map(({ name, rank, tied, unranked }) => [name, rank, tied, unranked]);
    expect(ranks).toEqual([
      ["Xã Suối Ngàn", 1, false, null],
      ["Phường Bến Đá", null, false, "notInspected"],
      ["Sở Xây dựng", 1, true, null],
      ["Sở Y tế", 1, true, null],
      ["Sở Tài chính", null, false, "notInspected"],
    ]);
    expect(results.rows[0]).toMatchObject({ index: 10_000, band: { name: { vi: "Xuất sắc" } } });
    expect(results.completeness).toEqual({ ranked: 3, units: units.length });
    expect(results.areas.map(({ id }) => id)).toEqual(["DDCV", "VHCS", "NYTT"]);
    const block = await readResults(`?block=${encodeURIComponent("Cấp xã")}`);
    expect(block.rows.map(({ name }) => name)).toEqual(["Xã Suối Ngàn", "Phường Bến Đá"]);
  });

  test("is its latest concluded inspection of the period; a later one counts once it is concluded", async () => {
    const day = async (visitedOn: string, seed: number, concluded: boolean, onDevice = false) => {
      const [unitId = ""] = server.unitIds;
      const at = onDevice ? { inspectionId: newId(), unitId } : await server.opens({ visitedOn });
      const sheet = makeSheet({ ...at, visitedOn, seed });
      const surprise = { planId: server.planId, unitId, form: sheet.form, visitedOn, openedAt: sheet.startedAt };
      expect((await server.asInspector("an").submits(onDevice ? { ...sheet, surprise } : sheet)).status).toBe(201);
      if (concluded)
        await concludeInspection(server.context.database, at.inspectionId, server.asInspector("lan").personId, new Date(), {
          waiveMinutes: "Biên bản giấy nộp sau",
        });
      return { ...at, index: sheet.index };
    };
    const spring = await day("2026-03-01", 2, true);
    const summer = await day("2026-06-01", 5, true);
    const autumn = await day("2026-09-01", 9, false);
    // Before the period: only a device with no network opens such a one.
    await day("2025-01-01", 0, true, true);
    expect(await rowOf(0)).toMatchObject({ index: summer.index, provisional: false, inspection: { id: summer.inspectionId } });
    expect(await rowOf(0)).toMatchObject({ settledByScorer: false });
    const byScorer = () =>
      concludeInspection(server.context.database, autumn.inspectionId, server.asInspector("an").personId, new Date(), {
        waiveMinutes: "Biên bản giấy nộp sau",
      });
    await expect(byScorer()).rejects.toMatchObject({ code: "scorer-settles" });
    const lanIs = (roles: string[]) => administers(server, `/admin/people/${server.asInspector("lan").personId}/roles`, { roles });
    await lanIs(["inspector"]);
    await leavesAlone(server, "an", ["quan"]);
    await byScorer();
    await comesBack(server, "an", ["quan"]);
    await lanIs(["lead", "inspector"]);
    expect(await rowOf(0)).toMatchObject({ index: autumn.index, settledByScorer: true, inspection: { visitedOn: "2026-09-01" } });
    const page = await loadUnitPage(server.context.database, {
      planId: server.planId,
      period: { from: "2025-12-15", to: "2026-12-14" },
      form: "onsite",
      unitId: server.unitIds[0] ?? "",
    });
    expect(page.inspections.map(({ visitedOn }) => visitedOn)).toEqual(["2026-09-01", "2026-06-01", "2026-03-01"]);
    expect(page.inspection).toMatchObject({ id: autumn.inspectionId, concluded: { byScorer: true } });
    expect((await loadInspection(server.context.database, spring.inspectionId)).concluded).toMatchObject({
      byScorer: false,
      byName: "Phạm Ngọc Lan",
    });
  });

  test("of a remote inspection stands apart", async () => {
    const at = await server.opens({ form: "remote" });
    const sheet = makeSheet({ ...at, form: "remote", seed: 4 });
    await server.asInspector("an").submits(sheet);
    await concludes(at.inspectionId);
    expect(await rowOf(0)).toMatchObject({ index: null, unranked: "notInspected" });
    expect(await rowOf(0, "?form=remote")).toMatchObject({ index: sheet.index, rank: 1 });
  });

  test("leaves out what a trait of the unit on the day makes not applicable", async () => {
    const at = await server.opens({ unit: 4 });
    const sheet = makeSheet({ ...at, unitTraits: ["noDesk"], seed: 3 });
    expect((await server.asInspector("an").submits(sheet)).status).toBe(201);
    await concludes(at.inspectionId);
    expect(await rowOf(4)).toMatchObject({ index: sheet.index, rank: 1 });
  });

  test("waits for the lead's word on not applicable; refused, it is returned until the sheet is replaced", async () => {
    const at = await server.opens();
    const answers = { "NYTT-10": { type: "notApplicable", reason: "Không có biểu mẫu" } } as const;
    const first = makeSheet({ ...at, seed: 0, answers });
    await server.asInspector("an").submits(first);
    expect(await rowOf(0)).toMatchObject({ rank: null, unranked: "notApplicablePending" });
    const decide = (approved: boolean, criterionId = "NYTT-10") =>
      decideNotApplicable(
        server.context.database,
        { inspectionId: at.inspectionId, personId: server.asInspector("an").personId, criterionId, approved, reason: "Đã xem" },
        server.asInspector("lan").personId,
        new Date(),
      );
    await expect(decide(true, "DDCV-01")).rejects.toMatchObject({ code: "not-found" });
    await decide(false);
    expect(await rowOf(0)).toMatchObject({ rank: null, unranked: "notApplicablePending", inspection: { state: "returned" } });
    const second = { ...makeSheet({ ...at, seed: 0, answers }), replaces: { id: first.id, reason: "Nêu rõ hơn" } };
    await server.asInspector("an").submits(second);
    expect(await rowOf(0)).toMatchObject({ unranked: "notApplicablePending", inspection: { state: "submitted" } });
    await decide(true);
    expect(await rowOf(0)).toMatchObject({ rank: null, unranked: "notConcluded", index: 10_000 });
    expect(await rowOf(0, "?basis=live")).toMatchObject({ rank: 1, unranked: null, index: 10_000 });
    const view = await loadInspection(server.context.database, at.inspectionId);
    expect(view.current[0]?.criteria.get("NYTT-10")).toMatchObject({
      state: "notApplicable",
      points: null,
      decision: { approved: true, decidedBy: "Phạm Ngọc Lan" },
    });
    expect(view.history.map(({ status, replacedBy }) => [status, replacedBy])).toEqual([["replaced", second.id]]);
    expect(await findDifferences(server.context.database)).toEqual([]);
  });

  test("concluded by an earlier server while not applicable was pending can still be approved; refused, it is open again", async () => {
    const { database } = server.context;
    const answers = { "NYTT-10": { type: "notApplicable", reason: "Không có biểu mẫu" } } as const;
    const lan = server.asInspector("lan").personId;
    const concluded = async () => {
      const at = await server.opens();
      const sheet = makeSheet({ ...at, answers });
      await server.asInspector("an").submits(sheet);
      await expect(
        concludeInspection(database, at.inspectionId, lan, new Date(), { waiveMinutes: "Biên bản giấy nộp sau" }),
      ).rejects.toMatchObject({
        code: "not-applicable-pending",
      });
      const past = { state: "concluded" as const, concluded_by: lan, concluded_at: new Date().toISOString() };
      await database.write.updateTable("inspections").set(past).where("id", "=", at.inspectionId).execute();
      const decision = {
        inspectionId: at.inspectionId,
        personId: server.asInspector("an").personId,
        criterionId: "NYTT-10",
        reason: "Đã xem",
      };
      return { ...at, sheet, decide: (approved: boolean) => decideNotApplicable(database, { ...decision, approved }, lan, new Date()) };
    };
    const approved = await concluded();
    await approved.decide(true);
    expect(await rowOf(0)).toMatchObject({ rank: 1, inspection: { id: approved.inspectionId, state: "concluded" } });
    await database.write.updateTable("inspections").set({ state: "open" }).where("id", "=", approved.inspectionId).execute();

    const refused = await concluded();
    await refused.decide(false);
    expect(await loadInspection(database, refused.inspectionId)).toMatchObject({ state: "returned", concluded: null });
    const again = { ...makeSheet(refused), replaces: { id: refused.sheet.id, reason: "Theo ý kiến trưởng đoàn" } };
    expect((await (await server.asInspector("an").submits(again)).json()).receipt.status).toBe("accepted");
    await concludeInspection(database, refused.inspectionId, lan, new Date(), { waiveMinutes: "Biên bản giấy nộp sau" });
    expect(await rowOf(0)).toMatchObject({ rank: 1, unranked: null, inspection: { id: refused.inspectionId, state: "concluded" } });
  });
});
