import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultChecklist } from "../../shared/checklists/default.ts";
import { newId } from "../../shared/id.ts";
import { type Device, makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { makeAccount, signedIn } from "../support/visitor.ts";

let server: TestServer;
let admin: Device;
beforeEach(async () => {
  server = await startTestServer({ now: () => new Date("2026-10-20T00:00:00Z") });
  admin = await makeDevice(server, server.app, server.asInspector("quan").personId, "lead");
});
afterEach(() => server.remove());

const { id, version } = defaultChecklist;
const catalogue = "Mã TTHC;Tên thủ tục hành chính\n1.000001;Đăng ký khai sinh\n1.000002;Đăng ký kết hôn";

interface Asked {
  readonly path: string;
  readonly body: unknown;
  readonly type?: string;
}
interface Answer {
  readonly status: number;
  readonly json: { readonly code?: string; readonly values?: Record<string, string> };
}

async function posts({ path, body, type = "application/json" }: Asked, key?: string, by: Device = admin): Promise<Answer> {
  const headers = { "content-type": type, authorization: `Bearer ${by.token}`, ...(key === undefined ? {} : { "idempotency-key": key }) };
  const answer = await server.app.request(path, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });
  return { status: answer.status, json: await answer.json() };
}

const scorer = () => ({ personId: server.asInspector("an").personId, position: "member", scores: true });
const opening = (more: object = {}) => ({
  path: "/api/inspections",
  body: {
    planId: server.planId,
    unitIds: [server.unitIds[0]],
    kind: "planned",
    form: "both",
    visitedOn: "2026-10-05",
    announced: true,
    ...more,
  },
});
const unit = (name: string) => ({ name, kind: "commune", block: "Cấp xã" });

/** An inspection whose unit went into another one since. */
let left: { readonly inspectionId: string; readonly heir: string };
async function leavesInspection(): Promise<typeof left> {
  const makes = async (path: string, body: object) => (await posts({ path, body }, newId())).json as Record<string, string[]>;
  const { unitIds: [before = "", heir = ""] = [] } = await makes("/api/units", { units: [unit("Xã Hết"), unit("Xã Kế Thừa")] });
  await admin.fetch(`/api/plans/${server.planId}`, {
    method: "PATCH",
    headers: { "content-type": "application/json", "if-match": "*" },
    body: JSON.stringify({ addUnits: [before] }),
  });
  const { inspectionIds: [inspectionId = ""] = [] } = await makes("/api/inspections", opening({ unitIds: [before] }).body);
  await makes("/api/units/events", { kind: "merge", on: "2026-10-01", decision: null, before: [before], after: { id: heir } });
  return { inspectionId, heir };
}

/** Every route that makes something, with what is asked of it and something else. */
function creating(): Record<string, readonly [Asked, Asked]> {
  const plan = (title: string) => ({
    path: "/api/plans",
    body: { year: 2027, title, checklist: { id, version }, blocks: ["Cấp xã"], team: [scorer()] },
  });
  const units = (name: string) => ({ path: "/api/units", body: { units: [unit(name)] } });
  const merge = (name: string) => ({
    path: "/api/units/events",
    body: { kind: "merge", on: "2026-07-01", decision: "1/NQ", before: [server.unitIds[3], server.unitIds[4]], after: unit(name) },
  });
  const file = (name: string) => ({ path: "/api/units/import", body: `ten;loai;khoi\n${name};xã;Cấp xã`, type: "text/csv" });
  const block = (name: string) => ({ path: `/api/units/${server.unitIds[2]}/changes`, body: { from: "2026-06-01", block: name } });
  const list = (more: string) => ({
    path: "/api/catalogue/import?kind=commune&on=2026-01-01",
    body: `${catalogue}${more}`,
    type: "text/csv",
  });
  const ends = (code: string) => ({
    path: "/api/catalogue/ends",
    body: { owner: { kind: "ward" }, on: "2026-02-01", decision: null, code },
  });
  const handover = (reason: string) => ({ path: `/api/inspections/${left.inspectionId}/handover`, body: { unitId: left.heir, reason } });
  return {
    "POST /api/inspections/{id}/handover": [handover("Sáp nhập"), handover("Lý do khác")],
    "POST /api/plans": [plan("Kế hoạch A"), plan("Kế hoạch B")],
    "POST /api/inspections": [opening(), opening({ kind: "thematic" })],
    "POST /api/units": [units("Xã Một"), units("Xã Hai")],
    "POST /api/units/events": [merge("Xã Gộp"), merge("Xã Gộp Khác")],
    "POST /api/units/import": [file("Xã Ba"), file("Xã Bốn")],
    "POST /api/units/{id}/changes": [block("Khối mới"), block("Khối khác")],
    "POST /api/catalogue/import": [list(""), list("\n1.000003;Khai tử")],
    "POST /api/catalogue/ends": [ends("1.000001"), ends("1.000002")],
  };
}

