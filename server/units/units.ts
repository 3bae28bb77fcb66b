/*
 * The registry of units. A unit is an id, and everything else that is true of it (name, block, code, parent, websites, traits) holds from a
 * day to a day: what was true stays on record, and every question names its day. This file reads units as they are on a day; new-units.ts
 * adds them, unit-facts.ts changes what is true of one, unit-events.ts merges, splits, renames and ends them. Whoever changes anything here
 * says `unitsChanged` in the same transaction.
 */

import type { Kysely, Transaction } from "kysely";
import * as v from "valibot";
import { newId } from "../../shared/id.ts";
import { Refusal } from "../../shared/problem.ts";
import { plainName } from "../../shared/text.ts";
import { isOpenOn, mostWebsites, type Unit, UnitKind, Website } from "../../shared/units/unit.ts";
import type { RegisteredUnit } from "../../shared/units/unit-events.ts";
import { perDatabase } from "../database/per-database.ts";
import { stored } from "../database/stored.ts";
import type { Tables } from "../database/tables.ts";
import { KeptByMark } from "../host/kept.ts";
import { inTurns } from "../host/turns.ts";

/** From when a fact holds that was true before anybody wrote it down. */
export const sinceEver = "0001-01-01";

const StoredWebsite = stored(Website);

type WhichUnits = { readonly planId: string } | { readonly ids: readonly string[] } | "all";

/**
 * Units as they are on that day (`planId`: those of a plan), by name; a closed one as it was at its end. One without a name on that day
 * is left out.
 */
export async function loadUnits(database: Kysely<Tables>, of: WhichUnits, day: string): Promise<Unit[]> {
  return (await loadRegistered(database, of, day)).map(({ code: _code, parentId: _parent, ...unit }) => unit);
}

/** The unit, which has to be there and to take an inspection of that day. `unit-unknown`, `unit-closed`. */
export function getOpenOn<T extends Pick<Unit, "closedOn">>(unit: T | undefined, day: string): T {
  if (!unit) throw new Refusal("unit-unknown");
  if (unit.closedOn !== null && !isOpenOn(unit, day)) throw new Refusal("unit-closed", { closedOn: unit.closedOn });
  return unit;
}

/** The same as `loadUnits`, with codes and parents. */
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

/** The one reader of an open database. */
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
