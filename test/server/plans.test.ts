import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { checklistOfAreas } from "../../shared/checklists/checklist-areas.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { officialPeriods } from "../../shared/plans/official-periods.ts";
import type { InspectionDetail, PlanDetail } from "../../shared/plans/plan-changes.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";

let server: TestServer;
let an: string;
let binh: string;
let lan: string;
beforeEach(async () => {
  server = await startTestServer({ now: () => new Date("2026-10-20T00:00:00Z") });
  [an, binh, lan] = [server.asInspector("an").personId, server.asInspector("binh").personId, server.asInspector("lan").personId];
});
afterEach(() => server.remove());

const sends = (method: string, path: string, body: unknown) =>
  server.asLead().fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
const codeOf = async (answer: Response | Promise<Response>) => {
  const { status, ...rest } = await (await answer).json();
  return [status, rest.code];
};
const scorer = (personId: string, position = "member") => ({ personId, position, scores: true });
const { id, version } = defaultChecklist;
const plan = () => ({ year: 2027, title: "Kế hoạch 2027", checklist: { id, version }, blocks: ["Cấp xã"], team: [scorer(an)] });
const inspection = (more: object = {}) => ({
  planId: server.planId,
  unitIds: [server.unitIds[0]],
  kind: "planned",
  form: "both",
  visitedOn: "2026-10-05",
  announced: true,
  ...more,
});
const opens = async (more: object = {}): Promise<string> =>
  (await (await sends("POST", "/api/inspections", inspection(more))).json()).inspectionIds[0];
const asks = async (inspectionId: string): Promise<InspectionDetail> =>
  await (await server.asLead().fetch(`/api/inspections/${inspectionId}`)).json();

describe("the official periods of a year", () => {
  test("overlap, begin on 15 December of the year before and follow one another without a gap", () => {
    expect(Object.fromEntries(officialPeriods(2027).map(({ kind, from, to }) => [kind, `${from} ${to}`]))).toEqual({
      year: "2026-12-15 2027-12-14",
      q1: "2026-12-15 2027-03-14",
      sixMonths: "2026-12-15 2027-06-14",
      q3: "2027-06-15 2027-09-14",
      nineMonths: "2026-12-15 2027-09-14",
    });
  });
});

describe("a plan", () => {
  test("is refused without units, with nobody who scores, with one who cannot, and with a checklist that is not published", async () => {
    expect(await codeOf(sends("POST", "/api/plans", { ...plan(), blocks: ["Không có"] }))).toEqual([422, "unit-unknown"]);
    expect(await codeOf(sends("POST", "/api/plans", { ...plan(), team: [{ ...scorer(an), scores: false }] }))).toEqual([400, "malformed"]);
    expect(await codeOf(sends("POST", "/api/plans", { ...plan(), team: [scorer(an), scorer(an)] }))).toEqual([400, "malformed"]);
    expect(await codeOf(sends("POST", "/api/plans", { ...plan(), team: [scorer(server.asInspector("quan").personId)] }))).toEqual([
      422,
      "person-unknown",
    ]);
    expect(await codeOf(sends("POST", "/api/plans", { ...plan(), checklist: { id, version: "9" } }))).toEqual([404, "not-found"]);
    expect(
      await codeOf(sends("POST", "/api/plans", { ...plan(), periods: [{ kind: "custom", from: "2027-02-01", to: "2027-01-01" }] })),
    ).toEqual([400, "malformed"]);
    expect((await (await server.asLead().fetch("/api/plans")).json()).plans).toHaveLength(1);
  });

  test("has by default 30 % as its target and the official periods, and the open units of its blocks", async () => {
    const answer = await sends("POST", "/api/plans", plan());
    const made: PlanDetail = await answer.json();
    expect([answer.status, made.targetPercent, made.periods.length]).toEqual([201, 30, 5]);
    expect(made.unitIds).toEqual([server.unitIds[3], server.unitIds[4]].sort());
    expect(made.team).toEqual([scorer(an)]);
  });

  test("changes in what is named alone; a unit with an inspection and the last period stay", async () => {
    await opens();
    const path = `/api/plans/${server.planId}`;
    const custom = { kind: "custom", from: "2026-01-01", to: "2026-12-31" };
    const changed: PlanDetail = await (
      await sends("PATCH", path, {
        targetPercent: 45,
        addPeriods: [custom],
        removeUnits: [server.unitIds[1]],
        team: [scorer(binh, "head")],
      })
    ).json();
    expect([changed.targetPercent, changed.title, changed.unitIds.length, changed.team]).toEqual([
      45,
      "Kiểm tra năm 2026",
      4,
      [scorer(binh, "head")],
    ]);
    expect(changed.periods).toMatchObject([{ kind: "year" }, custom]);
    expect(await codeOf(sends("PATCH", path, { removeUnits: [server.unitIds[0]] }))).toEqual([409, "in-use"]);
    expect(await codeOf(sends("PATCH", path, { removePeriods: changed.periods.map((period) => period.id) }))).toEqual([409, "in-use"]);
    expect(await codeOf(sends("PATCH", path, { addUnits: [server.planId] }))).toEqual([422, "unit-unknown"]);
    expect(await codeOf(sends("PATCH", path, {}))).toEqual([400, "malformed"]);
    const field = await (await server.asInspector("an").fetch("/api/field")).json();
    expect(field.units).toHaveLength(4);
    expect((await (await server.asLead().fetch("/api/results")).json()).completeness.units).toBe(4);
  });
});

