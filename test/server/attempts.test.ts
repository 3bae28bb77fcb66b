import { setTimeout } from "node:timers/promises";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createApp } from "../../server/app.ts";
import { createGate } from "../../server/host/gate.ts";
import { Attempts } from "../../server/people/attempts.ts";
import { fromTheCrowd } from "../../server/people/devices.ts";
import { signInsAtOnce } from "../../server/people/identity.ts";
import { createSignInLimits } from "../../server/people/sign-in-limits.ts";
import { openContext } from "../../server/serve.ts";
import { hashesEachTime } from "../support/remembered-hashes.ts";
import { makeDevice, startTestServer, type TestServer } from "../support/server.ts";
import { makeAccount, makeVisitor, password, signedIn, type Visitor } from "../support/visitor.ts";

hashesEachTime();

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
  return {
    through: done.filter(({ status }) => status === "fulfilled").length,
    refused: done.filter(({ status }) => status === "rejected").length,
  };
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
    expect(server.stored.counts(["attempts"])).toEqual({ attempts: 5 });
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
  const wrong = (app: TestServer["app"], email: string, address?: string) =>
    makeVisitor(app, address).sends("/sign-in", { email, password: "sai rồi" });
  const right = async (email: string, address?: string, visitor = makeVisitor(server.app, address)) =>
    (await visitor.sends("/sign-in", { email, password })).status;

  /** Tries without a password: hashing hundreds of them is not what is asked here. */
  const triesAlone = () => createSignInLimits({ publicUrl: "", database: server.context.database, now });

  test("fifty at once from one place try ten passwords of an account, and the right one no more, while its owner comes in elsewhere", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => wrong(server.app, lan.email)));
    const statuses = answers.map(({ status }) => status);
    expect([403, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([10, 40]);
    expect(await right(lan.email)).toBe(429);
    expect(await right(lan.email, "203.0.113.2")).toBe(303);
  });

  test("a stranger in the same network does not shut out the browser in which its owner signed in before, nor their open session", {
    timeout: 60_000,
  }, async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const own = await signedIn(server, lan.email);
    const open = await signedIn(server, lan.email);
    await own.sends("/sign-out");
    // As many as the network may, of this account and of others.
    for (let n = 0; n < 10; n += 1) expect((await wrong(server.app, lan.email)).status).toBe(403);
    const others = Array.from({ length: 100 }, (_, n) =>
      triesAlone().begin({ email: `ai-${n}@x.test`, address: "192.0.2.1", browserId: undefined }),
    );
    expect(await outcomes(others)).toEqual({ through: 90, refused: 10 });
    expect(await right(lan.email)).toBe(429);
    expect((await open.sends("/account/token", { purpose: "x", scope: "read", tokenPassword: password })).status).toBe(200);
    expect(await right(lan.email, undefined, own)).toBe(303);
  });

  test("many networks together guess no more than a network of theirs may, and a known browser gets in whatever they do", {
    timeout: 60_000,
  }, async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const own = await signedIn(server, lan.email);
    await own.sends("/sign-out");
    const limits = triesAlone();
    const through = async (addresses: readonly string[]) =>
      (
        await outcomes(
          addresses.flatMap((address) =>
            Array.from({ length: 4 }, () => limits.begin({ email: lan.email, address, browserId: undefined })),
          ),
        )
      ).through;
    const hex = (n: number) => n.toString(16);
    // 34 networks of 64 bits in one place: what the place may try.
    expect(await through(Array.from({ length: 34 }, (_, n) => `2001:db8:1:${hex(n)}::1`))).toBe(30);
    expect(await right(lan.email, "2001:db8:1:ff::1")).toBe(429);
    expect(await right(lan.email, "2001:db8:2:ff::1")).toBe(303);
    // A provider's whole network, and then many of them: what all of them together may try.
    expect(await through(Array.from({ length: 34 }, (_, n) => `2001:db8:${hex(n + 100)}::1`))).toBe(70);
    expect(await right(lan.email, "2001:db9::1")).toBe(303);
    await through(Array.from({ length: 60 }, (_, n) => `2001:${hex(n + 4096)}::1`));
    expect(await right(lan.email, "198.51.100.1")).toBe(429);
    expect(await right(lan.email, "2001:db8:1:ff::1", own)).toBe(303);
    // Who comes from a new browser even so is handed a reset link.
    const link = await server.context.identity.makePasswordLink({ personId: lan.id } as never, lan.id);
    const anew = makeVisitor(server.app, "198.51.100.1");
    const fresh = "mật khẩu hoàn toàn mới";
    expect((await anew.sends(new URL(link).pathname, { password: fresh, again: fresh })).status).toBe(303);
    expect((await anew.sends("/sign-in", { email: lan.email, password: fresh })).status).toBe(303);
    // And what was known before the password was set is known no longer.
    expect((await own.sends("/sign-in", { email: lan.email, password: fresh })).status).toBe(429);
  });

  test("a known browser is counted too, and is known for one account, with our signature alone", async () => {
    const [lan, mai] = [await makeAccount(server, "Lan", ["lead"]), await makeAccount(server, "Mai", ["lead"])];
    const own = await signedIn(server, lan.email);
    const cookie = [...own.cookies].find(([name]) => name.startsWith("known-"));
    expect(cookie).toBeDefined();
    const [name = "", value = ""] = cookie ?? [];
    await own.sends("/sign-out");
    for (let n = 0; n < 10; n += 1) expect((await own.sends("/sign-in", { email: lan.email, password: "sai rồi" })).status).toBe(403);
    expect(await right(lan.email, undefined, own)).toBe(429);
    expect(await right(lan.email)).toBe(303);
    const ofMai = [...(await signedIn(server, mai.email)).cookies].find(([one]) => one.startsWith("known-"))?.[0] ?? "";
    for (let n = 0; n < 10; n += 1) await wrong(server.app, mai.email, "192.0.2.7");
    for (const forged of [
      value,
      value.replace(/^./, (first) => (first === "A" ? "B" : "A")),
      "",
      "x.y",
      `${"A".repeat(43)}.${"A".repeat(43)}`,
    ]) {
      const thief = makeVisitor(server.app, "192.0.2.7");
      const answer = await thief.sends("/sign-in", { email: mai.email, password }, { cookie: `${ofMai}=${forged}` });
      expect([forged, answer.status]).toEqual([forged, 429]);
    }
    expect(name).not.toBe(ofMai);
  });

  test("a try costs the disk one commit, refused or not", async () => {
    const { write } = server.context.database;
    await wrong(server.app, "truoc@x.test");
    const commits = [
      vi.spyOn(write, "transaction"),
      vi.spyOn(write, "insertInto"),
      vi.spyOn(write, "updateTable"),
      vi.spyOn(write, "deleteFrom"),
    ];
    const costs: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      for (const spy of commits) spy.mockClear();
      await triesAlone()
        .begin({ email: "khong-ai@x.test", address: "192.0.2.1", browserId: undefined })
        .catch(() => {});
      // Five more, one for each count, are a new process's first sweeps.
      costs.push(commits.reduce((sum, spy) => sum + spy.mock.calls.length, 0) - 5);
    }
    expect(costs).toEqual(Array.from({ length: 11 }, () => 1));
  });

  test("a crowd of strangers is hashed two at a time, waits in a queue with an end, and stands in no known browser's way", {
    timeout: 60_000,
  }, async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const own = await signedIn(server, lan.email);
    await own.sends("/sign-out");
    let [inside, most, done] = [0, 0, 0];
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await setTimeout(1);
      inside -= 1;
      done += 1;
    };
    const through = createGate({ inside: 2, waiting: 10, waitingOfOne: 6 });
    const waits = ["a", "b"].map((key) => outcomes(Array.from({ length: 20 }, () => through(key, work))));
    expect(await Promise.all(waits)).toEqual([
      { through: 8, refused: 12 },
      { through: 4, refused: 16 },
    ]);
    expect([most, done]).toEqual([2, 12]);
    await through("a", work);
    const crowd = Array.from({ length: signInsAtOnce.waitingOfOne + 12 }, (_, n) => wrong(server.app, `ai-${n}@x.test`));
    expect(await right(lan.email, undefined, own)).toBe(303);
    const answers = await Promise.all(crowd);
    const busy = answers.filter(({ status }) => status === 503);
    expect(busy.map(({ headers }) => headers.get("retry-after"))).toContain("5");
  });

  test("a restart forgets nothing", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    for (let n = 0; n < 10; n += 1) expect((await wrong(server.app, lan.email)).status).toBe(403);
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

  test("the password that is asked again is counted by session, and the right one forgets them", async () => {
    const lan = await makeAccount(server, "Lan", ["lead"]);
    const [here, elsewhere] = [await signedIn(server, lan.email), await signedIn(server, lan.email)];
    const make = async (visitor: Visitor, tokenPassword: string) =>
      (await visitor.sends("/account/token", { purpose: "x", scope: "read", tokenPassword })).status;
    for (let n = 0; n < 9; n += 1) expect(await make(here, "sai rồi")).toBe(403);
    expect(await make(here, password)).toBe(200);
    for (let n = 0; n < 10; n += 1) expect(await make(here, "sai rồi")).toBe(403);
    expect(await make(here, password)).toBe(429);
    expect(await make(elsewhere, password)).toBe(200);
    expect(await right(lan.email)).toBe(303);
  });

  test("one subscriber's addresses are one: a hundred wrong tries from a network of 64 bits close it, and not the next one", {
    timeout: 60_000,
  }, async () => {
    // Counted for nobody's account: each try names another.
    const from = async (address: string) =>
      (await makeVisitor(server.app, address).sends("/sign-in", { email: `${address}@x.test`, password: "x" })).status;
    const statuses = await Promise.all(Array.from({ length: 101 }, (_, n) => from(`2001:db8:1:2:${n.toString(16)}::1`)));
    expect([403, 429].map((status) => statuses.filter((one) => one === status).length)).toEqual([100, 1]);
    expect(await from("2001:db8:1:3::1")).toBe(403);
  });
});

