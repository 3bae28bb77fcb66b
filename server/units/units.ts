import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { plainName, vietnamDay } from "../../shared/text.ts";
import { mostWebsites, type Unit, UnitKind, Website } from "../../shared/units/unit.ts";
import type { RegisteredUnit } from "../../shared/units/unit-events.ts";
import { sameSpelling } from "../../shared/vietnamese-text.ts";
import type { Database } from "../database/open.ts";
import { perDatabase } from "../database/per-database.ts";
import { stored } from "../database/stored.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { KeptByMark } from "../host/kept.ts";
import { inTurns } from "../host/turns.ts";
import { deedsOf, hashOf, recordDeeds } from "../ledger/audit.ts";
import { inTransaction } from "../ledger/requests.ts";
import { demandKnownTraits } from "./traits.ts";

/** From when a fact holds that was true before anybody wrote it down. */
export const sinceEver = "0001-01-01";

export type NewUnit = Pick<Unit, "name" | "kind" | "block" | "websites"> & {
  readonly traits?: readonly string[];
  readonly code?: string | undefined;
  readonly parentId?: string | undefined;
  /** The parent by its code, where it is added together with this one. */
  readonly parentCode?: string | undefined;
  /** The day on which it begins; absent: since ever. */
  readonly from?: string | undefined;
};

const StoredWebsite = stored(Website);

type WhichUnits = { readonly planId: string } | { readonly ids: readonly string[] } | "all";

/**
 * Units as they are on that day (`planId`: those of a plan), by name; a closed one as it was at its end. One without a name on that day
 * is left out.
 */
export async function loadUnits(database: Kysely<Tables>, of: WhichUnits, day: string): Promise<Unit[]> {
  return (await loadRegistered(database, of, day)).map(({ code: _code, parentId: _parent, ...unit }) => unit);
}

/** The same with codes and parents. */
export async function loadRegistered(database: Kysely<Tables>, of: WhichUnits, day: string): Promise<RegisteredUnit[]> {
  const units: RegisteredUnit[] = [];
  for await (const part of inTurns(await idsOf(database, of))) units.push(...(await loadPart(database, part, day)));
  return units.sort((a, b) => byName(a.name, b.name));
}

async function idsOf(database: Kysely<Tables>, of: WhichUnits): Promise<readonly string[]> {
  if (of !== "all" && "ids" in of) return [...new Set(of.ids)];
  if (of === "all") return (await database.selectFrom("units").select("id").orderBy("id").execute()).map(({ id }) => id);
  return (await database.selectFrom("plan_units").select("unit_id").where("plan_id", "=", of.planId).orderBy("unit_id").execute()).map(
    ({ unit_id }) => unit_id,
  );
}

async function loadPart(database: Kysely<Tables>, ids: readonly string[], day: string): Promise<RegisteredUnit[]> {
  const rows = await database
    .selectFrom("units as u")
    .innerJoin("unit_facts as f", "f.unit_id", "u.id")
    .select(["u.id", "u.kind", "u.closed_on", "f.fact", "f.value"])
    .where("u.id", "in", ids)
    .where("f.valid_from", "<=", day)
    .where((e) =>
      e.or([
        e("f.valid_to", "is", null),
        e("f.valid_to", ">", day),
        e.and([e("u.closed_on", "<=", day), e("f.valid_to", "=", e.ref("u.closed_on"))]),
      ]),
    )
    .orderBy("f.valid_from")
    .orderBy("f.id")
    .execute();
  const units = new Map<string, { -readonly [K in keyof RegisteredUnit]: RegisteredUnit[K] }>();
  for (const row of rows) {
    const { id, kind, closed_on: closedOn } = row;
    const unit = units.get(id) ?? {
      id,
      name: "",
      kind: v.parse(UnitKind, kind),
      block: "",
      websites: [],
      traits: [],
      closedOn,
      code: null,
      parentId: null,
    };
    units.set(id, unit);
    if (row.fact === "code") unit.code = plainName(row.value);
    if (row.fact === "parent") unit.parentId = row.value;
    if (row.fact === "name") unit.name = plainName(row.value);
    if (row.fact === "block") unit.block = plainName(row.value);
    if (row.fact === "website") unit.websites = withSite(unit.websites, row.value);
    if (row.fact === "trait") unit.traits = [...unit.traits, row.value];
  }
  return [...units.values()].filter((unit) => unit.name !== "");
}

