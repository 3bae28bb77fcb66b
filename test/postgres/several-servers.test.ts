import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { lockAlone } from "../../server/database/lock.ts";
import { readEnv } from "../../server/host/env.ts";
import { type Opened, openContext } from "../../server/serve.ts";
import { importUnits } from "../../server/units/new-units.ts";
import { givesPassword } from "../support/newcomers.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeSheet } from "../support/sheets.ts";
import { newDatabase } from "../support/stored-data.ts";
import { makeAccount, makeVisitor, password, signedIn } from "../support/visitor.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const open = async (env: Record<string, string>): Promise<Opened & { app: TestServer["app"] }> => {
  const opened = await openContext(readEnv({ LOG_LEVEL: "silent", ...env }), { log: pino({ level: "silent" }) });
  closers.push(opened.close);
  return { ...opened, app: createApp(opened.context) };
};

/** A server, and another one on the same database. */
async function startTwo(): Promise<{ first: TestServer; second: Awaited<ReturnType<typeof open>> }> {
  const first = await startTestServer();
  closers.push(first.remove);
  return { first, second: await open({ DATA_DIR: first.dataDir, ...first.stored.env }) };
}

test("a database that is served is not changed behind the servers' back", async () => {
  const { first, second } = await startTwo();
  await second.close();
  await expect(lockAlone(first.context.env)).rejects.toThrow("A server is running on this database");
  await first.close();
  const unlock = await lockAlone(first.context.env);
  await expect(open({ DATA_DIR: first.dataDir, ...first.stored.env })).rejects.toThrow("A server is running on this database");
  await unlock();
});

test("four servers that start at once on an empty database are one: one instance, one key, one administrator, one checklist", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "phieu-cham-"));
  closers.push(async () => rmSync(dataDir, { recursive: true }));
  const stored = newDatabase(dataDir);
  const admin = { ADMIN_EMAIL: "root@tinh.test", ADMIN_PASSWORD: password };
  const servers = await Promise.all([1, 2, 3, 4].map(() => open({ DATA_DIR: dataDir, ...stored.env, ...admin })));
  expect(new Set(servers.map(({ context }) => context.instance.instanceId)).size).toBe(1);
  expect(new Set(servers.map(({ context }) => context.keys.keyId)).size).toBe(1);
  expect(stored.counts(["people", "checklists"])).toEqual({ people: 1, checklists: 1 });
  for (const { app } of servers) expect((await makeVisitor(app).sends("/sign-in", { email: "root@tinh.test", password })).status).toBe(303);
});

test("an account disabled at one server has neither session nor device at any other from then on", async () => {
  const { first, second } = await startTwo();
  const an = await makeAccount(first, "An", ["inspector", "lead"]);
  const session = await signedIn(first, an.email);
  const elsewhere = await signedIn({ ...first, app: second.app }, an.email);
  const who = { personId: an.id, name: an.name, email: an.email, roles: ["lead"], via: "session", scope: "roles" } as const;
  const token = await second.context.identity.makeToken(await givesPassword(second.context, an.id, ["lead"]), {
    scope: "read",
    name: "đọc",
    place: "-",
  });
  const statuses = async () => [
    (await session.visits("/account")).status,
    (await elsewhere.visits("/account")).status,
    ...(await Promise.all(
      [first.app, second.app].map(async (app) => (await app.request("/api/me", { headers: { authorization: `Bearer ${token}` } })).status),
    )),
  ];
  expect(await statuses()).toEqual([200, 200, 200, 200]);
  await second.context.identity.disable({ ...who, personId: first.asInspector("quan").personId }, an.id);
  expect(await statuses()).toEqual([401, 401, 401, 401]);
  await second.context.identity.enable({ ...who, personId: first.asInspector("quan").personId }, an.id);
  expect(await statuses()).toEqual([401, 401, 401, 401]);
});

