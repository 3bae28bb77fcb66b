import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayCall, routes } from "../../server/http/may.ts";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import type { Role } from "../../shared/people/sign-in.ts";
import type { Submission } from "../../shared/sheets/submission.ts";
import { quoteOf, sendsPicture, withEvidence } from "../support/evidence.ts";
import { browserOf } from "../support/newcomers.ts";
import { pageRoutes } from "../support/page-walk.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { administers, makeAccount, makeOffice, type Visitor } from "../support/visitor.ts";

/**
 * Who somebody is to the inspections asked about: the author of a sheet, another scorer of the team, its head and its secretary, who do not
 * score, a member who does not either, one who was excused, an inspector of another team, the unit itself, another unit, an account of no
 * unit, and accounts whose right ended while their device is still signed in.
 */
const relations = [
  "author",
  "colleague",
  "head",
  "secretary",
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
let revealed: { inspectionId: string; unitId: string };
let concluded: { inspectionId: string; unitId: string };
let sheets: Record<"open" | "revealed" | "concluded", Submission>;
let outside: { readonly id: string };
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
    head: await inspector("Head"),
    secretary: await inspector("Secretary"),
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
      position: "member",
      scores: true,
    })),
    ...(["head", "secretary", "onlooker"] as const).map((who) => ({
      personId: people[who].personId,
      position: who === "onlooker" ? "member" : who,
      scores: false,
    })),
  ];
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
  revealed = await opens("2026-10-03");
  const listed = makeSheet({ ...concluded, visitedOn: "2026-10-01" });
  for (const entry of Object.values(listed.entries).slice(0, 1))
    entry.evidence = [{ ...evidence, capturedAt: now.toISOString() }, quoteOf("cấp huyện")];
  sheets = {
    concluded: listed,
    open: withEvidence(makeSheet({ ...open, visitedOn: "2026-10-02" }), "DDCV-01", [await sendsPicture(author), quoteOf("cấp huyện")]),
    revealed: withEvidence(makeSheet({ ...revealed, visitedOn: "2026-10-03" }), "DDCV-01", [
      await sendsPicture(author),
      quoteOf("cấp huyện"),
    ]),
  };
  for (const sheet of Object.values(sheets)) expect((await author.submits(sheet)).status).toBe(201);
  expect((await colleague.submits(makeSheet({ ...concluded, visitedOn: "2026-10-01", seed: 4 }))).status).toBe(201);
  expect((await colleague.submits(makeSheet({ ...revealed, visitedOn: "2026-10-03", seed: 4 }))).status).toBe(201);
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
  outside = await makeAccount(server, "Outside", ["lead"]);
  await administers(server, `/admin/people/${people.disabled.personId}/disabled`, {});
  await administers(server, `/admin/people/${people.noLonger.personId}/roles`, { roles: "unit", unit: "Sở Xây dựng" });
});
afterAll(() => server.remove());