/** All that anything could have been added to. */
async function counts(): Promise<Record<string, number>> {
  const tables = [
    "plans",
    "inspections",
    "units",
    "unit_facts",
    "unit_events",
    "catalogue_versions",
    "procedures",
    "checklists",
    "audit",
    "requests",
  ] as const;
  const { read } = server.context.database;
  const rows = await Promise.all(
    tables.map(async (table) => {
      const { n } = await read
        .selectFrom(table)
        .select((e) => e.fn.countAll<number | string>().as("n"))
        .executeTakeFirstOrThrow();
      return [table, Number(n)] as const;
    }),
  );
  return Object.fromEntries(rows);
}

describe("a request that makes something", () => {
  beforeEach(async () => {
    await posts({ path: "/api/catalogue/import?kind=ward&on=2026-01-01", body: catalogue, type: "text/csv" }, newId());
    left = await leavesInspection();
  });

  test("names its key in the description of the API, on every route that makes something", async () => {
    const lead = await signedIn(server, (await makeAccount(server, "Lead", ["lead"])).email);
    const { paths } = await (await lead.visits("/openapi.json")).json();
    const making = Object.entries<{ post?: { parameters?: { name: string }[]; responses: object } }>(paths).flatMap(([path, { post }]) =>
      post && Object.hasOwn(post.responses, "201")
        ? [{ route: `POST ${path}`, keyed: post.parameters?.some(({ name }) => name === "Idempotency-Key") ?? false }]
        : [],
    );
    // An appraisal has an id that the client made, made of decisions one by one as well.
    const own = ["appraisal", "choices"].map((part) => `POST /api/inspections/{id}/${part}`);
    expect(making.filter(({ keyed }) => !keyed).map(({ route }) => route)).toEqual(own);
    expect(
      making
        .filter(({ keyed }) => keyed)
        .map(({ route }) => route)
        .sort(),
    ).toEqual(Object.keys(creating()).sort());
  });

  for (const route of [...Array(9).keys()]) {
    test(`is answered as before and makes nothing when it comes again, and refused with other content (${route + 1})`, async () => {
      const [name = "", [asked, other] = []] = Object.entries(creating())[route] ?? [];
      if (!asked || !other) throw new Error("no such route");
      const key = newId();
      expect(await posts(asked), name).toMatchObject({ status: 400, json: { code: "key-missing" } });
      expect(await posts(asked, "1"), name).toMatchObject({ status: 400, json: { code: "malformed" } });
      const first = await posts(asked, key);
      expect(first.status, `${name} ${JSON.stringify(first.json)}`).toBe(201);
      const after = await counts();
      expect(await posts(asked, key), name).toEqual({ status: 200, json: first.json });
      expect(await posts(asked, `"${key.toUpperCase()}"`), name).toEqual({ status: 200, json: first.json });
      const refused = await posts(other, key);
      expect([refused.status, refused.json.code], name).toEqual([409, "key-used"]);
      expect(refused.json.values?.["stored"]).toMatch(/^[0-9a-f]{64}$/);
      expect(refused.json.values?.["sent"]).not.toBe(refused.json.values?.["stored"]);
      expect(await counts(), name).toEqual(after);
    });
  }

  test("sent five times at once makes one thing", async () => {
    for (const [route, [asked]] of Object.entries(creating())) {
      const key = newId();
      const before = await counts();
      const all = await Promise.all([1, 2, 3, 4, 5].map(() => posts(asked, key)));
      expect(all.map(({ status }) => status).sort(), route).toEqual([200, 200, 200, 200, 201]);
      expect(new Set(all.map(({ json }) => JSON.stringify(json))).size, route).toBe(1);
      expect((await counts())["requests"], route).toBe((before["requests"] ?? 0) + 1);
    }
  });

  test("that was refused made nothing, and may come again under its key", async () => {
    const key = newId();
    const before = await counts();
    const unknown = opening({ areas: ["DDCV"], unitIds: [server.unitIds[0], newId()] });
    expect(await posts(unknown, key)).toMatchObject({ status: 422, json: { code: "unit-unknown" } });
    // Not even the checklist of that area.
    expect(await counts()).toEqual(before);
    expect((await posts(opening(), key)).status).toBe(201);
  });

  test("is its sender's own: another's same key tells nothing of it", async () => {
    const key = newId();
    expect((await posts(opening(), key)).status).toBe(201);
    expect((await posts(opening({ kind: "thematic" }), key, server.asLead())).status).toBe(201);
  });

  test("needs no key where it only says what would be done", async () => {
    const { path, body, type } = creating()["POST /api/units/import"]?.[0] ?? { path: "", body: "" };
    expect(await posts({ path: `${path}?dryRun=1`, body, ...(type && { type }) })).toMatchObject({ status: 200, json: { dryRun: true } });
  });
});

