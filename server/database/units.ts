import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { vietnamDay } from "../../shared/text.ts";
import { type Unit, UnitKind, type Website, Website as WebsiteSchema } from "../../shared/unit.ts";
import { sameSpelling } from "../../shared/vietnamese-text.ts";
import { hashOf, recordDeeds } from "./audit.ts";
import type { Database } from "./open.ts";
import type { NewRow, Tables } from "./tables.ts";

/** From when a fact holds that was true before anybody wrote it down. */
export const sinceEver = "0001-01-01";

export type NewUnit = Pick<Unit, "name" | "kind" | "block" | "websites"> & { readonly traits?: readonly string[]; readonly code?: string };

const StoredWebsite = v.pipe(v.string(), v.parseJson(), WebsiteSchema);

/** Units as they are on that day (`planId`: those of a plan), by name. One without a name on that day is left out. */
export async function loadUnits(
  database: Kysely<Tables>,
  of: { readonly planId: string } | { readonly ids: readonly string[] } | "all",
  day: string,
): Promise<Unit[]> {
  let query = database
    .selectFrom("units as u")
    .innerJoin("unit_facts as f", "f.unit_id", "u.id")
    .select(["u.id", "u.kind", "u.closed_on", "f.fact", "f.value"])
    .where("f.valid_from", "<=", day)
    .where((e) => e.or([e("f.valid_to", "is", null), e("f.valid_to", ">", day)]))
    .orderBy("f.valid_from")
    .orderBy("f.id");
  if (of !== "all") {
    query =
      "planId" in of
        ? query.where("u.id", "in", (e) => e.selectFrom("plan_units").select("unit_id").where("plan_id", "=", of.planId))
        : query.where("u.id", "in", [...of.ids]);
  }
  const units = new Map<string, { -readonly [K in keyof Unit]: Unit[K] }>();
  for (const row of await query.execute()) {
    const unit = units.get(row.id) ?? { id: row.id, name: "", kind: v.parse(UnitKind, row.kind), block: "", websites: [], traits: [], closedOn: row.closed_on };
    units.set(row.id, unit);
    if (row.fact === "name") unit.name = row.value;
    if (row.fact === "block") unit.block = row.value;
    if (row.fact === "website") unit.websites = [...unit.websites, v.parse(StoredWebsite, row.value)];
    if (row.fact === "trait") unit.traits = [...unit.traits, row.value];
  }
  return [...units.values()].filter((unit) => unit.name !== "").sort((a, b) => byName(a.name, b.name));
}

const byName = new Intl.Collator("vi").compare;

/** A plan's units on a day, read once and again after `unitsChanged`. Results are read far more often than units change. */
export interface PlanUnits {
  load(planId: string, day: string): Promise<readonly Unit[]>;
}

const versionName = "units_version";

export function createPlanUnits(read: Kysely<Tables>): PlanUnits {
  const kept = new Map<string, { version: string | undefined; units: readonly Unit[] }>();
  return {
    async load(planId, day) {
      const version = (await read.selectFrom("meta").select("value").where("name", "=", versionName).executeTakeFirst())?.value;
      const key = `${planId} ${day}`;
      const known = kept.get(key);
      if (known && known.version === version) return known.units;
      const units = await loadUnits(read, { planId }, day);
      kept.delete(key);
      kept.set(key, { version, units });
      const [oldest] = kept.keys();
      if (kept.size > 50 && oldest !== undefined) kept.delete(oldest);
      return units;
    },
  };
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

/** Adds units, all or none. `already-there` where one of that name and kind is in that block. Returns the ids, in the order given. */
export async function importUnits({ write }: Database, rows: readonly NewUnit[], actorId: string, now: Date): Promise<string[]> {
  const sameUnit = (unit: Pick<Unit, "name" | "kind" | "block">) => [unit.kind, sameSpelling(unit.block), sameSpelling(unit.name)].join("\n");
  return await write.transaction().execute(async (transaction) => {
    const known = new Set((await loadUnits(transaction, "all", vietnamDay(now))).map(sameUnit));
    const units = rows.map((row) => ({ ...row, id: newId(now.getTime()) }));
    for (const unit of units) {
      if (known.has(sameUnit(unit))) throw new Refusal("already-there", { what: unit.name });
      known.add(sameUnit(unit));
    }
    const facts = units.flatMap((unit) => factsOf(unit, now));
    for (const part of inParts(units)) {
      await transaction
        .insertInto("units")
        .values(part.map(({ id, kind }) => ({ id, kind, created_at: now.toISOString(), closed_on: null })))
        .execute();
    }
    for (const part of inParts(facts)) await transaction.insertInto("unit_facts").values(part).execute();
    await unitsChanged(transaction);
    await recordDeeds(
      transaction,
      now,
      units.map(({ id, ...unit }) => ({ actorId, action: "unit.added", subject: id, contentHash: hashOf(unit) })),
    );
    return units.map((unit) => unit.id);
  });
}

function factsOf(unit: NewUnit & { id: string }, now: Date): NewRow<"unit_facts">[] {
  const fact = (name: NewRow<"unit_facts">["fact"], value: string) => ({
    id: newId(now.getTime()),
    unit_id: unit.id,
    fact: name,
    value,
    valid_from: sinceEver,
    valid_to: null,
  });
  const websites = unit.websites.map((site: Website) => fact("website", JSON.stringify(site)));
  const traits = (unit.traits ?? []).map((trait) => fact("trait", trait));
  return [fact("name", unit.name), fact("block", unit.block), ...(unit.code === undefined ? [] : [fact("code", unit.code)]), ...websites, ...traits];
}

/** Databases take so many values in one statement and no more. */
export function inParts<T>(rows: readonly T[], size = 400): T[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
