import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { linkOn } from "../support/newcomers.ts";
import { startTestServer, type TestServer } from "../support/server.ts";
import { type Account, administers, makeAccount, makeVisitor, password, signedIn, type Visitor } from "../support/visitor.ts";

// Whoever knows the old password and is quick must be left with nothing, in whichever order the two come.

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.remove());

const scrypt = crypto.scrypt;
const letsGo: (() => void)[] = [];
afterEach(() => {
  for (const go of letsGo.splice(0)) go();
  crypto.scrypt = scrypt;
  syncBuiltinESMExports();
});

type Hashed = Parameters<typeof crypto.scrypt>[4];

/** Holds whoever asks for the n-th hash of a password from now on, from when it is made until they are let go. */
function holdsHash(n: number): { held: Promise<void>; letGo: () => void } {
  const [held, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let asked = 0;
  crypto.scrypt = ((typed, salt, length, options, done: Hashed) => {
    asked += 1;
    const mine = asked === n;
    scrypt(typed, salt, length, options, (error, key) => {
      if (!mine) return done(error, key);
      held.resolve();
      void gone.promise.then(() => done(error, key));
    });
  }) as typeof crypto.scrypt;
  syncBuiltinESMExports();
  letsGo.push(gone.resolve);
  return { held: held.promise, letGo: gone.resolve };
}

const fresh = "một mật khẩu hoàn toàn mới";
let count = 0;

interface Race {
  readonly account: Account;
  readonly owner: Visitor;
  readonly thief: Visitor;
}

async function makeRace(): Promise<Race> {
  count += 1;
  const account = await makeAccount(server, `Race ${count}`, ["inspector", "lead"]);
  return { account, owner: await signedIn(server, account.email), thief: await signedIn(server, account.email, `203.0.${count}.9`) };
}

/** What each does to end all that others have. */
const ends = {
  "a reset link is used": async ({ account }: Race) => {
    const administrator = await signedIn(server, (await makeAccount(server, `Root ${count}`, ["admin"])).email);
    const link = await linkOn(await administrator.sends(`/admin/people/${account.id}/password-link`), "password");
    return () => makeVisitor(server.app).sends(link, { password: fresh, again: fresh });
  },
  "the password is changed and devices with it":
    async ({ owner }: Race) =>
    () =>
      owner.sends("/account/password", { current: password, password: fresh, again: fresh, devices: "end" }),
  "everything is signed out":
    async ({ owner }: Race) =>
    () =>
      owner.sends("/account/sign-out-everywhere"),
  "the account is disabled, and enabled again":
    async ({ account }: Race) =>
    async () => {
      await administers(server, `/admin/people/${account.id}/disabled`, {});
      await administers(server, `/admin/people/${account.id}/disabled`, { disabled: "no" });
    },
  "a role is taken away":
    async ({ account }: Race) =>
    () =>
      administers(server, `/admin/people/${account.id}/roles`, { roles: ["admin"] }),
} satisfies Record<string, (race: Race) => Promise<() => Promise<unknown>>>;

const post = (path: string, body: object) =>
  server.app.request(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }, from());
const from = () => ({ incoming: { socket: { remoteAddress: `198.18.${count}.1`, remotePort: 1, remoteFamily: "IPv4" } } });

interface Door {
  /** Which hash of its request is the last before something is made. */
  readonly lastHash: number;
  /** Makes ready; what it returns goes through the door, and says whether what was got there works. */
  opens(race: Race): Promise<{ enters: () => Promise<Response>; works: (answer: Response) => Promise<boolean> }>;
}

const accepts = async (token: string | undefined) =>
  (await server.app.request("/api/me", { headers: { authorization: `Bearer ${token}` } })).status === 200;

/** Everything that is made because a password was right. */
const doors = {
  "a sign-in": {
    lastHash: 1,
    async opens({ account }) {
      const late = makeVisitor(server.app, `203.0.${count}.10`);
      const enters = () => late.sends("/sign-in", { email: account.email, password, next: "/" });
      return { enters, works: async () => (await late.visits("/account")).status === 200 };
    },
  },
  "a token for a program": {
    lastHash: 1,
    async opens({ thief, account }) {
      const enters = () => thief.sends("/account/token", { purpose: "x", scope: "lead", tokenPassword: password });
      const works = async (answer: Response) => {
        expect(await server.context.identity.loadDevices(account.id)).toEqual([]);
        return accepts(/\bpc_[\w-]{43}/.exec(await answer.text())?.[0]);
      };
      return { enters, works };
    },
  },
  "a device": {
    lastHash: 1,
    async opens({ thief, account }) {
      const { deviceCode, userCode } = await (await post("/api/device/code", { deviceName: "Máy lạ" })).json();
      let token: string | undefined;
      const enters = async () => {
        const answer = await thief.sends("/device", { code: userCode, decision: "approve", password });
        token ??= (await (await post("/api/device/token", { deviceCode })).json()).token;
        return answer;
      };
      const works = async () => {
        token ??= (await (await post("/api/device/token", { deviceCode })).json()).token;
        expect(await server.context.identity.loadDevices(account.id)).toEqual([]);
        return accepts(token);
      };
      return { enters, works };
    },
  },
  "a new password": {
    lastHash: 2,
    async opens({ thief, account }) {
      const theirs = "mật khẩu của kẻ nhanh tay";
      const enters = () => thief.sends("/account/password", { current: password, password: theirs, again: theirs });
      const late = makeVisitor(server.app, `203.0.${count}.11`);
      const works = async () =>
        (await late.sends("/sign-in", { email: account.email, password: theirs })).status === 303 ||
        (await thief.visits("/account")).status === 200;
      return { enters, works };
    },
  },
} satisfies Record<string, Door>;

type Case = [keyof typeof doors, keyof typeof ends];

test.for<Case>([
  ...(["a sign-in", "a token for a program", "a device", "a new password"] as const).flatMap((door): Case[] => [
    [door, "a reset link is used"],
    [door, "the password is changed and devices with it"],
  ]),
  ...(["a token for a program", "a device"] as const).flatMap((door): Case[] => [
    [door, "everything is signed out"],
    [door, "the account is disabled, and enabled again"],
    [door, "a role is taken away"],
  ]),
])("%s whose password was checked before is refused once %s", async ([door, how]) => {
  const race = await makeRace();
  const end = await ends[how](race);
  const { enters, works } = await doors[door].opens(race);
  const gate = holdsHash(doors[door].lastHash);
  const entering = enters();
  await gate.held;
  await end();
  gate.letGo();
  const answer = await entering;
  expect([401, 403]).toContain(answer.status);
  expect(await works(answer)).toBe(false);
});

test.for<Case>(
  (["a sign-in", "a token for a program", "a device"] as const).flatMap((door): Case[] => [
    [door, "a reset link is used"],
    [door, "the password is changed and devices with it"],
  ]),
)("%s that was got while the new password is being made works no more once %s", async ([door, how]) => {
  const race = await makeRace();
  const end = await ends[how](race);
  const { enters, works } = await doors[door].opens(race);
  const gate = holdsHash(how === "a reset link is used" ? 1 : 2);
  const ending = end();
  await gate.held;
  const answer = await enters();
  expect(answer.status).toBe(door === "a sign-in" ? 303 : 200);
  gate.letGo();
  await ending;
  expect(await works(answer)).toBe(false);
});