/**
 * With a stored website more. One that no unit may have is left out here and stays among the unit's facts: an import once took what the
 * API refuses, and a single row of that kind must not keep the whole registry from being read.
 */
function withSite(sites: Website[], stored: string): Website[] {
  const site = v.safeParse(StoredWebsite, stored);
  return site.success && sites.length < mostWebsites ? [...sites, site.output] : sites;
}

const byName = new Intl.Collator("vi").compare;

/** A plan's units on a day, read once and again after `unitsChanged`. Results are read far more often than units change. */
export interface PlanUnits {
  load(planId: string, day: string): Promise<readonly Unit[]>;
}

const versionName = "units_version";

export const planUnitsOf = perDatabase(createPlanUnits);

function createPlanUnits(read: Kysely<Tables>): PlanUnits {
  const kept = new KeptByMark<readonly Unit[]>(50);
  return {
    load: async (planId, day) => await kept.load(`${planId} ${day}`, await loadUnitsVersion(read), () => loadUnits(read, { planId }, day)),
  };
}

/** Another one after every change to units, their facts, or which units a plan has. */
export async function loadUnitsVersion(read: Kysely<Tables>): Promise<string | undefined> {
  return (await read.selectFrom("meta").select("value").where("name", "=", versionName).executeTakeFirst())?.value;
}

