/*
 * Which procedures a unit has to post. A list belongs to one unit or to all of a kind, and holds from a day on; it comes in as the official
 * file, whole or in addition, and what it no longer has is ended and never removed. Devices take a unit's list along.
 */

import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import type {
  Catalogue,
  CatalogueImported,
  CatalogueOwner,
  CatalogueVersion,
  ImportMode,
  Procedure,
  ProcedureEnd,
} from "../../shared/catalogue/procedure-catalogue.ts";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { inParts } from "../database/in-parts.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Database } from "../database/open.ts";
import { stored } from "../database/stored.ts";
import type { Row, Tables } from "../database/tables.ts";
import { inTurns } from "../host/turns.ts";
import { hashOf, noteTampering, recordDeeds } from "../ledger/audit.ts";
import { hashOfLists } from "../ledger/long-hash.ts";
import { loadUnits } from "../units/units.ts";

/** An official list of procedures that is to come into force. */
export interface NewList {
  readonly owner: CatalogueOwner;
  readonly mode: ImportMode;
  /** From which day the list holds. */
  readonly on: string;
  readonly decision: string | null;
  /** What it was read from, as the person who sends it names it. */
  readonly source: string;
  readonly procedures: readonly Procedure[];
}

const StoredCodes = stored(v.array(v.string()));

type Done = Omit<CatalogueImported, "dryRun" | "rows" | "problems">;

/**
 * Puts a list into force from a day on; what held before stays on record until then. The same list again changes nothing. `unit-unknown`,
 * `changed-later`. With `dryRun` only says what would be done.
 */
export async function importCatalogue(
  { read, write }: Database,
  list: NewList,
  actorId: string,
  now: Date,
  dryRun: boolean,
): Promise<Done> {
  if (dryRun) {
    const { added, changed, missing, unchanged } = await compare(read, list);
    return { added: added.length, changed: changed.length, ended: missing.length, unchanged, version: null };
  }
  return await inTransaction(write, async (transaction) => {
    const owner = ownerKey(list.owner);
    await noteTampering(transaction, now, [{ kind: "catalogue", id: owner }]);
    const { added, changed, missing, unchanged } = await compare(transaction, list);
    const counts = { added: added.length, changed: changed.length, ended: missing.length };
    if (counts.added + counts.changed + counts.ended === 0) return { ...counts, unchanged, version: null };
    await end(
      transaction,
      changed.map(({ held }) => held),
      list.on,
      {},
    );
    await end(transaction, missing, list.on, { end_decision: list.decision });
    const rows = [...added, ...changed.map(({ procedure }) => procedure)].map(({ code, name, issuedBy, handledBy, field }) => ({
      ...{ id: newId(now.getTime()), owner, code, name, issued_by: issuedBy, handled_by: handledBy, field },
      ...{ valid_from: list.on, valid_to: null, end_decision: null, replaced_by: null },
    }));
    for (const part of inParts(rows, 200)) await transaction.insertInto("procedures").values(part).execute();
    return { ...counts, unchanged, version: await addVersion(transaction, list, counts, actorId, now) };
  });
}

/**
 * Ends one procedure of a list. `procedure-unknown` where it, or one that replaces it, is not in force there on the day; `changed-later`.
 */
export async function endProcedure({ write }: Database, change: ProcedureEnd, actorId: string, now: Date): Promise<CatalogueVersion> {
  const { owner, on, decision, code, replacedBy = [] } = change;
  return await inTransaction(write, async (transaction) => {
    await noteTampering(transaction, now, [{ kind: "catalogue", id: ownerKey(owner) }]);
    const held = inForce(await loadOwned(transaction, owner, on), on);
    const ending = held.find((row) => row.code === code);
    const unknown = ending ? replacedBy.find((other) => other === code || !held.some((row) => row.code === other)) : code;
    if (!ending || unknown !== undefined) throw new Refusal("procedure-unknown", { code: unknown ?? code });
    await end(transaction, [ending], on, { end_decision: decision, replaced_by: JSON.stringify(replacedBy) });
    const list = { owner, on, decision, source: "", procedures: [change] };
    await addVersion(transaction, list, { added: 0, changed: 0, ended: 1 }, actorId, now);
    const [version] = await loadCatalogueVersions(transaction, owner, 1);
    if (!version) throw new Error("a version that was written is not there");
    return version;
  });
}

/** What a unit, or every unit of a kind, has to post on a day. `not-found` where the unit is not there on that day. */
export async function loadCatalogue(read: Kysely<Tables>, of: CatalogueOwner, on: string): Promise<Catalogue> {
  const [unit] = "unit" in of ? await loadUnits(read, { ids: [of.unit] }, on) : [];
  if ("unit" in of && !unit) throw new Refusal("not-found");
  const kind = unit?.kind ?? ("kind" in of ? of.kind : undefined);
  const owners = [...("unit" in of ? [ownerKey(of)] : []), ...(kind ? [ownerKey({ kind })] : [])];
  const rows = await read
    .selectFrom("procedures")
    .selectAll()
    .where("owner", "in", owners)
    .where("valid_from", "<=", on)
    .orderBy("code")
    .orderBy("valid_from")
    .execute();
  const held = new Map<string, Row<"procedures">>();
  for (const row of inForce(rows, on)) if (!held.has(row.code) || row.owner.startsWith("unit:")) held.set(row.code, row);
  const ended = new Map(
    rows.filter((row) => row.valid_to !== null && row.valid_to <= on && !held.has(row.code)).map((row) => [row.code, row]),
  );
  return {
    on,
    procedures: [...held.values()].map((row) => ({ ...procedureOf(row), from: row.valid_from, own: row.owner.startsWith("unit:") })),
    ended: [...ended.values()].map((row) => ({
      code: row.code,
      name: row.name,
      on: row.valid_to ?? on,
      decision: row.end_decision,
      replacedBy: v.parse(StoredCodes, row.replaced_by ?? "[]"),
    })),
  };
}

