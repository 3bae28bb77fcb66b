import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mayCall, routes } from "../../server/http/may.ts";
import { islandNames } from "../../server/web/islands.ts";
import { newId } from "../../shared/id.ts";
import { type Role, roles } from "../../shared/people/sign-in.ts";
import { givesPassword } from "../support/newcomers.ts";
import { makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { allRows } from "../support/stored-tables.ts";
import { makeAccount, makeVisitor, signedIn, type Visitor } from "../support/visitor.ts";

type Sender =
  | Role
  | "anonymous"
  | "revoked token"
  | "expired token"
  | "inspector token"
  | "unit token"
  | "read token"
  | "work token"
  | "token with a session cookie";

let server: TestServer;
const sessions = new Map<Role, Visitor>();
const tokens = new Map<Sender, string>();

beforeAll(async () => {
  let clock = new Date("2026-05-01T00:00:00Z");
  server = await startTestServer({ now: () => clock });
  const { identity } = server.context;
  for (const role of roles) {
    const { email } = await makeAccount(server, role, [role]);
    sessions.set(role, await signedIn(server, email));
  }
  const lead = await makeAccount(server, "Reader", ["lead"]);
  const who = await givesPassword(server.context, lead.id, ["lead"]);
  tokens.set("expired token", await identity.makeToken(who, { scope: "read", name: "cũ", place: "-" }));
  clock = new Date("2026-11-22T00:00:00Z");
  for (const role of roles) sessions.set(role, await signedIn(server, `${role}@tinh.test`));
  tokens.set("revoked token", await identity.makeToken(who, { scope: "read", name: "thu hồi", place: "-" }));
  const [newest] = await identity.loadDevices(lead.id);
  await identity.revokeDevice(lead.id, newest?.id ?? "");
  tokens.set("read token", await identity.makeToken(who, { scope: "read", name: "đọc", place: "-" }));
  tokens.set("work token", await identity.makeToken(who, { scope: "lead", name: "làm việc", place: "-" }));
  tokens.set("inspector token", (await makeDevice(server, server.app, server.asInspector("an").personId, "inspector")).token);
  const unit = await makeAccount(server, "Office", ["unit"]);
  tokens.set("unit token", (await makeDevice(server, server.app, unit.id, "unit")).token);
  tokens.set("token with a session cookie", "");
  for (const [i, when] of moments.entries()) {
    const at = await server.opens({ unit: i, team: ["an", "binh"], visitedOn: "2026-10-05" });
    inspections.set(when, at.inspectionId);
    for (const name of when === "hidden" ? (["an"] as const) : (["an", "binh"] as const)) {
      // The devices of the spring have expired.
      const device = await makeDevice(server, server.app, server.asInspector(name).personId, "inspector");
      expect((await device.submits(makeSheet(at))).status).toBe(201);
    }
  }
});
afterAll(() => server.remove());

const moments = ["hidden", "revealed"] as const;
const inspections = new Map<string, string>();
const ofInspections = () => registered().filter((route) => route.includes("/inspections/:id") && !route.includes("stepId"));

/** Every route the app answers, as the guard names it. */
const registered = () => [
  ...new Set(server.app.routes.filter(({ method }) => method !== "ALL").map(({ method, path }) => `${method} ${path}`)),
];

describe("the table of who may do what", () => {
  test("has a row for every route, and no row for a route that is not there", () => {
    expect(registered().filter((route) => !Object.hasOwn(routes, route))).toEqual([]);
    expect(Object.keys(routes).filter((route) => !registered().includes(route))).toEqual([]);
  });

  test("opens to everybody only what has to be: health, keys, the description, sign-in, links, the extension and how it looks", () => {
    const open = Object.keys(routes).filter((route) => routes[route] === "anyone");
    expect(open.sort()).toEqual(
      [
        ...[
          "/healthz",
          "/readyz",
          "/openapi.json",
          "/api/keys",
          "/extension",
          "/extension/:file",
          "/assets/style.css",
          "/assets/icon.svg",
          ...islandNames.map((name) => `/assets/${name}.js`),
          "/sign-in",
        ].map((path) => `GET ${path}`),
        ...["GET /verify", "POST /verify", "GET /verify/:code"],
        ...["/setup/:token", "/invitation/:token", "/password/:token"].flatMap((path) => [`GET ${path}`, `POST ${path}`]),
        ...["/sign-in", "/api/device/code", "/api/device/token"].map((path) => `POST ${path}`),
      ].sort(),
    );
  });

  test("lets no inspector see results, no lead manage accounts, and no session into the API", () => {
    expect(routes["GET /results"]).toEqual({ session: ["lead", "admin"] });
    expect(routes["GET /units/:unitId"]).toEqual({ session: ["lead", "admin"] });
    for (const [route, rule] of Object.entries(routes)) {
      if (route.includes("/admin/people") || route.includes("/admin/units")) expect(rule).toEqual({ session: ["admin"] });
      if (route.includes(" /api/")) expect(rule === "anyone" || "token" in rule).toBe(true);
    }
  });
});

describe("a read token", () => {
  test("opens no route that could change anything but itself, whoever adds one", () => {
    for (const [route, rule] of Object.entries(routes)) {
      if (typeof rule === "string" || !("token" in rule)) continue;
      expect([route, rule.token.includes("read")]).toEqual([route, route === "POST /api/device/revoke"]);
      const who = { personId: "x", name: "x", email: "x", roles, via: "device", scope: "read" } as const;
      expect([route, mayCall(route, who)]).toEqual([route, readOnly(route, rule.token) ? "yes" : "not-allowed"]);
    }
  });

  test("leaves every table as it was, whatever is asked with it", async () => {
    await call("GET /api/me", "read token");
    // How often documents are checked is counted of everybody, whatever else they hold in their hands.
    const rows = async () => ({ ...(await allRows(server.context.env)), attempts: [] });
    const before = await rows();
    for (const route of registered()) await call(route, "read token");
    expect(await rows()).toEqual(before);
  });
});

describe("every route × every sender", () => {
  const senders: readonly Sender[] = [
    ...roles,
    "anonymous",
    "revoked token",
    "expired token",
    "inspector token",
    "unit token",
    "read token",
    "work token",
    "token with a session cookie",
  ];
  for (const sender of senders) {
    test(`${sender} gets as far as the table says and no further, before the reveal and after it`, async () => {
      const wrong: string[] = [];
      const walk = [
        ...registered().map((route) => [route, ""] as const),
        ...moments.flatMap((when) => ofInspections().map((route) => [route, when] as const)),
      ];
      for (const [route, when] of walk) {
        const { status, headers } = await call(route, sender, inspections.get(when));
        const role = roles.find((one) => one === sender);
        if (role && route.includes("sign-out")) sessions.set(role, await signedIn(server, `${role}@tinh.test`));
        const expected = expectation(route, sender);
        const right = expected === "in" ? status !== 401 && status !== 403 : status === expected;
        if (!right) wrong.push(`${route} ${when}: ${status}, expected ${expected}`);
        wrong.push(...unguarded(route, status, headers));
      }
      expect(wrong).toEqual([]);
    });
  }
});

function expectation(route: string, sender: Sender): "in" | 303 | 401 | 403 {
  const rule = routes[route];
  if (rule === undefined) throw new Error(`${route} has no row`);
  if (rule === "anyone") return "in";
  if ("session" in rule) {
    if (!(roles as readonly string[]).includes(sender)) return route === "GET /" ? 303 : 401;
    return rule.session.includes(sender as Role) ? "in" : 403;
  }
  // Both are a lead's who administers nothing.
  if (rule.roles && !rule.roles.includes("lead") && (sender === "read token" || sender === "work token")) return 403;
  if (sender === "read token") return readOnly(route, rule.token) ? "in" : 403;
  const scope = { "inspector token": "inspector", "unit token": "unit", "work token": "lead" }[sender as string];
  if (scope !== undefined) return (rule.token as readonly string[]).includes(scope) ? "in" : 403;
  return 401;
}

/** A read token may ask for what a lead's may, and put an end to itself. */
function readOnly(route: string, token: readonly string[]): boolean {
  return route === "POST /api/device/revoke" || (route.startsWith("GET ") && token.includes("lead"));
}

/** What every page carries, whoever answers it and whatever with; a refusal of the API is kept nowhere either. */
function unguarded(route: string, status: number, headers: Headers): string[] {
  const isApi = route.includes(" /api/");
  const wanted: [string, RegExp][] = [["x-content-type-options", /^nosniff$/]];
  if (!isApi)
    wanted.push(
      ["x-frame-options", /^DENY$/],
      ["content-security-policy", /default-src 'none'.*frame-ancestors 'none'/],
      ["referrer-policy", /^same-origin$/],
    );
  if (status >= 400) wanted.push(["cache-control", /^no-store$/]);
  else if (!isApi && !/ \/(assets|extension|healthz|readyz|openapi)/.test(route)) wanted.push(["cache-control", /^no-store$/]);
  return wanted
    .filter(([name, value]) => !value.test(headers.get(name) ?? ""))
    .map(([name]) => `${route}: ${status} with ${name} ${headers.get(name)}`);
}

/** `id` stands where the route has a name; without one a new one, of nothing. */
async function call(route: string, sender: Sender, id = newId()): Promise<Response> {
  const [method = "", pattern = ""] = route.split(" ");
  const path = pattern.replace(/:\w+/g, id);
  if (route === "POST /api/device/revoke" && tokens.has(sender) && sender.match(/^(inspector|unit|read|work) token$/)) {
    // It would take the very token away; that it does is tried with the identity.
    return new Response(null, { status: 204, headers: { "x-content-type-options": "nosniff" } });
  }
  const session = (roles as readonly string[]).includes(sender)
    ? sessions.get(sender as Role)
    : sender === "token with a session cookie"
      ? undefined
      : makeVisitor(server.app);
  const token = tokens.get(sender);
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  if (sender === "token with a session cookie") {
    // A lead's cookie opens no API; a bearer token opens no page.
    const cookie = [...(sessions.get("lead")?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
    const init = path.startsWith("/api/") ? { cookie } : { authorization: `Bearer ${tokens.get("inspector token")}` };
    const body = method === "GET" ? {} : { body: new URLSearchParams() };
    return await server.app.request(path, {
      method,
      headers: { origin: "http://localhost:8787", ...(init as Record<string, string>) },
      ...body,
    });
  }
  if (!session) throw new Error(`${sender} has no browser`);
  if (method === "GET") return await session.visits(path, headers);
  if (path.startsWith("/api/")) {
    const cookie = [...session.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    return await server.app.request(path, {
      method,
      headers: { ...headers, ...(cookie && { cookie }), "content-type": "application/json" },
      body: "{}",
    });
  }
  return await session.sends(path, {}, headers);
}
