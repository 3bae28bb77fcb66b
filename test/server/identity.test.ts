import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signInWords } from "../../shared/words/pages.ts";
import { linkOn } from "../support/newcomers.ts";
import { makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeAccount, makeVisitor, password, signedIn } from "../support/visitor.ts";

let server: TestServer;
let clock: Date;
beforeEach(async () => {
  clock = new Date("2026-11-22T02:00:00Z");
  server = await startTestServer({ now: () => clock });
});
afterEach(() => server.remove());

const later = (ms: number) => {
  clock = new Date(clock.getTime() + ms);
};
const hour = 3_600_000;
const pathOf = (link: string) => new URL(link).pathname;

describe("signing in", () => {
  test("a wrong password, an unknown address and a disabled account are refused alike, and set no cookie", async () => {
    await makeAccount(server, "Lan", ["lead"]);
    const gone = await makeAccount(server, "Gone", ["lead"]);
    const admin = await makeAccount(server, "Root", ["admin"]);
    await (await signedIn(server, admin.email)).sends(`/admin/people/${gone.id}/disabled`, { disabled: "yes" });
    const bodies = [];
    for (const form of [
      { email: "lan@tinh.test", password: "không phải mật khẩu" },
      { email: "nobody@tinh.test", password },
      { email: gone.email, password },
    ]) {
      const visitor = makeVisitor(server.app);
      const answer = await visitor.sends("/sign-in", form);
      expect(answer.status).toBe(403);
      expect(visitor.cookies.size).toBe(0);
      const body = await answer.text();
      expect(body).toContain(`value="${form.email}"`);
      expect(body).not.toContain(form.password);
      bodies.push(body.replaceAll(form.email, ""));
    }
    expect(new Set(bodies).size).toBe(1);
  });

  test("ten wrong passwords close an account for a while where they came from, whatever forwarding header is sent, and the right one does not help", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const from = (n: number) => ({ "x-forwarded-for": `203.0.113.${n}` });
    for (let i = 0; i < 10; i++) {
      const answer = await makeVisitor(server.app, "192.0.2.99").sends("/sign-in", { email: lan.email, password: "x" }, from(i));
      expect(answer.status).toBe(403);
    }
    const refused = await makeVisitor(server.app, "192.0.2.99").sends("/sign-in", { email: "LAN@tinh.test ", password }, from(20));
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    await signedIn(server, lan.email, "192.0.2.98");
    later(hour);
    await signedIn(server, lan.email, "192.0.2.99");
  });

  test("a password signs in however the keyboard composed its letters", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const answer = await makeVisitor(server.app).sends("/sign-in", { email: lan.email, password: password.normalize("NFD") });
    expect(password.normalize("NFD")).not.toBe(password);
    expect(answer.status).toBe(303);
  });

  test("a form from another origin, or with none, changes nothing", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    for (const origin of ["https://evil.test", "null", "http://localhost:8788", ""]) {
      const visitor = makeVisitor(server.app);
      const answer = await visitor.sends("/sign-in", { email: lan.email, password }, { origin });
      expect(answer.status).toBe(403);
      expect(visitor.cookies.size).toBe(0);
    }
  });

  test("the session cookie is kept from scripts and other sites, and goes at sign-out for good", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const visitor = makeVisitor(server.app);
    const answer = await visitor.sends("/sign-in", { email: lan.email, password, next: "/account" });
    expect(answer.headers.get("location")).toBe("/account");
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Lax/i);
    const kept = new Map(visitor.cookies);
    await visitor.sends("/sign-out");
    // That somebody signed in here before is all that stays.
    expect([...visitor.cookies.keys()]).toEqual([expect.stringMatching(/^known-/)]);
    const thief = await server.app.request("/account", {
      headers: { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join("; ") },
    });
    expect(thief.status).toBe(401);
  });

  test("after signing in nobody is sent to another host", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    for (const next of ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)"]) {
      const answer = await makeVisitor(server.app).sends("/sign-in", { email: lan.email, password, next });
      expect(new URL(answer.headers.get("location") ?? "", "http://localhost:8787").host).toBe("localhost:8787");
    }
  });

  test("a disabled person is out at the very next request, in the browser and on the device", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const admin = await makeAccount(server, "Root", ["admin"]);
    const visitor = await signedIn(server, an.email);
    const token = await getToken(an.email);
    expect((await fieldWith(token)).status).toBe(200);
    await (await signedIn(server, admin.email)).sends(`/admin/people/${an.id}/disabled`, { disabled: "yes" });
    expect((await visitor.visits("/account")).status).toBe(401);
    expect((await fieldWith(token)).status).toBe(401);
    await (await signedIn(server, admin.email)).sends(`/admin/people/${an.id}/disabled`, { disabled: "no" });
    expect((await fieldWith(token)).status).toBe(401);
  });

  test("administrators can neither disable themselves nor take their own administration away", async () => {
    const admin = await makeAccount(server, "Root", ["admin"]);
    const visitor = await signedIn(server, admin.email);
    expect((await visitor.sends(`/admin/people/${admin.id}/disabled`, { disabled: "yes" })).status).toBe(403);
    expect((await visitor.sends(`/admin/people/${admin.id}/roles`, { roles: "lead" })).status).toBe(403);
    expect((await visitor.visits("/admin/people")).status).toBe(200);
  });
});

