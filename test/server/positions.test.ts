import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { routes } from "../../server/http/may.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { administers, makeAccount, makeOffice } from "../support/visitor.ts";

/**
 * Who somebody is to the inspections asked about: the author of a sheet, another scorer of the team, a member who does not score, one who
 * was excused, an inspector of another team, the unit itself, another unit, an account of no unit, and accounts whose right ended while
 * their device is still signed in.
 */
const relations = [
  "author",
  "colleague",
  "onlooker",
  "excused",
  "otherTeam",
  "ownUnit",
  "otherUnit",
  "noUnit",
  "lead",
  "disabled",
  "noLonger",
] as const;
type Relation = (typeof relations)[number];
type Answers = Readonly<Record<Relation, number>>;

const now = new Date("2026-11-22T03:00:00Z");
let server: TestServer;
let people: Record<Relation, Device>;
/** Of the same unit and team: one in which the author alone has sent, and a concluded one. */
let open: { inspectionId: string; unitId: string };
let concluded: { inspectionId: string; unitId: string };
let sheets: Record<"open" | "concluded", Submission>;
let selfScore: Submission;
let file: string;
let finding: string;
let explanation: string;

const send = (device: Device, method: string, path: string, body: unknown) =>
  device.fetch(path, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) });

beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  const token = (personId: string, scope: "inspector" | "lead" | "unit") => makeDevice(server, server.app, personId, scope);
  const inspector = async (name: string) => token((await makeAccount(server, name, ["inspector"])).id, "inspector");
  const office = async (name: string, at: number) => {
    const unitId = server.unitIds[at];
    const { id } = await (unitId === undefined ? makeAccount(server, name, ["unit"]) : makeOffice(server, name, unitId));
    return await token(id, "unit");
  };
  people = {
    author: server.asInspector("an"),
    colleague: server.asInspector("binh"),
    onlooker: await inspector("Onlooker"),
    excused: server.asInspector("chi"),
    otherTeam: await inspector("Other"),
    ownUnit: await office("Own", 0),
    otherUnit: await office("Elsewhere", 1),
    noUnit: await office("Nowhere", 99),
    lead: await token(server.asInspector("quan").personId, "lead"),
    disabled: await inspector("Disabled"),
    noLonger: await inspector("NoLonger"),
  };
  const { lead, author, colleague } = people;
  const team = [
    ...(["author", "colleague", "excused", "disabled", "noLonger"] as const).map((who) => ({
      personId: people[who].personId,
      scores: true,
    })),
    { personId: people.onlooker.personId, scores: false },
  ].map((member) => ({ ...member, position: "member" }));
  const opens = async (visitedOn: string) => {
    const { inspectionId, unitId } = await server.opens({ visitedOn });
    expect((await send(lead, "PATCH", `/api/inspections/${inspectionId}`, { team })).status).toBe(200);
    for (const who of ["excused", "disabled", "noLonger"] as const) {
      const excuse = { personId: people[who].personId, reason: "Ốm" };
      expect((await send(lead, "POST", `/api/inspections/${inspectionId}/excuse`, excuse)).status).toBe(204);
    }
    return { inspectionId, unitId };
  };
  const bytes = Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(newId())]);
  file = createHash("sha256").update(bytes).digest("hex");
  expect((await author.fetch(`/api/evidence/${file}`, { method: "PUT", body: bytes })).status).toBe(201);
  const evidence = {
    type: "file" as const,
    id: newId(),
    sha256: file,
    mediaType: "image/jpeg" as const,
    size: bytes.byteLength,
    name: "anh.jpg",
  };

  concluded = await opens("2026-10-01");
  open = await opens("2026-10-02");
  const listed = makeSheet({ ...concluded, visitedOn: "2026-10-01" });
  for (const entry of Object.values(listed.entries).slice(0, 1)) entry.evidence = [{ ...evidence, capturedAt: now.toISOString() }];
  sheets = { concluded: listed, open: makeSheet({ ...open, visitedOn: "2026-10-02" }) };
  for (const sheet of Object.values(sheets)) expect((await author.submits(sheet)).status).toBe(201);
  expect((await colleague.submits(makeSheet({ ...concluded, visitedOn: "2026-10-01", seed: 4 }))).status).toBe(201);
  explanation = newId();
  const asked = { criterion: "NYTT-10", text: "Gửi thêm ảnh", dueOn: "2026-12-01" };
  const explanations = `/api/inspections/${concluded.inspectionId}/explanations`;
  expect((await send(lead, "PUT", `${explanations}/${explanation}`, asked)).status).toBe(201);
  const rest = { by: "mean", reason: "Lấy trung bình" };
  const settling = { id: newId(), decisions: {}, rest };
  expect((await send(lead, "POST", `/api/inspections/${concluded.inspectionId}/appraisal`, settling)).status).toBe(201);
  expect(
    (await send(lead, "POST", `/api/inspections/${concluded.inspectionId}/conclusion`, { waiveMinutes: "Biên bản giấy nộp sau" })).status,
  ).toBe(200);
  selfScore = { ...makeSheet({ ...open, visitedOn: "2026-10-02", seed: 2 }), stage: "self" };
  expect((await people.ownUnit.submits(selfScore)).status).toBe(201);
  finding = newId();
  const raised = { inspectionId: concluded.inspectionId, criterion: "NYTT-10", text: "Thiếu biểu mẫu", noticeOn: "2026-10-05" };
  expect((await send(lead, "PUT", `/api/findings/${finding}`, raised)).status).toBe(201);
  await administers(server, `/admin/people/${people.disabled.personId}/disabled`, {});
  await administers(server, `/admin/people/${people.noLonger.personId}/roles`, { roles: "unit", unit: "Sở Xây dựng" });
});
afterAll(() => server.remove());