describe("an inspection", () => {
  test("opens with the plan's team and checklist, or with its own", async () => {
    expect(await asks(await opens())).toMatchObject({
      unitName: "Sở Y tế",
      checklist: { id, version },
      areas: ["DDCV", "VHCS", "NYTT"],
      team: [scorer(an)],
    });
    const team = [scorer(binh, "secretary"), { personId: lan, position: "head", scores: false }];
    const own = await asks(await opens({ kind: "thematic", form: "remote", announced: false, team, unitIds: [server.unitIds[1]] }));
    expect(own).toMatchObject({ kind: "thematic", formGroup: "remote", announced: false });
    expect(own.team.map(({ personId, position, scores }) => [personId, position, scores])).toEqual(
      [
        [binh, "secretary", true],
        [lan, "head", false],
      ].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    );
    const listed = await (await server.asLead().fetch(`/api/inspections?plan=${server.planId}`)).json();
    expect(listed.inspections).toMatchObject([{ sent: 0 }, { sent: 0 }]);
    expect(await codeOf(sends("POST", "/api/inspections", inspection({ areas: ["XYZ"] })))).toEqual([422, "area-unknown"]);
    expect(await codeOf(sends("POST", "/api/inspections", inspection({ planId: an })))).toEqual([422, "plan-unknown"]);
  });

  test("of some areas is judged, and its index computed, by these alone, on the device as here", async () => {
    const inspectionId = await opens({ areas: ["DDCV"] });
    const part = checklistOfAreas(defaultChecklist, ["DDCV"]);
    expect(await asks(inspectionId)).toMatchObject({ areas: ["DDCV"], checklist: { id, version: `${version}-DDCV` } });
    const field = await (await server.asInspector("an").fetch("/api/field")).json();
    expect(field.checklists.find((one: { version: string }) => one.version === part.version)).toEqual(part);
    const whole = makeSheet({ inspectionId, unitId: server.unitIds[0] ?? "" });
    expect(await codeOf(server.asInspector("an").submits(whole))).toEqual([422, "checklist-version"]);
    expect(
      (await server.asInspector("an").submits(makeSheet({ inspectionId, unitId: server.unitIds[0] ?? "", checklist: part }))).status,
    ).toBe(201);
    const [row] = (await (await server.asLead().fetch("/api/results")).json()).rows.filter(
      ({ name }: { name: string }) => name === "Sở Y tế",
    );
    expect(row.index).toBe(10_000);
  });

  test("changes freely before the first sheet, and takes the unit as it is on the new day", async () => {
    const inspectionId = await opens();
    const answer = await sends("PATCH", `/api/inspections/${inspectionId}`, {
      visitedOn: "2026-10-12",
      form: "remote",
      kind: "combined",
      team: [scorer(binh)],
      areas: ["NYTT"],
    });
    expect(await answer.json()).toMatchObject({
      visitedOn: "2026-10-12",
      formGroup: "remote",
      kind: "combined",
      areas: ["NYTT"],
      team: [scorer(binh)],
    });
    expect((await (await server.asInspector("an").fetch("/api/field")).json()).inspections).toEqual([]);
    expect((await (await server.asInspector("binh").fetch("/api/field")).json()).inspections).toMatchObject([
      { visitedOn: "2026-10-12", form: "remote" },
    ]);
    const { history } = await (await server.asLead().fetch(`/api/inspections/${inspectionId}/history`)).json();
    expect(history.map(({ action }: { action: string }) => action)).toEqual(["inspection.opened", "inspection.changed"]);
  });

  test("with a sheet keeps its form, day, checklist and everybody who scores, sent or not; who is absent is excused with a reason", async () => {
    const { inspectionId, unitId } = await server.opens({ team: ["an", "binh"] });
    await server.asInspector("an").submits(makeSheet({ inspectionId, unitId }));
    const path = `/api/inspections/${inspectionId}`;
    for (const change of [
      { visitedOn: "2026-10-06" },
      { form: "onsite" },
      { areas: ["DDCV"] },
      { team: [scorer(binh)] },
      { team: [scorer(an)] },
    ]) {
      expect(await codeOf(sends("PATCH", path, change))).toEqual([409, "inspection-begun"]);
    }
    expect(await codeOf(sends("PATCH", path, { team: [scorer(an), { ...scorer(binh), scores: false }] }))).toEqual([
      409,
      "inspection-begun",
    ]);
    expect(await asks(inspectionId)).toMatchObject({ state: "open", kind: "planned" });
    const chi = server.asInspector("chi").personId;
    const team = [scorer(an, "head"), scorer(binh), { personId: chi, position: "secretary", scores: false }];
    expect(await (await sends("PATCH", path, { kind: "combined", team })).json()).toMatchObject({ kind: "combined", state: "open" });
    const changed = async () => {
      const { history } = await (await server.asLead().fetch(`${path}/history`)).json();
      return history
        .filter(({ action }: { action: string }) => action === "inspection.changed")
        .map(({ changes }: { changes: unknown }) => changes);
    };
    // Before the reveal already: who is in the team says nothing of any sheet.
    const byField = (one: { field: string }, other: { field: string }) => (one.field < other.field ? -1 : 1);
    const joined = [
      { field: `team.${an}.position`, from: "member", to: "head" },
      { field: `team.${chi}`, from: null, to: { position: "secretary", scores: false } },
    ].sort(byField);
    expect(await changed()).toEqual([[{ field: "kind", from: "planned", to: "combined" }, ...joined]]);
    expect((await sends("PATCH", path, { team: [scorer(an, "head"), scorer(binh)] })).status).toBe(200);
    expect((await changed()).at(-1)).toEqual([{ field: `team.${chi}`, from: { position: "secretary", scores: false }, to: null }]);
    expect((await sends("POST", `${path}/excuse`, { personId: binh, reason: "Ốm" })).status).toBe(204);
    expect(await asks(inspectionId)).toMatchObject({ state: "submitted" });
    // After the reveal nobody comes to score with the others' points before them.
    expect(await codeOf(sends("PATCH", path, { team: [scorer(an), scorer(binh), scorer(chi)] }))).toEqual([409, "inspection-begun"]);
  });
});