describe("units that are closed", () => {
  const codeOf = async (body: object) => {
    const { status, json } = await posts({ path: "/api/units/events", body: { on: "2026-07-01", decision: null, ...body } }, newId());
    return status === 201 ? 201 : json.code;
  };

  test("merge no second time into the same, though a part of one may go into another on that day", async () => {
    const [a, b, c] = [server.unitIds[3], server.unitIds[4], server.unitIds[0]];
    const merge = { kind: "merge", before: [a, b], after: unit("Xã Gộp") };
    expect(await codeOf(merge)).toBe(201);
    const before = await counts();
    expect(await codeOf({ ...merge, before: [b, a], after: unit("Xã  Gộp") })).toBe("already-there");
    expect(await codeOf({ ...merge, on: "2026-07-02" })).toBe("unit-closed");
    expect(await codeOf({ kind: "close", unitIds: [a] })).toBe("unit-closed");
    expect(await codeOf({ kind: "split", before: a, after: [unit("Xã A1"), unit("Xã A2")] })).toBe("unit-closed");
    expect(await counts()).toEqual(before);
    expect(await codeOf({ kind: "merge", before: [a, c], after: unit("Xã Khác") })).toBe(201);
  });

  test("end no second time, and go into nothing on the day they ended without a successor", async () => {
    expect(await codeOf({ kind: "close", unitIds: [server.unitIds[1]] })).toBe(201);
    expect(await codeOf({ kind: "close", unitIds: [server.unitIds[1]] })).toBe("unit-closed");
    expect(await codeOf({ kind: "merge", before: [server.unitIds[1], server.unitIds[2]], after: unit("Sở Gộp") })).toBe("unit-closed");
    const merge = { kind: "merge", before: [server.unitIds[0], server.unitIds[2]], after: { id: server.unitIds[0] } };
    expect(await codeOf(merge)).toBe(201);
    expect(await codeOf(merge)).toBe("already-there");
  });
});

describe("a second inspection", () => {
  const codeOf = async (more: object = {}) => {
    const { status, json } = await posts(opening(more), newId(), server.asLead());
    return status === 201 ? 201 : [status, json.code, json.values?.["what"]];
  };

  test("of the same unit, day, form, kind and checklist is refused by name, and made where it is meant", async () => {
    expect(await codeOf({ unitIds: [server.unitIds[0], server.unitIds[1]] })).toBe(201);
    expect(await codeOf({ unitIds: [server.unitIds[2], server.unitIds[1]] })).toEqual([409, "already-there", "Sở Xây dựng, 05/10/2026"]);
    for (const other of [{ kind: "thematic" }, { form: "onsite" }, { visitedOn: "2026-10-06" }, { areas: ["DDCV"] }])
      expect(await codeOf(other)).toBe(201);
    expect(await codeOf({ again: true })).toBe(201);
    expect(await codeOf({ unitIds: [server.unitIds[3], server.unitIds[3]] })).toEqual([400, "malformed", undefined]);
  });

  test("comes about by no change either", async () => {
    await codeOf();
    const { json } = await posts(opening({ visitedOn: "2026-10-06" }), newId(), server.asLead());
    const path = `/api/inspections/${(json as { inspectionIds?: string[] }).inspectionIds?.[0]}`;
    const changes = async (change: object) => {
      const { etag } = Object.fromEntries((await server.asLead().fetch(path)).headers);
      const headers = { "content-type": "application/json", ...(etag && { "if-match": etag }) };
      return (await server.asLead().fetch(path, { method: "PATCH", headers, body: JSON.stringify(change) })).status;
    };
    expect(await changes({ visitedOn: "2026-10-05" })).toBe(409);
    expect(await changes({ announced: false })).toBe(200);
    expect(await changes({ visitedOn: "2026-10-05", again: true })).toBe(200);
    // Nothing of what makes them the same is touched.
    expect(await changes({ announced: true })).toBe(200);
  });

  test("that a device opened by itself is never refused: its sheet would be lost", async () => {
    const surprise = {
      planId: server.planId,
      unitId: server.unitIds[3] ?? "",
      form: "both",
      visitedOn: "2026-10-05",
      openedAt: "2026-10-05T01:00:00Z",
    } as const;
    for (const name of ["an", "binh"] as const) {
      const sheet = makeSheet({ inspectionId: newId(), unitId: surprise.unitId });
      expect((await server.asInspector(name).submits({ ...sheet, surprise })).status).toBe(201);
    }
    expect(await codeOf({ unitIds: [surprise.unitId], kind: "surprise" })).toEqual([409, "already-there", "Xã Suối Ngàn, 05/10/2026"]);
  });
});

