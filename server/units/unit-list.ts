import type { Kysely } from "kysely";
import * as v from "valibot";
import { Refusal } from "../../shared/problem.ts";
import { plainName } from "../../shared/text.ts";
import { isOpenOn, isWithin, recogniseUnits } from "../../shared/units/unit.ts";
import type { DatedFact, RecordedUnitEvent, RegisteredUnit, UnitHistory, UnitPage } from "../../shared/units/unit-events.ts";
import { finderOf, withoutMarks } from "../../shared/vietnamese-text.ts";
import { stored } from "../database/stored.ts";
import type { Tables } from "../database/tables.ts";
import { KeptByMark } from "../host/kept.ts";
import { loadKnownTraits } from "./traits.ts";
import { predecessorsOf } from "./unit-events.ts";
import { loadNames } from "./unit-lineage.ts";
import { loadRegistered, loadUnitsVersion, sinceEver } from "./units.ts";

/** Which units of a day, and which of those found. */
export interface UnitsAsked {
  readonly on: string;
  /** Words of the name, or the beginning of the code; without marks, and however tone marks are placed. */
  readonly q?: string | undefined;
  readonly kind?: string | undefined;
  readonly block?: string | undefined;
  /** Also those that are closed on the day. */
  readonly closed?: boolean | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** All units of a day, read once and again after a change: looked through far more often than changed. */
export interface UnitList {
  page(asked: UnitsAsked): Promise<UnitPage>;
  /** Open units whose website the page belongs to; several where they share it. */
  atAddress(address: string, on: string): Promise<RegisteredUnit[]>;
}

/** As it is written: origin, then path. */
const StoredWebsite = stored(v.object({ origin: v.string(), path: v.string() }));

interface Searchable {
  readonly unit: RegisteredUnit;
  readonly name: string;
}

/** Keeps the lists of a few days; one that is asked for after a change is read anew. */
export function createUnitList(read: Kysely<Tables>): UnitList {
  const kept = new KeptByMark<readonly Searchable[]>(5);
  const searchable = (unit: RegisteredUnit): Searchable => ({ unit, name: withoutMarks(unit.name) });
  const load = async (on: string) =>
    await kept.load(on, await loadUnitsVersion(read), async () => (await loadRegistered(read, "all", on)).map(searchable));
  return {
    async page({ on, q = "", kind, block, closed = false, offset, limit }) {
      const finds = finderOf(q);
      const found = (await load(on)).filter(
        ({ unit, name }) =>
          (closed || isOpenOn(unit, on)) &&
          isWithin(unit, { block, kind }) &&
          (finds(name) || (q !== "" && (unit.code?.startsWith(q.trim()) ?? false))),
      );
      const units = found.slice(offset, offset + limit).map(({ unit }) => unit);
      return { on, units, total: found.length, next: offset + limit < found.length ? offset + limit : null };
    },
    async atAddress(address, on) {
      const open = (await load(on)).map(({ unit }) => unit).filter((unit) => isOpenOn(unit, on));
      return recogniseUnits(open, address);
    },
  };
}

/** A unit on a day with all that is on record of it. `not-found` where it is not there, or not yet. */
export async function loadUnitHistory(read: Kysely<Tables>, unitId: string, on: string): Promise<UnitHistory> {
  const [unit] = await loadRegistered(read, { ids: [unitId] }, on);
  if (!unit) throw new Refusal("not-found");
  const facts = await read
    .selectFrom("unit_facts")
    .selectAll()
    .where("unit_id", "=", unitId)
    .orderBy("valid_from")
    .orderBy("fact")
    .orderBy("id")
    .execute();
  return {
    unit,
    facts: facts.map(({ fact, value, valid_from, valid_to: to }): DatedFact => {
      const from = valid_from === sinceEver ? null : valid_from;
      return { fact, value: fact === "website" ? Object.values(v.parse(StoredWebsite, value)).join("") : value, from, to };
    }),
    events: await loadEvents(read, unitId),
    predecessors: await predecessorsOf(read, unitId, on),
  };
}

async function loadEvents(read: Kysely<Tables>, unitId: string): Promise<RecordedUnitEvent[]> {
  const events = await read
    .selectFrom("unit_events")
    .selectAll()
    .where("id", "in", (e) => e.selectFrom("unit_event_units").select("event_id").where("unit_id", "=", unitId))
    .orderBy("on_day")
    .orderBy("id")
    .execute();
  const ids = events.map(({ id }) => id);
  const sides = await read.selectFrom("unit_event_units").selectAll().where("event_id", "in", ids).orderBy("unit_id").execute();
  const names = await loadNames(read, [...new Set(sides.map((row) => row.unit_id))]);
  return events.map(({ id, kind, on_day: on, decision }) => {
    const side = (which: "before" | "after") =>
      sides
        .filter((row) => row.event_id === id && row.side === which)
        .map((row) => ({ id: row.unit_id, name: names.at(row.unit_id, on, which) }));
    return { id, kind, on, decision, before: side("before"), after: side("after") };
  });
}

/** What a list of new units is compared with. */
export async function loadUnitsHere(
  read: Kysely<Tables>,
  on: string,
): Promise<{
  units: RegisteredUnit[];
  codes: { code: string; unitId: string; to: string | null }[];
  traits: string[];
}> {
  const rows = await read.selectFrom("unit_facts").select(["value", "unit_id", "valid_to"]).where("fact", "=", "code").execute();
  const codes = rows.map(({ value, unit_id: unitId, valid_to: to }) => ({ code: plainName(value), unitId, to }));
  return { units: await loadRegistered(read, "all", on), codes, traits: await loadKnownTraits(read) };
}
