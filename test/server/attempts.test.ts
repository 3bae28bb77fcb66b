import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../server/app.ts";
import { Attempts } from "../../server/identity/attempts.ts";
import { openContext } from "../../server/serve.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { makeAccount, makeVisitor, password } from "../support/visitor.ts";

let server: TestServer;
let clock: Date;
const now = () => clock;
const later = (ms: number) => {
  clock = new Date(clock.getTime() + ms);
};
beforeEach(async () => {
  clock = new Date("2026-11-22T02:00:00Z");
  server = await startTestServer({ now });
});
afterEach(() => server.remove());

const attempts = (limit: { limit?: number; windowMs?: number; keys?: number } = {}) =>
  new Attempts({ database: server.context.database, now }, { kind: "sign-in-account", limit: 3, windowMs: 60_000, ...limit });
const tooMany = (seconds: number) => expect.objectContaining({ code: "too-many", values: { seconds: String(seconds) } });
/** What becomes of these tries, made at the same moment. */
const outcomes = async (tries: readonly Promise<unknown>[]) => {
  const done = await Promise.allSettled(tries);
  return { through: done.filter(({ status }) => status === "fulfilled").length, refused: done.filter(({ status }) => status === "rejected").length };
};

describe("tries are counted", () => {
  test("and refused beyond the limit with the seconds that are left, until the window ends", async () => {
    const some = attempts();
    for (let n = 0; n < 3; n += 1) {
      await some.count("an");
      later(10_000);
    }
    await expect(some.count("an")).rejects.toEqual(tooMany(30));
    later(29_500);
    await expect(some.count("an")).rejects.toEqual(tooMany(1));
    await some.count("binh");
    later(500);
    for (let n = 0; n < 3; n += 1) await some.count("an");
    await expect(some.count("an")).rejects.toEqual(tooMany(60));
  });

  test("exactly, however many come at once", async () => {
    const some = attempts({ limit: 10, windowMs: 10_000 });
    expect(await outcomes(Array.from({ length: 50 }, () => some.count("an")))).toEqual({ through: 10, refused: 40 });
    later(10_000);
    // The window that is over, and not swept away yet, gives way to one new one.
    expect(await outcomes(Array.from({ length: 50 }, () => some.count("an")))).toEqual({ through: 10, refused: 40 });
  });

  test("until a success forgets them, or gives back the one that was it", async () => {
    const some = attempts();
    for (let n = 0; n < 3; n += 1) await some.count("an");
    await some.forget("an");
    const [first] = [await some.count("an"), await some.count("an"), await some.count("an")];
    await some.giveBack(first);
    await some.count("an");
    await expect(some.count("an")).rejects.toEqual(tooMany(60));
    later(60_000);
    await some.count("an");
    // It was counted in a window that is over: nothing of this one comes back.
    await some.giveBack(first);
    expect(await outcomes([some.count("an"), some.count("an"), some.count("an")])).toEqual({ through: 2, refused: 1 });
  });

  test("by hashes: whoever was typed stands nowhere in the database", async () => {
    await makeVisitor(server.app, "203.0.113.77").sends("/sign-in", { email: "ai-do-la@noi-khac.test", password });
    expect(server.stored.counts(["attempts"])).toEqual({ attempts: 2 });
    const stored = server.stored.text();
    expect(stored).toContain("sign-in-account");
    expect(stored).not.toContain("noi-khac");
    expect(stored).not.toContain("203.0.113.77");
  });

  test("in a table that nobody fills: what is over goes, and of too many keys those with the fewest tries, not the one that is kept out", async () => {
    const [some, others] = [attempts({ keys: 100 }), attempts({ keys: 100 })];
    for (let n = 0; n < 3; n += 1) await some.count("an");
    // The oldest there is, and still not the first to go.
    later(10);
    for (let n = 0; n < 1_100; n += 1) await some.count(`key ${n}`);
    expect(server.stored.counts(["attempts"])["attempts"]).toBeLessThanOrEqual(100 + 500);
    await expect(others.count("an")).rejects.toEqual(tooMany(60));
    expect(server.stored.counts(["attempts"])).toEqual({ attempts: 100 });
    later(60_000);
    await some.count("somebody");
    expect(server.stored.counts(["attempts"])).toEqual({ attempts: 1 });
  });

  test("also where they cannot be: then nobody gets through, not even with the right password", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    server.tampers((database) => database.exec("alter table attempts rename to attempts_gone"));
    const visitor = makeVisitor(server.app);
    expect((await visitor.sends("/sign-in", { email: lan.email, password })).status).toBe(500);
    expect(visitor.cookies.size).toBe(0);
    server.tampers((database) => database.exec("alter table attempts_gone rename to attempts"));
    expect((await visitor.sends("/sign-in", { email: lan.email, password })).status).toBe(303);
  });
});

describe("signing in", () => {
  const tries = (app: TestServer["app"], email: string, address?: string) => makeVisitor(app, address).sends("/sign-in", { email, password: "sai rồi" });

  test("fifty at once try ten passwords of an account, and the right one no more", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => tries(server.app, lan.email)));
    const statuses = answers.map(({ status }) => status);
    expect([403, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([10, 40]);
    expect((await makeVisitor(server.app, "192.0.2.2").sends("/sign-in", { email: lan.email, password })).status).toBe(429);
  });

  test("a restart forgets nothing", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    for (let n = 0; n < 10; n += 1) expect((await tries(server.app, lan.email)).status).toBe(403);
    await server.close();
    const again = await openContext(server.context.env, { log: pino({ level: "silent" }), now });
    try {
      const app = createApp(again.context);
      expect((await makeVisitor(app).sends("/sign-in", { email: lan.email, password })).status).toBe(429);
      later(15 * 60_000);
      expect((await makeVisitor(app).sends("/sign-in", { email: lan.email, password })).status).toBe(303);
    } finally {
      await again.close();
    }
  });

  test("the password that is asked again counts with those at the sign-in, and the right one forgets them", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const visitor = makeVisitor(server.app);
    await visitor.sends("/sign-in", { email: lan.email, password });
    const fresh = { password: "mật khẩu hoàn toàn mới", again: "mật khẩu hoàn toàn mới" };
    const change = (current: string) => visitor.sends("/account/password", { current, ...fresh });
    for (let n = 0; n < 9; n += 1) expect((await change("sai rồi")).status).toBe(403);
    expect((await change(password)).status).toBe(303);
    for (let n = 0; n < 5; n += 1) expect((await tries(server.app, lan.email)).status).toBe(403);
    for (let n = 0; n < 5; n += 1) expect((await change("sai rồi")).status).toBe(403);
    expect((await change(fresh.password)).status).toBe(429);
  });

  test("one subscriber's addresses are one: a hundred wrong tries from a network of 64 bits close it, and not the next one", { timeout: 60_000 }, async () => {
    // Counted for nobody's account: each try names another.
    const from = async (address: string) => (await makeVisitor(server.app, address).sends("/sign-in", { email: `${address}@x.test`, password: "x" })).status;
    const statuses = await Promise.all(Array.from({ length: 101 }, (_, n) => from(`2001:db8:1:2:${n.toString(16)}::1`)));
    expect([403, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([100, 1]);
    expect(await from("2001:db8:1:3::1")).toBe(403);
  });
});