describe("codes for devices", () => {
  const ask = async (address: string, headers: Record<string, string> = {}) => {
    const init = {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ deviceName: "Máy" }),
    };
    const incoming = { socket: { remoteAddress: address, remotePort: 1, remoteFamily: "IPv4" } };
    return await server.app.request("/api/device/code", init, { incoming });
  };
  const polled = async (deviceCode: string) => {
    const init = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ deviceCode }) };
    return (await (await server.app.request("/api/device/token", init)).json()).code;
  };

  test("wait for whoever asks, though strangers from 34 networks ask for all there is room for", { timeout: 120_000 }, async () => {
    const { deviceCode } = await (await ask("203.0.113.5")).json();
    for (let n = 0; n < 34; n += 1) {
      const asked = await Promise.all(Array.from({ length: 30 }, () => ask(`2001:db8:7:${n.toString(16)}::1`)));
      expect(asked.every(({ status }) => status === 200)).toBe(true);
    }
    expect(server.stored.counts(["device_codes"])).toEqual({ device_codes: 1_000 });
    expect(await polled(deviceCode)).toBe("code-pending");
    const newcomer = await ask("203.0.113.6");
    expect(newcomer.status).toBe(200);
    expect(await polled((await newcomer.json()).deviceCode)).toBe("code-pending");
    expect(server.stored.counts(["device_codes"])).toEqual({ device_codes: 1_000 });
  });

  test("wait for a device that was signed in before, though its whole network is used up", async () => {
    const device = await makeDevice(server, server.app, server.asInspector("an").personId, "inspector");
    for (let n = 0; n < 30; n += 1) expect((await ask("192.0.2.50")).status).toBe(200);
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
    expect((await ask("192.0.2.50")).status).toBe(429);
    expect((await ask("192.0.2.50", bearer("pc_"))).status).toBe(429);
    expect((await ask("192.0.2.50", bearer(`pc_${"A".repeat(43)}`))).status).toBe(429);
    for (const end of [() => Promise.resolve(), () => device.fetch("/api/device/revoke", { method: "POST" })]) {
      await end();
      expect((await ask("192.0.2.50", bearer(device.token))).status).toBe(200);
    }
    for (let n = 0; n < 28; n += 1) await ask("192.0.2.50", bearer(device.token));
    expect((await ask("192.0.2.50", bearer(device.token))).status).toBe(429);
  });

  test("give way where most came from, the oldest first, and nowhere else", () => {
    const from = (places: readonly string[]) => places.map((place, n) => ({ place, hash: String(n) }));
    expect(fromTheCrowd([])).toBeUndefined();
    expect(fromTheCrowd(from(["192.0.2.1"]))?.hash).toBe("0");
    // The carrier has most; in it one place; in that one line.
    const places = ["203.0.113.9", "2001:db8:1:1::1", "2001:db8:2:1::1", "2001:db8:2:2::1", "203.0.113.9", "2001:db8:2:2::2"];
    expect(fromTheCrowd(from(places))?.hash).toBe("3");
    // An old one of a quiet network outlasts any number of others.
    expect(fromTheCrowd(from(["198.51.100.1", ...Array<string>(50).fill("192.0.2.1"), "198.51.100.1"]))?.hash).toBe("1");
  });
});