describe("one-time links", () => {
  const account = { name: "Vũ Quản Trị", email: "vu@tinh.test", password, again: password };

  async function freshServer(): Promise<TestServer> {
    await server.remove();
    server = await startTestServer({ now: () => clock });
    server.tampers((file) => file.exec("delete from people"));
    return server;
  }

  test("a set-up link that expired, was used, was replaced or never was is refused", async () => {
    await freshServer();
    const { identity } = server.context;
    const visitor = makeVisitor(server.app);
    expect((await visitor.visits("/setup/nonsense")).status).toBe(410);
    const first = pathOf((await identity.makeSetupLink()) ?? "");
    later(25 * hour);
    expect((await visitor.sends(first, account)).status).toBe(410);
    const second = pathOf((await identity.makeSetupLink()) ?? "");
    const third = pathOf((await identity.makeSetupLink()) ?? "");
    expect((await visitor.visits(second)).status).toBe(410);
    const done = await visitor.sends(third, account);
    expect(done.headers.get("location")).toBe("/admin");
    expect((await visitor.visits("/admin/units")).status).toBe(200);
    expect((await makeVisitor(server.app).sends(third, { ...account, email: "zwei@tinh.test" })).status).toBe(410);
    expect(await identity.makeSetupLink()).toBeUndefined();
  });

  test("the sign-in page of a new server points to the set-up link in the terminal, until there is an administrator", async () => {
    await freshServer();
    const page = async () => await (await makeVisitor(server.app).visits("/sign-in")).text();
    expect(await page()).toContain(signInWords.newServer.vi);
    await makeVisitor(server.app).sends(pathOf((await server.context.identity.makeSetupLink()) ?? ""), account);
    expect(await page()).not.toContain(signInWords.newServer.vi);
  });

  test("a short, a differing or a missing password is refused beside its field, and what was typed stays", async () => {
    await freshServer();
    const link = pathOf((await server.context.identity.makeSetupLink()) ?? "");
    const visitor = makeVisitor(server.app);
    for (const [given, error] of [
      [{ password: "ngắn", again: "ngắn" }, "password-error"],
      [{ password, again: "khác hẳn nhé bạn" }, "again-error"],
      [{ email: "không phải thư" }, "email-error"],
    ] as const) {
      const answer = await visitor.sends(link, { ...account, ...given });
      expect(answer.status).toBe(400);
      const body = await answer.text();
      expect(body).toContain(`id="${error}"`);
      expect(body).toContain("Vũ Quản Trị");
      expect(body).not.toContain(password);
    }
    expect((await visitor.visits(link)).status).toBe(200);
  });

  test("an invitation makes one account, with its roles and address, even when two use it at the same moment", async () => {
    const admin = await makeAccount(server, "Root", ["admin"]);
    const page = await (await signedIn(server, admin.email)).sends("/admin/people/invitation", {
      name: "Mai",
      email: "Mai@Tinh.test",
      roles: ["inspector", "lead"],
    });
    const link = pathOf(/http:\/\/localhost:8787\/invitation\/[\w-]+/.exec(await page.text())?.[0] ?? "");
    const answers = await Promise.all(
      ["Mai", "Kẻ khác"].map((name) => makeVisitor(server.app).sends(link, { name, password, again: password })),
    );
    expect(answers.map((answer) => answer.status).sort()).toEqual([
      303,
      expect.toSatisfy((status: number) => status === 409 || status === 410),
    ]);
    const people = await server.context.database.read
      .selectFrom("people")
      .select(["name", "roles"])
      .where("email", "=", "mai@tinh.test")
      .execute();
    expect(people).toHaveLength(1);
    expect(JSON.parse(people[0]?.roles ?? "")).toEqual(["inspector", "lead"]);
    expect((await makeVisitor(server.app).visits(link)).status).toBe(410);
  });

  test("an invitation expires, and a second one replaces the first", async () => {
    const admin = await signedIn(server, (await makeAccount(server, "Root", ["admin"])).email);
    const invite = async () => {
      const page = await admin.sends("/admin/people/invitation", { name: "Mai", email: "mai@tinh.test", roles: "inspector" });
      return pathOf(/http:\/\/localhost:8787\/invitation\/[\w-]+/.exec(await page.text())?.[0] ?? "");
    };
    const first = await invite();
    const second = await invite();
    expect((await makeVisitor(server.app).visits(first)).status).toBe(410);
    expect((await makeVisitor(server.app).visits(second)).status).toBe(200);
    later(8 * 24 * hour);
    expect((await makeVisitor(server.app).visits(second)).status).toBe(410);
  });

  test("an invitation and a password link are taken back before they are used, by page and by API, on record, and by administrators alone", async () => {
    const [an, root] = [await makeAccount(server, "An", ["inspector"]), await makeAccount(server, "Root", ["admin"])];
    const admin = await signedIn(server, root.email);
    const lead = await signedIn(server, (await makeAccount(server, "Lan", ["lead"])).email);
    const invited = await linkOn(
      await admin.sends("/admin/people/invitation", { name: "Mai", email: "mai@tinh.test", roles: "inspector" }),
      "invitation",
    );
    later(1_000);
    const reset = await linkOn(await admin.sends(`/admin/people/${an.id}/password-link`), "password");
    const page = await (await admin.visits("/admin/people")).text();
    const [forReset = "", forMai = ""] = [...page.matchAll(/action="(\/admin\/people\/links\/[0-9a-f]{64}\/cancellation)"/g)].map(
      ([, path]) => path ?? "",
    );
    expect((await lead.sends(forMai)).status).toBe(403);
    expect((await admin.sends(forMai)).headers.get("location")).toBe("/admin/people?said=cancelled");
    expect((await admin.sends(forMai)).status).toBe(404);
    const visitor = makeVisitor(server.app);
    expect((await visitor.sends(invited, { name: "Mai", password, again: password })).status).toBe(410);
    expect((await visitor.visits(reset)).status).toBe(200);

    const device = await makeDevice(server, server.app, root.id, "lead");
    const { links } = await (await device.fetch("/api/people/links")).json();
    expect(links).toEqual([expect.objectContaining({ purpose: "password", email: an.email })]);
    expect(forReset).toContain(links[0].id);
    const cancel = () => device.fetch(`/api/people/links/${links[0].id}/cancellation`, { method: "PUT" });
    expect((await cancel()).status).toBe(204);
    expect((await cancel()).status).toBe(404);
    expect((await visitor.sends(reset, { password: "một mật khẩu khác hẳn", again: "một mật khẩu khác hẳn" })).status).toBe(410);
    await signedIn(server, an.email);
    const deeds = await server.context.database.read
      .selectFrom("audit")
      .select(["actor_id", "subject"])
      .where("action", "=", "link.cancelled")
      .execute();
    expect(deeds.map(({ actor_id: by, subject }) => [by, forMai.includes(subject) || forReset.includes(subject)])).toEqual([
      [root.id, true],
      [root.id, true],
    ]);
  });

  test("nobody is invited twice, without a role, or for a unit without naming it", async () => {
    const root = await makeAccount(server, "Root", ["admin"]);
    const admin = await signedIn(server, root.email);
    expect((await admin.sends("/admin/people/invitation", { name: "R", email: root.email, roles: "lead" })).status).toBe(409);
    expect((await admin.sends("/admin/people/invitation", { name: "R", email: "r@tinh.test" })).status).toBe(400);
    expect((await admin.sends("/admin/people/invitation", { name: "R", email: "r@tinh.test", roles: "unit" })).status).toBe(400);
  });

  test("a password link sets the password once, ends every session and revokes every device", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const admin = await signedIn(server, (await makeAccount(server, "Root", ["admin"])).email);
    const session = await signedIn(server, an.email);
    const token = await getToken(an.email);
    const page = await admin.sends(`/admin/people/${an.id}/password-link`);
    const link = pathOf(/http:\/\/localhost:8787\/password\/[\w-]+/.exec(await page.text())?.[0] ?? "");
    const fresh = "mật khẩu hoàn toàn mới";
    expect((await makeVisitor(server.app).sends(link, { password: fresh, again: fresh })).headers.get("location")).toBe(
      "/sign-in?said=set",
    );
    expect((await makeVisitor(server.app).sends(link, { password: fresh, again: fresh })).status).toBe(410);
    expect((await session.visits("/account")).status).toBe(401);
    expect((await fieldWith(token)).status).toBe(401);
    expect((await makeVisitor(server.app).sends("/sign-in", { email: an.email, password })).status).toBe(403);
    expect((await makeVisitor(server.app).sends("/sign-in", { email: an.email, password: fresh })).status).toBe(303);
  });

  test("neither links nor tokens stand in the database", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const token = await getToken(an.email);
    const link = await server.context.identity.makePasswordLink({ personId: an.id } as never, an.id);
    const stored = server.stored.text();
    expect(stored).toContain("device_codes");
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(link.split("/").at(-1));
  });
});

