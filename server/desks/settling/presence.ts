import { LRUCache } from "lru-cache";

/** Somebody who has an inspection's page of settling open. */
export interface Present {
  readonly personId: string;
  readonly name: string;
  /** The criterion that is open there. */
  readonly criterion: string | null;
  readonly since: string;
}

/** A page that is open asks more often than this; one without scripts is taken to be read for so long. */
const keptMs = 60_000;
const mostInspections = 1_000;

/**
 * Who is where, as far as this process was told: it is a courtesy between people and decides nothing, so it stands in no table, and where
 * several servers run each knows its own readers.
 */
export class Presence {
  readonly #inspections = new LRUCache<string, Map<string, Present & { readonly until: number }>>({ max: mostInspections });

  /** Notes that somebody is there, and who else is, by name. */
  at(inspectionId: string, { personId, name }: Pick<Present, "personId" | "name">, criterion: string | null, now: Date): Present[] {
    const people = this.#inspections.get(inspectionId) ?? new Map();
    this.#inspections.set(inspectionId, people);
    for (const [id, { until }] of people) if (until < now.getTime()) people.delete(id);
    const known = people.get(personId);
    const since = known?.criterion === criterion ? known.since : now.toISOString();
    people.set(personId, { personId, name, criterion, since, until: now.getTime() + keptMs });
    return [...people.values()]
      .filter((one) => one.personId !== personId)
      .map(({ until: _, ...one }) => one)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
