/*
 * Who may come in, and as what. This file keeps accounts, rights, links and devices, each change on record; identity.ts puts the session
 * library behind them, links.ts makes what lets somebody in once, devices.ts and device-codes.ts give an extension or a program its own
 * token, and known-browsers.ts and sign-in-limits.ts stand against guessing. What somebody may do is said by roles here, and by route in
 * http/may.ts.
 */

import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { Role } from "../../shared/people/sign-in.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { inParts } from "../database/in-parts.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { stored } from "../database/stored.ts";
import type { NewRow, Row, Tables } from "../database/tables.ts";
import { append, hashOf, noteTampering, recordDeeds, recordGone, recordThings } from "../ledger/audit.ts";

/** One who has an account: their roles, and whether they may still come in. */
export interface Person {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The unit that an account of the role `unit` speaks for; `null`: none (yet, or no longer). */
  readonly unitId: string | null;
  readonly createdAt: string;
  readonly disabledAt: string | null;
}

const Roles = stored(v.array(Role));

export function parseRoles(stored: string): Role[] {
  return v.parse(Roles, stored);
}

function toPerson(row: Row<"people">): Person {
  const { id, email, name, roles, unit_id: unitId, created_at: createdAt, disabled_at: disabledAt } = row;
  return { id, email, name, roles: parseRoles(roles), unitId, createdAt, disabledAt };
}

export async function findPerson(database: Kysely<Tables>, id: string): Promise<Person | undefined> {
  const row = await database.selectFrom("people").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toPerson(row);
}

export async function findPersonByEmail(database: Kysely<Tables>, email: string): Promise<Person | undefined> {
  const row = await database.selectFrom("people").selectAll().where("email", "=", email).executeTakeFirst();
  return row && toPerson(row);
}

export async function loadPeople(database: Kysely<Tables>): Promise<Person[]> {
  return (await database.selectFrom("people").selectAll().execute()).map(toPerson).sort((a, b) => a.name.localeCompare(b.name, "vi"));
}

/** Who can be in a team: inspectors and leads who are not disabled, by name. */
export async function loadMembers(database: Kysely<Tables>): Promise<Person[]> {
  return (await loadPeople(database)).filter(
    (person) => person.disabledAt === null && (person.roles.includes("inspector") || person.roles.includes("lead")),
  );
}

/** Whether anybody not disabled is an administrator. */
export async function hasAdministrator(database: Kysely<Tables>): Promise<boolean> {
  const rows = await database.selectFrom("people").select("roles").where("disabled_at", "is", null).execute();
  return rows.some((row) => parseRoles(row.roles).includes("admin"));
}

export interface NewPerson {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly unitId: string | null;
}

/**
 * Adds a person on record, and uses up the link they came by in the same transaction. `false`: the link was used, replaced or had expired
 * meanwhile, and nobody was added.
 */
export async function addPerson(database: Kysely<Tables>, person: NewPerson, link: { hash: string } | null, now: Date): Promise<boolean> {
  const { id, email, name, roles, unitId } = person;
  return database.transaction().execute(async (transaction) => {
    if (link && !(await useLink(transaction, link.hash, now))) return false;
    await transaction
      .insertInto("people")
      .values({ id, email, name, roles: JSON.stringify(roles), unit_id: unitId, created_at: now.toISOString(), disabled_at: null })
      .execute();
    const deed = { actorId: id, action: "account.made" as const, subject: id, contentHash: hashOf({ roles, unitId }) };
    await recordDeeds(transaction, now, [deed]);
    return true;
  });
}

/** Disables or enables, on record; disabling revokes every device in the same transaction. */
export async function setDisabled(database: Kysely<Tables>, id: string, disabled: boolean, actorId: string, now: Date): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await noteTampering(transaction, now, [{ kind: "person", id }]);
    await transaction
      .updateTable("people")
      .set({ disabled_at: disabled ? now.toISOString() : null })
      .where("id", "=", id)
      .execute();
    if (disabled) await revokeDevices(transaction, id, now);
    await recordDeeds(transaction, now, [
      { actorId, action: disabled ? "account.disabled" : "account.enabled", subject: id, contentHash: hashOf({ disabled }) },
    ]);
  });
}

/** What an account may do: its roles, and with the role `unit`, which stands alone, the unit that it speaks for. */
export interface Rights {
  readonly roles: readonly Role[];
  readonly unitId: string | null;
}

/**
 * Gives these roles and no others, on record. `unit-unknown`. Tokens of units end with the unit that they were given for; a device that was
 * approved and has not fetched its token yet was approved as what the account is no more.
 */
export async function setRights(
  database: Kysely<Tables>,
  id: string,
  { roles, unitId }: Rights,
  actorId: string,
  now: Date,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    if (unitId !== null) await demandOpenUnit(transaction, unitId);
    await noteTampering(transaction, now, [{ kind: "person", id }]);
    const spokeForUnit = (await findPerson(transaction, id))?.roles.includes("unit");
    await transaction
      .updateTable("people")
      .set({ roles: JSON.stringify(roles), unit_id: unitId })
      .where("id", "=", id)
      .execute();
    if (unitId === null || !spokeForUnit) await revokeDevices(transaction, id, now, "unit");
    await recordDeeds(transaction, now, [{ actorId, action: "account.roles", subject: id, contentHash: hashOf({ roles, unitId }) }]);
  });
}