describe("signing a device in", () => {
  test("a code is refused until approved, after denial, after ten minutes, and after it was used", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const visitor = await signedIn(server, an.email);
    const code = await startDevice();
    expect(await problemOf(exchange(code.deviceCode))).toBe("code-pending");
    expect(await problemOf(exchange("a code that never was, long enough"))).toBe("code-expired");
    await visitor.sends("/device", { code: code.userCode, decision: "deny" });
    expect(await problemOf(exchange(code.deviceCode))).toBe("code-denied");

    const slow = await startDevice();
    later(11 * 60_000);
    expect((await visitor.sends("/device", { code: slow.userCode, decision: "approve", password })).status).toBe(404);
    expect(await problemOf(exchange(slow.deviceCode))).toBe("code-expired");

    const good = await startDevice();
    expect((await visitor.sends("/device", { code: good.userCode, decision: "approve", password })).status).toBe(200);
    const answers = await Promise.all([exchange(good.deviceCode), exchange(good.deviceCode)]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 400]);
    expect(await problemOf(exchange(good.deviceCode))).toBe("code-expired");
  });

  test("approval wants the password again and shows code, device and place", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const visitor = await signedIn(server, an.email);
    const code = await startDevice("Máy <b>của</b> An", "198.51.100.7");
    const shown = await (await visitor.visits(`/device?code=${code.userCode.toLowerCase().replace("-", " ")}`)).text();
    expect(shown).toContain(code.userCode);
    expect(shown).toContain("Máy &lt;b>của&lt;/b> An");
    expect(shown).toContain("198.51.100.7");
    for (const wrong of ["", "sai rồi"]) {
      expect((await visitor.sends("/device", { code: code.userCode, decision: "approve", password: wrong })).status).toBe(403);
    }
    expect(await problemOf(exchange(code.deviceCode))).toBe("code-pending");
  });

  test("only inspectors approve devices", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const code = await startDevice();
    const visitor = await signedIn(server, lan.email);
    expect((await visitor.visits(`/device?code=${code.userCode}`)).status).toBe(403);
    expect((await visitor.sends("/device", { code: code.userCode, decision: "approve", password })).status).toBe(403);
    expect(await problemOf(exchange(code.deviceCode))).toBe("code-pending");
  });

  test("who asks for codes without end is stopped", async () => {
    const statuses = [];
    for (let i = 0; i < 31; i++) statuses.push((await requestCode("Máy", "198.51.100.9")).status);
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true);
    expect(statuses[30]).toBe(429);
    expect((await requestCode("Máy", "198.51.100.10")).status).toBe(200);
  });

  test("a device signs itself out, is revoked on the account page, and by nobody else", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const binh = await makeAccount(server, "Binh", ["inspector"]);
    const [first, second] = [await getToken(an.email), await getToken(an.email)];
    const revoke = await server.app.request("/api/device/revoke", { method: "POST", headers: { authorization: `Bearer ${first}` } });
    expect(revoke.status).toBe(204);
    expect((await fieldWith(first)).status).toBe(401);
    const [device] = await server.context.identity.loadDevices(an.id);
    expect((await (await signedIn(server, binh.email)).sends(`/account/devices/${device?.id}/revoke`)).status).toBe(404);
    expect((await fieldWith(second)).status).toBe(200);
    expect((await (await signedIn(server, an.email)).sends(`/account/devices/${device?.id}/revoke`)).status).toBe(303);
    expect((await fieldWith(second)).status).toBe(401);
  });

  test("a token ends after 180 days, and at once when its owner is no inspector any more", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const admin = await signedIn(server, (await makeAccount(server, "Root", ["admin"])).email);
    const token = await getToken(an.email);
    await admin.sends(`/admin/people/${an.id}/roles`, { roles: "lead" });
    expect((await fieldWith(token)).status).toBe(403);
    await admin.sends(`/admin/people/${an.id}/roles`, { roles: "inspector" });
    expect((await fieldWith(token)).status).toBe(200);
    later(181 * 24 * hour);
    expect((await fieldWith(token)).status).toBe(401);
  });
});