const gone = { disabled: 401, noLonger: 403 };
const team = (inside: number, outside: number) => ({
  author: inside,
  colleague: inside,
  onlooker: inside,
  excused: inside,
  otherTeam: outside,
  ...gone,
});
const units = (own: number, other: number) => ({ ownUnit: own, otherUnit: other, noUnit: other });

interface Walk {
  readonly asked: string;
  ask(device: Device, who: Relation): Promise<Response>;
  readonly answers: Answers;
}

/**
 * Every route whose answer depends on who somebody is to what is named in its address. A row may ask more than once, about other things.
 */
const walks: Readonly<Record<string, readonly Walk[]>> = {
  "GET /api/submissions/:id": [
    {
      asked: "a sheet of the author",
      ask: (device) => device.fetch(`/api/submissions/${sheets.open.id}`),
      answers: { ...team(404, 404), author: 200, ...units(404, 404), lead: 403 },
    },
    {
      asked: "the unit's self-score",
      ask: (device) => device.fetch(`/api/submissions/${selfScore.id}`),
      answers: { ...team(404, 404), ...units(200, 404), lead: 403 },
    },
  ],
  "PUT /api/submissions/:id": [
    {
      asked: "the author's sheet again, by its id",
      ask: (device) => device.submits(sheets.open),
      answers: { ...team(404, 404), author: 200, ...units(404, 404), lead: 403 },
    },
    {
      asked: "a sheet of one's own for the inspection",
      ask: (device) => device.submits(makeSheet({ ...concluded, visitedOn: "2026-10-01", seed: 7 })),
      // Too late, and kept as such; who has a sheet already must say that it replaces that one.
      answers: { author: 409, colleague: 409, onlooker: 422, excused: 201, otherTeam: 422, ...gone, ...units(422, 422), lead: 403 },
    },
    {
      asked: "a self-score",
      ask: (device) => device.submits({ ...makeSheet({ ...concluded, visitedOn: "2026-10-01", seed: 7 }), stage: "self" }),
      answers: { ...team(422, 422), ...units(201, 422), lead: 403 },
    },
  ],
  "PUT /api/submissions/:id/withdrawal": [
    {
      asked: "the author's sheet",
      ask: (device) => device.withdraws(sheets.concluded.id),
      answers: { ...team(404, 404), author: 409, ...units(404, 404), lead: 403 },
    },
  ],
  "GET /api/inspections/:id/stages": [
    {
      asked: "one that waits",
      ask: (device) => device.fetch(`/api/inspections/${open.inspectionId}/stages`),
      answers: { ...team(200, 404), ...units(200, 404), lead: 200 },
    },
    {
      asked: "a concluded one",
      ask: (device) => device.fetch(`/api/inspections/${concluded.inspectionId}/stages`),
      answers: { ...team(200, 404), ...units(200, 404), lead: 200 },
    },
  ],
  "GET /api/inspections/:id/explanations": [
    {
      asked: "of a concluded one",
      ask: (device) => device.fetch(`/api/inspections/${concluded.inspectionId}/explanations`),
      answers: { ...team(403, 403), ...units(200, 404), lead: 200 },
    },
  ],
  "PUT /api/explanations/:id/answers/:answerId": [
    {
      asked: "what came too late to be explained",
      ask: (device) => send(device, "PUT", `/api/explanations/${explanation}/answers/${newId()}`, { text: "Đã gửi ảnh" }),
      answers: { ...team(403, 403), ...units(409, 404), lead: 403 },
    },
  ],
  "GET /api/inspections/:id/findings": [
    {
      asked: "of a concluded one",
      ask: (device) => device.fetch(`/api/inspections/${concluded.inspectionId}/findings`),
      answers: { ...team(200, 404), ...units(200, 404), lead: 200 },
    },
  ],
  "PUT /api/findings/:id/answers/:stepId": [
    {
      asked: "what is to be remedied",
      ask: (device) => send(device, "PUT", `/api/findings/${finding}/answers/${newId()}`, { text: "Đã niêm yết." }),
      answers: { ...team(403, 403), ...units(201, 404), lead: 403 },
    },
  ],
  "GET /api/inspections/:id/objections": [
    {
      asked: "of a concluded one",
      ask: (device) => device.fetch(`/api/inspections/${concluded.inspectionId}/objections`),
      answers: { ...team(403, 403), ...units(200, 404), lead: 200 },
    },
  ],
  "PUT /api/inspections/:id/objections/:objectionId": [
    {
      asked: "to a concluded one",
      ask: (device) =>
        send(device, "PUT", `/api/inspections/${concluded.inspectionId}/objections/${newId()}`, { criterion: "NYTT-01", text: "Có bảng." }),
      answers: { ...team(403, 403), ...units(201, 404), lead: 403 },
    },
  ],
  "PUT /api/evidence/:sha256": [
    {
      asked: "a file of one's own",
      ask(device, who) {
        const bytes = Buffer.concat([Buffer.from("ffd8ffe0", "hex"), Buffer.from(who)]);
        return device.fetch(`/api/evidence/${createHash("sha256").update(bytes).digest("hex")}`, { method: "PUT", body: bytes });
      },
      answers: { ...team(201, 201), ...units(201, 201), lead: 201 },
    },
  ],
  "GET /api/evidence/:sha256": [
    {
      asked: "a file behind lowered points of the concluded inspection",
      ask: (device) => device.fetch(`/api/evidence/${file}`),
      answers: { ...team(200, 404), ...units(200, 404), lead: 200 },
    },
  ],
  "GET /api/units/:id": [
    {
      asked: "any unit",
      ask: (device) => device.fetch(`/api/units/${open.unitId}`),
      answers: { ...team(200, 200), ...units(403, 403), lead: 200 },
    },
  ],
};