/** `unit-unknown` for a unit that is not there or has ended. */
async function demandOpenUnit(database: Kysely<Tables>, unitId: string): Promise<void> {
  const unit = await database.selectFrom("units").select("id").where("id", "=", unitId).where("closed_on", "is", null).executeTakeFirst();
  if (!unit) throw new Refusal("unit-unknown");
}

/** The accounts of the role `unit`, by name. */
export async function loadUnitAccounts(database: Kysely<Tables>): Promise<Person[]> {
  return (await loadPeople(database)).filter(({ roles }) => roles.includes("unit"));
}

/** What these people are called, by their accounts' ids. */
export async function loadNames(database: Kysely<Tables>, personIds: readonly string[]): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await database
    .selectFrom("people")
    .select(["id", "name"])
    .where("id", "in", [...new Set(personIds)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The units that accounts of units score for, by the account's id. */
export async function loadUnitIds(database: Kysely<Tables>, personIds: readonly string[]): Promise<Map<string, string>> {
  if (personIds.length === 0) return new Map();
  const rows = await database
    .selectFrom("people")
    .select(["id", "unit_id"])
    .where("id", "in", [...new Set(personIds)])
    .execute();
  return new Map(rows.flatMap(({ id, unit_id: unitId }) => (unitId === null ? [] : [[id, unitId] as const])));
}

/** Says which unit an account scores and answers for; `null` ends that, and its tokens with it. `not-found`, `unit-unknown`. */
export async function setUnit(database: Kysely<Tables>, id: string, unitId: string | null, actorId: string, now: Date): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    if (unitId !== null) await demandOpenUnit(transaction, unitId);
    const person = await transaction.selectFrom("people").select("roles").where("id", "=", id).executeTakeFirst();
    if (!person || !parseRoles(person.roles).includes("unit")) throw new Refusal("not-found");
    await noteTampering(transaction, now, [{ kind: "person", id }]);
    await transaction.updateTable("people").set({ unit_id: unitId }).where("id", "=", id).execute();
    if (unitId === null) await revokeDevices(transaction, id, now, "unit");
    await recordDeeds(transaction, now, [{ actorId, action: "account.unit", subject: id, contentHash: hashOf({ unitId }) }]);
  });
}

// Links

export type Link = Row<"links">;

/** Stores a link; an invitation is on record. `unit-unknown`. */
export async function addLink(transaction: Transaction<Tables>, link: NewRow<"links">): Promise<void> {
  const { purpose, roles, unit_id: unitId = null, created_by: actorId, token_hash: subject, created_at: at } = link;
  if (unitId !== null) await demandOpenUnit(transaction, unitId);
  await transaction.insertInto("links").values(link).execute();
  await recordThings(transaction, at, [{ kind: "link", id: subject }], actorId ?? "system");
  if (purpose !== "invitation" || actorId == null) return;
  const contentHash = hashOf({ roles: parseRoles(roles), unitId });
  await append(transaction, at, [{ actorId, action: "account.invited", subject, contentHash }]);
}

/** Takes back the unused links of a purpose, on record: those of one address, those of none (the set-up link), or anybody's. */
export async function dropLinks(
  transaction: Transaction<Tables>,
  purpose: Link["purpose"],
  email: string | null | "anybody's",
  now: Date,
): Promise<void> {
  const unused = transaction.deleteFrom("links").where("purpose", "=", purpose).where("used_at", "is", null);
  const theirs = email === "anybody's" ? unused : unused.where("email", email === null ? "is" : "=", email);
  const dropped = await theirs.returning("token_hash").execute();
  const things = dropped.map(({ token_hash: id }) => ({ kind: "link" as const, id }));
  await recordGone(transaction, now, things, "system");
}

/** A link that can still be used. */
export async function findOpenLink(database: Kysely<Tables>, purpose: Link["purpose"], hash: string, now: Date): Promise<Link | undefined> {
  return database
    .selectFrom("links")
    .selectAll()
    .where("token_hash", "=", hash)
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", now.toISOString())
    .executeTakeFirst();
}

/** Invitations and password links that nobody has used and that have not expired, the newest first. */
export async function loadOpenLinks(database: Kysely<Tables>, now: Date): Promise<Link[]> {
  return database
    .selectFrom("links")
    .selectAll()
    .where("purpose", "in", ["invitation", "password"])
    .where("used_at", "is", null)
    .where("expires_at", ">", now.toISOString())
    .orderBy("created_at", "desc")
    .execute();
}