/** To be said in every transaction that changes units, their facts, or which units a plan has. */
export async function unitsChanged(transaction: Transaction<Tables>): Promise<void> {
  const value = newId();
  await transaction
    .insertInto("meta")
    .values({ name: versionName, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

/**
 * Adds units, all or none. `already-there` where one of that name, kind and parent is there, unless their codes differ, or where another
 * unit has the code at some day from then on; `parent-unknown`, `trait-unknown`. Returns the ids, in the order given.
 */
export async function importUnits({ write }: Database, rows: readonly NewUnit[], actorId: string, now: Date): Promise<string[]> {
  return await inTransaction(write, async (transaction) => {
    const known = namesakes([]);
    for await (const part of inTurns(await loadRegistered(transaction, "all", vietnamDay(now)))) for (const unit of part) known.add(unit);
    for await (const part of inTurns(rows)) {
      for (const row of part) {
        if (known.has(row)) throw new Refusal("already-there", { what: row.name });
        known.add(row);
      }
    }
    const ids = await insertUnits(transaction, rows, now);
    await unitsChanged(transaction);
    await recordDeeds(
      transaction,
      now,
      await deedsOf(rows, (unit, i) => ({ actorId, action: "unit.added", subject: ids[i] ?? "", contentHash: hashOf(unit) })),
    );
    return ids;
  });
}

type Namesake = Pick<NewUnit, "name" | "kind" | "parentCode"> & {
  readonly code?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly closedOn?: string | null;
};

/** By what a unit is told from others in lists: 572 communes share a name, and another province's is another one. */
export function identityOf({ kind, name, parentId, parentCode }: Pick<Namesake, "kind" | "name" | "parentId" | "parentCode">): string {
  // A parent that comes in the same file is known by its code until it is stored, and so is none that is there.
  return [kind, sameSpelling(name), parentId ?? (parentCode === undefined ? "" : `code ${parentCode}`)].join("\n");
}

/** Tells whether a unit would be mistaken for another: the same identity, and no two codes to tell them apart. Closed ones are past. */
export function namesakes(units: readonly Namesake[]): { has(unit: Namesake): boolean; add(unit: Namesake): void } {
  const codes = new Map<string, Set<string | null>>();
  const add = (unit: Namesake) => {
    if ((unit.closedOn ?? null) !== null) return;
    const identity = identityOf(unit);
    codes.set(identity, (codes.get(identity) ?? new Set()).add(unit.code ?? null));
  };
  for (const unit of units) add(unit);
  return {
    add,
    has(unit) {
      const same = codes.get(identityOf(unit));
      return same !== undefined && (unit.code == null || same.has(null) || same.has(unit.code));
    },
  };
}

/** Writes units and their facts. `already-there` for a code that another unit has at some day from then on; `parent-unknown`, `trait-unknown`. */
export async function insertUnits(transaction: Transaction<Tables>, rows: readonly NewUnit[], now: Date): Promise<string[]> {
  const added = rows.map((row) => ({ ...row, id: newId(now.getTime()) }));
  await demandFreeCodes(transaction, added);
  await demandParents(
    transaction,
    rows.map(({ parentId }) => parentId),
  );
  await demandKnownTraits(
    transaction,
    rows.flatMap(({ traits = [] }) => traits),
  );
  const units = withParents(added);
  for (const part of inParts(units)) {
    await transaction
      .insertInto("units")
      .values(part.map(({ id, kind }) => ({ id, kind, created_at: now.toISOString(), closed_on: null })))
      .execute();
  }
  for await (const some of inTurns(units)) {
    for (const part of inParts(some.flatMap((unit) => factsOf(unit, now))))
      await transaction.insertInto("unit_facts").values(part).execute();
  }
  return units.map((unit) => unit.id);
}

/** Those whose parent is added with them know its id from here on. `parent-unknown`. */
function withParents<T extends NewUnit & { readonly id: string }>(units: readonly T[]): T[] {
  const ids = new Map(units.flatMap(({ id, code }) => (code === undefined ? [] : [[code, id] as const])));
  return units.map((unit) => {
    const { parentCode } = unit;
    if (parentCode === undefined) return unit;
    const parentId = ids.get(parentCode);
    if (parentId === undefined || parentId === unit.id) throw new Refusal("parent-unknown", { parent: parentCode });
    return { ...unit, parentId };
  });
}

/** Each parent is there and open. `parent-unknown`. */
export async function demandParents(transaction: Transaction<Tables>, parents: readonly (string | null | undefined)[]): Promise<void> {
  const wanted = new Set(parents.filter((id) => id != null));
  for (const part of inParts([...wanted])) {
    const open = await transaction.selectFrom("units").select("id").where("id", "in", part).where("closed_on", "is", null).execute();
    for (const { id } of open) wanted.delete(id);
  }
  const [missing] = wanted;
  if (missing !== undefined) throw new Refusal("parent-unknown", { parent: missing });
}

interface Coded {
  readonly id: string;
  readonly code?: string | null | undefined;
  readonly from?: string | undefined;
}

/** A code names one unit at a time. */
export async function demandFreeCodes(transaction: Transaction<Tables>, units: readonly Coded[]): Promise<void> {
  const coded = new Map<string, Coded>();
  for (const unit of units) {
    if (unit.code == null) continue;
    if (coded.has(unit.code)) throw new Refusal("already-there", { what: unit.code });
    coded.set(unit.code, unit);
  }
  for (const part of inParts([...coded.keys()].flatMap(spellingsOf))) {
    const taken = await transaction
      .selectFrom("unit_facts")
      .select(["unit_id", "value", "valid_to"])
      .where("fact", "=", "code")
      .where("value", "in", part)
      .execute();
    for (const { unit_id, value, valid_to } of taken) {
      const unit = coded.get(plainName(value));
      if (unit && unit.id !== unit_id && (valid_to === null || valid_to > (unit.from ?? sinceEver)))
        throw new Refusal("already-there", { what: value });
    }
  }
}

const eths: Readonly<Record<string, string>> = { Đ: "\u00d0", đ: "\u00f0" };

/** A code as it may have been stored before Ð was taken for Đ: each letter either way, and where there are many, all of them. */
function spellingsOf(code: string): string[] {
  const signs = [...code];
  if (signs.filter((sign) => eths[sign] !== undefined).length > 3) return [code, signs.map((sign) => eths[sign] ?? sign).join("")];
  return signs.reduce((ways, sign) => ways.flatMap((way) => [way + sign, ...(eths[sign] === undefined ? [] : [way + eths[sign]])]), [""]);
}

function factsOf(unit: NewUnit & { id: string }, now: Date): NewRow<"unit_facts">[] {
  const fact = (name: NewRow<"unit_facts">["fact"], value: string) => ({
    id: newId(now.getTime()),
    unit_id: unit.id,
    fact: name,
    value,
    valid_from: unit.from ?? sinceEver,
    valid_to: null,
  });
  const websites = unit.websites.map((site: Website) => fact("website", JSON.stringify(site)));
  const traits = (unit.traits ?? []).map((trait) => fact("trait", trait));
  const code = unit.code === undefined ? [] : [fact("code", unit.code)];
  const parent = unit.parentId === undefined ? [] : [fact("parent", unit.parentId)];
  return [fact("name", unit.name), fact("block", unit.block), ...code, ...parent, ...websites, ...traits];
}

/** Databases take so many values in one statement and no more. */
export function inParts<T>(rows: readonly T[], size = 400): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
