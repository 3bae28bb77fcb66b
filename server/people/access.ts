import type { Kysely } from "kysely";
import type { Database } from "../database/open.ts";
import type { Tables } from "../database/tables.ts";
import { hashOf, noteTampering, recordDeeds } from "../ledger/audit.ts";
import type { DeedName } from "../ledger/deeds.ts";
import { revokeDevices } from "./people.ts";

/** Who is let in no longer, since when: by accounts and by devices. */
export interface ClosedAccess {
  readonly people: ReadonlyMap<string, string>;
  readonly devices: ReadonlyMap<string, string>;
}

/** What was closed, as its owners know it. */
export interface Closed {
  readonly people: readonly string[];
  readonly devices: readonly string[];
}

export async function loadClosedAccess(read: Kysely<Tables>): Promise<ClosedAccess> {
  const people = await read.selectFrom("people").select(["id", "disabled_at"]).where("disabled_at", "is not", null).execute();
  const devices = await read.selectFrom("devices").select(["id", "revoked_at"]).where("revoked_at", "is not", null).execute();
  return {
    people: new Map(people.map(({ id, disabled_at }) => [id, disabled_at ?? ""])),
    devices: new Map(devices.map(({ id, revoked_at }) => [id, revoked_at ?? ""])),
  };
}

/** Closes here what was closed there and is open here, on record, and says what that was. */
export async function closeAccess({ write }: Pick<Database, "write">, { people, devices }: ClosedAccess, now: Date): Promise<Closed> {
  return await write.transaction().execute(async (transaction) => {
    const open = await transaction
      .selectFrom("devices as d")
      .innerJoin("people as p", "p.id", "d.person_id")
      .select(["d.id", "d.name", "d.person_id", "p.name as owner"])
      .where("d.revoked_at", "is", null)
      .execute();
    const enabled = await transaction.selectFrom("people").select(["id", "name", "email"]).where("disabled_at", "is", null).execute();
    const gone = open.filter(({ id, person_id }) => devices.has(id) || people.has(person_id));
    const out = enabled.filter(({ id }) => people.has(id));
    const person = out.map(({ id }) => ({ kind: "person" as const, id }));
    await noteTampering(transaction, now, [...person, ...gone.map(({ id }) => ({ kind: "device" as const, id }))]);
    for (const { id } of gone)
      await transaction
        .updateTable("devices")
        .set({ revoked_at: devices.get(id) ?? now.toISOString() })
        .where("id", "=", id)
        .execute();
    for (const { id } of out) {
      await transaction
        .updateTable("people")
        .set({ disabled_at: people.get(id) ?? now.toISOString() })
        .where("id", "=", id)
        .execute();
      await revokeDevices(transaction, id, now);
    }
    const deed = (action: DeedName, subject: string, done: object) => ({ actorId: "system", action, subject, contentHash: hashOf(done) });
    await recordDeeds(transaction, now, [
      ...out.map(({ id }) => deed("account.disabled", id, { disabled: true })),
      ...gone.map(({ id }) => deed("device.revoked", id, { revoked: true })),
    ]);
    return { people: out.map(({ name, email }) => `${name} (${email})`), devices: gone.map(({ name, owner }) => `${name} (${owner})`) };
  });
}
