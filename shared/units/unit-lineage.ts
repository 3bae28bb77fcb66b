/** A unit's event as comparisons follow it. */
export interface LineageEvent {
  /** UUIDv7: of two events of one day, the one recorded later happened later. */
  readonly id: string;
  readonly kind: "merge" | "split" | "rename" | "close";
  readonly on: string;
  readonly decision: string | null;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What happened to units from some day on. */
export interface Lineage {
  /** In the order in which they happened. */
  readonly events: readonly LineageEvent[];
  /** A unit's name until an event, or from then on. */
  nameAt(unitId: string, event: LineageEvent, side: "before" | "after"): string;
  /** It had a name before that day. */
  existedBefore(unitId: string, day: string): boolean;
}

/** Events in the order in which they happened. */
export function inOrderOfDays<T extends Pick<LineageEvent, "on" | "id">>(events: readonly T[]): T[] {
  return events.toSorted((a, b) => (a.on + a.id < b.on + b.id ? -1 : 1));
}

/** One way from an earlier unit to a later one. */
export interface Strand {
  readonly unitId: string;
  /** The merges and splits on the way, the earliest first; `unitId`: which of the units before it this way comes from. */
  readonly steps: readonly { readonly event: LineageEvent; readonly unitId: string }[];
}

/** Where and when the earlier figures were taken. */
export interface EarlierFigures {
  /** The first day of the earlier period: what happened then lies before all of its figures. */
  readonly from: string;
  /** The day of a unit's figure in that period; `undefined` where it has none. */
  figureOn(unitId: string): string | undefined;
}

/**
 * The units whose earlier figures belong beside a figure of this unit that was taken on `until`, each with the merges and splits between
 * the two; chains are followed. A unit that went on under its own id is among them like any other: what it was before is not simply it.
 * Empty where no merge or split lies between: then the unit is compared with itself.
 */
export function strandsTo(unitId: string, until: string, { events, existedBefore }: Lineage, { from, figureOn }: EarlierFigures): Strand[] {
  const found = new Map<string, Strand>();
  const follow = (id: string, upTo: number, steps: Strand["steps"]) => {
    const since = figureOn(id) ?? from;
    const at = events.findLastIndex(
      ({ kind, on, after }, i) => i < upTo && (kind === "merge" || kind === "split") && on > since && on <= until && after.includes(id),
    );
    const event = events[at];
    if (event === undefined) {
      const wasThere = steps[0] === undefined || steps[0].event.before.includes(id) || existedBefore(id, steps[0].event.on);
      if (wasThere && !found.has(id)) found.set(id, { unitId: id, steps });
      return;
    }
    for (const one of new Set([...event.before, id])) follow(one, at, [{ event, unitId: one }, ...steps]);
  };
  follow(unitId, events.length, []);
  return [...found.values()].filter(({ steps }) => steps.length > 0);
}

/** Whether only a part of the earlier unit went this way: it was split, or named in several events of a day. */
export function isPart({ steps }: Strand, { events }: Lineage): boolean {
  return steps.some(({ event, unitId }) => {
    const sameDay = events.filter(
      ({ kind, on, before }) => (kind === "merge" || kind === "split") && on === event.on && before.includes(unitId),
    );
    return new Set(sameDay.flatMap(({ after }) => after)).size > 1;
  });
}

/** The event in which a unit ended, after `since` and up to `until`. */
export function endOf(unitId: string, { events }: Lineage, since: string, until: string): LineageEvent | undefined {
  return events.find(({ on, before, after }) => on >= since && on <= until && before.includes(unitId) && !after.includes(unitId));
}
