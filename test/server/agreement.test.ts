import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { returnSheet } from "../../server/decisions/returns.ts";
import { openInspections } from "../../server/inspections/inspections.ts";
import { createPlan } from "../../server/plans/plans.ts";
import { importUnits } from "../../server/units/new-units.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { CriterionAgreements, InspectionAgreement } from "../../shared/results/agreement.ts";
import type { Answer } from "../../shared/sheets/answer.ts";
import { longAfter, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ now: longAfter });
});
afterEach(() => server.remove());

const ask = async (path: string) => {
  const answer = await server.asLead().fetch(path);
  return { status: answer.status, body: await answer.json() };
};
const agreementOf = async (id: string): Promise<InspectionAgreement> => (await ask(`/api/inspections/${id}/agreement`)).body;
const yes = (is: boolean): Answer => ({ type: "boolean", yes: is });

/** An and Bình score one inspection, alike but for these answers of Bình's. */
async function scoredByTwo(
  answers: Record<string, Answer>,
  at: { unit?: number; visitedOn?: string } = {},
  ofAn: Record<string, Answer> = {},
) {
  const { visitedOn = "2026-10-05" } = at;
  const place = { ...(await server.opens({ ...at, visitedOn, team: ["an", "binh"] })), visitedOn };
  const sheets = { an: makeSheet({ ...place, answers: ofAn }), binh: makeSheet({ ...place, answers }) };
  for (const name of ["an", "binh"] as const) expect((await server.asInspector(name).submits(sheets[name])).status).toBe(201);
  return { ...place, sheets };
}

/** After the reveal a sheet changes only where the lead gave it back. */
async function givenBack(inspectionId: string): Promise<void> {
  const { personId } = server.asInspector("binh");
  await returnSheet(server.context.database, inspectionId, { personId, reason: "Xem lại" }, "lan", new Date());
}

describe("agreement is refused", () => {
  test("to inspectors and strangers, and for what is not there", async () => {
    const { inspectionId } = await scoredByTwo({});
    expect((await server.asInspector("an").fetch(`/api/inspections/${inspectionId}/agreement`)).status).toBe(403);
    expect((await server.asInspector("lan").fetch("/api/agreement")).status).toBe(403);
    expect((await server.anonymous(`/api/inspections/${inspectionId}/agreement`)).status).toBe(401);
    expect((await ask(`/api/inspections/${newId()}/agreement`)).status).toBe(404);
    expect((await ask("/api/inspections/mine/agreement")).status).toBe(400);
    expect((await ask(`/api/agreement?plan=${newId()}`)).status).toBe(404);
  });

  test("before everybody has sent, with the same words whatever was scored; and again after a withdrawal", async () => {
    const place = await server.opens({ team: ["an", "binh"] });
    const path = `/api/inspections/${place.inspectionId}/agreement`;
    await server.asInspector("an").submits(makeSheet({ ...place, seed: 7 }));
    expect(await ask(path)).toMatchObject({ status: 409, body: { code: "not-all-sent", values: { missing: "1" } } });
    expect((await ask("/api/agreement")).body.agreements).toEqual([]);
    const second = makeSheet({ ...place, seed: 3 });
    await server.asInspector("binh").submits(second);
    expect((await ask(path)).status).toBe(200);
    await givenBack(place.inspectionId);
    await server.asInspector("binh").withdraws(second.id);
    expect((await ask(path)).status).toBe(409);
    expect((await ask("/api/agreement")).body.agreements).toEqual([]);
  });
});

describe("the agreement of an inspection", () => {
  test("counts equal criteria, tells who is stricter, and lists where they differ, the furthest first", async () => {
    const { inspectionId, sheets } = await scoredByTwo({
      "VHCS-06": yes(false),
      "DDCV-08": { type: "ratio", numerator: 85, denominator: 100 },
    });
    const agreement = await agreementOf(inspectionId);
    const [an, binh] = [server.asInspector("an").personId, server.asInspector("binh").personId];
    expect(agreement.inspectors.map(({ personId, blind }) => [personId, blind]).sort()).toEqual(
      [
        [an, true],
        [binh, true],
      ].sort(),
    );
    expect(agreement.criteria).toBe(35);
    expect(agreement.exact).toEqual({ equal: 33, pairs: 35, percent: 9_429 });
    expect(agreement.differing.map(({ criterion }) => criterion)).toEqual(["VHCS-06", "DDCV-08"]);
    expect(new Set(agreement.differing[0]?.points)).toEqual(new Set([200, 0]));
    // (100 % + 25 %) over 35 criteria.
    expect(agreement.meanDifference).toBe(357);
    const strict = agreement.pairs[0]?.between[0] === an ? 357 : -357;
    expect(agreement.pairs).toMatchObject([{ exact: { equal: 33 }, meanDifference: strict }]);
    expect(agreement.alpha).toBeLessThan(1_000);
    expect(agreement.inspectors.map(({ submissionId }) => submissionId).sort()).toEqual([sheets.an.id, sheets.binh.id].sort());
  });

  test("of two perfect sheets has no α: nothing was to be expected", async () => {
    expect(await agreementOf((await scoredByTwo({})).inspectionId)).toMatchObject({
      exact: { percent: 10_000 },
      meanDifference: 0,
      alpha: null,
      differing: [],
    });
  });

  test("of one inspector says nothing", async () => {
    const place = await server.opens();
    await server.asInspector("an").submits(makeSheet({ ...place, seed: 4 }));
    expect(await agreementOf(place.inspectionId)).toMatchObject({
      exact: { pairs: 0, percent: null },
      meanDifference: null,
      alpha: null,
      pairs: [],
    });
  });

  test("names a sheet that was replaced after the points were shown", async () => {
    const { inspectionId, sheets, ...place } = await scoredByTwo({ "VHCS-06": yes(false) });
    await givenBack(inspectionId);
    const again = { ...makeSheet({ ...place, inspectionId }), replaces: { id: sheets.binh.id, reason: "Xem lại biển tên" } };
    expect((await server.asInspector("binh").submits(again)).status).toBe(201);
    const { inspectors } = await agreementOf(inspectionId);
    expect(inspectors.find(({ submissionId }) => submissionId === again.id)?.blind).toBe(false);
    expect(inspectors.find(({ submissionId }) => submissionId === sheets.an.id)?.blind).toBe(true);
  });
});

