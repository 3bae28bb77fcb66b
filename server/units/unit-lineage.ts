import type { Kysely } from "kysely";
import { inOrderOfDays, type Lineage, type LineageEvent } from "../../shared/units/unit-lineage.ts";
import { inParts } from "../database/in-parts.ts";
import type { Tables } from "../database/tables.ts";

/** What happened to all units from that day on, or these events alone. */
export async function loadLineage(
  read: Kysely<Tables>,
  of: { readonly from: string } | { readonly eventIds: readonly string[] },
): Promise<Lineage> {
  const rows = await read
    .selectFrom("unit_events as e")
    .innerJoin("unit_event_units as u", "u.event_id", "e.id")
    .select(["e.id", "e.kind", "e.on_day", "e.decision", "u.unit_id", "u.side"])
    .where((e) => ("from" in of ? e("e.on_day", ">=", of.from) : e("e.id", "in", [...of.eventIds])))
    .orderBy("u.unit_id")
    .execute();
  const events = new Map<string, LineageEvent & { readonly before: string[]; readonly after: string[] }>();
  for (const { id, kind, on_day: on, decision, unit_id: unitId, side } of rows) {
    const event = events.get(id) ?? { id, kind, on, decision, before: [], after: [] };
    events.set(id, event);
    event[side].push(unitId);
  }
  const names = await loadNames(read, [...new Set(rows.map((row) => row.unit_id))]);
  return {
    events: inOrderOfDays([...events.values()]),
    nameAt: (unitId, { on }, side) => names.at(unitId, on, side),
    existedBefore: (unitId, day) => names.at(unitId, day, "before") !== "",
  };
}

/** Before an event a unit has the name it had until then; after it, the one from then on. Empty where it has none. */
export async function loadNames(
  read: Kysely<Tables>,
  unitIds: readonly string[],
): Promise<{ at(unitId: string, day: string, side: string): string }> {
  const names = new Map<string, { value: string; from: string }[]>();
  for (const part of inParts(unitIds)) {
    const rows = await read
      .selectFrom("unit_facts")
      .select(["unit_id", "value", "valid_from"])
      .where("fact", "=", "name")
      .where("unit_id", "in", part)
      .orderBy("valid_from")
      .execute();
    for (const { unit_id: unitId, value, valid_from: from } of rows) {
      const own = names.get(unitId) ?? [];
      names.set(unitId, own);
      own.push({ value, from });
    }
  }
  return {
    at: (unitId, day, side) => names.get(unitId)?.findLast(({ from }) => (side === "after" ? from <= day : from < day))?.value ?? "",
  };
}