describe("the account", () => {
  test("a wrong current password changes nothing; the right one ends the other sessions", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const [here, elsewhere] = [await signedIn(server, lan.email), await signedIn(server, lan.email)];
    const fresh = { password: "mật khẩu hoàn toàn mới", again: "mật khẩu hoàn toàn mới" };
    expect((await here.sends("/account/password", { current: "sai", ...fresh })).status).toBe(403);
    expect((await elsewhere.visits("/account")).status).toBe(200);
    expect((await here.sends("/account/password", { current: password, ...fresh })).status).toBe(303);
    expect((await here.visits("/account")).status).toBe(200);
    expect((await elsewhere.visits("/account")).status).toBe(401);
  });

  const fresh = { password: "mật khẩu hoàn toàn mới", again: "mật khẩu hoàn toàn mới" };

  test("a token for a program is made with the password alone, shown once, and reads or works as was chosen", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const visitor = await signedIn(server, lan.email);
    const makes = (form: Record<string, string>) => visitor.sends("/account/token", { purpose: "Bảng tổng hợp", ...form });
    const tokenIn = (page: string) => /pc_[\w-]{43}/.exec(page)?.[0];
    for (const [form, status] of [
      [{ scope: "read" }, 400],
      [{ scope: "read", tokenPassword: "sai rồi" }, 403],
      [{ scope: "admin", tokenPassword: password }, 400],
    ] as const) {
      const refused = await makes(form);
      expect([form, refused.status, tokenIn(await refused.text())]).toEqual([form, status, undefined]);
    }
    const made = async (scope: string) => tokenIn(await (await makes({ scope, tokenPassword: password })).text()) ?? "";
    const [reading, working] = [await made("read"), await made("lead")];
    const ask = (token: string, path: string, init: RequestInit = {}) =>
      server.app.request(path, { ...init, headers: { authorization: `Bearer ${token}`, "content-type": "application/json" } });
    const plans = { method: "POST", body: "{}" };
    const asked = async (token: string) => [
      (await ask(token, "/api/results")).status,
      (await ask(token, "/api/field")).status,
      (await ask(token, "/api/plans", plans)).status,
      (await ask(token, "/api/units/import", plans)).status,
    ];
    expect(await asked(reading)).toEqual([200, 403, 403, 403]);
    expect(await asked(working)).toEqual([200, 403, 400, 403]);
    expect(await (await visitor.visits("/account")).text()).not.toMatch(/pc_/);
    later(31 * 24 * hour);
    expect(await asked(working)).toEqual([401, 401, 401, 401]);
    expect(await asked(reading)).toEqual([200, 403, 403, 403]);
    expect((await ask(reading, "/api/device/revoke", { method: "POST" })).status).toBe(204);
    expect(await asked(reading)).toEqual([401, 401, 401, 401]);
  });

  test("changing the password offers to end devices and tokens, beforehand; who declines keeps them", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const visitor = await signedIn(server, an.email);
    const token = await getToken(an.email);
    expect(await (await visitor.visits("/account")).text()).toContain('name="devices" value="end" checked');
    const declined = await visitor.sends("/account/password", { current: "sai", ...fresh });
    expect(await declined.text()).not.toContain('value="end" checked');
    await visitor.sends("/account/password", { current: password, ...fresh });
    expect((await fieldWith(token)).status).toBe(200);
    const changed = await visitor.sends("/account/password", { current: fresh.password, password, again: password, devices: "end" });
    expect(changed.headers.get("location")).toBe("/account?said=ended");
    expect((await fieldWith(token)).status).toBe(401);
    expect((await visitor.visits("/account")).status).toBe(200);
  });

  test.for([
    ...["the password is changed and devices with it", "a reset link is used", "everything is signed out", "the account is disabled"],
    "the account becomes a unit's",
  ])("a code that was approved is no device any more once %s", async (how) => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const admin = await signedIn(server, (await makeAccount(server, "Root", ["admin"])).email);
    const visitor = await signedIn(server, an.email);
    const code = await startDevice();
    expect((await visitor.sends("/device", { code: code.userCode, decision: "approve", password })).status).toBe(200);
    if (how.startsWith("the password")) await visitor.sends("/account/password", { current: password, ...fresh, devices: "end" });
    if (how.startsWith("everything")) await visitor.sends("/account/sign-out-everywhere");
    if (how.endsWith("unit's")) await admin.sends(`/admin/people/${an.id}/roles`, { roles: "unit", unit: "Sở Y tế" });
    if (how.endsWith("disabled")) await admin.sends(`/admin/people/${an.id}/disabled`, { disabled: "yes" });
    if (how.startsWith("a reset")) {
      const page = await (await admin.sends(`/admin/people/${an.id}/password-link`)).text();
      const link = pathOf(/http:\/\/localhost:8787\/password\/[\w-]+/.exec(page)?.[0] ?? "");
      expect((await makeVisitor(server.app).sends(link, fresh)).status).toBe(303);
    }
    await admin.sends(`/admin/people/${an.id}/disabled`, { disabled: "no" });
    expect(await problemOf(exchange(code.deviceCode))).toBe("code-denied");
  });

  test("signing out everywhere ends sessions and devices", async () => {
    const an = await makeAccount(server, "An", ["inspector"]);
    const [here, elsewhere] = [await signedIn(server, an.email), await signedIn(server, an.email)];
    const token = await getToken(an.email);
    expect((await here.sends("/account/sign-out-everywhere")).status).toBe(303);
    expect((await elsewhere.visits("/account")).status).toBe(401);
    expect((await fieldWith(token)).status).toBe(401);
  });
});

