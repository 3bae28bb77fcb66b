import { createPlan } from "../../server/plans/plans.ts";
import { importUnits } from "../../server/units/new-units.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { type Example, type Examples, json, keyed, next, table, whatever } from "./contract-example.ts";
import { type Caller, type World, withAdjustments } from "./contract-world.ts";

export function registryExamples(world: World): Examples {
  const { server } = world;
  const [planId = ""] = world.known("plans.id");
  const newUnit = async () => {
    const [unitId = ""] = await importUnits(
      server.context.database,
      [{ name: `Xã ${next()}`, kind: "commune", block: "Cấp xã", websites: [] }],
      "quan",
      new Date(),
    );
    return unitId;
  };
  const code = () => `1.${String(100_000 + next()).slice(-6)}`;
  const { id } = defaultChecklist;
  const draft = (version = `draft-${next() % 5}`) => ({ ...defaultChecklist, version });
  const team = [{ personId: server.asInspector("an").personId, position: "member", scores: true }];
  const imports = (query: string, text: string, by: Caller): Example => ({
    by,
    headers: keyed(),
    query: query.split("&").map((pair) => pair.split("=") as [string, string]),
    body: table(text),
  });
  const kept = async () => {
    const checklist = draft(`published-${next()}`);
    await server.asLead().fetch(`/api/checklists/${id}/${checklist.version}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(checklist),
    });
    return { id, version: checklist.version };
  };
  const visit = {
    planId: server.planId,
    unitIds: [server.unitIds[1]],
    kind: "planned",
    form: "both",
    visitedOn: "2026-05-05",
    announced: true,
    team,
  };
  const earlier = async () => {
    const checklist = { id, version: defaultChecklist.version };
    const periods = [{ kind: "year" as const, from: "2019-12-15", to: "2020-12-14" }];
    const plan = { year: 2020, title: "Kế hoạch cũ", targetPercent: 30, checklist, periods, team: [], unitIds: server.unitIds };
    const made = await createPlan(server.context.database, plan, "quan", new Date());
    return (await server.context.database.read.selectFrom("periods").select("id").where("plan_id", "=", made).executeTakeFirstOrThrow()).id;
  };
  return {
    "GET /api/results/change": async () => ({
      by: "lead",
      query: [
        ["plan", server.planId],
        ["against", await earlier()],
      ],
    }),
    "POST /api/units/import": () =>
      imports(`dryRun=${next() % 2}`, `Tên;Loại;Khối;Mã\nXã Mới ${next()};commune;Cấp xã;M${next()}`, "administrator"),
    "POST /api/units/events": async () => ({
      by: "administrator",
      headers: keyed(),
      body: json({
        kind: "merge",
        on: "2027-01-01",
        decision: null,
        before: [await newUnit(), await newUnit()],
        after: { name: `Xã Hợp ${next()}`, kind: "commune", block: "Cấp xã" },
      }),
    }),
    "POST /api/units/{id}/changes": async () => ({
      by: "administrator",
      headers: keyed(),
      params: { id: await newUnit() },
      body: json({ from: "2027-02-01", name: `Phường ${next()}` }),
    }),
    "POST /api/units": () => ({
      by: "administrator",
      headers: keyed(),
      body: json({ units: [{ name: `Xã Thêm ${next()}`, kind: "commune", block: "Cấp xã" }] }),
    }),
    "GET /api/catalogue": () => ({ by: "inspector", query: [["kind", "commune"]] }),
    "GET /api/catalogue/versions": () => ({ by: "lead", query: [["kind", "commune"]] }),
    "POST /api/catalogue/import": () =>
      imports(`kind=commune&on=2026-02-01&dryRun=${next() % 2}`, `Mã số;Tên\n${code()};Cấp giấy\n1.000001;Cấp giấy A`, "lead"),
    "POST /api/catalogue/ends": async () => {
      const own = code();
      const body = `Mã số;Tên\n${own};Cấp giấy`;
      await server.asLead().fetch("/api/catalogue/import?kind=ward&on=2026-02-01", {
        method: "POST",
        headers: { ...keyed(), "content-type": "text/csv" },
        body,
      });
      return { by: "lead", headers: keyed(), body: json({ owner: { kind: "ward" }, code: own, on: "2026-02-01", decision: null }) };
    },
    "PUT /api/checklists/{id}/{version}": () => {
      const checklist = draft();
      return { by: "lead", params: { id, version: checklist.version }, body: json(checklist) };
    },
    "POST /api/checklists/{id}/{version}/publication": async () => ({ by: "lead", params: await kept() }),
    "GET /api/checklists/{id}/{version}/changes": () => ({
      by: "lead",
      params: { id, version: withAdjustments.version },
      query: [["since", defaultChecklist.version]],
    }),
    "POST /api/plans": () => ({
      by: "lead",
      headers: keyed(),
      body: json({
        year: 2027,
        title: `Kế hoạch ${next()}`,
        checklist: { id, version: defaultChecklist.version },
        unitIds: server.unitIds,
        team,
      }),
    }),
    "PATCH /api/plans/{id}": () => ({
      by: "lead",
      params: { id: planId },
      headers: whatever,
      body: json({ title: `Kế hoạch ${next()}`, addPeriods: [{ kind: "custom", from: "2026-01-01", to: "2026-02-01" }] }),
    }),
    "GET /api/calendar/{year}": () => ({ by: "lead", params: { year: "2027" } }),
    "PUT /api/calendar/{year}": () => ({
      by: "lead",
      params: { year: String(2030 + (next() % 20)) },
      headers: whatever,
      body: json({ holidays: [], workingDays: [] }),
    }),
    "POST /api/inspections": () => ({
      by: "lead",
      headers: keyed(),
      body: json({ ...visit, again: true }),
    }),
    "PATCH /api/inspections/{id}": async () => {
      const { inspectionId } = await server.opens({ unit: 1 });
      return {
        by: "lead",
        params: { id: inspectionId },
        headers: whatever,
        body: json({ visitedOn: "2026-06-06", announced: false, again: true }),
      };
    },
    "GET /api/units/by-address": () => ({ by: "lead", query: [["url", "https://soyte.test/tin"]] }),
    "GET /api/inspections": () => ({ by: "lead", query: [["plan", server.planId]] }),
  };
}
