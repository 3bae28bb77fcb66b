import type { Kysely } from "kysely";
import type { Finding } from "../../shared/findings/finding.ts";
import { vietnamDay } from "../../shared/text.ts";
import { labelOf } from "../../shared/units/unit-change-label.ts";
import type { Predecessor } from "../../shared/units/unit-events.ts";
import { inParts } from "../database/in-parts.ts";
import type { Tables } from "../database/tables.ts";
import { predecessorsOfEach } from "../units/unit-events.ts";
import { loadLineage } from "../units/unit-lineage.ts";
import { loadUnitIds } from "./people.ts";

/** Which findings are units' to remedy: their own, and those that came to them with units that were merged into them or split. */
export interface Reach {
  /** Every unit whose findings can be among them. */
  readonly unitIds: readonly string[];
  /** `null`: the unit's own; the event by which it came; `undefined`: it is none of theirs. */
  through(finding: { readonly unitId: string; readonly visitedOn: string }): Through | null | undefined;
}

/** The event, and the units that the finding came to by it. */
export interface Through extends Omit<Predecessor, "unitId"> {
  readonly toUnits: readonly string[];
}

/**
 * What reaches these units, each up to its day. From a unit that ended everything does; from one that goes on, what was found before the
 * event, and nothing where `endedOnly` says that it has to remedy it itself.
 */
export async function findReach(read: Kysely<Tables>, units: ReadonlyMap<string, string>, { endedOnly = false } = {}): Promise<Reach> {
  const predecessors = await predecessorsOfEach(read, units);
  const ids = [...new Set([...predecessors.values()].flatMap((own) => own.map(({ unitId }) => unitId)))];
  const ended = new Set<string>();
  for (const part of inParts(ids)) {
    const rows = await read.selectFrom("units").select("id").where("id", "in", part).where("closed_on", "is not", null).execute();
    for (const { id } of rows) ended.add(id);
  }
  const ways = new Map<string, { way: Predecessor; toUnit: string }[]>();
  for (const [toUnit, own] of predecessors) for (const way of own) ways.set(way.unitId, [...(ways.get(way.unitId) ?? []), { way, toUnit }]);
  return {
    unitIds: [...new Set([...units.keys(), ...ids.filter((id) => !endedOnly || ended.has(id))])],
    through({ unitId, visitedOn }) {
      if (units.has(unitId)) return null;
      const reached = (ways.get(unitId) ?? []).filter(({ way }) => ended.has(unitId) || visitedOn < way.on);
      const [first] = reached;
      if (!first) return undefined;
      const { unitId: _, ...event } = first.way;
      return { ...event, toUnits: reached.map(({ toUnit }) => toUnit) };
    },
  };
}

/**
 * What the unit of an account has to remedy: its own, and what came from
 * units that ended in it. Nothing where the account speaks for no unit.
 */
export async function reachOfAccount(read: Kysely<Tables>, personId: string, now: Date): Promise<Reach> {
  const unitId = (await loadUnitIds(read, [personId])).get(personId);
  return await findReach(read, new Map(unitId === undefined ? [] : [[unitId, vietnamDay(now)]]), { endedOnly: true });
}

/** The events in words, as findings name them. */
export async function describeThrough(
  read: Kysely<Tables>,
  ways: readonly (Through | null)[],
): Promise<(way: Through | null) => Finding["through"]> {
  const eventIds = [...new Set(ways.flatMap((way) => way?.eventId ?? []))];
  const lineage = eventIds.length === 0 ? undefined : await loadLineage(read, { eventIds });
  return (way) => {
    const event = lineage?.events.find(({ id }) => id === way?.eventId);
    if (!way || !event || !lineage) return null;
    const { eventId, kind, on, decision, toUnits } = way;
    return { eventId, kind, on, decision, toUnits: [...toUnits], label: labelOf([event], lineage) };
  };
}
