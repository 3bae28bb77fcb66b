import type { Transaction } from "kysely";
import { newId } from "../../shared/id.ts";
import type { DeviceCode } from "../../shared/people/sign-in.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { isOutage } from "../database/outage.ts";
import type { Tables } from "../database/tables.ts";
import { networkOf, networksAround } from "../host/address.ts";
import { sha256 } from "../host/hash.ts";
import { asUserCode, newSecret, newUserCode } from "../host/secrets.ts";
import type { Who } from "../ledger/who.ts";
import type { Accounts } from "./accounts.ts";
import { Attempts } from "./attempts.ts";
import { addDeviceCode, decideDeviceCode, exchangeDeviceCode, findDeviceCode, findPendingCode, type WaitingCode } from "./device-codes.ts";
import { type Checked, day, type IdentityNeeds, minute, whoFrom } from "./needs.ts";
import {
  addDevice,
  type Device,
  findDeviceByToken,
  findDeviceEver,
  findPerson,
  loadDevices,
  noteDeviceUse,
  type Person,
  revokeDevice,
  revokeDevices,
} from "./people.ts";

/** A sign-in that waits for approval. */
export interface PendingDevice {
  readonly userCode: string;
  readonly deviceName: string;
  /** Address the request came from. */
  readonly place: string;
  readonly askedAt: string;
}

/** The extension's own tokens, from the device flow (RFC 8628), and those that a lead makes for other programs. */
export interface Devices {
  whoIsDevice(bearer: string): Promise<Who | undefined>;
  /** `before`: the token that the device had, whether or not it still works. */
  startDevice(deviceName: string, from: { place: string; before: string | undefined }): Promise<DeviceCode>;
  /** `code-pending`, `code-denied` or `code-expired` until, once, the token. */
  exchangeDevice(deviceCode: string): Promise<{ token: string; deviceId: string; person: Person }>;
  findPendingDevice(who: Who, typed: string): Promise<PendingDevice | undefined>;
  /** `code-expired` when it no longer waits; `not-signed-in`, `not-allowed` when what was checked no longer holds. */
  approveDevice(checked: Checked, typed: string): Promise<void>;
  /** `code-expired` when it no longer waits. */
  denyDevice(who: Who, typed: string): Promise<void>;
  loadDevices(personId: string): Promise<Device[]>;
  revokeDevice(personId: string, deviceId: string): Promise<boolean>;
  /**
   * A token for a program: `read` changes nothing, `lead` does a lead's work and ends sooner. Shown once. `not-signed-in`, `not-allowed`
   * when what was checked no longer holds.
   */
  makeToken(checked: Checked, given: { scope: "read" | "lead"; name: string; place: string }): Promise<string>;
  /** Ends every token of the person, and approved codes that were not exchanged yet. */
  endDevices(personId: string): Promise<void>;
}

const codeLifetime = 10 * minute;
/** A program that writes for months unseen is a danger; making its token again each month is none. */
const tokenLifetimes: Readonly<Record<Device["scope"], number>> = {
  inspector: 180 * day,
  unit: 180 * day,
  read: 180 * day,
  lead: 30 * day,
};
/** Codes that may wait at the same time, so that nobody fills the table; another takes the place of one from where most of them came. */
const waitingCodes = 1_000;

/** A device is an inspector's; that of an account which only speaks for a unit is the unit's. Nobody else has any. */
function deviceScope({ roles }: Person): Device["scope"] | undefined {
  if (roles.includes("inspector")) return "inspector";
  return roles.includes("unit") ? "unit" : undefined;
}

function isToken(bearer: string): boolean {
  return /^pc_[\w-]{43}$/.test(bearer);
}

/** The oldest from the network that most came from, looked for from the widest to the narrowest: whoever fills the room gives way. */
export function fromTheCrowd(waiting: readonly WaitingCode[]): WaitingCode | undefined {
  let crowd = waiting.map((code) => ({ code, networks: networksAround(code.place) }));
  for (const level of [0, 1, 2] as const) {
    const groups = Object.values(Object.groupBy(crowd, ({ networks }) => networks[level])).filter((group) => group !== undefined);
    crowd = groups.reduce((most, group) => (group.length > most.length ? group : most), groups[0] ?? []);
  }
  return crowd[0]?.code;
}