/** The newest first. */
export async function loadCatalogueVersions(read: Kysely<Tables>, of: CatalogueOwner, limit = 500): Promise<CatalogueVersion[]> {
  const rows = await read
    .selectFrom("catalogue_versions")
    .selectAll()
    .where("owner", "=", ownerKey(of))
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    number: Number(row.number),
    on: row.on_day,
    decision: row.decision,
    source: row.source,
    importedAt: row.recorded_at,
    added: Number(row.added),
    changed: Number(row.changed),
    ended: Number(row.ended),
  }));
}

function ownerKey(owner: CatalogueOwner): string {
  return "unit" in owner ? `unit:${owner.unit}` : `kind:${owner.kind}`;
}

function procedureOf({ code, name, issued_by: issuedBy, handled_by: handledBy, field }: Row<"procedures">): Procedure {
  return { code, name, issuedBy, handledBy, field };
}

function inForce(rows: readonly Row<"procedures">[], on: string): Row<"procedures">[] {
  return rows.filter((row) => row.valid_from <= on && (row.valid_to === null || row.valid_to > on));
}

/** The list's rows that hold on the day or end later; `changed-later` where one begins after the day. */
async function loadOwned(database: Kysely<Tables>, owner: CatalogueOwner, on: string): Promise<Row<"procedures">[]> {
  if ("unit" in owner && !(await database.selectFrom("units").select("id").where("id", "=", owner.unit).executeTakeFirst()))
    throw new Refusal("unit-unknown");
  const latest = await database
    .selectFrom("catalogue_versions")
    .select((e) => e.fn.max("on_day").as("day"))
    .where("owner", "=", ownerKey(owner))
    .executeTakeFirst();
  if (latest?.day && latest.day > on) throw new Refusal("changed-later", { on: latest.day });
  return await database
    .selectFrom("procedures")
    .selectAll()
    .where("owner", "=", ownerKey(owner))
    .where((e) => e.or([e("valid_to", "is", null), e("valid_to", ">", on)]))
    .execute();
}

async function compare(database: Kysely<Tables>, { owner, on, mode, procedures }: NewList) {
  const held = new Map((await loadOwned(database, owner, on)).map((row) => [row.code, row]));
  const added: Procedure[] = [];
  const changed: { held: Row<"procedures">; procedure: Procedure }[] = [];
  let unchanged = 0;
  for await (const part of inTurns(procedures)) {
    for (const procedure of part) {
      const before = held.get(procedure.code);
      if (!before) added.push(procedure);
      else if (hashOf(procedureOf(before)) === hashOf(procedure)) unchanged += 1;
      else changed.push({ held: before, procedure });
    }
  }
  const listed = new Set(procedures.map(({ code }) => code));
  const missing = mode === "whole" ? [...held.values()].filter(({ code }) => !listed.has(code)) : [];
  return { added, changed, missing, unchanged };
}

/** What begins and ends on the same day never was. */
async function end(
  transaction: Transaction<Tables>,
  rows: readonly Row<"procedures">[],
  on: string,
  how: Partial<Pick<Row<"procedures">, "end_decision" | "replaced_by">>,
): Promise<void> {
  const ids = (which: (row: Row<"procedures">) => boolean) => rows.filter(which).map(({ id }) => id);
  for (const part of inParts(ids((row) => row.valid_from === on)))
    await transaction.deleteFrom("procedures").where("id", "in", part).execute();
  for (const part of inParts(ids((row) => row.valid_from !== on))) {
    await transaction
      .updateTable("procedures")
      .set({ ...how, valid_to: on })
      .where("id", "in", part)
      .execute();
  }
}

async function addVersion(
  transaction: Transaction<Tables>,
  list: Pick<NewList, "owner" | "on" | "decision" | "source"> & { readonly procedures: readonly unknown[] },
  counts: Pick<Done, "added" | "changed" | "ended">,
  actorId: string,
  now: Date,
): Promise<number> {
  const [last] = await loadCatalogueVersions(transaction, list.owner, 1);
  const number = (last?.number ?? 0) + 1;
  const { owner, on: on_day, decision, source } = list;
  const [id, content_hash] = [newId(now.getTime()), await hashOfLists({ ...list })];
  await transaction
    .insertInto("catalogue_versions")
    .values({
      id,
      owner: ownerKey(owner),
      number,
      on_day,
      decision,
      source,
      content_hash,
      recorded_by: actorId,
      recorded_at: now.toISOString(),
      ...counts,
    })
    .execute();
  const deed = { actorId, action: "catalogue.changed" as const, subject: id, contentHash: content_hash };
  await recordDeeds(transaction, now, [deed], [{ kind: "catalogue", id: ownerKey(owner) }]);
  return number;
}
