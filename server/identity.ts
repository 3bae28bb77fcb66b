import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeviceCode, Role } from "../shared/api.ts";
import { newId } from "../shared/id.ts";
import { Refusal } from "../shared/problem.ts";
import { vietnamDay } from "../shared/text.ts";
import { addDeviceCode, decideDeviceCode, exchangeDeviceCode, findDeviceCode, findPendingCode } from "./database/device-codes.ts";
import type { Database } from "./database/open.ts";
import {
  addDevice,
  addLink,
  addPerson,
  type Device,
  dropLinks,
  findDeviceByToken,
  findOpenLink,
  findPerson,
  findPersonByEmail,
  hasAdministrator,
  type Link,
  loadDevices,
  noteDeviceUse,
  type Person,
  parseRoles,
  revokeDevice,
  revokeDevices,
  setDisabled,
  useLink,
} from "./database/people.ts";
import { sha256 } from "./hash.ts";
import { openAccounts } from "./identity/accounts.ts";
import { Attempts } from "./identity/attempts.ts";
import { asUserCode, newSecret, newUserCode } from "./identity/secrets.ts";
import type { Recognises, Who } from "./who.ts";

/** NIST SP 800-63B asks for length, not for kinds of characters. The same bounds as `ADMIN_PASSWORD`. */
export const passwordLength = { min: 12, max: 128 } as const;

const minutes = 60_000;
const day = 24 * 60 * minutes;
const lifetimes = { setup: day, invitation: 7 * day, password: day, deviceCode: 10 * minutes, device: 180 * day } as const;
/** Codes that may wait at the same time; more are refused, so that nobody fills the table. */
const waitingCodes = 1_000;

export type LinkPurpose = Link["purpose"];

/** A one-time link as its reader may see it. */
export interface OpenLink {
  readonly purpose: LinkPurpose;
  readonly email: string | null;
  readonly name: string | null;
  readonly roles: readonly Role[];
  readonly expiresAt: string;
}

/** A sign-in that waits for approval. */
export interface PendingDevice {
  readonly userCode: string;
  readonly deviceName: string;
  /** Address the request came from. */
  readonly place: string;
  readonly askedAt: string;
}

/** Accounts, sessions, one-time links and device tokens. What is refused is thrown as `Refusal`. */
export interface Identity extends Recognises {
  /** The headers that set the session cookie; `undefined`: wrong e-mail or password, or the account is disabled. */
  signIn(email: string, password: string, address: string): Promise<Headers | undefined>;
  signOut(cookie: Headers): Promise<Headers>;
  /** Ends the person's sessions and, with `devices`, their tokens. */
  signOutEverywhere(personId: string, devices: boolean): Promise<void>;
  /** Asked again before what matters. Wrong ones count towards `too-many`. */
  isPassword(who: Who, password: string): Promise<boolean>;
  /** Ends every session of the person; devices stay signed in. */
  changePassword(personId: string, password: string): Promise<void>;

  /** The address that makes the first administrator, valid for a day; `undefined` once there is one. The one made before stops working. */
  makeSetupLink(): Promise<string | undefined>;
  /** Makes the administrator at start when their account is missing. */
  ensureAdministrator(admin: { email: string; password: string }): Promise<void>;
  makeInvitation(by: Who, invited: { name: string; email: string; roles: readonly Role[] }): Promise<string>;
  makePasswordLink(by: Who, personId: string): Promise<string>;
  findLink(purpose: LinkPurpose, token: string): Promise<OpenLink | undefined>;
  /**
   * Makes the account of a set-up or invitation link and uses the link up. `code-expired` when the link no longer works. The roles are the
   * link's; who sets the server up may be an inspector besides.
   */
  acceptLink(purpose: "setup" | "invitation", token: string, given: { name: string; email: string; password: string; alsoInspector?: boolean }): Promise<void>;
  /** Sets the password of a password link, ends every session and revokes every device. */
  resetPassword(token: string, password: string): Promise<void>;
  /** An account at once, without a link: for the demo and for tests. */
  makePerson(person: { name: string; email: string; password: string; roles: readonly Role[] }): Promise<string>;
  disable(by: Who, personId: string): Promise<void>;
  enable(personId: string): Promise<void>;

