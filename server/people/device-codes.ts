import type { Kysely, Transaction } from "kysely";
import type { NewRow, Row, Tables } from "../database/tables.ts";
import { noteTampering, recordGone, recordThings } from "../ledger/audit.ts";
import { addDevice } from "./people.ts";

export type DeviceCodeRow = Row<"device_codes">;

export interface WaitingCode {
  readonly hash: string;
  readonly place: string;
}

interface Room {
  /** Codes that may wait at the same time. */
  readonly limit: number;
  /** Which of these, the oldest first, gives way to another. */
  readonly gives: (waiting: readonly WaitingCode[]) => WaitingCode | undefined;
}

/** Adds a code and takes away those that have expired, and where there is no room one that waits. */
export async function addDeviceCode(
  database: Kysely<Tables>,
  code: NewRow<"device_codes">,
  { limit, gives }: Room,
  now: Date,
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await dropCodes(transaction, now, now);
    const waiting = await transaction
      .selectFrom("device_codes")
      .select(["device_code_hash as hash", "place"])
      .where("state", "=", "pending")
      .orderBy("created_at")
      .orderBy("device_code_hash")
      .execute();
    const gone = waiting.length >= limit ? gives(waiting) : undefined;
    if (gone) await transaction.deleteFrom("device_codes").where("device_code_hash", "=", gone.hash).execute();
    await transaction.insertInto("device_codes").values(code).execute();
  });
}

export async function findDeviceCode(database: Kysely<Tables>, hash: string): Promise<DeviceCodeRow | undefined> {
  return database.selectFrom("device_codes").selectAll().where("device_code_hash", "=", hash).executeTakeFirst();
}

/** A code that waits for somebody to approve it. */
export async function findPendingCode(database: Kysely<Tables>, userCode: string, now: Date): Promise<DeviceCodeRow | undefined> {
  return database
    .selectFrom("device_codes")
    .selectAll()
    .where("user_code", "=", userCode)
    .where("state", "=", "pending")
    .where("expires_at", ">", now.toISOString())
    .executeTakeFirst();
}

/** `false` when it no longer waited. */
export async function decideDeviceCode(
  transaction: Transaction<Tables>,
  userCode: string,
  decision: { state: "approved" | "denied"; personId: string },
  now: Date,
): Promise<boolean> {
  const decided = await transaction
    .updateTable("device_codes")
    .set({ state: decision.state, person_id: decision.personId })
    .where("user_code", "=", userCode)
    .where("state", "=", "pending")
    .where("expires_at", ">", now.toISOString())
    .returning("device_code_hash as id")
    .execute();
  const things = decided.map(({ id }) => ({ kind: "code" as const, id }));
  await recordThings(transaction, now.toISOString(), things, decision.personId);
  return decided.length === 1;
}

/** Turns an approved code into a device, once; `false` when another came first. */
export async function exchangeDeviceCode(transaction: Transaction<Tables>, hash: string, device: NewRow<"devices">): Promise<boolean> {
  await noteTampering(transaction, new Date(device.created_at), [{ kind: "code", id: hash }]);
  const done = await transaction
    .updateTable("device_codes")
    .set({ state: "used" })
    .where("device_code_hash", "=", hash)
    .where("state", "=", "approved")
    .executeTakeFirst();
  if (done.numUpdatedRows !== 1n) return false;
  await recordThings(transaction, device.created_at, [{ kind: "code", id: hash }], device.person_id);
  await addDevice(transaction, device);
  return true;
}

/** Takes away the codes that have ended by `until`, or all; those that somebody has decided about were on record. */
export async function dropCodes(transaction: Transaction<Tables>, now: Date, until?: Date): Promise<void> {
  const all = transaction.deleteFrom("device_codes");
  const ended = until === undefined ? all : all.where("expires_at", "<=", until.toISOString());
  const dropped = await ended.returning(["device_code_hash", "state"]).execute();
  const decided = dropped.filter(({ state }) => state !== "pending");
  const things = decided.map(({ device_code_hash: id }) => ({ kind: "code" as const, id }));
  await recordGone(transaction, now, things, "system");
}
