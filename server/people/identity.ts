import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../../shared/problem.ts";
import { networkOf } from "../host/address.ts";
import { createGate } from "../host/gate.ts";
import { newSecret } from "../host/secrets.ts";
import type { Recognises, Who } from "../ledger/who.ts";
import { openAccounts } from "./accounts.ts";
import { Attempts } from "./attempts.ts";
import { createDevices, type Devices } from "./devices.ts";
import { createKnownBrowsers } from "./known-browsers.ts";
import { createLinks, type Links } from "./links.ts";
import { asEmail, createPeople, type NewcomerGiven } from "./making.ts";
import { type Checked, type IdentityNeeds, minute, whoFrom } from "./needs.ts";
import { findPerson, findPersonByEmail, setDisabled } from "./people.ts";
import { createSignInLimits } from "./sign-in-limits.ts";

/** A password takes a processor some 50 ms to hash: what waits here is through in seconds. */
export const signInsAtOnce = { inside: 2, waiting: 200, waitingOfOne: 100 } as const;

/** Accounts, sessions, one-time links and device tokens. What is refused is thrown as `Refusal`. */
export interface Identity extends Recognises, Links, Devices {
  /**
   * The headers that set the session cookie; `undefined`: wrong e-mail or password, or the account is disabled. `too-many`; `server-busy`
   * where too many are at it.
   */
  signIn(email: string, password: string, from: { address: string; cookies: Headers }): Promise<Headers | undefined>;
  /** The same for who has just set this very password: nothing is guessed, and nothing counted. */
  enter(email: string, password: string): Promise<Headers | undefined>;
  signOut(cookie: Headers): Promise<Headers>;
  /** Ends the person's sessions and revokes their tokens. */
  signOutEverywhere(personId: string): Promise<void>;
  /** Asked again before what matters; `undefined` for a wrong one. Wrong ones of one session count towards `too-many`. */
  checkPassword(who: Who, password: string): Promise<Checked | undefined>;
  /** Ends every session of the person, and with `endDevices` every token. `not-signed-in` when what was checked no longer holds. */
  changePassword(checked: Checked, password: string, ends: { endDevices: boolean }): Promise<void>;
  /** Makes the administrator at start when their account is missing. */
  ensureAdministrator(admin: { email: string; password: string }): Promise<void>;
  /** An account at once, without a link: for the demo. */
  makePerson(person: NewcomerGiven): Promise<string>;
  disable(by: Who, personId: string): Promise<void>;
  enable(by: Who, personId: string): Promise<void>;
  close(): Promise<void>;
}

interface Needs extends Pick<IdentityNeeds, "publicUrl" | "database"> {
  readonly dataDir: string;
  /** PostgreSQL instead of `DATA_DIR/accounts.sqlite`. */
  readonly databaseUrl?: string | undefined;
  /** Signs session cookies; without one it is made once and kept in `DATA_DIR/auth-secret`. */
  readonly secret: string | undefined;
  now?(): Date;
}

/** Accounts, sessions, links and devices over the sign-in library; its tables are made or migrated first. */
export async function openIdentity({
  dataDir,
  databaseUrl,
  publicUrl,
  secret,
  database,
  now = () => new Date(),
}: Needs): Promise<Identity> {
  const needs: IdentityNeeds = { publicUrl, database, now };
  const { read, write } = database;
  const ownSecret = secret ?? keptSecret(dataDir);
  const accounts = await openAccounts({ dataDir, databaseUrl, publicUrl, secret: ownSecret });
  const browsers = createKnownBrowsers(ownSecret, publicUrl.startsWith("https:"));
  const people = createPeople(needs, accounts);
  const links = createLinks(needs, { accounts, people, browsers });
  const devices = createDevices(needs, accounts);
  const limits = createSignInLimits(needs);
  const strangers = createGate(signInsAtOnce);
  const passwordAgain = new Attempts(needs, { kind: "password-again", limit: 10, windowMs: 15 * minute });

  const enter = async (email: string, password: string): Promise<Headers | undefined> => {
    const done = await accounts.signIn(email, password);
    if (!done) return undefined;
    const person = await findPerson(read, done.id);
    if (!person || person.disabledAt !== null) {
      await accounts.endSessions(done.id);
      return undefined;
    }
    done.headers.append("set-cookie", browsers.cookieFor({ email, passwordMark: done.passwordMark }));
    return done.headers;
  };

  return {
    ...links,
    ...devices,

    async whoIsSession(headers) {
      const session = await accounts.sessionOf(headers);
      const person = session && (await findPerson(read, session.accountId));
      return person && person.disabledAt === null
        ? whoFrom(person, { via: "session", scope: "roles", sessionId: session.sessionId })
        : undefined;
    },

    async signIn(typed, password, { address, cookies }) {
      const email = asEmail(typed);
      const browserId = browsers.idIn(cookies, { email, passwordMark: await accounts.passwordMark(email) });
      const tryIt = async () => {
        const succeeded = await limits.begin({ email, address, browserId });
        const headers = await enter(email, password);
        if (headers) await succeeded();
        return headers;
      };
      // A browser that is known waits behind no stranger.
      return browserId === undefined ? await strangers(networkOf(address), tryIt) : await tryIt();
    },

    enter: (typed, password) => enter(asEmail(typed), password),

    signOut: (cookie) => accounts.signOut(cookie),

    async signOutEverywhere(personId) {
      await accounts.endSessions(personId);
      await devices.endDevices(personId);
    },

    async checkPassword(who, password) {
      // By session: what is tried in another one, or at the sign-in, is not felt in this one.
      const key = who.sessionId ?? who.personId;
      await passwordAgain.count(key);
      const passwordMark = await accounts.checkPassword(who.personId, password);
      if (passwordMark === undefined) return undefined;
      await passwordAgain.forget(key);
      return { who, passwordMark };
    },

    async changePassword({ who: { personId, sessionId }, passwordMark }, password, { endDevices }) {
      // In this order: what is made until the last step was there before it, or finds its password or its session gone.
      const held =
        (await accounts.stands(personId, { passwordMark, sessionId })) &&
        (await accounts.setPassword(personId, password, { passwordMark }));
      if (!held) throw new Refusal("not-signed-in");
      await accounts.endSessions(personId);
      if (endDevices) await devices.endDevices(personId);
    },

    async ensureAdministrator({ email, password }) {
      if (await findPersonByEmail(read, asEmail(email))) return;
      await people.add({ name: email, email, password, roles: ["admin", "lead"] }, null);
    },

    makePerson: (person) => people.add(person, null),

    async disable(by, personId) {
      // An administrator who shuts themselves out could leave nobody to let them in again.
      if (by.personId === personId) throw new Refusal("not-allowed");
      if (!(await findPerson(read, personId))) throw new Refusal("not-found");
      await setDisabled(write, personId, true, by.personId, now());
      await accounts.endSessions(personId);
    },

    async enable(by, personId) {
      if (!(await findPerson(read, personId))) throw new Refusal("not-found");
      await setDisabled(write, personId, false, by.personId, now());
    },

    close: () => accounts.close(),
  };
}

function keptSecret(dataDir: string): string {
  const file = join(dataDir, "auth-secret");
  if (!existsSync(file)) writeFileSync(file, `${newSecret()}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}