/** Takes an invitation or a password link back before it is used, on record; `false` where there is none any more. */
export async function cancelLink(database: Kysely<Tables>, hash: string, actorId: string, now: Date): Promise<boolean> {
  return database.transaction().execute(async (transaction) => {
    const gone = await transaction
      .deleteFrom("links")
      .where("token_hash", "=", hash)
      .where("purpose", "in", ["invitation", "password"])
      .where("used_at", "is", null)
      .where("expires_at", ">", now.toISOString())
      .returning(["purpose", "email"])
      .executeTakeFirst();
    if (!gone) return false;
    await recordDeeds(transaction, now, [{ actorId, action: "link.cancelled", subject: hash, contentHash: hashOf(gone) }]);
    await recordGone(transaction, now, [{ kind: "link", id: hash }], actorId);
    return true;
  });
}

/** Uses the link up; `false` when another came first. */
export async function useLink(transaction: Transaction<Tables>, hash: string, now: Date): Promise<boolean> {
  await noteTampering(transaction, now, [{ kind: "link", id: hash }]);
  const done = await transaction
    .updateTable("links")
    .set({ used_at: now.toISOString() })
    .where("token_hash", "=", hash)
    .where("used_at", "is", null)
    .where("expires_at", ">", now.toISOString())
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) return false;
  await recordThings(transaction, now.toISOString(), [{ kind: "link", id: hash }], "system");
  return true;
}

// Devices

export type Device = Row<"devices">;

/** The device and its person for a token's hash; nothing when it was revoked, expired, or the person is disabled. */
export async function findDeviceByToken(
  database: Kysely<Tables>,
  hash: string,
  now: Date,
): Promise<{ device: Device; person: Person } | undefined> {
  const device = await database
    .selectFrom("devices")
    .selectAll()
    .where("token_hash", "=", hash)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now.toISOString())
    .executeTakeFirst();
  const person = device && (await findPerson(database, device.person_id));
  return device && person && person.disabledAt === null ? { device, person } : undefined;
}

/** The device that had this token, however it ended. */
export async function findDeviceEver(database: Kysely<Tables>, hash: string): Promise<Pick<Device, "id"> | undefined> {
  return database.selectFrom("devices").select("id").where("token_hash", "=", hash).executeTakeFirst();
}

/** On record. */
export async function addDevice(database: Kysely<Tables>, device: NewRow<"devices">): Promise<void> {
  await inTransaction(database, async (transaction) => {
    await transaction.insertInto("devices").values(device).execute();
    await recordThings(transaction, device.created_at, [{ kind: "device", id: device.id }], device.person_id);
  });
}

/** Written at most once a day. */
export async function noteDeviceUse(database: Kysely<Tables>, id: string, now: Date): Promise<void> {
  await database
    .updateTable("devices")
    .set({ last_used_on: vietnamDay(now) })
    .where("id", "=", id)
    .execute();
}

/** One's own devices that still work, the newest first. */
export async function loadDevices(database: Kysely<Tables>, personId: string, now: Date): Promise<Device[]> {
  return database
    .selectFrom("devices")
    .selectAll()
    .where("person_id", "=", personId)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now.toISOString())
    .orderBy("created_at", "desc")
    .execute();
}

/** `false` when it is not that person's, or was revoked before. */
export async function revokeDevice(database: Kysely<Tables>, personId: string, deviceId: string, now: Date): Promise<boolean> {
  return await inTransaction(database, async (transaction) => {
    await noteTampering(transaction, now, [{ kind: "device", id: deviceId }]);
    const done = await transaction
      .updateTable("devices")
      .set({ revoked_at: now.toISOString() })
      .where("id", "=", deviceId)
      .where("person_id", "=", personId)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (done.numUpdatedRows !== 1n) return false;
    await recordThings(transaction, now.toISOString(), [{ kind: "device", id: deviceId }], personId);
    return true;
  });
}

/**
 * Ends a person's tokens: all, or those of one scope; and every sign-in of a device that was approved and has not fetched its token yet.
 * The codes come first: one that is exchanged at this moment is either refused, or a device by the time the devices are ended. For use
 * inside a transaction.
 */
export async function revokeDevices(transaction: Transaction<Tables>, personId: string, now: Date, scope?: Device["scope"]): Promise<void> {
  const approved = transaction
    .selectFrom("device_codes")
    .select("device_code_hash as id")
    .where("person_id", "=", personId)
    .where("state", "=", "approved");
  const working = transaction.selectFrom("devices").select("id").where("person_id", "=", personId).where("revoked_at", "is", null);
  const codes = await approved.execute();
  const devices = await (scope === undefined ? working : working.where("scope", "=", scope)).execute();
  const things = [...codes.map(({ id }) => ({ kind: "code" as const, id })), ...devices.map(({ id }) => ({ kind: "device" as const, id }))];
  await noteTampering(transaction, now, things);
  const ids = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id);
  for (const part of inParts(ids(codes)))
    await transaction.updateTable("device_codes").set({ state: "denied" }).where("device_code_hash", "in", part).execute();
  for (const part of inParts(ids(devices)))
    await transaction.updateTable("devices").set({ revoked_at: now.toISOString() }).where("id", "in", part).execute();
  await recordThings(transaction, now.toISOString(), things, personId);
}