/** Devices and reading tokens: each has a token of its own, of which the hash alone is stored. */
export function createDevices(needs: IdentityNeeds, accounts: Pick<Accounts, "stands">): Devices {
  const {
    publicUrl,
    database: { read, write },
    now,
  } = needs;
  const clock = () => now().getTime();
  const byAddress = new Attempts(needs, { kind: "device-code-address", limit: 30, windowMs: codeLifetime });
  const byDevice = new Attempts(needs, { kind: "device-code-known-device", limit: 30, windowMs: codeLifetime });
  const byPerson = new Attempts(needs, { kind: "device-code-person", limit: 30, windowMs: codeLifetime });
  const later = (ms: number) => new Date(clock() + ms).toISOString();

  const newDevice = (id: string, of: { personId: string; token: string; scope: Device["scope"]; name: string; place: string }): Device => ({
    id,
    person_id: of.personId,
    token_hash: sha256(of.token),
    scope: of.scope,
    name: of.name,
    place: of.place,
    created_at: now().toISOString(),
    expires_at: later(tokenLifetimes[of.scope]),
    last_used_on: null,
    revoked_at: null,
  });

  /** Writers come one after the other: whoever ended what this rests on has done so before, or will find what is made here. */
  const demandStill = async (transaction: Transaction<Tables>, { who, passwordMark }: Checked) => {
    const person = await findPerson(transaction, who.personId);
    const inside = person?.disabledAt === null && (await accounts.stands(who.personId, { passwordMark, sessionId: who.sessionId }));
    if (!inside) throw new Refusal("not-signed-in");
    if (!who.roles.every((role) => person.roles.includes(role))) throw new Refusal("not-allowed");
  };

  const decide = async (transaction: Transaction<Tables>, typed: string, decision: Parameters<typeof decideDeviceCode>[2]) => {
    if (!(await decideDeviceCode(transaction, asUserCode(typed), decision, now()))) throw new Refusal("code-expired");
  };

  return {
    async whoIsDevice(bearer) {
      if (!isToken(bearer)) return undefined;
      const found = await findDeviceByToken(read, sha256(bearer), now());
      if (!found) return undefined;
      const { device, person } = found;
      if (device.last_used_on !== vietnamDay(now())) await noteDeviceUse(write, device.id, now()).catch(unlessAway);
      return whoFrom(person, { via: "device", scope: device.scope, deviceId: device.id });
    },

    async startDevice(deviceName, { place, before }) {
      // A device that was signed in once is no stranger, whoever else is in its network.
      const known = before !== undefined && isToken(before) ? await findDeviceEver(read, sha256(before)) : undefined;
      if (known) await byDevice.count(known.id);
      else await byAddress.count(networkOf(place));
      const deviceCode = newSecret();
      const userCode = newUserCode();
      const row = {
        device_code_hash: sha256(deviceCode),
        user_code: userCode,
        device_name: deviceName,
        place,
        created_at: now().toISOString(),
        expires_at: later(codeLifetime),
        person_id: null,
        state: "pending",
      } as const;
      await addDeviceCode(write, row, { limit: waitingCodes, gives: fromTheCrowd }, now());
      const verificationUri = `${publicUrl}/device`;
      const verificationUriComplete = `${verificationUri}?code=${userCode}`;
      return { deviceCode, userCode, verificationUri, verificationUriComplete, expiresIn: codeLifetime / 1000, interval: 3 };
    },

    async exchangeDevice(deviceCode) {
      const hash = sha256(deviceCode);
      // Anybody may ask, as often as they like: the writer is left alone until a code is approved.
      const code = await findDeviceCode(read, hash);
      if (!code || code.expires_at <= now().toISOString() || code.state === "used") throw new Refusal("code-expired");
      if (code.state === "denied") throw new Refusal("code-denied");
      if (code.state === "pending" || code.person_id === null) throw new Refusal("code-pending");
      const { person_id: personId, device_name: name, place } = code;
      const token = `pc_${newSecret()}`;
      const deviceId = newId(clock());
      return await write.transaction().execute(async (transaction) => {
        const person = await findPerson(transaction, personId);
        const scope = person?.disabledAt === null ? deviceScope(person) : undefined;
        if (!person || !scope) throw new Refusal("code-denied");
        if (!(await exchangeDeviceCode(transaction, hash, newDevice(deviceId, { personId, token, scope, name, place }))))
          throw new Refusal("code-expired");
        return { token, deviceId, person };
      });
    },

    async findPendingDevice(who, typed) {
      await byPerson.count(who.personId);
      const code = await findPendingCode(read, asUserCode(typed), now());
      return code && { userCode: code.user_code, deviceName: code.device_name, place: code.place, askedAt: code.created_at };
    },

    approveDevice: (checked, typed) =>
      write.transaction().execute(async (transaction) => {
        await demandStill(transaction, checked);
        await decide(transaction, typed, { state: "approved", personId: checked.who.personId });
      }),

    denyDevice: (who, typed) =>
      write.transaction().execute((transaction) => decide(transaction, typed, { state: "denied", personId: who.personId })),

    loadDevices: (personId) => loadDevices(read, personId, now()),
    revokeDevice: (personId, deviceId) => revokeDevice(write, personId, deviceId, now()),

    async makeToken(checked, given) {
      const token = `pc_${newSecret()}`;
      await write.transaction().execute(async (transaction) => {
        await demandStill(transaction, checked);
        await addDevice(transaction, newDevice(newId(clock()), { personId: checked.who.personId, token, ...given }));
      });
      return token;
    },

    endDevices: (personId) => write.transaction().execute((transaction) => revokeDevices(transaction, personId, now())),
  };
}

/** Whoever only reads is not refused because nobody can write just now: the use is noted at another request. */
function unlessAway(problem: unknown): void {
  if (!isOutage(problem)) throw problem;
}