test("a password that was given at one server opens nothing there once it was changed at another", async () => {
  const { first, second } = await startTwo();
  const an = await makeAccount(first, "An", ["inspector", "lead"]);
  const elsewhere = await signedIn({ ...first, app: second.app }, an.email);
  const checked = await givesPassword(first.context, an.id, ["lead"]);
  const code = await first.context.identity.startDevice("Máy lạ", { place: "198.51.100.1", before: undefined });
  const fresh = "một mật khẩu hoàn toàn mới";
  expect((await elsewhere.sends("/account/password", { current: password, password: fresh, again: fresh })).status).toBe(303);
  const { identity } = first.context;
  const refused = { code: "not-signed-in" };
  await expect(identity.makeToken(checked, { scope: "lead", name: "x", place: "-" })).rejects.toMatchObject(refused);
  await expect(identity.approveDevice(checked, code.userCode)).rejects.toMatchObject(refused);
  await expect(identity.changePassword(checked, "mật khẩu của kẻ nhanh tay", { endDevices: false })).rejects.toMatchObject(refused);
  expect(await identity.loadDevices(an.id)).toEqual([]);
});

test("tries to sign in or to get a code are counted by all servers together, exactly, also when they come at once", async () => {
  const { first, second } = await startTwo();
  const lan = await makeAccount(first, "Lan", ["lead"]);
  const own = await signedIn(first, lan.email);
  const apps = [first.app, second.app];
  const at = (n: number) => apps[n % apps.length] ?? first.app;
  const statuses = async (tries: Promise<Response>[]) => (await Promise.all(tries)).map(({ status }) => status).sort();
  const wrong = Array.from({ length: 24 }, (_, n) =>
    makeVisitor(at(n), "192.0.2.1").sends("/sign-in", { email: lan.email, password: "sai rồi" }, { "x-forwarded-for": `203.0.113.${n}` }),
  );
  expect(await statuses(wrong)).toEqual([...Array(10).fill(403), ...Array(14).fill(429)]);
  for (const app of apps) expect((await makeVisitor(app, "192.0.2.1").sends("/sign-in", { email: lan.email, password })).status).toBe(429);
  // Nowhere else, and not in a browser that one of them knows.
  for (const app of apps)
    expect((await makeVisitor(app, "203.0.113.1").sends("/sign-in", { email: lan.email, password })).status).toBe(303);
  const known = [...own.cookies].find(([name]) => name.startsWith("known-"))?.join("=") ?? "";
  for (const app of apps)
    expect((await makeVisitor(app, "192.0.2.1").sends("/sign-in", { email: lan.email, password }, { cookie: known })).status).toBe(303);

  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ deviceName: "Máy" }) };
  const incoming = { socket: { remoteAddress: "192.0.2.9", remotePort: 1, remoteFamily: "IPv4" } };
  const codes = Array.from({ length: 40 }, (_, n) => Promise.resolve(at(n).request("/api/device/code", init, { incoming })));
  expect(await statuses(codes)).toEqual([...Array(30).fill(200), ...Array(10).fill(429)]);
});

test("what one server keeps in memory is what the other has changed", async () => {
  const { first, second } = await startTwo();
  const at = await first.opens();
  const lead = (app: TestServer["app"]) =>
    app.request("/api/results?basis=live", { headers: { authorization: `Bearer ${first.asLead().token}` } });
  const results = async (app: TestServer["app"]) => {
    const { rows } = await (await lead(app)).json();
    return rows.map(({ name, rank }: { name: string; rank: number | null }) => [name, rank]);
  };
  expect(await results(second.app)).toEqual(await results(first.app));
  expect((await first.asInspector("an").submits(makeSheet(at))).status).toBe(201);
  const after = await results(second.app);
  expect(after).toContainEqual(["Sở Y tế", 1]);
  expect(await results(first.app)).toEqual(after);

  const field = async (app: TestServer["app"]) => {
    const answer = await app.request("/api/field", { headers: { authorization: `Bearer ${first.asInspector("an").token}` } });
    return (await answer.json()).units.map(({ name }: { name: string }) => name);
  };
  expect(await field(first.app)).toHaveLength(5);
  expect(await field(second.app)).toHaveLength(5);
  const [unitId = ""] = await importUnits(
    second.context.database,
    [{ name: "Sở Nội vụ", kind: "department", block: "Sở, ban, ngành", websites: [] }],
    "quan",
    new Date(),
  );
  first.tampers((database) =>
    database.exec(
      `insert into plan_units (plan_id, unit_id) values ('${first.planId}', '${unitId}'); update meta set value = 'x' where name = 'units_version'`,
    ),
  );
  expect(await field(first.app)).toContain("Sở Nội vụ");
  expect(await field(second.app)).toContain("Sở Nội vụ");
});
