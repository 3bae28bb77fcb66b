import { createHash } from "node:crypto";
import { importUnits } from "../../server/database/units.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Parts } from "./contract-requests.ts";
import { type Caller, marked, noteMark, type World, withAdjustments } from "./contract-world.ts";
import { makeSheet } from "./sheets.ts";

/** A request that is answered 2xx, and who sends it. */
export interface Example extends Partial<Parts> {
  readonly by: Caller;
}

type Examples = Readonly<Record<string, () => Promise<Example> | Example>>;

/** For each operation that random values alone would hardly ever move: a request that succeeds, each time on something new. */
export function examplesIn(world: World): Examples {
  return {
    ...deviceExamples(world),
    ...sheetExamples(world),
    ...settlingExamples(world),
    ...evidenceExamples(world),
    ...findingExamples(world),
    ...registryExamples(world),
  };
}

const json = (value: unknown) => ({ type: "application/json", json: value });
const table = (text: string) => ({ type: "text/csv", bytes: new TextEncoder().encode(text) });
let count = 0;
/** A number that was not given before. */
const next = () => (count += 1);

function deviceExamples({ server }: World): Examples {
  const { identity } = server.context;
  return {
    "GET /openapi.json": () => ({ by: "reader" }),
    "POST /api/device/code": () => ({ by: "nobody", headers: { "x-forwarded-for": address() }, body: json({ deviceName: "Máy của An" }) }),
    "POST /api/device/token": async () => {
      const { deviceCode, userCode } = await identity.startDevice("Máy của Bình", address());
      const personId = server.asInspector("binh").personId;
      await identity.decideDevice({ personId, name: "", email: "", roles: ["inspector"], via: "session", scope: "roles" }, userCode, true);
      return { by: "nobody", body: json({ deviceCode }) };
    },
  };
}

/** Everybody has an address of their own behind the proxy. */
function address(): string {
  const n = next();
  return `198.18.${Math.floor(n / 250) % 250}.${n % 250}`;
}

function sheetExamples(world: World): Examples {
  const { server } = world;
  const [an] = [server.asInspector("an")];
  const opens = async (team: readonly ("an" | "binh")[] = ["an", "binh"], unit = next() % 4) => {
    const at = await server.opens({ unit, team });
    world.learn("inspections", at.inspectionId);
    return at;
  };
  const sends = async (at: Awaited<ReturnType<typeof opens>>) => {
    const sheet = marked(makeSheet({ ...at, seed: next() }));
    await an.submits(sheet);
    world.learn("submissions", sheet.id);
    return sheet;
  };
  return {
    "PUT /api/submissions/{id}": async () => {
      const at = await opens(["an", "binh"], next() % 3 === 0 ? 0 : next() % 4);
      const own = at.unitId === server.unitIds[0];
      const sheet = marked(makeSheet({ ...at, seed: next() }));
      return { by: own ? "unit" : "inspector", params: { id: sheet.id }, body: json(own ? { ...sheet, stage: "self" } : sheet) };
    },
    "GET /api/submissions/{id}": async () => ({ by: "inspector", params: { id: (await sends(await opens())).id } }),
    "PUT /api/submissions/{id}/withdrawal": async () => {
      const { id } = await sends(await opens());
      return { by: "inspector", params: { id }, body: json({ reason: noteMark, at: new Date().toISOString() }) };
    },
    "GET /api/self-scores": () => ({ by: "unit" }),
    "POST /api/inspections/{id}/excuse": async () => {
      const { inspectionId: id } = await opens();
      return { by: "lead", params: { id }, body: json({ personId: an.personId, reason: noteMark }) };
    },
    "PUT /api/people/{id}/unit": () => {
      const unitId = server.unitIds[0] ?? null;
      return { by: "administrator", params: { id: world.clerkId }, body: json({ unitId }) };
    },
  };
}