describe("a form that makes something", () => {
  const keyIn = (page: string) => /name="key" value="([^"]+)"/.exec(page)?.[1] ?? "";

  test("makes it once on a double click, and says the same twice", async () => {
    const { email } = await makeAccount(server, "Root", ["admin", "lead"]);
    const root = await signedIn(server, email);
    const { personId } = server.asInspector("an");
    const team = { [`position-${personId}`]: "member", [`scores-${personId}`]: "yes" };
    const period = { from: "2026-12-15", to: "2027-12-14" };
    const forms: [string, string, Record<string, string | string[]>][] = [
      ["plans", "/admin/plan", { title: "Kế hoạch 2027", year: "2027", targetPercent: "30", ...period, blocks: ["Cấp xã"], ...team }],
      [
        "inspections",
        "/admin/inspections",
        { plan: server.planId, kind: "planned", form: "both", visitedOn: "2026-03-01", units: [server.unitIds[0] ?? ""], ...team },
      ],
      ["units", "/admin/units", { text: "name,kind,block\nSở Nội vụ,sở,Sở", step: "import" }],
    ];
    for (const [table, path, form] of forms) {
      const page = await (await root.visits(path)).text();
      const key = keyIn(page);
      expect(key).toMatch(/^[0-9a-f-]{36}$/);
      expect(keyIn(await (await root.visits(path)).text())).not.toBe(key);
      const before = (await counts())[table] ?? 0;
      const answers = await Promise.all([1, 2, 3].map(() => root.sends(path, { ...form, key })));
      answers.push(await root.sends(path, { ...form, key }));
      expect(
        answers.map(({ status }) => status),
        path,
      ).toEqual([303, 303, 303, 303]);
      expect(new Set(answers.map(({ headers }) => headers.get("location"))).size, path).toBe(1);
      expect((await counts())[table], path).toBe(before + 1);
    }
    // Another content under the key of a page that was used.
    const key = newId();
    const [, path = "", form = {}] = forms[0] ?? [];
    expect((await root.sends(path, { ...form, key })).status).toBe(303);
    const used = await root.sends(path, { ...form, title: "Kế hoạch khác", key });
    expect([used.status, (await used.text()).includes("Mở lại trang")]).toEqual([409, true]);
    // A second inspection is refused in its form, with the sentence that says which.
    const [, inspections = "", again = {}] = forms[1] ?? [];
    const second = await root.sends(inspections, again);
    expect([second.status, (await second.text()).includes("Sở Y tế, 01/03/2026")]).toEqual([409, true]);
  });

  test("invites once on a double click: of two links that are asked for at once one works", async () => {
    const { email } = await makeAccount(server, "Root", ["admin"]);
    const root = await signedIn(server, email);
    const form = { name: "Bùi Văn Mới", email: "moi@tinh.test", roles: "inspector" };
    await Promise.all([1, 2, 3, 4].map(() => root.sends("/admin/people/invitation", form)));
    expect(await server.context.identity.loadLinks()).toHaveLength(1);
  });
});