const gone = { disabled: 401, noLonger: 403 };
const team = (inside: number, outside: number) => ({
  author: inside,
  colleague: inside,
  head: inside,
  secretary: inside,
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
      answers: {
        author: 409,
        colleague: 409,
        head: 422,
        secretary: 422,
        onlooker: 422,
        excused: 201,
        otherTeam: 422,
        ...gone,
        ...units(422, 422),
        lead: 403,
      },
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
        const bytes = Buffer.from(`%PDF-1.7 ${who}`);
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

/** The pages, to whom they belong: what somebody does not see before the reveal, another's inspection, another's unit. */
const lookers = ["head", "secretary", "author", "excused", "otherTeam", "ownUnit", "otherUnit", "outside", "admin"] as const;
type Looker = (typeof lookers)[number];
const moments = ["open", "revealed", "concluded"] as const;
type Moment = (typeof moments)[number];

interface At {
  readonly id: string;
  readonly file: string;
  readonly sheet: string;
  /** With evidence in the sheet. */
  readonly criterion: string;
  readonly document: string;
  readonly finding: string;
}

/** One status, or one for each moment. */
type Statuses = string;
interface PageRow {
  path?(at: At): string;
  readonly answers: Readonly<Record<Looker, Statuses>>;
}

const team3 = (own: Statuses, other = own) => ({ head: own, secretary: own, author: own, excused: own, otherTeam: other });
const offices = (own: Statuses, other = own) => ({ ownUnit: own, otherUnit: other });
const leading = (own: Statuses) => ({ outside: own, admin: own });
const toAll = { answers: { ...team3("200"), ...offices("200"), ...leading("200") } };
const toInspectors = { answers: { ...team3("200"), ...offices("403"), ...leading("200") } };
const toAdmin = { answers: { ...team3("403"), ...offices("403"), outside: "403", admin: "200" } };
const toLeads = (path?: PageRow["path"], own = "200") => ({
  ...(path && { path }),
  answers: { ...team3("403"), ...offices("403"), ...leading(own) },
});
const toTeam = (path: PageRow["path"], own: Statuses) => ({
  ...(path && { path }),
  answers: { ...team3(own, "404"), ...offices("403"), ...leading("200") },
});
/** Head and secretary, and leads. */
const toWriters = (path: PageRow["path"], own = "200") => ({
  ...(path && { path }),
  answers: { ...team3("404"), head: own, secretary: own, ...offices("403"), ...leading(own) },
});
const toOwnUnit = (path: PageRow["path"], own: Statuses) => ({
  ...(path && { path }),
  answers: { ...team3("403"), ...offices(own, "404"), ...leading("403") },
});

const of =
  (rest = "") =>
  ({ id }: At) =>
    `/inspections/${id}${rest}`;
/** What only the author has sent is the author's; the reveal opens it to team and leads. */
const evidence = (path: PageRow["path"]) => {
  const { answers } = toTeam(path, "404 200 200");
  return { ...(path && { path }), answers: { ...answers, author: "200", ...leading("404 200 200") } };
};

const pageRows: Readonly<Record<string, PageRow>> = {
  // Leads and units are led on to their own.
  "GET /": { answers: { ...toAll.answers, ...offices("303"), ...leading("303") } },
  "GET /account": toAll,
  "GET /device": { answers: { ...team3("200"), ...offices("200"), ...leading("403") } },
  "GET /results": toLeads(),
  "GET /units/:unitId": toLeads(() => `/units/${open.unitId}?plan=${server.planId}`),
  "GET /inspections": toInspectors,
  "GET /inspections.xlsx": toInspectors,
  "GET /inspections/:id": toTeam(of(), "200"),
  "GET /inspections/:id/change": toLeads(of("/change")),
  "GET /inspections/:id/settle": { ...toTeam(of("/settle"), "404"), answers: { ...toTeam(of(), "404").answers, secretary: "200" } },
  "GET /inspections/:id/settle/pulse": {
    ...toTeam(of("/settle/pulse"), "404"),
    answers: { ...toTeam(of(), "404").answers, secretary: "200" },
  },
  "GET /inspections/:id/evidence/:sha256": evidence(({ id, file }) => `/inspections/${id}/evidence/${file}`),
  "GET /inspections/:id/evidence/:sha256/file": evidence(({ id, file }) => `/inspections/${id}/evidence/${file}/file`),
  "GET /inspections/:id/evidence/:submission/:criterion/:at": evidence(
    ({ id, sheet, criterion }) => `/inspections/${id}/evidence/${sheet}/${criterion}/1`,
  ),
  "GET /inspections/:id/findings": toLeads(of("/findings"), "409 200 200"),
  "GET /inspections/:id/correct": toLeads(of("/correct")),
  "GET /inspections/:id/conclude": toLeads(of("/conclude"), "303 200 303"),
  "GET /inspections/:id/objections": toLeads(of("/objections"), "200"),
  "GET /inspections/:id/minutes": toWriters(of("/minutes")),
  "GET /inspections/:id/minutes/scan": toWriters(of("/minutes/scan"), "200 200 404"),
  "GET /inspections/:id/documents": toWriters(of("/documents")),
  "GET /inspections/:id/documents/draft/:kind": toWriters(of("/documents/draft/minutes")),
  "GET /inspections/:id/documents/:documentId/file": toWriters(({ id, document }) => `/inspections/${id}/documents/${document}/file`),
  "GET /findings": toLeads(),
  "GET /findings.csv": toLeads(),
  "GET /findings.xlsx": toLeads(),
  "GET /findings/:id": toLeads(({ finding: id }) => `/findings/${id}`, "404 404 200"),
  "GET /unit": { answers: { ...team3("403"), ...offices("200"), ...leading("403") } },
  "GET /unit/inspections/:id": toOwnUnit(({ id }) => `/unit/inspections/${id}`, "404 404 200"),
  "GET /unit/inspections/:id/self-score": toOwnUnit(({ id }) => `/unit/inspections/${id}/self-score`, "200"),
  "GET /unit/findings/:id": toOwnUnit(({ finding: id }) => `/unit/findings/${id}`, "404 404 200"),
  "GET /unit/explanations/:id": toOwnUnit(({ id }) => `/unit/explanations/${explanation}?of=${id}`, "404 404 200"),
  "GET /unit/evidence/:sha256": toOwnUnit(({ file: hash }) => `/unit/evidence/${hash}`, "404 404 200"),
  "GET /admin": toLeads(),
  "GET /admin/checklist": toLeads(),
  "GET /admin/templates": toLeads(),
  "GET /admin/templates/default/:kind": toLeads(() => "/admin/templates/default/scoreSheet"),
  "GET /admin/templates/:id/file": toLeads(() => `/admin/templates/${newId()}/file`, "404"),
  "GET /admin/plan": toLeads(),
  "GET /admin/limits": toLeads(),
  "GET /admin/calendar": toLeads(),
  "GET /admin/inspections": toLeads(),
  "GET /admin/units": toAdmin,
  "GET /admin/people": toAdmin,
};

const inspectors = ["head", "secretary", "author", "excused", "otherTeam"] as const;
const both = ["outside", "admin"] as const;
const writing = ["head", "secretary", ...both] as const;
/** Whom a form lets in; everybody else is refused whatever they send. */
const forms: Readonly<Record<string, readonly Looker[]>> = {
  "POST /sign-out": lookers,
  "POST /device": [...inspectors, "ownUnit", "otherUnit"],
  "POST /account/password": lookers,
  "POST /account/devices/:id/revoke": lookers,
  "POST /account/sign-out-everywhere": lookers,
  "POST /account/token": both,
  "POST /inspections/:id/minutes": writing,
  "POST /inspections/:id/minutes/stand": writing,
  "POST /inspections/:id/documents": writing,
  ...Object.fromEntries(
    [
      ...["/reminder", "/change", "/settle", "/findings", "/correct", "/conclude", "/excuse", "/not-applicable"],
      ...["/objections/:objectionId", "/documents/trial"],
    ].map((rest) => [`POST /inspections/:id${rest}`, both]),
  ),
  "POST /inspections/:id/evidence/:sha256/deletion": ["admin"],
  "POST /findings/:id/verdict": both,
  "POST /findings/:id/responsible": both,
  "POST /corrections/:id/answer": both,
  ...Object.fromEntries(
    [
      ...["/inspections/:id/objections", "/inspections/:id/self-score", "/findings/:id/answer", "/explanations/:id/answer"],
      ...["files", "pages", "removal"].map((what) => `/inspections/:id/self-score/proof/${what}`),
      "/inspections/:id/self-score/sending",
    ].map((rest) => [`POST /unit${rest}`, ["ownUnit"] as const]),
  ),
  ...Object.fromEntries(["templates", "plan", "limits", "calendar", "inspections"].map((name) => [`POST /admin/${name}`, both])),
  ...Object.fromEntries(
    [
      ...["units", "people/invitation", "people/links/:id/cancellation"],
      ...["disabled", "roles", "unit", "password-link"].map((deed) => `people/:id/${deed}`),
    ].map((rest) => [`POST /admin/${rest}`, ["admin"] as const]),
  ),
};

/** Enough for every form of a unit to be read. */
const filledIn = {
  ...{ criterion: "NYTT-01", revision: "0", proof: newId(), proofUrl: "https://bende.test/", key: newId() },
  ...{ objection: "Có ảnh", says: "fixed", reply: "Đã thay", explanation: "Có ảnh" },
};

describe("every page × head, secretary, member, excused, other team, unit, other unit, lead outside and administrator", () => {
  const visitors = new Map<Looker, Visitor>();
  const places = new Map<Moment, At>();
  const visitorOf = (who: Looker) => visitors.get(who) as Visitor;
  const placeOf = (when: Moment) => places.get(when) as At;

  beforeAll(async () => {
    for (const who of lookers) {
      const id = { outside: outside.id, admin: server.asInspector("quan").personId }[who as string] ?? people[who as Relation].personId;
      visitors.set(who, await browserOf(server, id));
    }
    const secretary = visitorOf("secretary");
    for (const when of moments) {
      const id = { open, revealed, concluded }[when].inspectionId;
      const [criterion = "", entry] = Object.entries(sheets[when].entries).find(([, { evidence }]) => evidence.length > 0) ?? [];
      const [hash = ""] = entry?.evidence.flatMap((piece) => (piece.type === "file" ? [piece.sha256] : [])) ?? [];
      const issued = await secretary.sends(`/inspections/${id}/documents`, { kind: "minutes", key: newId() });
      expect([when, issued.status]).toEqual([when, 303]);
      const row = server.context.database.read.selectFrom("documents").select("id").where("inspection_id", "=", id);
      const { id: document } = await row.executeTakeFirstOrThrow();
      if (when !== "concluded") {
        const scan = { stand: "signed", key: newId(), file: new File(["%PDF-1.7 bản ký"], "bien-ban.pdf") };
        expect((await secretary.uploads(`/inspections/${id}/minutes/stand`, scan)).status).toBe(303);
      }
      const sheet = sheets[when].id;
      places.set(when, { id, file: hash, sheet, criterion, document, finding: when === "concluded" ? finding : newId() });
    }
  });

  test("has a row for each page, and for each form", () => {
    const own = pageRoutes.filter((route) => routes[route] !== "anyone");
    expect([...Object.keys(pageRows), ...Object.keys(forms)].sort()).toEqual(own.sort());
  });

  test("each sees what the table says, and no page leads anybody to what they may not open", { timeout: 60_000 }, async () => {
    const wrong: string[] = [];
    for (const who of lookers) {
      const found = new Map<string, number>();
      const ways = new Map<string, string>();
      for (const [route, { path, answers }] of Object.entries(pageRows)) {
        for (const [n, when] of (path ? moments : moments.slice(0, 1)).entries()) {
          const address = path?.(placeOf(when)) ?? route.slice(4);
          const answer = await visitorOf(who).visits(address);
          const statuses = answers[who].split(" ");
          const expected = Number(statuses[n] ?? statuses[0]);
          if (answer.status !== expected) wrong.push(`${route} (${when}) for ${who}: ${answer.status}, expected ${expected}`);
          found.set(address.split("?")[0] ?? "", answer.status);
          const text = answer.ok && answer.headers.get("content-type")?.startsWith("text/html") ? await answer.text() : "";
          // The same page in the other language is its own way back.
          for (const [, href = ""] of text.matchAll(/href="(\/[^"?#]*)(?=["?#])(?!\?lang|[^"]*&amp;lang)/g)) ways.set(href, route);
        }
      }
      for (const [href, from] of ways)
        if ((found.get(href) ?? 200) >= 400) wrong.push(`${from} leads ${who} to ${href}: ${found.get(href)}`);
    }
    expect(wrong).toEqual([]);
  });

  test.for(moments)("%s: nobody else may send a form, whatever stands in it", async (when) => {
    const at = placeOf(when);
    const ids: Record<string, string> = { sha256: at.file, documentId: at.document, objectionId: newId() };
    const wrong: string[] = [];
    for (const [route, may] of Object.entries(forms)) {
      const id = route.includes("/findings/:id") ? finding : route.includes("/explanations/") ? explanation : at.id;
      const path = route.slice(5).replace(/:(\w+)/g, (_, name) => ids[name] ?? id);
      for (const who of lookers.filter((one) => !may.includes(one))) {
        const answer = await visitorOf(who).sends(path, { ...filledIn, of: concluded.inspectionId });
        const sender = { personId: "", name: "", email: "", roles: rolesOf(who), via: "session", scope: "roles" } as const;
        const expected = mayCall(route, sender) === "yes" ? 404 : 403;
        if (answer.status !== expected) wrong.push(`${route} by ${who}: ${answer.status}, expected ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

function rolesOf(who: Looker): readonly Role[] {
  if (who === "outside") return ["lead"];
  if (who === "admin") return ["admin"];
  return who === "ownUnit" || who === "otherUnit" ? ["unit"] : ["inspector"];
}