/** An inspection that both inspectors have sent, and the unit as well. */
async function revealed(world: World, na = false) {
  const { server } = world;
  const at = await server.opens({ unit: 0, team: ["an", "binh"] });
  const answers = na ? ({ "NYTT-10": { type: "notApplicable", reason: noteMark } } as const) : {};
  const sheets = (["an", "binh"] as const).map((name) => ({ name, sheet: marked(makeSheet({ ...at, seed: next(), answers })) }));
  await world.office.submits({ ...marked(makeSheet({ ...at, seed: next() })), stage: "self" });
  for (const { name, sheet } of sheets) await server.asInspector(name).submits(sheet);
  world.learn("inspections", at.inspectionId);
  return { id: at.inspectionId, personId: server.asInspector("an").personId };
}

function settlingExamples(world: World): Examples {
  const { server } = world;
  const at = async (body: (of: Awaited<ReturnType<typeof revealed>>) => unknown, na = false): Promise<Example> => {
    const inspection = await revealed(world, na);
    return { by: "lead", params: { id: inspection.id }, body: json(body(inspection)) };
  };
  return {
    "POST /api/inspections/{id}/appraisal": () => at(() => ({ id: newId(), decisions: {}, rest: { by: "mean", reason: noteMark } })),
    "POST /api/inspections/{id}/return": () => at(({ personId }) => ({ personId, reason: noteMark })),
    "POST /api/inspections/{id}/conclusion": () => at(() => ({})),
    "POST /api/inspections/{id}/not-applicable": () =>
      at(({ personId }) => ({ personId, criterion: "NYTT-10", approved: next() % 2 === 0, reason: noteMark }), true),
    "GET /api/inspections/{id}/agreement": async () => ({ by: "lead", params: { id: (await revealed(world)).id } }),
    "GET /api/deviations": () => ({ by: "lead", query: [["plan", server.planId]] }),
    "PUT /api/inspections/{id}/adjustments": async () => {
      const { id, version } = withAdjustments;
      const body = {
        planId: server.planId,
        unitIds: [server.unitIds[1]],
        kind: "planned",
        form: "both",
        visitedOn: "2026-05-05",
        announced: true,
        checklist: { id, version },
      };
      const opened = await world.devices.lead.fetch("/api/inspections", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const [inspectionId = ""] = (await opened.json()).inspectionIds ?? [];
      return { by: "lead", params: { id: inspectionId }, body: json({ adjustments: [{ id: "initiative", times: 1, reason: noteMark }] }) };
    },
    "GET /api/results/trace": () => ({
      by: "lead",
      query: [
        ["plan", server.planId],
        ["unit", server.unitIds[2] ?? ""],
      ],
    }),
    "GET /api/results/ranking": () => ({
      by: "lead",
      query: [
        ["plan", server.planId],
        ["area", defaultChecklist.areas[0]?.id ?? ""],
      ],
    }),
  };
}

function evidenceExamples(world: World): Examples {
  const fresh = () => {
    const bytes = new TextEncoder().encode(`%PDF-1.7 ${newId()}`);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    world.learn("hashes", sha256);
    return { bytes, sha256 };
  };
  const stored = async () => {
    const { bytes, sha256 } = fresh();
    await world.devices.inspector.fetch(`/api/evidence/${sha256}`, { method: "PUT", body: bytes });
    return { sha256 };
  };
  return {
    "PUT /api/evidence/{sha256}": () => {
      const { bytes, sha256 } = fresh();
      return { by: "inspector", params: { sha256 }, body: { type: "application/pdf", bytes } };
    },
    "GET /api/evidence/{sha256}": async () => ({ by: "inspector", params: await stored() }),
    "POST /api/evidence/{sha256}/deletion": async () => ({ by: "administrator", params: await stored(), body: json({ reason: noteMark }) }),
  };
}

function findingExamples(world: World): Examples {
  const finding = { criterion: "NYTT-01", text: noteMark };
  const raised = async () => {
    const { id: inspectionId } = await revealed(world);
    const id = newId();
    const body = JSON.stringify({ inspectionId, ...finding });
    await world.devices.lead.fetch(`/api/findings/${id}`, { method: "PUT", headers: { "content-type": "application/json" }, body });
    world.learn("findings", id);
    return { id, stepId: newId() };
  };
  return {
    "PUT /api/findings/{id}": async () => ({ by: "lead", params: { id: newId() }, body: json({ inspectionId: (await revealed(world)).id, ...finding }) }),
    "PUT /api/findings/{id}/answers/{stepId}": async () => ({ by: "unit", params: await raised(), body: json({ text: noteMark }) }),
    "PUT /api/findings/{id}/verdicts/{stepId}": async () => ({ by: "lead", params: await raised(), body: json({ fixed: next() % 2 === 0, reason: noteMark }) }),
  };
}

function registryExamples(world: World): Examples {
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
    query: query.split("&").map((pair) => pair.split("=") as [string, string]),
    body: table(text),
  });
  const kept = async () => {
    const checklist = draft(`published-${next()}`);
    await server
      .asLead()
      .fetch(`/api/checklists/${id}/${checklist.version}`, { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(checklist) });
    return { id, version: checklist.version };
  };
  return {
    "POST /api/units/import": () => imports(`dryRun=${next() % 2}`, `Tên;Loại;Khối;Mã\nXã Mới ${next()};commune;Cấp xã;M${next()}`, "administrator"),
    "POST /api/units/events": async () => ({
      by: "administrator",
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
      params: { id: await newUnit() },
      body: json({ from: "2027-02-01", name: `Phường ${next()}` }),
    }),
    "POST /api/units": () => ({ by: "administrator", body: json({ units: [{ name: `Xã Thêm ${next()}`, kind: "commune", block: "Cấp xã" }] }) }),
    "GET /api/catalogue": () => ({ by: "inspector", query: [["kind", "commune"]] }),
    "GET /api/catalogue/versions": () => ({ by: "lead", query: [["kind", "commune"]] }),
    "POST /api/catalogue/import": () =>
      imports(`kind=commune&on=2026-02-01&dryRun=${next() % 2}`, `Mã số;Tên\n${code()};Cấp giấy\n1.000001;Cấp giấy A`, "lead"),
    "POST /api/catalogue/ends": async () => {
      const own = code();
      const body = `Mã số;Tên\n${own};Cấp giấy`;
      await server.asLead().fetch("/api/catalogue/import?kind=ward&on=2026-02-01", { method: "POST", headers: { "content-type": "text/csv" }, body });
      return { by: "lead", body: json({ owner: { kind: "ward" }, code: own, on: "2026-02-01", decision: null }) };
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
      body: json({ year: 2027, title: `Kế hoạch ${next()}`, checklist: { id, version: defaultChecklist.version }, unitIds: server.unitIds, team }),
    }),
    "PATCH /api/plans/{id}": () => ({
      by: "lead",
      params: { id: planId },
      body: json({ title: `Kế hoạch ${next()}`, addPeriods: [{ kind: "custom", from: "2026-01-01", to: "2026-02-01" }] }),
    }),
    "POST /api/inspections": () => ({
      by: "lead",
      body: json({ planId: server.planId, unitIds: [server.unitIds[1]], kind: "planned", form: "both", visitedOn: "2026-05-05", announced: true, team }),
    }),
    "PATCH /api/inspections/{id}": async () => {
      const { inspectionId } = await server.opens({ unit: 1 });
      return { by: "lead", params: { id: inspectionId }, body: json({ visitedOn: "2026-06-06", announced: false }) };
    },
    "GET /api/units/by-address": () => ({ by: "lead", query: [["url", "https://soyte.test/tin"]] }),
    "GET /api/inspections": () => ({ by: "lead", query: [["plan", server.planId]] }),
  };
}