test("the administrator named in the environment is made once, and the set-up link is gone", async () => {
  await server.remove();
  server = await startTestServer({ now: () => clock, env: { ADMIN_EMAIL: "Root@Tinh.test", ADMIN_PASSWORD: password } });
  await server.context.identity.ensureAdministrator({ email: "root@tinh.test", password: "một mật khẩu khác hẳn" });
  const visitor = await signedIn(server, "root@tinh.test");
  expect((await visitor.visits("/admin/people")).status).toBe(200);
  expect(await server.context.identity.makeSetupLink()).toBeUndefined();
});

function requestCode(deviceName: string, address: string): Promise<Response> {
  const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ deviceName }) };
  return Promise.resolve(
    server.app.request("/api/device/code", init, { incoming: { socket: { remoteAddress: address, remotePort: 1, remoteFamily: "IPv4" } } }),
  );
}

async function startDevice(deviceName = "Máy thử", address = "198.51.100.1"): Promise<{ deviceCode: string; userCode: string }> {
  const { deviceCode, userCode } = await (await requestCode(deviceName, address)).json();
  return { deviceCode, userCode };
}

async function exchange(deviceCode: string): Promise<Response> {
  return server.app.request("/api/device/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ deviceCode }),
  });
}

async function getToken(email: string): Promise<string> {
  const code = await startDevice();
  await (await signedIn(server, email)).sends("/device", { code: code.userCode, decision: "approve", password });
  return (await (await exchange(code.deviceCode)).json()).token;
}

async function fieldWith(token: string): Promise<Response> {
  return server.app.request("/api/field", { headers: { authorization: `Bearer ${token}` } });
}

async function problemOf(answer: Promise<Response>): Promise<string> {
  return (await (await answer).json()).code;
}
