import type { Transaction } from "kysely";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { plainName, vietnamDay } from "../../shared/text.ts";
import type { Unit, Website } from "../../shared/units/unit.ts";
import { sameSpelling } from "../../shared/vietnamese-text.ts";
import { inParts } from "../database/in-parts.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Database } from "../database/open.ts";
import type { NewRow, Tables } from "../database/tables.ts";
import { inTurns } from "../host/turns.ts";
import { deedsOf, hashOf, recordDeeds } from "../ledger/audit.ts";
import { demandKnownTraits } from "./traits.ts";
import { loadRegistered, sinceEver, unitsChanged } from "./units.ts";

/** A unit as it is added: the registry gives it its id. */
export type NewUnit = Pick<Unit, "name" | "kind" | "block" | "websites"> & {
  readonly traits?: readonly string[];
  readonly code?: string | undefined;
  readonly parentId?: string | undefined;
  /** The parent by its code, where it is added together with this one. */
  readonly parentCode?: string | undefined;
  /** The day on which it begins; absent: since ever. */
  readonly from?: string | undefined;
};

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

/**
 * Writes units and their facts. `already-there` for a code that another unit has at some day from then on; `parent-unknown`,
 * `trait-unknown`.
 */
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