  startDevice(deviceName: string, place: string): Promise<DeviceCode>;
  /** `code-pending`, `code-denied` or `code-expired` until, once, the token. */
  exchangeDevice(deviceCode: string): Promise<{ token: string; deviceId: string; person: Person }>;
  findPendingDevice(who: Who, typed: string): Promise<PendingDevice | undefined>;
  /** `code-expired` when it no longer waits. */
  decideDevice(who: Who, typed: string, approved: boolean): Promise<void>;
  loadDevices(personId: string): Promise<Device[]>;
  revokeDevice(personId: string, deviceId: string): Promise<boolean>;
  /** A token that only reads results; shown once. */
  makeReadToken(who: Who, name: string, place: string): Promise<string>;

  close(): void;
}

interface Needs {
  readonly dataDir: string;
  readonly publicUrl: string;
  /** Signs session cookies; without one it is made once and kept in `DATA_DIR/auth-secret`. */
  readonly secret: string | undefined;
  readonly database: Database;
  readonly now?: () => Date;
}

export async function openIdentity({ dataDir, publicUrl, secret, database, now = () => new Date() }: Needs): Promise<Identity> {
  const accounts = await openAccounts({ dataDir, publicUrl, secret: secret ?? keptSecret(dataDir) });
  const clock = () => now().getTime();
  const byAccount = new Attempts({ limit: 10, windowMs: 15 * minutes, now: clock });
  const byAddress = new Attempts({ limit: 100, windowMs: 15 * minutes, now: clock });
  const codesByAddress = new Attempts({ limit: 30, windowMs: 10 * minutes, now: clock });
  const codesByPerson = new Attempts({ limit: 30, windowMs: 10 * minutes, now: clock });
  const inLine = oneAtATime();
  const { read, write } = database;

  const toWho = (person: Person, rest: Pick<Who, "via" | "scope" | "deviceId">): Who => ({
    personId: person.id,
    name: person.name,
    email: person.email,
    roles: person.roles,
    ...rest,
  });

  /** The account stands in one file and the person in another: an account that lost its person on the way is replaced at the next try. */
  const makePerson = (given: { name: string; email: string; password: string; roles: readonly Role[] }, link: { hash: string } | null) =>
    inLine(async () => {
      const email = asEmail(given.email);
      if (await findPersonByEmail(write, email)) throw new Refusal("already-there", { what: email });
      const id = await accounts.create({ email, name: given.name, password: given.password }, async (other) => (await findPerson(write, other)) !== undefined);
      if (!(await addPerson(write, { id, email, name: given.name, roles: given.roles }, link, now()))) {
        await accounts.remove(id);
        throw new Refusal("code-expired");
      }
      return id;
    });

  const makeLink = async (link: Pick<Link, "purpose" | "email" | "name"> & { roles: readonly Role[]; by: string | null }) => {
    const token = newSecret();
    await dropLinks(write, link.purpose, link.email);
    await addLink(write, {
      token_hash: sha256(token),
      purpose: link.purpose,
      email: link.email,
      name: link.name,
      roles: JSON.stringify(link.roles),
      created_by: link.by,
      created_at: now().toISOString(),
      expires_at: later(lifetimes[link.purpose]),
      used_at: null,
    });
    return `${publicUrl}/${link.purpose}/${token}`;
  };

  const later = (ms: number) => new Date(clock() + ms).toISOString();

  return {
    async whoIsDevice(bearer) {
      if (!/^pc_[\w-]{43}$/.test(bearer)) return undefined;
      const found = await findDeviceByToken(read, sha256(bearer), now());
      if (!found) return undefined;
      const { device, person } = found;
      if (device.last_used_on !== vietnamDay(now())) await noteDeviceUse(write, device.id, now());
      return toWho(person, { via: "device", scope: device.scope, deviceId: device.id });
    },

    async whoIsSession(headers) {
      const id = await accounts.sessionOf(headers);
      const person = id === undefined ? undefined : await findPerson(read, id);
      return person && person.disabledAt === null ? toWho(person, { via: "session", scope: "roles" }) : undefined;
    },

    async signIn(typed, password, address) {
      const email = asEmail(typed);
      byAddress.count(address);
      byAccount.count(email);
      const done = await accounts.signIn(email, password);
      if (!done) return undefined;
      const person = await findPerson(read, done.id);
      if (!person || person.disabledAt !== null) {
        await accounts.endSessions(done.id);
        return undefined;
      }
      byAddress.giveBack(address);
      byAccount.forget(email);
      return done.headers;
    },

    signOut: (cookie) => accounts.signOut(cookie),

    async signOutEverywhere(personId, devices) {
      await accounts.endSessions(personId);
      if (devices) await revokeDevices(write, personId, now());
    },

    async isPassword(who, password) {
      byAccount.count(who.email);
      const right = await accounts.isPassword(who.personId, password);
      if (right) byAccount.forget(who.email);
      return right;
    },

    async changePassword(personId, password) {
      await accounts.setPassword(personId, password);
      await accounts.endSessions(personId);
    },

    async makeSetupLink() {
      if (await hasAdministrator(read)) return undefined;
      return makeLink({ purpose: "setup", email: null, name: null, roles: ["admin"], by: null });
    },

    async ensureAdministrator({ email, password }) {
      if (await findPersonByEmail(read, asEmail(email))) return;
      await makePerson({ name: email, email, password, roles: ["admin", "lead"] }, null);
    },

    async makeInvitation(by, { name, email, roles }) {
      const address = asEmail(email);
      if (await findPersonByEmail(read, address)) throw new Refusal("already-there", { what: address });
      return makeLink({ purpose: "invitation", email: address, name, roles, by: by.personId });
    },

    async makePasswordLink(by, personId) {
      const person = await findPerson(read, personId);
      if (!person || person.disabledAt !== null) throw new Refusal("not-found");
      return makeLink({ purpose: "password", email: person.email, name: person.name, roles: [], by: by.personId });
    },

    async findLink(purpose, token) {
      const link = await findOpenLink(read, purpose, sha256(token), now());
      if (!link || (purpose === "setup" && (await hasAdministrator(read)))) return undefined;
      return { purpose, email: link.email, name: link.name, roles: parseRoles(link.roles), expiresAt: link.expires_at };
    },

    async acceptLink(purpose, token, given) {
      const link = await findOpenLink(write, purpose, sha256(token), now());
      if (!link || (purpose === "setup" && (await hasAdministrator(write)))) throw new Refusal("code-expired");
      const { name, password, alsoInspector = false } = given;
      const setup: readonly Role[] = alsoInspector ? ["admin", "lead", "inspector"] : ["admin", "lead"];
      const roles = purpose === "setup" ? setup : parseRoles(link.roles);
      await makePerson({ name, email: link.email ?? given.email, password, roles }, { hash: link.token_hash });
    },

    async resetPassword(token, password) {
      const hash = sha256(token);
      const link = await findOpenLink(write, "password", hash, now());
      const person = link?.email ? await findPersonByEmail(write, link.email) : undefined;
      if (!person || person.disabledAt !== null || !(await useLink(write, hash, now()))) throw new Refusal("code-expired");
      await accounts.setPassword(person.id, password);
      await accounts.endSessions(person.id);
      await revokeDevices(write, person.id, now());
      byAccount.forget(person.email);
    },

    makePerson: (person) => makePerson(person, null),

    async disable(by, personId) {
      // An administrator who shuts themselves out could leave nobody to let them in again.
      if (by.personId === personId) throw new Refusal("not-allowed");
      if (!(await findPerson(read, personId))) throw new Refusal("not-found");
      await setDisabled(write, personId, true, now());
      await accounts.endSessions(personId);
    },

    async enable(personId) {
      if (!(await findPerson(read, personId))) throw new Refusal("not-found");
      await setDisabled(write, personId, false, now());
    },

    async startDevice(deviceName, place) {
      codesByAddress.count(place);
      const deviceCode = newSecret();
      const userCode = newUserCode();
      const added = await addDeviceCode(
        write,
        {
          device_code_hash: sha256(deviceCode),
          user_code: userCode,
          device_name: deviceName,
          place,
          created_at: now().toISOString(),
          expires_at: later(lifetimes.deviceCode),
          person_id: null,
          state: "pending",
        },
        waitingCodes,
        now(),
      );
      if (!added) throw new Refusal("too-many", { seconds: "600" });
      const verificationUri = `${publicUrl}/device`;
      return {
        deviceCode,
        userCode,
        verificationUri,
        verificationUriComplete: `${verificationUri}?code=${userCode}`,
        expiresIn: lifetimes.deviceCode / 1000,
        interval: 3,
      };
    },

    async exchangeDevice(deviceCode) {
      const hash = sha256(deviceCode);
      const code = await findDeviceCode(write, hash);
      if (!code || code.expires_at <= now().toISOString() || code.state === "used") throw new Refusal("code-expired");
      if (code.state === "denied") throw new Refusal("code-denied");
      if (code.state === "pending" || code.person_id === null) throw new Refusal("code-pending");
      const person = await findPerson(write, code.person_id);
      if (!person || person.disabledAt !== null) throw new Refusal("code-denied");
      const token = `pc_${newSecret()}`;
      const deviceId = newId(clock());
      const device = newDevice(deviceId, { personId: person.id, token, scope: "inspector", name: code.device_name, place: code.place });
      if (!(await exchangeDeviceCode(write, hash, device))) throw new Refusal("code-expired");
      return { token, deviceId, person };
    },

    async findPendingDevice(who, typed) {
      codesByPerson.count(who.personId);
      const code = await findPendingCode(read, asUserCode(typed), now());
      return code && { userCode: code.user_code, deviceName: code.device_name, place: code.place, askedAt: code.created_at };
    },

    async decideDevice(who, typed, approved) {
      const decision = { state: approved ? "approved" : "denied", personId: who.personId } as const;
      if (!(await decideDeviceCode(write, asUserCode(typed), decision, now()))) throw new Refusal("code-expired");
    },

    loadDevices: (personId) => loadDevices(read, personId, now()),
    revokeDevice: (personId, deviceId) => revokeDevice(write, personId, deviceId, now()),

    async makeReadToken(who, name, place) {
      const token = `pc_${newSecret()}`;
      await addDevice(write, newDevice(newId(clock()), { personId: who.personId, token, scope: "lead", name, place }));
      return token;
    },

    close: () => accounts.close(),
  };

  function newDevice(id: string, device: { personId: string; token: string; scope: Device["scope"]; name: string; place: string }): Device {
    return {
      id,
      person_id: device.personId,
      token_hash: sha256(device.token),
      scope: device.scope,
      name: device.name,
      place: device.place,
      created_at: now().toISOString(),
      expires_at: later(lifetimes.device),
      last_used_on: null,
      revoked_at: null,
    };
  }
}

export function asEmail(typed: string): string {
  return typed.normalize("NFKC").trim().toLowerCase();
}

function keptSecret(dataDir: string): string {
  const file = join(dataDir, "auth-secret");
  if (!existsSync(file)) writeFileSync(file, `${randomUUID()}${randomUUID()}\n`, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return readFileSync(file, "utf8").trim();
}

/** Runs what it is given one after the other. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
