import { createHash } from "node:crypto";
import { importUnits } from "../../server/units/new-units.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import { type Example, type Examples, json, keyed, next, whatever } from "./contract-example.ts";
import { marked, noteMark, type World, withAdjustments } from "./contract-world.ts";
import { send } from "./lead-verbs.ts";
import { makeSheet } from "./sheets.ts";

export function sheetExamples(world: World): Examples {
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
    "POST /api/inspections/{id}/cancellation": async () => {
      const { inspectionId: id } = await server.opens({ unit: 1 });
      return { by: "lead", params: { id }, body: json({ reason: noteMark }) };
    },
    "POST /api/inspections/{id}/handover": async () => {
      const lead = (method: string, path: string, body: object) => send(world.devices.lead, method, path, body);
      const unit = (name: string) => ({ name: `${name} ${next()}`, kind: "department" as const, block: "Sở, ban, ngành", websites: [] });
      const [ended = "", heir = ""] = await importUnits(server.context.database, [unit("Sở Cũ"), unit("Sở Mới")], "quan", new Date());
      await lead("PATCH", `/api/plans/${server.planId}`, { addUnits: [ended] });
      const of = { planId: server.planId, unitIds: [ended], kind: "planned", form: "both", visitedOn: "2026-10-05", announced: true };
      const { inspectionIds } = await (await lead("POST", "/api/inspections", of)).json();
      const merge = { kind: "merge", on: "2026-10-01", decision: null, before: [ended], after: { id: heir } };
      await send(world.devices.administrator, "POST", "/api/units/events", merge);
      return { by: "lead", headers: keyed(), params: { id: inspectionIds[0] }, body: json({ unitId: heir, reason: noteMark }) };
    },
    "POST /api/inspections/{id}/excuse": async () => {
      const { inspectionId: id } = await opens();
      return { by: "lead", params: { id }, body: json({ personId: an.personId, reason: noteMark }) };
    },
    "POST /api/inspections/{id}/excuse/undo": async () => {
      const { inspectionId: id } = await opens();
      const body = { personId: an.personId, reason: noteMark };
      await send(world.devices.lead, "POST", `/api/inspections/${id}/excuse`, body);
      return { by: "lead", params: { id }, body: json(body) };
    },
    "POST /api/people/invitations": () => ({
      by: "administrator",
      body: json({ name: noteMark, email: `m${next()}@tinh.test`, roles: ["unit"], unitId: server.unitIds[0] }),
    }),
    "GET /api/people/links": () => ({ by: "administrator" }),
    "PUT /api/people/links/{linkId}/cancellation": async () => {
      const invited = { name: noteMark, email: `m${next()}@tinh.test`, roles: ["lead" as const], unitId: null };
      await server.context.identity.makeInvitation({ personId: server.asInspector("quan").personId } as never, invited);
      const [link] = await server.context.identity.loadLinks();
      return { by: "administrator", params: { linkId: link?.id ?? "" } };
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
  const [own] = sheets;
  if (!own) throw new Error("An has sent");
  return { id: at.inspectionId, unitId: at.unitId, personId: server.asInspector("an").personId, sheet: own.sheet };
}

/** The same, settled by the mean, as it has to be before it is concluded. */
async function settled(world: World) {
  const inspection = await revealed(world);
  const request = { id: newId(), decisions: {}, rest: { by: "mean", reason: noteMark } };
  await send(world.devices.lead, "POST", `/api/inspections/${inspection.id}/appraisal`, request);
  return inspection;
}

export function settlingExamples(world: World): Examples {
  const { server } = world;
  const at = async (body: (of: Awaited<ReturnType<typeof revealed>>) => unknown, na = false): Promise<Example> => {
    const inspection = await revealed(world, na);
    return { by: "lead", params: { id: inspection.id }, body: json(body(inspection)) };
  };
  return {
    "POST /api/inspections/{id}/appraisal": () => at(() => ({ id: newId(), decisions: {}, rest: { by: "mean", reason: noteMark } })),
    "GET /api/inspections/{id}/choices": async () => ({ by: "lead", params: { id: (await revealed(world)).id } }),
    "PUT /api/inspections/{id}/choices/{criterion}": async () => {
      const { id, personId } = await revealed(world);
      const decision = { by: "inspector", personId, reason: noteMark };
      return { by: "lead", params: { id, criterion: "NYTT-01" }, body: json({ seen: 0, decision }) };
    },
    "POST /api/inspections/{id}/choices/{criterion}/reopen": async () => {
      const { id, personId } = await revealed(world);
      const decision = { by: "inspector", personId, reason: noteMark };
      await send(world.devices.lead, "PUT", `/api/inspections/${id}/choices/NYTT-01`, { seen: 0, decision });
      return { by: "lead", params: { id, criterion: "NYTT-01" }, body: json({ seen: 1, reason: noteMark }) };
    },
    "POST /api/inspections/{id}/choices": async () => {
      const at = await server.opens({ unit: 0, team: ["an"] });
      await server.asInspector("an").submits(marked(makeSheet({ ...at, seed: next() })));
      return { by: "lead", params: { id: at.inspectionId }, body: json({ id: newId() }) };
    },
    "POST /api/inspections/{id}/return": () => at(({ personId }) => ({ personId, reason: noteMark })),
    "POST /api/inspections/{id}/return/undo": async () => {
      const { id, personId } = await revealed(world);
      const body = { personId, reason: noteMark };
      await send(world.devices.lead, "POST", `/api/inspections/${id}/return`, body);
      return { by: "lead", params: { id }, body: json(body) };
    },
    "POST /api/inspections/{id}/late": async () => {
      const at = await server.opens({ unit: 0, team: ["an", "binh"] });
      const [{ personId }, late] = [server.asInspector("binh"), marked(makeSheet({ ...at, seed: next() }))];
      await server.asInspector("an").submits(marked(makeSheet({ ...at, seed: next() })));
      await send(world.devices.lead, "POST", `/api/inspections/${at.inspectionId}/excuse`, { personId, reason: noteMark });
      await server.asInspector("binh").submits(late);
      const word = { submissionId: late.id, accepted: next() % 2 === 0, reason: noteMark };
      return { by: "lead", params: { id: at.inspectionId }, body: json(word) };
    },
    "POST /api/inspections/{id}/conclusion": async () => ({
      ...{ by: "lead", params: { id: (await settled(world)).id } },
      body: json({ waiveMinutes: noteMark }),
    }),
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
        again: true,
      };
      const opened = await world.devices.lead.fetch("/api/inspections", {
        method: "POST",
        headers: { ...keyed(), "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      const [inspectionId = ""] = (await opened.json()).inspectionIds ?? [];
      return {
        by: "lead",
        params: { id: inspectionId },
        headers: whatever,
        body: json({ adjustments: [{ id: "initiative", times: 1, reason: noteMark }] }),
      };
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

export function explanationExamples(world: World): Examples {
  const question = { criterion: "NYTT-01", text: noteMark, dueOn: "2099-12-31" };
  const asked = async () => {
    const { id } = await revealed(world);
    const explanationId = newId();
    await send(world.devices.lead, "PUT", `/api/inspections/${id}/explanations/${explanationId}`, question);
    world.learn("explanations", explanationId);
    return { id, explanationId };
  };
  return {
    "GET /api/inspections/{id}/explanations": async () => ({ by: "lead", params: { id: (await asked()).id } }),
    "PUT /api/inspections/{id}/explanations/{explanationId}": async () => ({
      by: "lead",
      params: { id: (await revealed(world)).id, explanationId: newId() },
      body: json(question),
    }),
    "PUT /api/explanations/{id}/answers/{answerId}": async () => ({
      by: "unit",
      params: { id: (await asked()).explanationId, answerId: newId() },
      body: json({ text: noteMark }),
    }),
  };
}

export function objectionExamples(world: World): Examples {
  const { server, devices } = world;
  const concluded = async () => {
    const at = await server.opens({ unit: 0 });
    world.learn("inspections", at.inspectionId);
    await server.asInspector("an").submits(makeSheet({ ...at, seed: next() }));
    await send(devices.lead, "POST", `/api/inspections/${at.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    return at.inspectionId;
  };
  const objection = { criterion: "NYTT-01", text: noteMark };
  const raised = async () => {
    const [id, objectionId] = [await concluded(), newId()];
    await send(devices.unit, "PUT", `/api/inspections/${id}/objections/${objectionId}`, objection);
    world.learn("objections", objectionId);
    return { id, objectionId };
  };
  return {
    "GET /api/inspections/{id}/objections": async () => ({ by: "lead", params: { id: (await raised()).id } }),
    "PUT /api/inspections/{id}/objections/{objectionId}": async () => ({
      by: "unit",
      params: { id: await concluded(), objectionId: newId() },
      body: json(objection),
    }),
    "PUT /api/objections/{id}/answer": async () => ({
      by: "lead",
      params: { id: (await raised()).objectionId },
      body: json({ accepted: true, reason: noteMark }),
    }),
  };
}

export function correctionExamples(world: World): Examples {
  const { server, devices } = world;
  const decisions = { "NYTT-01": { by: "lead", points: 1, reason: noteMark } };
  const concluded = async () => {
    const at = await server.opens({ unit: 0 });
    world.learn("inspections", at.inspectionId);
    await server.asInspector("an").submits(makeSheet({ ...at, seed: next() }));
    await send(devices.lead, "POST", `/api/inspections/${at.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    return at.inspectionId;
  };
  const proposed = async () => {
    const [id, correctionId] = [await concluded(), newId()];
    await send(devices.lead, "PUT", `/api/inspections/${id}/corrections/${correctionId}`, { decisions, reason: noteMark });
    world.learn("corrections", correctionId);
    return { id, correctionId };
  };
  return {
    "GET /api/inspections/{id}/corrections": async () => ({ by: "lead", params: { id: (await proposed()).id } }),
    "PUT /api/inspections/{id}/corrections/{correctionId}": async () => ({
      by: "lead",
      params: { id: await concluded(), correctionId: newId() },
      body: json({ decisions, reason: noteMark }),
    }),
    "PUT /api/corrections/{id}/answer": async () => ({
      by: "lead",
      params: { id: (await proposed()).correctionId },
      body: json({ approved: true, id: newId() }),
    }),
  };
}

export function evidenceExamples(world: World): Examples {
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

export function findingExamples(world: World): Examples {
  const finding = { criterion: "NYTT-01", text: noteMark };
  const raised = async () => {
    const { id: inspectionId } = await settled(world);
    const id = newId();
    await send(world.devices.lead, "PUT", `/api/findings/${id}`, { inspectionId, ...finding });
    // The unit is told by the conclusion.
    await send(world.devices.lead, "POST", `/api/inspections/${inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" });
    world.learn("findings", id);
    return { id, stepId: newId() };
  };
  return {
    "PUT /api/findings/{id}": async () => ({
      by: "lead",
      params: { id: newId() },
      body: json({ inspectionId: (await revealed(world)).id, ...finding }),
    }),
    "PUT /api/findings/{id}/answers/{stepId}": async () => ({ by: "unit", params: await raised(), body: json({ text: noteMark }) }),
    "PUT /api/findings/{id}/responsible": async () => ({
      by: "lead",
      params: { id: (await raised()).id },
      body: json({ personId: world.server.asInspector("an").personId }),
    }),
    "PUT /api/findings/{id}/verdicts/{stepId}": async () => ({
      by: "lead",
      params: await raised(),
      body: json({ fixed: next() % 2 === 0, reason: noteMark }),
    }),
  };
}