describe("the agreement on a criterion", () => {
  const noProcedures: Answer = { type: "notApplicable", reason: "Không có thủ tục" };

  test("has a κ from ten units with the same two inspectors on, and says why where it has none", async () => {
    const { database } = server.context;
    const people = { an: server.asInspector("an").personId, binh: server.asInspector("binh").personId };
    const names = Array.from({ length: 12 }, (_, i) => ({
      name: `Xã Số ${i + 1}`,
      kind: "commune" as const,
      block: "Cấp xã",
      websites: [],
    }));
    const unitIds = await importUnits(database, names, "quan", new Date());
    const team = Object.values(people).map((personId) => ({ personId, position: "member" as const, scores: true }));
    const { id, version } = defaultChecklist;
    const planId = await createPlan(
      database,
      {
        year: 2027,
        title: "2027",
        targetPercent: 30,
        checklist: { id, version },
        periods: [{ kind: "year", from: "2026-12-15", to: "2027-12-14" }],
        team,
        unitIds,
      },
      "quan",
      new Date(),
    );
    const visitedOn = "2027-03-01";
    const inspections = await openInspections(
      database,
      { planId, unitIds, kind: "planned", form: "both", visitedOn, announced: true },
      "lan",
      new Date(),
    );
    const score = async (i: number, an: Record<string, Answer>, binh: Record<string, Answer>) => {
      const place = { inspectionId: inspections[i] ?? "", unitId: unitIds[i] ?? "", visitedOn };
      for (const [name, answers] of [
        ["an", an],
        ["binh", binh],
      ] as const)
        expect((await server.asInspector(name).submits(makeSheet({ ...place, answers }))).status).toBe(201);
    };
    // Both say yes five times and no three times, once they differ.
    for (let i = 0; i < 9; i += 1) await score(i, { "VHCS-06": yes(i < 5) }, { "VHCS-06": yes(i < 6) });
    const of = async (criterion: string) => {
      const { agreements }: CriterionAgreements = (await ask(`/api/agreement?basis=live&criterion=${criterion}`)).body;
      expect(agreements).toHaveLength(1);
      return agreements[0];
    };
    expect(await of("VHCS-06")).toMatchObject({ units: 9, kappa: null, noKappa: "fewUnits", exact: { equal: 8, pairs: 9 } });
    await score(9, { "VHCS-06": yes(true), "NYTT-12": noProcedures }, { "VHCS-06": yes(true), "NYTT-12": noProcedures });
    // Observed 9 of 10; An 6 yes, Bình 7: expected 0,6·0,7 + 0,4·0,3 = 0,54; (0,9 − 0,54) ÷ 0,46 = 0,783.
    expect(await of("VHCS-06")).toMatchObject({ units: 10, kappa: 783, noKappa: null, exact: { equal: 9, pairs: 10, percent: 9_000 } });
    expect(await of("DDCV-01")).toMatchObject({ units: 10, kappa: null, noKappa: "noExpectedDisagreement", alpha: null });
    expect(await of("DDCV-02")).toMatchObject({ kappa: null, noKappa: "noGrades" });
    // Not applicable is a category of its own for κ, and missing for α.
    expect(await of("NYTT-12")).toMatchObject({ units: 10, kappa: 1_000, alpha: null, exact: { equal: 10 } });
    const { agreements }: CriterionAgreements = (await ask("/api/agreement?basis=live")).body;
    expect(agreements).toHaveLength(35);
    expect((await ask("/api/agreement")).body).toMatchObject({ basis: "concluded", agreements: [] });
  });
});