describe("every route that names something × everybody's relation to it", () => {
  test("has a row for each route that inspectors or units may call with an id", () => {
    const open = Object.entries(routes).filter(([route, rule]) => route.includes(":") && typeof rule === "object" && "token" in rule);
    const called = open.filter(([, rule]) => typeof rule === "object" && "token" in rule && rule.token.some((scope) => scope !== "lead"));
    expect(Object.keys(walks).sort()).toEqual(called.map(([route]) => route).sort());
  });

  for (const [route, asks] of Object.entries(walks)) {
    for (const { asked, ask, answers } of asks) {
      test(`${route}, ${asked}: each gets what the table says`, async () => {
        const found: Partial<Record<Relation, number>> = {};
        for (const who of relations) found[who] = (await ask(people[who], who)).status;
        expect(found).toEqual(answers);
      });
    }
  }

  test("an inspector's or unit's token reaches no lead's route, whatever inspection, sheet or finding it names", async () => {
    const inspectors = relations.filter((who) => who !== "lead");
    const ids: Record<string, string> = { stepId: newId(), sha256: file, version: defaultChecklist.version };
    for (const [route, rule] of Object.entries(routes)) {
      if (typeof rule !== "object" || !("token" in rule) || rule.token.some((scope) => scope !== "lead")) continue;
      const [method = "", pattern = ""] = route.split(" ");
      const path = pattern.replace(/:(\w+)/g, (_, name) => ids[name] ?? (pattern.includes("findings") ? finding : concluded.inspectionId));
      for (const who of inspectors) {
        const answer = method === "GET" ? await people[who].fetch(path) : await send(people[who], method, path, {});
        expect([route, who, answer.status]).toEqual([route, who, who === "disabled" ? 401 : 403]);
      }
    }
  });
});

describe("lists hold what concerns the one who asks, and nothing else", () => {
  const idsIn = async (who: Relation, path: string) => {
    const text = await (await people[who].fetch(path)).text();
    return [open.inspectionId, concluded.inspectionId].filter((id) => text.includes(id));
  };

  test.for([
    ["author", true],
    ["colleague", true],
    ["otherTeam", false],
  ] as const)("what is taken along by the %s", async ([who, concerned]) => {
    expect((await idsIn(who, "/api/field")).includes(open.inspectionId)).toBe(concerned);
  });

  test.for([
    ["author", true],
    ["ownUnit", true],
    ["otherTeam", false],
    ["otherUnit", false],
    ["noUnit", false],
    ["lead", true],
  ] as const)("findings for the %s", async ([who, concerned]) => {
    expect((await (await people[who].fetch("/api/findings")).text()).includes(finding)).toBe(concerned);
  });

  test.for([
    ["author", ["open", "concluded"]],
    ["otherTeam", []],
    ["otherUnit", []],
  ] as const)("own sheets of the %s", async ([who, expected]) => {
    const text = await (await people[who].fetch("/api/submissions")).text();
    expect((["open", "concluded"] as const).filter((which) => text.includes(sheets[which].id))).toEqual(expected);
  });

  test("self-scores asked of a unit are those of its own inspections", async () => {
    expect(await idsIn("ownUnit", "/api/self-scores")).toContain(open.inspectionId);
    expect(await idsIn("otherUnit", "/api/self-scores")).toEqual([]);
    expect(await idsIn("noUnit", "/api/self-scores")).toEqual([]);
  });
});
